"""Step 8: whether these words might be given to this asker, then and there."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from audit.domain import SnapshotReference
from audit.keys.domain import PrivateKey, Role
from audit.records.wire import to_json
from audit.signed.envelopes import Kind
from audit.signed.payloads import added_key, control
from audit.verify_report import Failure, Verdict
from tests.audit.bundles.world import CONSENT, MORNING, TEXT, World, key

STRANGER = PrivateKey.of(Role.APPROVER, "lee@example.com", key(Role.APPROVER, "stranger").secret)  # who says so himself
Change = Callable[[World], Any]


def failed(world: World, *changes: Change, unsigned: list[str] | None = None, **record: Any) -> Failure:
    """What fails of one quoted answer, given after some changes of the log."""
    for change in changes:
        change(world)
    world.give(world.record(1, world.statement(), **record), unsigned=unsigned or [])
    found = world.failure()
    assert found.step == 8
    return found


def source(**other: Any) -> Change:
    return lambda world: world.source(**other)


def snapshot(**other: Any) -> Change:
    return lambda world: world.snapshot(**other)


# -- 1. the source


def test_a_source_is_published_before_it_is_cited(empty: World) -> None:
    empty.source("other")
    empty.snapshot()
    cited = replace(empty.citation("other"), source_id="spring")
    empty.give(empty.record(1, empty.statement(cited)))
    empty.source()
    empty.snapshot()
    failure = empty.failure()
    assert (failure.code, failure.step, failure.detail) == ("source", 8, "spring was not published before the answer")


@pytest.mark.parametrize("change", [{"file": b"%PDF of another speech"}, {"text": TEXT + "More."}])
def test_what_counts_is_the_source_as_it_was_published_last(published: World, change: dict[str, Any]) -> None:
    statement = published.statement()
    published.source(**change)
    published.snapshot()
    published.give(published.record(1, statement))
    failure = published.failure()
    assert (failure.code, failure.step) == ("source", 8)
    assert failure.expected != failure.found


def test_a_declaration_is_of_the_bytes_that_were_published(empty: World) -> None:
    failure = failed(empty, source(leaf={"sha256": "0" * 64}), snapshot())
    assert (failure.code, "was published as '000" in failure.detail) == ("payload", True)


def declared(**other: Any) -> Change:
    """The source published anew, with another declaration than its files give."""

    def change(world: World) -> None:
        world.source()
        facts = {**world.sources["spring"], **other}
        payload = {"source": facts, "sha256": facts["sha256"], "text_sha256": facts["text_sha256"]}
        world.append(Kind.SOURCE, {**payload, "layout_sha256": world.layout().sha256})

    return change


@pytest.mark.parametrize(
    "change",
    [
        source(leaf={"source": {"source_id": "spring"}}),
        source(leaf={"text_sha256": None}),
        source(leaf={"layout_sha256": 7}),
        source(leaders=None),
        declared(date="yesterday"),
        declared(embargo_until="2026-03-10T09:00:00.000"),
        declared(approval=7),
        declared(approval={"by": "lee@example.com", "sha256": "0" * 64}),
        declared(approval={"by": "lee@example.com", "sha256": "0" * 64, "at": "2026-03-09T09:00:00.000"}),
    ],
)
def test_a_source_s_leaf_that_cannot_be_read_is_a_failure(empty: World, change: Change) -> None:
    assert failed(empty, change, snapshot()).code == "payload"


def test_a_leaf_about_no_source_publishes_none(empty: World) -> None:
    assert failed(empty, source(leaf={"source": None}), snapshot()).code == "source"


# -- 2. the approval


def test_a_source_without_an_approval_is_nobody_s_word(empty: World) -> None:
    assert failed(empty, declared(approval=None), snapshot()).code == "approval"


@pytest.mark.parametrize("role", ["owner", "added_by"])
def test_a_second_person_approves(empty: World, role: str) -> None:
    failure = failed(empty, source(**{role: "lee@example.com"}), snapshot())
    assert (failure.code, failure.found) == ("second_person", "lee@example.com")


def test_a_second_person_has_not_brought_the_recording(empty: World) -> None:
    failure = failed(empty, declared(media={"sha256": "1" * 64, "added_by": "lee@example.com"}), snapshot())
    assert (failure.code, failure.found) == ("second_person", "lee@example.com")
    assert str(failure.expected).endswith(" and lee@example.com")


def test_an_approval_is_for_the_bytes_that_were_published(empty: World) -> None:
    failure = failed(empty, source(approval={"sha256": "0" * 64}), snapshot())
    assert (failure.code, failure.found) == ("approval", "0" * 64)


@pytest.mark.parametrize("text", ["0" * 64, None])
def test_a_signed_approval_is_for_the_text_that_was_published(empty: World, text: str | None) -> None:
    failure = failed(empty, source(approval={"text_sha256": text}), snapshot())
    assert (failure.code, failure.found) == ("approval", text or "none")


@pytest.mark.parametrize(("declares", "signs"), [("d" * 64, "e" * 64), (None, "d" * 64), ("d" * 64, None)])
def test_the_recording_that_was_published_as_approved_is_the_one_that_was_signed(
    empty: World, declares: str | None, signs: str | None
) -> None:
    empty.source(approval={} if signs is None else {"media_sha256": signs})
    approval = {key: value for key, value in empty.sources["spring"]["approval"].items() if key != "media_sha256"}
    failure = failed(empty, declared_as({**approval, **({} if declares is None else {"media_sha256": declares})}))
    assert failure.code == "approval"


def declared_as(approval: dict[str, Any]) -> Change:
    """The same source published anew, its approval declared otherwise than it was signed."""

    def change(world: World) -> None:
        facts = {**world.sources["spring"], "approval": approval}
        payload = {"source": facts, "sha256": facts["sha256"], "text_sha256": facts["text_sha256"]}
        world.append(Kind.SOURCE, {**payload, "layout_sha256": world.layout().sha256})
        world.snapshot()

    return change


def test_an_unsigned_approval_for_a_text_is_for_that_text(empty: World) -> None:
    empty.source(signed=False, approval={"text_sha256": "0" * 64})
    empty.snapshot()
    empty.answer(1, unsigned=["spring"])
    failure = empty.failure(policy=empty.policy(unsigned_approvals=True))
    assert (failure.code, failure.found) == ("approval", "0" * 64)


def test_an_approval_comes_before_the_answer(empty: World) -> None:
    assert failed(empty, source(approval={"at": MORNING + timedelta(hours=1)}), snapshot()).code == "approval"


def test_an_approval_is_a_leaf_of_its_own(empty: World) -> None:
    failure = failed(empty, source(approve=False), snapshot())
    assert (failure.code, failure.detail) == ("approval", "no approval of spring stands before the answer")


def test_the_last_approval_is_the_one_that_the_source_declares(published: World) -> None:
    def another(world: World) -> None:
        world.source(approval={"at": MORNING - timedelta(hours=1)})
        world.source(approve=False)

    failure = failed(published, another, snapshot())
    assert (failure.code, "approves something else" in failure.detail) == ("approval", True)


def test_without_a_signature_an_approval_does_not_count(empty: World) -> None:
    failure = failed(empty, source(signed=False), snapshot(), unsigned=["spring"])
    assert (failure.code, failure.expected, failure.found) == ("unsigned", "a signature of lee@example.com", "none")


@pytest.mark.parametrize("allowed", [False, True])
def test_a_stranger_s_signature_is_no_approver_s(empty: World, allowed: bool) -> None:
    """Not even where unsigned approvals count: it is signed, by somebody else."""
    empty.approver_key = STRANGER
    empty.source()
    empty.snapshot()
    empty.answer(1)
    empty.approver_key = key(Role.APPROVER, "lee@example.com")
    failure = empty.failure(policy=empty.policy(unsigned_approvals=allowed))
    assert (failure.code, failure.expected) == ("approver", empty.approver_key.keyid)
    assert STRANGER.keyid in (failure.found or "")


def test_an_approver_whom_the_policy_does_not_name_approves_nothing(world: World) -> None:
    failure = world.failure(policy=world.policy(approvers={"kim@example.com": [STRANGER.public.raw.hex()]}))
    assert (failure.code, failure.expected) == (
        "approver", "a key of lee@example.com, of whom the policy pins none",
    )  # fmt: skip


def test_an_approver_may_have_several_keys(world: World) -> None:
    keys = [one.public.raw.hex() for one in (STRANGER, world.approver_key)]
    assert world.verify(policy=world.policy(approvers={"lee@example.com": keys})).verdict is Verdict.VERIFIED


def test_an_approver_s_key_counts_until_the_log_revokes_it(world: World) -> None:
    approval = world.kinds.index(Kind.APPROVAL)
    world.revoke(world.approver_key, approval + 1)
    assert world.verify().verdict is Verdict.VERIFIED
    world.revoke(world.approver_key, approval)
    assert world.failure().code == "approver"


@pytest.mark.parametrize(
    ("signed", "says", "expected"),
    [(False, [], "['spring']"), (True, ["spring"], "[]"), (False, ["other"], "['spring']")],
)
def test_an_answer_says_which_approvals_are_unsigned(
    empty: World, signed: bool, says: list[str], expected: str
) -> None:
    empty.source(signed=signed)
    empty.snapshot()
    empty.answer(1, unsigned=says)
    failure = empty.failure(policy=empty.policy(unsigned_approvals=True))
    assert (failure.code, failure.step, failure.expected, failure.found) == ("unsigned", 8, expected, str(says))


# -- 3. not taken back


def test_what_was_withdrawn_is_not_said(published: World) -> None:
    failure = failed(published, lambda world: world.withdraw())
    assert (failure.code, failure.expected, failure.found) == ("withdrawn", "before leaf 7", "leaf 8")


def test_what_was_withdrawn_and_published_again_is_said(published: World) -> None:
    published.withdraw()
    published.source()
    published.snapshot()
    published.answer(1)
    assert published.verify().verdict is Verdict.VERIFIED


def test_what_another_source_withdrew_does_not_matter(published: World) -> None:
    published.withdraw("other")
    published.answer(1)
    assert published.verify().verdict is Verdict.VERIFIED


def test_what_the_manifest_withdrew_is_not_said(empty: World) -> None:
    withdrawn = {"at": "2026-03-09T09:00:00.000Z", "reason": "wrong"}
    failure = failed(empty, source(withdrawn=withdrawn), snapshot())
    assert (failure.code, failure.expected) == ("withdrawn", "before leaf 4")


@pytest.mark.parametrize(("until", "holds"), [(timedelta(seconds=8), True), (timedelta(seconds=9), False)])
def test_an_embargo_ends(empty: World, until: timedelta, holds: bool) -> None:
    empty.source(embargo_until=to_json(MORNING + until))
    empty.snapshot()
    empty.answer(1)
    assert empty.now == MORNING + timedelta(seconds=8)
    assert [one.code for one in empty.verify().failures] == ([] if holds else ["embargo"])


# -- 4. the consent


def test_the_words_are_of_a_leader_of_the_source(empty: World) -> None:
    failure = failed(empty, source(leaders=["ben-okafor"]), snapshot())
    assert (failure.code, failure.expected, failure.found) == ("leader", "ben-okafor", "ada-okafor")


def test_a_leader_without_a_consent_is_not_quoted() -> None:
    world = World()
    for one in (world.record_key, world.log_key):
        world.append(Kind.KEY, added_key(one.public, "first"))
    world.manifest()
    world.hold_file("consent", CONSENT)
    failure = failed(world, source(), snapshot())
    assert (failure.code, failure.detail) == ("consent", "no consent of ada-okafor stands before the answer")


@pytest.mark.parametrize(
    ("change", "code", "found"),
    [
        ({"scope": ["paraphrase"]}, "consent_scope", "paraphrase"),
        ({"scope": []}, "consent_scope", "nothing"),
        ({"valid_from": "2026-03-11"}, "consent_term", "2026-03-10"),
        ({"valid_until": "2026-03-10"}, "consent_term", "2026-03-10"),
        ({"audiences": ["managers"]}, "consent_audience", "all-employees"),
        ({"audiences": []}, "consent_audience", "all-employees"),
        ({"scope": "quote"}, "payload", None),
        ({"valid_from": None}, "payload", None),
    ],
)
def test_the_consent_that_was_given_last_covers_it(published: World, change: Any, code: str, found: str | None) -> None:
    failure = failed(published, lambda world: world.consent(**change), snapshot())
    assert (failure.code, failure.found) == (code, found)


@pytest.mark.parametrize(("first", "until"), [("2026-03-10", "2026-03-11"), ("2020-01-01", "2026-03-11")])
def test_a_consent_holds_from_its_first_day_to_the_one_before_its_last(
    published: World, first: str, until: str
) -> None:
    published.consent(valid_from=first, valid_until=until)
    published.answer(1)
    assert published.verify().verdict is Verdict.VERIFIED


def test_to_put_it_in_other_words_needs_a_consent_of_its_own(published: World) -> None:
    published.consent(scope=["quote"])
    published.answer(1)
    published.answer(2, published.composed())
    failure = published.failure()
    assert (failure.code, failure.expected, failure.found) == ("consent_scope", "paraphrase, quote", "quote")
    assert published.verify(f"{1:032x}").verdict is Verdict.VERIFIED


def test_a_consent_is_by_the_record_that_it_names(published: World) -> None:
    def other_record(world: World) -> None:
        world.append(Kind.CONSENT, {"leader": {"leader_id": "ada-okafor", "name": "Ada", "consent": {
            "sha256": "1" * 64, "scope": ["quote"], "audiences": ["all-employees"], "valid_from": "2026-01-01",
            "valid_until": "2027-01-01"}}, "record_sha256": "2" * 64})  # fmt: skip

    failure = failed(published, other_record)
    assert (failure.code, "was published as '222" in failure.detail) == ("payload", True)


@pytest.mark.parametrize("leader", [None, [], {"consent": None}])
def test_a_consent_s_leaf_that_cannot_be_read_is_a_failure(published: World, leader: Any) -> None:
    if isinstance(leader, dict):
        leader = {"leader_id": "ada-okafor", **leader}
        failure = failed(published, lambda w: w.append(Kind.CONSENT, {"leader": leader, "record_sha256": "2" * 64}))
        assert failure.code == "payload"
        return
    published.append(Kind.CONSENT, {"leader": leader, "record_sha256": "2" * 64})  # about nobody
    published.answer(1)
    assert published.verify().verdict is Verdict.VERIFIED


# -- 5. pauses


@pytest.mark.parametrize(
    ("pauses", "found"),
    [
        ([("pause", None, None)], "everybody"),
        ([("pause", "ada-okafor", None)], "ada-okafor"),
        ([("pause", None, "spring")], "spring"),
        ([("pause", None, None), ("resume", "ada-okafor", None)], "everybody"),
        ([("pause", None, "spring"), ("resume", None, "other")], "spring"),
        ([("pause", "ada-okafor", None), ("pause", None, None), ("resume", "ada-okafor", None)], "everybody"),
        ([("pause", "ben-okafor", None)], None),
        ([("pause", None, "other")], None),
        ([("pause", None, None), ("resume", None, None)], None),
        ([("pause", "ada-okafor", None), ("pause", None, "spring"), ("resume", None, None)], None),
        ([("pause", "ada-okafor", None), ("resume", "ada-okafor", None)], None),
    ],
)
def test_what_is_paused_is_not_said(published: World, pauses: list[Any], found: str | None) -> None:
    for one in pauses:
        published.pause(*one)
    published.answer(1)
    published.pause()
    report = published.verify()
    assert [(one.code, one.found) for one in report.failures] == ([("paused", found)] if found else [])


@pytest.mark.parametrize(
    "change", [{"action": "rest"}, {"action": None}, {"leader_id": ["ada-okafor"]}, {"source_id": {"id": "spring"}}]
)
def test_a_pause_that_cannot_be_read_is_none_that_may_be_passed_over(published: World, change: dict[str, Any]) -> None:
    published.append(Kind.CONTROL, {**control("pause", None, "other", ""), **change})
    assert failed(published).code == "payload"


# -- 6. the audience


@pytest.mark.parametrize(
    ("source_for", "asker", "holds"),
    [
        ("all-employees", "all-employees", True),
        ("all-employees", "managers", True),
        ("managers", "managers", True),
        ("managers", "all-employees", False),
        ("board", "managers", False),
        ("all-employees", "board", False),
    ],
)
def test_an_audience_reads_what_the_ones_before_it_may(empty: World, source_for: str, asker: str, holds: bool) -> None:
    empty.consent(audiences=["all-employees", "managers", "board"])
    empty.source(audience=source_for)
    empty.snapshot()
    empty.give(empty.record(1, empty.statement(), audience=asker))
    failures = empty.verify().failures
    assert [(one.code, one.expected, one.found) for one in failures] == (
        [] if holds else [("audience", source_for, asker)]
    )


@pytest.mark.parametrize("audiences", [None, "all-employees", []])
def test_without_audiences_nobody_reads_anything(published: World, audiences: Any) -> None:
    assert failed(published, lambda world: world.manifest(audiences=audiences), snapshot()).code == "audience"


def test_the_audiences_are_those_of_the_snapshot_s_manifest(published: World) -> None:
    failure = failed(published, lambda world: world.manifest(manifest_sha256="d" * 64))
    assert (failure.code, failure.expected, failure.found) == ("manifest", "a" * 64, "d" * 64)


def test_without_a_manifest_nobody_reads_anything() -> None:
    world = World()
    for one in (world.record_key, world.log_key):
        world.append(Kind.KEY, added_key(one.public, "first"))
    world.consent()
    assert failed(world, source(), snapshot()).code == "manifest"


# -- 7. in effect


@pytest.mark.parametrize(
    ("facts", "as_of", "holds"),
    [
        ({}, date(2026, 3, 1), True),
        ({}, date(2026, 2, 28), False),
        ({"effective_from": "2026-03-05"}, date(2026, 3, 4), False),
        ({"effective_from": "2026-03-05"}, date(2026, 3, 5), True),
        ({"effective_from": "2026-02-01"}, date(2026, 2, 1), True),
        ({"effective_until": "2026-03-05"}, date(2026, 3, 4), True),
        ({"effective_until": "2026-03-05"}, date(2026, 3, 5), False),
    ],
)
def test_a_source_is_in_effect_on_the_day_asked_about(empty: World, facts: Any, as_of: date, holds: bool) -> None:
    empty.source(**facts)
    empty.snapshot()
    empty.give(empty.record(1, empty.statement(), as_of=as_of))
    assert [one.code for one in empty.verify().failures] == ([] if holds else ["not_in_effect"])


def test_the_term_that_did_not_hold_is_told(empty: World) -> None:
    failure = failed(empty, source(effective_until="2026-03-05"), snapshot())
    assert (failure.expected, failure.found) == ("from 2026-03-01 until 2026-03-05", "2026-03-10")
    failure = failed(World(), *[lambda w: w.begin(), source(date="2026-04-01"), snapshot()])
    assert (failure.expected, failure.found) == ("from 2026-04-01", "2026-03-10")


# -- 8. the snapshot


def test_an_answer_comes_after_a_snapshot(empty: World) -> None:
    failure = failed(empty, source())
    assert (failure.code, failure.place) == ("snapshot", "leaf 6")


@pytest.mark.parametrize("change", [{"snapshot_id": "d" * 64}, {"passages": 8}])
def test_an_answer_names_the_snapshot_that_was_published_last(published: World, change: dict[str, Any]) -> None:
    failure = failed(published, snapshot(**change))
    assert failure.code == "snapshot"
    assert failure.expected != failure.found


def test_an_answer_that_names_another_snapshot_fails(published: World) -> None:
    other = SnapshotReference(snapshot_id="d" * 64, manifest_sha256="a" * 64, passages=7)
    published.give(published.record(1, published.statement(), snapshot=other))
    assert published.failure().code == "snapshot"


def test_a_refusal_names_it_too(empty: World) -> None:
    empty.give(empty.record(1))
    assert empty.failure().code == "snapshot"


def test_what_a_refusal_shows_may_be_shown(published: World) -> None:
    published.withdraw()
    published.refuse(1)
    failure = published.failure()
    assert (failure.code, failure.place) == ("withdrawn", f"record {1:032x}, nearest-1")


def test_to_show_a_passage_needs_a_consent_to_quote_alone(published: World) -> None:
    published.consent(scope=["quote"])
    published.refuse(1)
    assert published.verify().verdict is Verdict.VERIFIED


def test_a_whole_that_came_after_another_snapshot_rests_on_what_was_shown_before(published: World) -> None:
    whole = published.record(1, published.statement())
    published.give(whole, part=1)
    published.snapshot(snapshot_id="d" * 64)
    published.give(whole)
    assert published.verify().verdict is Verdict.VERIFIED


def test_every_place_that_fails_is_told(published: World) -> None:
    published.withdraw()
    published.answer(1, published.statement(), published.statement())
    report = published.verify()
    assert [one.place[-22:] for one in report.failures] == ["statement-1-citation-1", "statement-2-citation-1"]
