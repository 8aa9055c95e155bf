"""Step 8: might these words be given to this asker, at that very place in the log? What an answer rests on precedes it.

1. the source was published with these bytes and this text;
2. someone other than its owner and adder approved both before, and signed that with a key that the policy pins; an
   approval without a signature counts where the policy says so, and the answer says "unsigned";
3. it was not withdrawn, and its embargo had ended;
4. the leader is one of the source's, and had given a consent, by a record that is in the bundle, which covers this use
   (a composed statement needs `paraphrase` beside `quote`), this source's audience, and the day;
5. nothing that was paused is in it;
6. the asker's audience includes the source's, by the manifest that the answer's snapshot was made from;
7. the source was in effect on the day that was asked about; what is told over time may have gone out of effect before
   it, and then the answer says so, and since when;
8. the snapshot that the answer names was the one published last.
"""

from dataclasses import dataclass
from typing import Any

from audit.bundles.bundle import consent_path
from audit.signed.envelopes import Kind
from audit.verify_approvals import approved
from audit.verify_declared import PublishedLeader, PublishedSource
from audit.verify_ground import Ground, Use
from audit.verify_history import EVERYBODY, History, Paused
from audit.verify_report import fail, listed, same, told

STEP = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """Whose words may be given; `signed`: whether the approver signed the approval."""

    leader: PublishedLeader
    signed: bool


def published(history: History, use: Use, source_id: str, file: str | None, text: str, place: str) -> PublishedSource:
    """1. `file` is none where the place names no bytes, as a refusal's nearest passage."""
    with told("payload", STEP, place):
        found = history.source(source_id, use.index)
    if found is None:
        fail("source", STEP, place, f"{source_id} was not published before the answer")
    if file is not None:
        same("source", STEP, place, f"{source_id} had other bytes", expected=found.declared.sha256, found=file)
    same("source", STEP, place, f"{source_id} had another text", expected=found.text_sha256, found=text)
    return found


def permitted(ground: Ground, use: Use, source: PublishedSource, leader_id: str, place: str) -> Permission:
    """2 to 7."""
    signed = approved(ground, use, source, place)
    leader = not_barred(ground.history, use, source, leader_id, place)
    on_file(ground, leader, place)
    may_read(ground.history, use, source, place)
    _in_effect(use, source, place)
    return Permission(leader=leader, signed=signed)


def not_barred(history: History, use: Use, source: PublishedSource, leader_id: str, place: str) -> PublishedLeader:
    """3 to 5; gives the leader, as they were published then."""
    _not_taken_back(history, use, source, place)
    needed = {"quote", "paraphrase"} if use.composed else {"quote"}
    leader = consented(history, use, source, leader_id, needed, place)
    not_paused(history, use, {EVERYBODY, (leader_id, None), (None, source.declared.source_id)}, place)
    return leader


def on_file(ground: Ground, leader: PublishedLeader, place: str) -> None:
    """4: the record of a consent is in the bundle."""
    sha256 = leader.consent.sha256
    ground.files.take_named(consent_path(sha256), sha256, STEP, place)


def _not_taken_back(history: History, use: Use, source: PublishedSource, place: str) -> None:
    """3."""
    name = source.declared.source_id
    leaf = history.withdrawal(source, use.index)
    if leaf is not None or source.withdrawn:
        where = leaf.place if leaf is not None else f"leaf {source.index}"
        fail("withdrawn", STEP, place, f"{name} had been withdrawn", expected=f"before {where}", found=_leaf(use))
    embargo = source.declared.embargo_until
    if embargo is not None and use.at < embargo:
        fail("embargo", STEP, place, f"{name} was under embargo", expected=f"from {embargo}", found=use.at)


def consented(
    history: History, use: Use, source: PublishedSource, leader_id: str, needed: set[str], place: str
) -> PublishedLeader:
    """4, for a use that needs these scopes."""
    if leader_id not in source.declared.leaders:
        expected = listed(source.declared.leaders)
        fail("leader", STEP, place, "the words are of no leader of the source", expected=expected, found=leader_id)
    with told("payload", STEP, place):
        leader = history.leader(leader_id, use.index)
    if leader is None:
        fail("consent", STEP, place, f"no consent of {leader_id} stands before the answer")
    consent, day = leader.consent, use.at.date()
    if not needed <= consent.scope:
        found = listed(sorted(consent.scope)) or "nothing"
        detail = f"{leader_id} has not consented to this use"
        fail("consent_scope", STEP, place, detail, expected=listed(sorted(needed)), found=found)
    if not consent.valid_from <= day < consent.valid_until:
        term = f"from {consent.valid_from} until {consent.valid_until}"
        fail("consent_term", STEP, place, f"{leader_id}'s consent did not hold that day", expected=term, found=day)
    if source.declared.audience not in consent.audiences:
        detail = f"{leader_id}'s consent does not cover the source's audience"
        expected = listed(sorted(consent.audiences)) or "nobody"
        fail("consent_audience", STEP, place, detail, expected=expected, found=source.declared.audience)
    return leader


def not_paused(history: History, use: Use, stops: Paused, place: str) -> None:
    """5: none of these pauses was on."""
    with told("payload", STEP, place):
        paused = history.paused(use.index) & stops
    if paused:
        fail("paused", STEP, place, "answering was paused", found=listed(sorted(map(_what, paused))))


def may_read(history: History, use: Use, source: PublishedSource, place: str) -> None:
    """6."""
    leaf = history.last(Kind.MANIFEST, use.index)
    if leaf is None:
        fail("manifest", STEP, place, "no manifest stands before the answer")
    if use.manifest_sha256 is not None:
        found: Any = leaf.sealed.payload.get("manifest_sha256")
        detail = f"{leaf.place} is of another manifest than the answer's snapshot"
        same("manifest", STEP, place, detail, expected=use.manifest_sha256, found=found)
    audiences: Any = leaf.sealed.payload.get("audiences")
    known = list(audiences) if isinstance(audiences, list) else []
    wanted = source.declared.audience
    if use.audience not in known or wanted not in known[: known.index(use.audience) + 1]:
        fail("audience", STEP, place, "the asker may not read it", expected=wanted, found=use.audience)


def _in_effect(use: Use, source: PublishedSource, place: str) -> None:
    """7."""
    declared = source.declared
    begins, ends = declared.effective_from or declared.date, declared.effective_until
    ended = ends if ends is not None and ends <= use.as_of else None
    if use.over_time is not None and begins <= use.as_of:
        detail = "the answer does not say when it went out of effect"
        same("ended", STEP, place, detail, expected=ended, found=use.over_time.ended_on(declared.source_id))
    elif use.as_of < begins or ended is not None:
        term = f"from {begins}" + ("" if ends is None else f" until {ends}")
        fail("not_in_effect", STEP, place, "it was not in effect that day", expected=term, found=use.as_of)


def current_snapshot(ground: Ground, use: Use, named: dict[str, Any], place: str) -> None:
    """8."""
    leaf = ground.history.last(Kind.SNAPSHOT, use.index)
    if leaf is None:
        fail("snapshot", STEP, place, "no snapshot stands before the answer")
    found = {key: leaf.sealed.payload.get(key) for key in named}
    same("snapshot", STEP, place, f"{leaf.place} published another snapshot", expected=found, found=named)


def _leaf(use: Use) -> str:
    return f"leaf {use.index}"


def _what(key: tuple[str | None, str | None]) -> str:
    return key[0] or key[1] or "everybody"
