"""What past answers come to over time: each question once, in its week, with its latency and what it covers."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from audit.database import reading, writing
from audit.domain import AnswerRecord, Became, BroughtPassage, Composer, Form, Withheld
from audit.ledger import erasure
from audit.ledger.ledger import Ledger
from audit.ledger.past import Period
from audit.log.appending import Log
from audit.reports.trends import BINS, Trends, _percentile, trends

MONDAY = datetime(2026, 11, 16, 8, tzinfo=UTC)


def kept(ledger: Ledger, *records: AnswerRecord, part: bool = False) -> None:
    with ledger.transaction() as connection:
        for one in records:
            (ledger.append_part if part else ledger.append)(connection, one)


def counted(engine: Engine, most: int = 100, **period: Any) -> Trends:
    with reading(engine) as connection:
        return trends(connection, Period(**period), most)


def test_each_question_is_counted_once_in_its_week(
    engine: Engine, ledger: Ledger, log: Log, record: AnswerRecord, refused: AnswerRecord
) -> None:
    assert counted(engine).weeks == ()
    at = [MONDAY, MONDAY + timedelta(days=6, hours=15), MONDAY + timedelta(days=14)]
    kept(ledger, *(replace(record, record_id=f"a{i}", asked_at=one) for i, one in enumerate(at)))
    kept(ledger, replace(refused, record_id="r", asked_at=at[2], confidence=0.2, timings_ms={}))
    kept(ledger, replace(record, record_id="i", asked_at=at[2]), part=True)
    kept(ledger, replace(record, record_id="gone", asked_at=at[0]), replace(record, record_id="e", id="eval:1"))
    kept(ledger, replace(record, record_id="c", composer=Composer(kind="check", model=None, prompt_version=None)))
    with writing(engine) as connection:
        erasure.erase(connection, log, "gone", reason="asked for", by="lee@example.com")
    found = counted(engine)
    assert (found.total, found.records, found.left_out, found.erased, found.unreadable) == (8, 8, 2, 1, 0)
    outcomes = [(one.monday, one.answered, one.refused, one.interrupted) for one in found.weeks]
    assert outcomes == [(date(2026, 11, 16), 2, 0, 0), (date(2026, 11, 23), 0, 0, 0), (date(2026, 11, 30), 1, 1, 1)]
    assert [one.median for one in found.weeks] == [1.5, None, 1.5]
    assert [one.documents for one in found.weeks] == [1, 1, 1]
    assert found.refused == {"nothing_on_record": 1}
    assert (found.confidence[7], found.confidence[2], len(found.confidence)) == ((4, 0), (0, 1), BINS)
    assert (found.documents, found.years) == ({"spring": 4}, {("ada-okafor", 2026): 4})


def test_the_newest_are_counted_where_there_are_more(engine: Engine, ledger: Ledger, record: AnswerRecord) -> None:
    kept(ledger, *(replace(record, record_id=f"{i}", asked_at=MONDAY + timedelta(days=i)) for i in range(5)))
    found = counted(engine, most=2)
    assert (found.total, found.records, [one.answered for one in found.weeks]) == (5, 2, [2])
    found = counted(engine, since=date(2026, 11, 17), until=date(2026, 11, 19))
    assert (found.total, found.records) == (2, 2)


def test_forms_and_what_was_withheld(engine: Engine, ledger: Ledger, record: AnswerRecord) -> None:
    (statement,) = record.statements
    composed = replace(statement, form=Form.COMPOSED)
    withheld = (Withheld(statement=composed, became=Became.QUOTES), Withheld(statement=composed, became=Became.NOTHING))
    kept(ledger, replace(record, statements=(statement, composed), withheld=withheld))
    found = counted(engine)
    assert found.shown == {"quoted": 1, "composed": 1}
    assert found.withheld == {"quotes": 1, "nothing": 1}


def test_what_a_question_brought_is_no_document(engine: Engine, ledger: Ledger, record: AnswerRecord) -> None:
    brought = (BroughtPassage(id="p", text_sha256="0" * 64, text="x"),)
    kept(ledger, replace(record, closed_context=brought))
    assert (counted(engine).documents, counted(engine).years) == ({}, {})


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=50), st.sampled_from([0.5, 0.95, 1.0]))
def test_a_percentile_is_the_smallest_value_that_the_share_does_not_exceed(values: list[float], share: float) -> None:
    found = _percentile(values, share)
    assert found in values
    assert found is not None
    assert sum(one <= found for one in values) >= share * len(values)
    smaller = [one for one in values if one < found]
    assert not smaller or sum(one <= max(smaller) for one in values) < share * len(values)


def test_without_values_there_is_no_percentile() -> None:
    assert _percentile([], 0.5) is None
