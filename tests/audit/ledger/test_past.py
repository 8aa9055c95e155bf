"""Past records one after another: whole, interrupted, erased, changed; by the day of asking, on both databases."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, update

from audit.database import reading, writing
from audit.domain import AnswerRecord, Outcome
from audit.ledger import erasure, past
from audit.ledger.ledger import Ledger
from audit.ledger.past import Past, Period
from audit.log.appending import Log
from audit.tables import sections

DAY = datetime(2026, 11, 22, tzinfo=UTC)


def kept(ledger: Ledger, *records: AnswerRecord, part: bool = False) -> None:
    with ledger.transaction() as connection:
        for one in records:
            (ledger.append_part if part else ledger.append)(connection, one)


def read(engine: Engine, **period: Any) -> list[Past]:
    with reading(engine) as connection:
        found = list(past.records(connection, Period(**period)))
        assert past.count(connection, Period(**period)) == len(found)
    return found


def test_every_record_comes_once_in_order_however_few_are_read_at_once(
    engine: Engine, ledger: Ledger, record: AnswerRecord, refused: AnswerRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(past, "BATCH", 2)
    assert read(engine) == []
    records = [replace(record if i % 2 else refused, record_id=f"{9 - i}") for i in range(5)]
    kept(ledger, *records)
    assert [one.record for one in read(engine)] == records
    begun = [replace(record, record_id=one) for one in ("c", "a", "b")]
    kept(ledger, *begun, part=True)
    found = read(engine)
    assert [one.record_id for one in found] == ["9", "8", "7", "6", "5", "a", "b", "c"]
    assert [one.interrupted for one in found] == [False] * 5 + [True] * 3
    assert found[5].record == begun[1]
    kept(ledger, *begun)  # none of them was interrupted after all
    assert [(one.record_id, one.interrupted) for one in read(engine)[5:]] == [("c", False), ("a", False), ("b", False)]


def test_of_an_interrupted_answer_all_that_was_shown_comes(
    engine: Engine, ledger: Ledger, record: AnswerRecord
) -> None:
    (statement,) = record.statements
    kept(ledger, record, part=True)
    longer = replace(record, statements=(statement, replace(statement, text="And so on.")))
    kept(ledger, longer, part=True)
    (one,) = read(engine)
    assert (one.record, one.interrupted) == (longer, True)


def test_the_period_is_half_open_and_in_days_of_utc(engine: Engine, ledger: Ledger, record: AnswerRecord) -> None:
    moments = {
        "before": DAY - timedelta(milliseconds=1), "first": DAY, "late": DAY + timedelta(hours=23, minutes=59),
        "after": DAY + timedelta(days=1),
    }  # fmt: skip
    kept(ledger, *(replace(record, record_id=name, asked_at=at) for name, at in moments.items()))
    kept(ledger, replace(record, record_id="begun", asked_at=DAY), part=True)
    for period, expected in (
        ({"since": date(2026, 11, 22), "until": date(2026, 11, 23)}, ["first", "late", "begun"]),
        ({"since": date(2026, 11, 23)}, ["after"]),
        ({"until": date(2026, 11, 22)}, ["before"]),
        ({}, ["before", "first", "late", "after", "begun"]),
    ):
        assert [one.record_id for one in read(engine, **period)] == expected


def test_what_was_erased_or_changed_comes_without_its_content(
    engine: Engine, ledger: Ledger, log: Log, record: AnswerRecord
) -> None:
    kept(ledger, *(replace(record, record_id=one) for one in ("gone", "other", "whole")))
    kept(ledger, replace(record, record_id="begun"), part=True)
    with writing(engine) as connection:
        for one in ("gone", "begun"):
            erasure.erase(connection, log, one, reason="asked for", by="lee@example.com")
        connection.execute(update(sections).where(sections.c.record_id == "other").values(ciphertext=b"x" * 40))
    gone, other, whole, begun = read(engine)
    assert (gone.record, gone.erased) == (None, True)
    assert (other.record, other.erased) == (None, False)
    assert "cannot be decrypted" in str(other.fault)
    assert (whole.record, whole.fault) == (replace(record, record_id="whole"), None)
    assert (begun.record, begun.erased, begun.interrupted) == (None, True, True)


def test_the_last_that_ended_so_and_those_with_an_id(
    engine: Engine,
    ledger: Ledger,
    log: Log,
    record: AnswerRecord,
    refused: AnswerRecord,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(past, "BATCH", 2)
    records = [replace(record if i % 2 else refused, record_id=f"{9 - i}") for i in range(7)]
    kept(ledger, *records)
    kept(ledger, replace(record, record_id="a"), part=True)
    since = record.asked_at.date()
    with writing(engine) as connection:
        assert past.latest(connection, Period(since=since), Outcome.REFUSED, 3) == ["3", "5", "7"]
        assert past.latest(connection, Period(), Outcome.ANSWERED, 9) == ["4", "6", "8"]
        assert past.latest(connection, Period(since=since + timedelta(1)), Outcome.REFUSED, 3) == []
        found = list(past.these(connection, {"3", "4", "9", "a", "unknown"}))
        assert sorted(one.record_id for one in found) == ["3", "4", "9"]
        assert all(one.record in (records[0], records[5], records[6]) for one in found)
        assert all(one.leaf is not None for one in found)
        assert erasure.erased(connection) == frozenset()
        erasure.erase(connection, log, "4", reason="asked for it", by="sam@example.com")
        assert erasure.erased(connection) == {"4"}
        (gone,) = past.these(connection, {"4"})
        assert gone.erased
