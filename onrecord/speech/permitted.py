"""May this be sounded, now, before this listener? Pure, and closed where nothing is said.

1. It is a statement of a record, and every check that it was shown by has passed; of documents, not of passages that a
   question brought along.
2. The listener may read it: each citation's words, by `onrecord.access.reach`, at this moment. So a withdrawal, a
   pause, an embargo and a lapsed consent silence it.
3. A voice or a face that is like a leader speaks that leader's words alone, and only while that leader's consent has
   the scope (`voice`, `avatar`), is in term, covers the cited documents' audience and names the model's SHA-256.
4. A recording is played while the approval names its SHA-256, and for whoever may read the whole document; every
   leader in it must have consented to `voice`.
"""

from collections.abc import Iterable

from audit.domain import Citation, Statement
from ingest.domain import Leader, Scope, Source
from ingest.standing import Standing, consents
from onrecord.access import Records, Shown, reach
from onrecord.identity.domain import Identity
from onrecord.speech.domain import Likeness

SWITCHED_OFF = "Everything is paused"
NO_STATEMENT = "It is no statement of this answer"
UNCHECKED = "A check of this statement has not passed"
BROUGHT = "It rests on passages that the question brought along, which nobody has approved"
UNREADABLE = "Its source may not be read now"
NO_RECORDING = "There is no recording of it"
NOT_APPROVED = "Its recording is not the one that was approved"
NOT_WHOLE = "Not everybody in the recording may be heard"


def statement_barred(who: Identity, shown: Shown, number: int, by: Records) -> str | None:
    """Rules 1 and 2: why it may not be sounded, in one sentence without its full stop; none where it may.
    `number` is the statement's own in the whole record; 0 is the disclosure, which says nothing of anybody."""
    if by.standing.all_paused:
        return SWITCHED_OFF
    if shown.record.closed_context is not None:
        return BROUGHT
    if number == 0:
        return None
    if any(one.number == number for one in shown.left_out):
        return UNREADABLE
    statement = statement_of(shown, number)
    if statement is None or not statement.citations:
        return NO_STATEMENT
    if not statement.checks or not all(one.passed for one in statement.checks):
        return UNCHECKED
    if not all(_heard(who, one, by) for one in statement.citations):
        return UNREADABLE
    return None


def statement_of(shown: Shown, number: int) -> Statement | None:
    """The statement that has this number in the whole record, where it may be read."""
    return dict(zip(shown.numbers, shown.record.statements, strict=True)).get(number)


def likeness_barred(model: Likeness, use: Scope, citations: Iterable[Citation], by: Records) -> str | None:
    """Rule 3, for what is said of these citations; none where it may speak them, as a presenter may anything."""
    if model.leader_id is None:
        return None
    leader = by.standing.leaders.get(model.leader_id)
    what = f"The {'voice' if use is Scope.VOICE else 'face'} {model.name}"
    if leader is None:
        return f"{what} is like {model.leader_id}, who is not a leader on record"
    for one in citations:
        source = by.sources.get(one.source_id)
        if one.leader_id != model.leader_id or source is None:
            return f"{what} may speak the words of {leader.name} alone"
        if not consents(leader, source, use, by.now.date()):
            return f"{what} is not covered by a consent of {leader.name}: no scope `{use}` today for {source.audience}"
    if not in_term(leader, use, by):
        return f"{what} is not covered by a consent of {leader.name}: no scope `{use}` today"
    if leader.leader_id in by.standing.paused:
        return f"{leader.name} is paused"
    if model.sha256 not in (named(leader, use) or ()):
        return f"{what} has the SHA-256 {model.sha256}, which the consent of {leader.name} does not name"
    return None


def in_term(leader: Leader, use: Scope, by: Records) -> bool:
    """Whether a consent has this scope today, whatever the document."""
    consent = leader.consent
    return use in consent.scope and consent.valid_from <= by.now.date() < consent.valid_until


def named(leader: Leader, use: Scope) -> frozenset[str] | None:
    """The SHA-256 of the models that a leader's consent names for a use."""
    return leader.consent.voices if use is Scope.VOICE else leader.consent.avatars


def recording_barred(who: Identity, source: Source | None, by: Records, *, desk: bool = False) -> str | None:
    """Rule 4. `desk`: at a page of those who work on the record, who hear what they are about to approve."""
    if source is None or source.media is None:
        return NO_RECORDING
    found = reach(who, source, by.standing, by.now, desk=desk)
    if desk:
        return None if found else UNREADABLE
    if not found:
        return UNREADABLE
    if source.approval is None or source.approval.media_sha256 != source.media.sha256:
        return NOT_APPROVED
    if not found.whole or not all(_voiced(one, source, by.standing, by) for one in source.leaders):
        return NOT_WHOLE
    return None


def _voiced(leader_id: str, source: Source, standing: Standing, by: Records) -> bool:
    leader = standing.leaders.get(leader_id)
    return leader is not None and consents(leader, source, Scope.VOICE, by.now.date())


def _heard(who: Identity, citation: Citation, by: Records) -> bool:
    source = by.sources.get(citation.source_id)
    return source is not None and citation.leader_id in reach(who, source, by.standing, by.now).words
