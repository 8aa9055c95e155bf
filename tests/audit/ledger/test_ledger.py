"""Where records are kept: written once, read back as they were, found out when changed. On both databases."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine, delete, func, insert, select, text, update

from audit.canonical import canonical_json, sha256_hex
from audit.database import FORMAT, open_engine, prepare, reading, writing
from audit.domain import AnswerRecord, Composer, Statement
from audit.errors import CatalogueError, RecordError
from audit.ledger.ledger import Beside, Ledger, records_using
from audit.ledger.stored import latest, sections
from audit.log.appending import Log
from audit.records.wire import for_reader, record_sha256, to_json
from audit.tables import answers, leaves, record_keys
from audit.tables import sections as stored_sections

PROMPT = {"messages": [{"role": "user", "content": "Will we hire?"}], "schema": {"type": "object"}}


def append(ledger: Ledger, record: AnswerRecord, **beside: Any) -> None:
    with ledger.transaction() as connection:
        ledger.append(connection, record, Beside(**beside))


def append_part(ledger: Ledger, record: AnswerRecord, **beside: Any) -> None:
    with ledger.transaction() as connection:
        ledger.append_part(connection, record, Beside(**beside))


def parts_of(record: AnswerRecord, count: int) -> list[AnswerRecord]:
    """The record as it stood after each of so many statements."""
    (statement,) = record.statements
    texts = [replace(statement, text=f"{number}. {statement.text}") for number in range(count)]
    return [replace(record, statements=tuple(texts[:number]), notices=(f"{number}",)) for number in range(1, count + 1)]


def all_text(engine: Engine) -> str:
    """Everything that stands in the tables, as somebody reads it who has no key."""
    from audit.database import metadata

    with reading(engine) as connection:
        return "".join(str(row) for table in metadata.sorted_tables for row in connection.execute(select(table)))


def test_a_record_is_read_as_it_was_written(ledger: Ledger, record: AnswerRecord, refused: AnswerRecord) -> None:
    append(ledger, record)
    append(ledger, refused)
    for one in (record, refused):
        found = ledger.read(one.record_id)
        assert found == one
        assert canonical_json(to_json(found)) == canonical_json(to_json(one))


def test_a_record_is_durable_once_its_transaction_ends(
    database_url: str, ledger: Ledger, log: Log, record: AnswerRecord
) -> None:
    append(ledger, record)
    engine = open_engine(database_url)
    assert Ledger(engine, log).read(record.record_id) == record
    engine.dispose()


def test_an_id_is_written_once_and_never_over(ledger: Ledger, record: AnswerRecord) -> None:
    append(ledger, record)
    with pytest.raises((CatalogueError, RecordError)):
        append(ledger, replace(record, question="Another?"))
    assert ledger.read(record.record_id) == record


def test_what_cannot_be_written_leaves_nothing(engine: Engine, ledger: Ledger, record: AnswerRecord) -> None:
    with writing(engine) as connection:
        connection.execute(text("DROP TABLE answer_sources"))
    with pytest.raises(CatalogueError):
        append(ledger, record)
    assert not ledger.knows(record.record_id)
    with reading(engine) as connection:
        assert connection.execute(select(func.count()).select_from(leaves)).scalar_one() == 0


def test_what_fails_after_an_append_takes_it_back(engine: Engine, ledger: Ledger, record: AnswerRecord) -> None:
    def fail_later() -> None:
        with ledger.transaction() as connection:
            ledger.append(connection, record)
            raise ValueError("later")

    with pytest.raises(ValueError, match="later"):
        fail_later()
    assert not ledger.knows(record.record_id)
    append(ledger, record)
    receipt = ledger.receipt(record.record_id)
    assert receipt is not None
    assert (receipt.leaf, receipt.answer_seq, receipt.size) == (2, 1, 3)


def test_nothing_personal_stands_in_plain_in_any_table(engine: Engine, ledger: Ledger, record: AnswerRecord) -> None:
    digest = sha256_hex(canonical_json(PROMPT))
    composer = Composer(kind="vllm", model="m", prompt_version="1", prompt_sha256=digest)
    composed = replace(record, id="my-own-id", composer=composer)
    append(ledger, composed, asker="sam@example.com", prompt=PROMPT)
    told = all_text(engine)
    assert record.record_id in told
    for personal in ("Will we hire", "forty", "sam@example.com", "my-own-id", digest):
        assert personal not in told
    assert record_sha256(composed) not in told, "a hash without a salt could be found by trying"


def test_asker_and_prompt_are_sections_of_their_own(engine: Engine, ledger: Ledger, record: AnswerRecord) -> None:
    append(ledger, record, asker="sam@example.com", prompt=PROMPT)
    with reading(engine) as connection:
        row = latest(connection, record.record_id)
        assert row is not None
        found = {name.value: section.content for name, section in sections(connection, row).items()}
    assert found.pop("answer") == {key: value for key, value in to_json(record).items() if key != "question"}
    assert found == {"question": {"text": record.question}, "asker": {"reference": "sam@example.com"}, "prompt": PROMPT}


def test_a_receipt_says_where_the_record_stands(ledger: Ledger, record: AnswerRecord, refused: AnswerRecord) -> None:
    append(ledger, record)
    append(ledger, refused)
    first, second = ledger.receipt(record.record_id), ledger.receipt(refused.record_id)
    assert first is not None
    assert second is not None
    assert (first.leaf, first.answer_seq, first.size) == (2, 1, 3)  # after the two keys
    assert (second.leaf, second.answer_seq, second.size) == (3, 2, 4)
    assert first.log == second.log
    assert first.log.startswith("onrecord/")
    assert for_reader(record, first)["receipt"] == to_json(first)
    assert "receipt" not in for_reader(record)


def test_an_unknown_record_is_told_from_a_changed_one(engine: Engine, ledger: Ledger, record: AnswerRecord) -> None:
    with pytest.raises(RecordError, match="no answer with the record id"):
        ledger.read("gone")
    append(ledger, record)
    with writing(engine) as connection:
        connection.execute(update(stored_sections).values(ciphertext=b"\x00" * 64))
    with pytest.raises(RecordError, match="cannot be decrypted: its key or its bytes were changed"):
        ledger.read(record.record_id)
    assert ledger.knows(record.record_id)


def test_a_section_that_was_written_anew_is_found_by_its_digest(
    engine: Engine, ledger: Ledger, record: AnswerRecord, refused: AnswerRecord
) -> None:
    """Who has the database has the keys in it, and can encrypt another answer; the leaf names the old one's digest."""
    from audit.ledger import contents
    from audit.records.sections import divided

    append(ledger, record)
    with writing(engine) as connection:
        contents.destroy(connection, record.record_id)
        other = to_json(replace(record, question="Another?"))
        contents.keep(connection, record.record_id, 0, divided(other, asker=None, prompt=None), begun=False)
    with pytest.raises(
        RecordError, match=r"was changed after it was written: its question has the digest \w+, written"
    ):
        ledger.read(record.record_id)


def test_a_key_that_is_gone_is_no_erasure(engine: Engine, ledger: Ledger, record: AnswerRecord) -> None:
    append(ledger, record)
    with writing(engine) as connection:
        connection.execute(delete(record_keys))
    with pytest.raises(RecordError, match="nothing in the log says that it was erased"):
        ledger.read(record.record_id)


def test_a_row_that_names_anothers_leaf_is_told(
    engine: Engine, ledger: Ledger, record: AnswerRecord, refused: AnswerRecord
) -> None:
    append(ledger, record)
    append(ledger, refused)
    with writing(engine) as connection:
        connection.execute(update(answers).where(answers.c.record_id == refused.record_id).values(leaf=None))
        connection.execute(update(answers).where(answers.c.record_id == record.record_id).values(leaf=3))
    with pytest.raises(RecordError, match="leaf 3 of the log is about something else"):
        ledger.read(record.record_id)
    with pytest.raises(RecordError, match="the log has a leaf of it, which is no longer named beside it"):
        ledger.read(refused.record_id)


def older(engine: Engine, record: AnswerRecord) -> None:
    """As a version without a log wrote it."""
    data = canonical_json(to_json(record))
    row = {"record_id": record.record_id, "asked_at": record.asked_at, "outcome": record.outcome.value}
    with writing(engine) as connection:
        connection.execute(insert(answers).values(record=data.decode(), sha256=sha256_hex(data), **row))


def test_a_record_that_is_older_than_the_log_is_still_read(
    engine: Engine, ledger: Ledger, record: AnswerRecord, refused: AnswerRecord
) -> None:
    older(engine, record)
    append(ledger, refused)
    assert ledger.read(record.record_id) == record
    assert ledger.receipt(record.record_id) is None
    with writing(engine) as connection:
        connection.execute(text("UPDATE answers SET record = replace(record, 'forty', 'fifty')"))
    with pytest.raises(
        RecordError, match=f"was changed after it was written: sha256 .*, written {record_sha256(record)}"
    ):
        ledger.read(record.record_id)


def test_each_part_of_a_stream_is_a_leaf_and_the_whole_too(ledger: Ledger, record: AnswerRecord) -> None:
    shown = parts_of(record, 3)
    for one in shown:
        append_part(ledger, one, prompt=PROMPT)
        assert ledger.read(record.record_id) == one, "what remains of an answer that is interrupted here"
    append(ledger, shown[-1], prompt=PROMPT)
    assert ledger.read(record.record_id) == shown[-1]
    receipt = ledger.receipt(record.record_id)
    assert receipt is not None
    assert (receipt.leaf, receipt.answer_seq) == (5, 4)


def test_what_all_parts_share_is_stored_once(engine: Engine, ledger: Ledger, record: AnswerRecord) -> None:
    shown = parts_of(record, 3)
    for one in shown:
        append_part(ledger, one, asker="sam", prompt=PROMPT)
    append(ledger, shown[-1], asker="sam", prompt=PROMPT)
    with reading(engine) as connection:
        names = connection.execute(select(stored_sections.c.part, stored_sections.c.name)).all()
    assert sorted(tuple(one) for one in names) == [
        (0, "answer"),
        *[(1, name) for name in ("answer", "asker", "prompt", "question")],
        (2, "answer"),
        (3, "answer"),
    ]


@pytest.mark.parametrize("change", ["another statement", "one less"])
def test_a_record_that_differs_from_what_was_shown_of_it_is_refused(
    ledger: Ledger, record: AnswerRecord, change: str
) -> None:
    shown = parts_of(record, 2)
    for one in shown:
        append_part(ledger, one)
    other: Sequence[Statement] = shown[-1].statements[:1]
    if change == "another statement":
        other = (*other, replace(shown[-1].statements[1], text="Another."))
    with pytest.raises(RecordError, match="differs from what was shown of it"):
        append(ledger, replace(record, statements=tuple(other)))


def test_past_answers_are_found_by_what_they_cited_or_showed(
    engine: Engine, ledger: Ledger, record: AnswerRecord, refused: AnswerRecord
) -> None:
    append(ledger, record)
    append(ledger, refused)
    with reading(engine) as connection:
        used = [(record_id, role) for record_id, role, _ in records_using(connection, ["spring"])]
        assert used == [(record.record_id, "cited"), (refused.record_id, "shown")]
        assert records_using(connection, ["autumn"]) == []


def test_a_database_of_another_version_is_told_and_not_touched(engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(text(f"UPDATE formats SET version = {FORMAT + 1}"))
    with pytest.raises(CatalogueError, match=rf"is of format \[{FORMAT + 1}\]; this OnRecord reads format {FORMAT}"):
        prepare(engine)
