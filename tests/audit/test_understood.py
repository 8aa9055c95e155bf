"""How a question was understood, in the record: and records that were written before there was such a thing."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.canonical import canonical_json, read_json, sha256_hex
from audit.database import metadata, open_engine, sqlite_url, writing
from audit.domain import AnswerRecord
from audit.findings import Holdings, Verdict
from audit.ledger.ledger import Ledger
from audit.log.appending import Log
from audit.records.wire import from_json, record_sha256, to_json
from audit.tables import answers
from audit.understood import By, MeantDay, MeantLeader, MeantPeriod, Understood
from audit.verify import verdict, verify_record

WHOLE = Understood(
    leaders=(
        MeantLeader(leader_id="ada-okafor", by=By.ROLE, words="our chief executive"),
        MeantLeader(leader_id="ben-okafor", by=By.CHOICE, words=None),
    ),
    period=MeantPeriod(said_from=date(2025, 3, 1), said_until=None, words="since March"),
    as_of=MeantDay(day=date(2025, 8, 31), words="as of last summer"),
)
DAYS = st.dates(date(1800, 1, 1), date(2200, 1, 1))


def written_before(record: AnswerRecord) -> bytes:
    """The bytes of a record as an earlier version wrote it."""
    return canonical_json({key: value for key, value in to_json(record).items() if key != "understood"})


@pytest.mark.parametrize("understood", [WHOLE, Understood(), None])
def test_how_it_was_understood_survives_the_way_to_bytes_and_back(
    record: AnswerRecord, understood: Understood | None
) -> None:
    made = replace(record, understood=understood)
    assert from_json(AnswerRecord, read_json(canonical_json(to_json(made)))) == made


def test_the_json_is_what_the_command_line_promises(record: AnswerRecord) -> None:
    assert to_json(replace(record, understood=WHOLE))["understood"] == {
        "leaders": [
            {"leader_id": "ada-okafor", "by": "role", "words": "our chief executive"},
            {"leader_id": "ben-okafor", "by": "choice", "words": None},
        ],
        "period": {"said_from": "2025-03-01", "said_until": None, "words": "since March"},
        "as_of": {"day": "2025-08-31", "words": "as of last summer"},
    }


def test_a_record_that_was_written_before_reads_back_and_is_verified(record: AnswerRecord, holdings: Holdings) -> None:
    found = from_json(AnswerRecord, read_json(written_before(record)))
    assert found == record
    assert found.understood is None
    assert verdict(verify_record(found, found.record_id, holdings), holdings) is Verdict.VERIFIED


def test_its_hash_in_the_ledger_is_still_that_of_the_bytes_that_were_written(
    record: AnswerRecord, tmp_path: Path
) -> None:
    engine = open_engine(sqlite_url(tmp_path / "catalogue.db"))
    data = written_before(record)
    with writing(engine) as connection:
        metadata.create_all(connection)
        connection.execute(
            answers.insert().values(
                record_id=record.record_id,
                asked_at=record.asked_at,
                outcome=record.outcome.value,
                record=data.decode("utf-8"),
                sha256=sha256_hex(data),
            )
        )
    assert Ledger(engine, Log(tmp_path / "keys")).read(record.record_id) == record
    assert sha256_hex(data) == record_sha256(record), "and that of the record as this version would write it"


@given(first=st.none() | DAYS, length=st.none() | st.integers(1, 9999), day=DAYS)
def test_a_period_holds_its_first_day_and_not_the_one_that_is_too_late(
    first: date | None, length: int | None, day: date
) -> None:
    until = None if length is None else (first or date(2000, 1, 1)) + timedelta(days=length)
    period = MeantPeriod(said_from=first, said_until=until, words=None)
    assert period.holds(day) is ((first is None or first <= day) and (until is None or day < until))
    assert first is None or period.holds(first)
    assert until is None or not period.holds(until)
