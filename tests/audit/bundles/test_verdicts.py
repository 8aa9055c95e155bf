"""The four verdicts, and what a report tells beside them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from audit.canonical import text_sha256
from audit.domain import Became, BroughtPassage, Check, Withheld
from audit.verify_report import Report, Seal, Verdict
from tests.audit.bundles.world import MORNING, World


def test_a_whole_log_is_verified(world: World) -> None:
    report = world.verify()
    assert (report.verdict, report.failures, report.notes, report.range) == (Verdict.VERIFIED, (), (), (1, 3))
    assert [(one.numbers, one.outcome, one.places, one.erased) for one in report.answers] == [
        ((1,), "answered", 1, False), ((2,), "answered", 1, False), ((3,), "refused", 1, False),
    ]  # fmt: skip
    assert report.seal is not None
    assert (report.seal.origin, report.seal.size) == (world.origin, len(world.leaves))
    assert [name for name, _ in report.seal.witnesses] == ["witness.example/w1"]


@pytest.mark.parametrize("number", [1, 2, 3])
def test_each_answer_is_verified_alone(world: World, number: int) -> None:
    report = world.verify(f"{number:032x}")
    assert (report.verdict, report.range) == (Verdict.VERIFIED, (number, number))


def test_a_gap_is_no_range(world: World) -> None:
    report = world.verify(f"{1:032x}", f"{3:032x}")
    assert (report.verdict, report.range) == (Verdict.VERIFIED, None)


def test_an_erased_record_is_told(world: World) -> None:
    world.erase(f"{1:032x}")
    report = world.verify()
    assert report.verdict is Verdict.VERIFIED_WITH_ERASURES
    assert [one.erased for one in report.answers] == [True, False, False]
    assert "dpo@example.com: asked for by the asker" in report.notes[0].detail
    assert world.verify(f"{2:032x}").verdict is Verdict.VERIFIED  # which is not about it


def test_the_last_answer_may_be_erased_where_it_only_closes_the_count(world: World) -> None:
    world.erase(f"{3:032x}")
    assert world.verify(f"{1:032x}").verdict is Verdict.VERIFIED


def test_without_a_witness_it_is_unwitnessed(world: World) -> None:
    assert world.verify(cosigned=False).verdict is Verdict.UNWITNESSED
    nobody = world.policy(witnesses={"threshold": 0, "keys": []})
    assert world.verify(policy=nobody).verdict is Verdict.UNWITNESSED


def test_failed_comes_before_unwitnessed_and_unwitnessed_before_erased(world: World) -> None:
    world.erase(f"{1:032x}")
    assert world.verify(cosigned=False).verdict is Verdict.UNWITNESSED
    world.give(world.record(4, world.statement(text="Something else.")))
    assert world.verify(cosigned=False).verdict is Verdict.FAILED


def test_a_source_that_was_withdrawn_since_is_noted(world: World) -> None:
    world.withdraw()
    report = world.verify(f"{1:032x}")
    assert report.verdict is Verdict.VERIFIED
    assert [one.detail for one in report.notes] == ["withdrawn on 10 March 2026: it was wrong"]


def test_an_unsigned_approval_is_noted_where_the_policy_lets_it_count(empty: World) -> None:
    empty.source(signed=False)
    empty.snapshot()
    empty.answer(1, unsigned=["spring"])
    report = empty.verify(policy=empty.policy(unsigned_approvals=True))
    assert (report.verdict, [one.detail for one in report.notes]) == (
        Verdict.VERIFIED, ["spring was approved without a signature"],
    )  # fmt: skip


def test_an_unsigned_approval_may_bind_the_bytes_alone(empty: World) -> None:
    empty.source(signed=False, approval={"text_sha256": None})
    empty.snapshot()
    empty.answer(1, unsigned=["spring"])
    assert empty.verify(policy=empty.policy(unsigned_approvals=True)).verdict is Verdict.VERIFIED


def test_an_approval_may_be_of_a_recording_too(empty: World) -> None:
    sound = "d" * 64
    empty.source(approval={"media_sha256": sound}, media={"path": "spring.opus", "sha256": sound})
    empty.snapshot()
    empty.answer(1)
    assert empty.verify().verdict is Verdict.VERIFIED


def test_an_answer_that_was_shown_in_parts_is_one(published: World) -> None:
    one, other = published.statement(), published.statement(published.citation(quote="Not all at once."))
    whole = published.record(1, one, other)
    for part in (1, 2):
        published.give(replace(whole, statements=whole.statements[:part]), part=part)
    published.give(whole)
    report = published.verify()
    assert (report.verdict, report.answers[0].numbers, len(report.answers)) == (Verdict.VERIFIED, (1, 2, 3), 1)


def test_of_an_answer_that_was_interrupted_its_last_part_counts(published: World) -> None:
    published.give(published.record(1, published.statement()), part=1)
    published.answer(2)
    report = published.verify()
    assert (report.verdict, [one.numbers for one in report.answers]) == (Verdict.VERIFIED, [(1,), (2,)])


def test_what_was_shown_before_a_source_was_withdrawn_stays_right(published: World) -> None:
    whole = published.record(1, published.statement())
    published.give(whole, part=1)
    published.withdraw()
    published.give(whole)
    assert published.verify().verdict is Verdict.VERIFIED


def test_an_answer_from_passages_that_the_question_brought_rests_on_no_leaf(published: World) -> None:
    text = "Words of nobody in particular."
    digest = text_sha256(text)
    cited = published.citation(
        source_id="spring", source_sha256=digest, text_sha256=digest, title="", speaker="", leader_id="", page=None,
        timecode=None, start=0, end=len(text),
    )  # fmt: skip
    cited = replace(cited, source_id="p1", quote=text)
    said = published.statement(cited, text=f"In passage p1: “{text}”")
    brought = (BroughtPassage(id="p1", text_sha256=digest, text=text),)
    published.give(published.record(1, said, closed_context=brought))
    report = published.verify()
    assert report.verdict is Verdict.VERIFIED
    assert ["approved by nobody" in one.detail for one in report.notes] == [True]


def test_what_was_withheld_is_noted(published: World) -> None:
    failed = Check(name="numbers", passed=False, detail="fifty")
    kept_back = Withheld(statement=published.statement(text="Fifty.", checks=(failed,)), became=Became.NOTHING)
    published.give(published.record(1, published.statement(), withheld=(kept_back,)))
    report = published.verify()
    assert report.verdict is Verdict.VERIFIED
    assert ["did not pass (numbers: fifty)" in one.detail for one in report.notes] == [True]


def test_every_answer_that_fails_is_told(published: World) -> None:
    wrong = published.statement(text="Something else.")
    published.answer(1, wrong)
    published.answer(2)
    published.answer(3, wrong)
    report = published.verify()
    assert [one.place.split(",")[0] for one in report.failures] == [f"record {1:032x}", f"record {3:032x}"]
    assert [one.record_id for one in report.answers] == [f"{2:032x}"]


def test_an_exception_in_the_verifier_is_a_failure(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("seven")

    monkeypatch.setattr("audit.verify_bundle.complete", broken)
    report = world.verify()
    assert (report.verdict, report.failures[0].code, report.failures[0].step) == (Verdict.FAILED, "verifier", 0)
    assert "ZeroDivisionError: seven" in report.failures[0].detail


def test_a_policy_that_cannot_be_read_is_a_failure_of_step_2(world: World) -> None:
    failure = world.failure(policy=b"{}")
    assert (failure.code, failure.step) == ("policy", 2)
    assert "v: missing; log: missing" in failure.detail


def test_a_report_without_a_checkpoint_an_answer_or_a_step_has_failed() -> None:
    seal = Seal(origin="o", size=1, root="", witnesses=(("w", MORNING),), threshold=1)
    assert seal.witnessed
    assert Report(seal=seal, whole=True).verdict is Verdict.FAILED
    assert Report(whole=True).verdict is Verdict.FAILED
    assert replace(seal, threshold=2).witnessed is False


def test_whoever_verifies_needs_no_clock(world: World) -> None:
    """A bundle is as right in ten years as it is today; what is compared are the times within it."""
    world.now += timedelta(days=3650)
    assert world.verify().verdict is Verdict.VERIFIED


def test_a_layout_without_pages_and_cues_gives_none(empty: World) -> None:
    empty.source(layout=empty.layout(pages=(), cues=()))
    empty.snapshot()
    empty.answer(1, empty.statement(empty.citation(page=None, timecode=None)))
    assert empty.verify().verdict is Verdict.VERIFIED


def test_an_answer_without_places_needs_the_snapshot_alone(empty: World) -> None:
    empty.snapshot()
    empty.refuse(1)
    assert empty.verify().verdict is Verdict.VERIFIED
