"""Where records are kept: written once, read back as they were, found out when changed. Real SQLite."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from audit.database import metadata, open_engine, prepare, reading, sqlite_url, writing
from audit.domain import AnswerRecord
from audit.errors import CatalogueError, RecordError
from audit.ledger import Ledger, records_using
from audit.records import record_sha256


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    engine = open_engine(sqlite_url(tmp_path / "ledger.db"))
    with writing(engine) as connection:
        metadata.create_all(connection)
    return engine


@pytest.fixture
def ledger(engine: Engine) -> Ledger:
    return Ledger(engine)


def append(ledger: Ledger, record: AnswerRecord) -> str:
    with ledger.transaction() as connection:
        return ledger.append(connection, record)


def test_a_record_is_read_as_it_was_written(ledger: Ledger, record: AnswerRecord, refused: AnswerRecord) -> None:
    assert append(ledger, record) == record_sha256(record)
    append(ledger, refused)
    assert ledger.read(record.record_id) == record
    assert ledger.read(refused.record_id) == refused


def test_a_record_is_durable_once_its_transaction_ends(tmp_path: Path, ledger: Ledger, record: AnswerRecord) -> None:
    append(ledger, record)
    another = Ledger(open_engine(sqlite_url(tmp_path / "ledger.db")))
    assert another.read(record.record_id) == record


def test_an_id_is_written_once_and_never_over(ledger: Ledger, record: AnswerRecord) -> None:
    append(ledger, record)
    with pytest.raises(CatalogueError):
        append(ledger, replace(record, question="Another?"))
    assert ledger.read(record.record_id) == record


def test_what_cannot_be_written_leaves_nothing(engine: Engine, ledger: Ledger, record: AnswerRecord) -> None:
    with writing(engine) as connection:
        connection.execute(text("DROP TABLE answer_sources"))
    with pytest.raises(CatalogueError):
        append(ledger, record)
    assert not ledger.knows(record.record_id)


def test_what_fails_after_an_append_takes_it_back(ledger: Ledger, record: AnswerRecord) -> None:
    def fail_later() -> None:
        with ledger.transaction() as connection:
            ledger.append(connection, record)
            raise ValueError("later")

    with pytest.raises(ValueError, match="later"):
        fail_later()
    assert not ledger.knows(record.record_id)


def test_an_unknown_record_is_told_from_a_changed_one(engine: Engine, ledger: Ledger, record: AnswerRecord) -> None:
    with pytest.raises(RecordError, match="no answer with the record id"):
        ledger.read("gone")
    append(ledger, record)
    assert ledger.knows(record.record_id)
    with writing(engine) as connection:
        connection.execute(text("UPDATE answers SET record = replace(record, 'forty', 'fifty')"))
    with pytest.raises(
        RecordError, match=f"was changed after it was written: sha256 .*, written {record_sha256(record)}"
    ):
        ledger.read(record.record_id)
    assert ledger.knows(record.record_id)


def test_past_answers_are_found_by_what_they_cited_or_showed(
    engine: Engine, ledger: Ledger, record: AnswerRecord, refused: AnswerRecord
) -> None:
    append(ledger, record)
    append(ledger, refused)
    with reading(engine) as connection:
        used = [(record_id, role) for record_id, role, _ in records_using(connection, ["spring"])]
        assert used == [(record.record_id, "cited"), (refused.record_id, "shown")]
        assert records_using(connection, ["autumn"]) == []


def test_a_database_of_another_version_is_told_and_not_touched(tmp_path: Path) -> None:
    engine = open_engine(sqlite_url(tmp_path / "later.db"))
    prepare(engine)
    with writing(engine) as connection:
        connection.execute(text("UPDATE formats SET version = 3"))
    with pytest.raises(CatalogueError, match=r"is of format \[3\]; this OnRecord reads format 2"):
        prepare(engine)
