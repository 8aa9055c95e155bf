"""Counting past answers: each once, every citation held against the texts again, the drift by week."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.domain import (
    AnswerRecord,
    Became,
    BroughtPassage,
    Check,
    Checked,
    Composer,
    Form,
    Outcome,
    Reason,
    Refusal,
    SnapshotReference,
    Support,
    Withheld,
)
from audit.findings import Frozen, Holdings
from audit.reports.figures import Share
from audit.reports.tally import MOST_BROKEN, Tally, Today

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture
def tally(holdings: Holdings) -> Tally:
    def texts(key: str) -> Sequence[Frozen]:
        return holdings.texts.get(key, ())

    return Tally(today=Today(models={"encoder": "hashing"}, snapshot_id="s"), texts=texts)


def composed(record: AnswerRecord) -> AnswerRecord:
    return replace(record, statements=tuple(replace(one, form=Form.COMPOSED) for one in record.statements))


def test_each_record_is_counted_once(tally: Tally, record: AnswerRecord, refused: AnswerRecord) -> None:
    judged = Checked(verdict=Support.SUPPORTED, score=0.9, checks=())
    tally.record(record)
    tally.record(record, interrupted=True)
    tally.record(refused)
    tally.record(replace(refused, refusal=Refusal(reason=Reason.NOT_ALLOWED, detail="")))
    tally.record(replace(record, checked=judged))
    tally.record(replace(refused, composer=replace(refused.composer, kind="check")))
    tally.record(replace(record, composer=replace(record.composer, kind="search")))
    tally.record(replace(record, id="eval:7"))
    tally.erased()
    tally.unreadable("3d5e", "was changed")
    found = tally.figures()
    assert (found.records, found.answered, found.interrupted, found.searched) == (10, 1, 1, 1)
    assert found.refused == {"not_allowed": 1, "nothing_on_record": 1}
    assert found.checked == {"not_judged": 1, "supported": 1}
    assert (found.evaluated, found.erased, [one.record_id for one in found.unreadable]) == (1, 1, ["3d5e"])
    assert found.statements == 4  # not the evaluation's
    assert sum(one.questions for one in found.weeks) == 4


def test_nothing_is_told_as_such(tally: Tally) -> None:
    found = tally.figures()
    assert found.records == 0
    assert {found.replaced, found.removed, found.hold, found.other_models} == {Share(count=0, of=0, share=None)}
    assert (found.weeks, found.cited, found.broken) == ((), (), ())


def test_what_was_withheld_is_a_share_of_what_a_model_wrote(tally: Tally, record: AnswerRecord) -> None:
    (statement,) = record.statements
    quotes, nothing = (Withheld(statement=statement, became=one) for one in Became)
    tally.record(record)  # a quote, which no model wrote
    tally.record(composed(record))
    tally.record(replace(composed(record), withheld=(quotes, quotes, nothing)))
    found = tally.figures()
    assert (found.statements, found.composed) == (3, 2)
    assert found.replaced == Share(count=2, of=5, share=0.4)
    assert found.removed == Share(count=1, of=5, share=0.2)
    assert found.weeks[0].withheld == Share(count=3, of=5, share=0.6)


def test_a_citation_is_held_against_the_text_of_today(tally: Tally, record: AnswerRecord) -> None:
    (statement,) = record.statements
    (good,) = statement.citations
    wrong = {
        "is not the quote": replace(good, quote="We will hire fifty engineers."),
        "has no such place": replace(good, end=good.end + 1000),
        "no frozen text": replace(good, text_sha256="0" * 64),
        "has the hash it names": replace(good, source_sha256="0" * 64),
    }
    for number, one in enumerate(wrong.values()):
        statements = (statement, replace(statement, citations=(good, one)))
        tally.record(replace(record, record_id=f"{number}", statements=statements))
    found = tally.figures()
    assert found.hold == Share(count=8, of=12, share=0.666667)
    for told, one in zip(wrong, found.broken, strict=True):
        assert told in one.detail
        assert (one.place, one.source_id) == ("statement 2, citation 2", "spring")
    assert [one.record_id for one in found.broken] == ["0", "1", "2", "3"]


def test_a_text_that_was_changed_breaks_its_citations(record: AnswerRecord, holdings: Holdings) -> None:
    changed = {key: [replace(one, text=one.text + " ") for one in texts] for key, texts in holdings.texts.items()}
    tally = Tally(today=Today(models={}, snapshot_id=None), texts=lambda key: changed.get(key, []))
    tally.record(record)
    assert tally.figures().hold == Share(count=0, of=1, share=0.0)


def test_passages_that_a_question_brought_are_no_sources(tally: Tally, record: AnswerRecord) -> None:
    brought = (BroughtPassage(id="spring", text_sha256="0" * 64),)
    tally.record(replace(record, closed_context=brought, models={"encoder": "other"}))
    found = tally.figures()
    assert (found.answered, found.brought, found.statements) == (1, 1, 1)
    assert (found.hold.of, found.sources, found.other_models.of) == (0, 0, 0)


def test_sources_are_listed_by_the_answers_that_cite_them(tally: Tally, record: AnswerRecord) -> None:
    (statement,) = record.statements
    (one,) = statement.citations
    often = replace(one, source_id="often", title="Cited twice by one")
    tally.record(replace(record, statements=(replace(statement, citations=(often, often, often)),)))
    tally.record(record)
    tally.record(replace(record, statements=(replace(statement, citations=(replace(one, title="Later"),)),)))
    found = tally.figures()
    assert [(one.source_id, one.title, one.records, one.citations) for one in found.cited] == [
        ("spring", "Later", 2, 2),
        ("often", "Cited twice by one", 1, 3),
    ]
    assert found.sources == 2


def test_the_list_of_what_does_not_hold_has_an_end_and_the_count_has_none(
    tally: Tally, record: AnswerRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("audit.reports.tally.MOST_BROKEN", 3)
    (statement,) = record.statements
    wrong = replace(statement.citations[0], quote="Never said.")
    for _ in range(5):
        tally.record(replace(record, statements=(replace(statement, citations=(wrong,)),)))
    found = tally.figures()
    assert (len(found.broken), found.hold.count, found.hold.of) == (3, 0, 5)
    assert MOST_BROKEN > 3


def test_weeks_begin_on_monday_and_say_how_they_drift(
    tally: Tally, record: AnswerRecord, refused: AnswerRecord
) -> None:
    last = MONDAY - timedelta(milliseconds=1)
    other = {"models": {"encoder": "older"}, "snapshot": replace(record.snapshot, snapshot_id="before")}
    tally.record(replace(record, asked_at=last, confidence=0.5, **other))
    tally.record(replace(record, asked_at=last, confidence=None, **other))
    tally.record(replace(refused, asked_at=MONDAY, confidence=0.25))
    tally.record(replace(record, asked_at=MONDAY, confidence=0.5))
    found = tally.figures()
    before, now = found.weeks
    assert (before.monday, now.monday) == (date(2026, 11, 16), date(2026, 11, 23))
    assert (before.questions, before.confidence, before.refused.share) == (2, 0.5, 0.0)
    assert (before.other_models.share, before.other_snapshot.share) == (1.0, 1.0)
    assert (now.questions, now.confidence, now.refused.share) == (2, 0.375, 0.5)
    assert (now.other_models.share, now.other_snapshot.share) == (0.0, 0.0)
    assert found.other_models == found.other_snapshot == Share(count=2, of=4, share=0.5)


KINDS = ("answered", "interrupted", "refused", "checked", "searched", "evaluated", "erased", "unreadable")


@given(order=st.lists(st.sampled_from(KINDS), max_size=30), shuffled=st.randoms(use_true_random=False))
def test_the_kinds_add_up_to_the_records_in_any_order(order: list[str], shuffled: Any) -> None:
    def counted(kinds: list[str]) -> Any:
        tally = Tally(today=Today(models={}, snapshot_id=None), texts=lambda _: ())
        for number, kind in enumerate(kinds):
            if kind == "erased":
                tally.erased()
            elif kind == "unreadable":
                tally.unreadable("x", "was changed")
            else:
                tally.record(bare(kind, number), interrupted=kind == "interrupted")
        return tally.figures()

    found = counted(order)
    sums = found.answered + found.interrupted + sum(found.refused.values()) + sum(found.checked.values())
    sums += found.searched
    assert found.records == len(order) == sums + found.evaluated + found.erased + len(found.unreadable)
    other = list(order)
    shuffled.shuffle(other)
    assert counted(other) == found


def bare(kind: str, number: int) -> AnswerRecord:
    """A record without statements, of a week of its own kind."""
    refusal = Refusal(reason=Reason.NOTHING_ON_RECORD, detail="") if kind == "refused" else None
    return AnswerRecord(
        record_id=f"{number}", question="?", asked_at=MONDAY, as_of=MONDAY.date(), audience="all", leaders=(),
        outcome=Outcome.REFUSED if refusal else Outcome.ANSWERED, refusal=refusal, statements=(), evidence=(),
        disclosure="", confidence=None, models={},
        composer=Composer(kind="search" if kind == "searched" else "extractive", model=None, prompt_version=None),
        snapshot=SnapshotReference(snapshot_id="s", manifest_sha256="m", passages=1),
        id="eval:1" if kind == "evaluated" else None,
        checked=Checked(verdict=Support.NOT_ON_RECORD, score=0.0, checks=(Check(name="a", passed=True, detail=""),))
        if kind == "checked" else None,
    )  # fmt: skip
