"""What readers say of answers, and which are shared: one voice a person, reports that are settled, all of it erased
with the record. On both databases."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, func, insert, select

from audit.canonical import canonical_json, sha256_hex
from audit.database import open_engine, overwrite_log, prepare, reading, sqlite_url, writing
from audit.domain import AnswerRecord
from audit.errors import Erased, RecordError, UsageError
from audit.ledger import feedback
from audit.ledger.erasure import erase
from audit.ledger.feedback import Opinion, Voice
from audit.ledger.ledger import Ledger
from audit.log.appending import Log
from audit.records.wire import to_json
from audit.tables import answers, record_keys, shares
from audit.tables import feedback as table

AT = datetime(2026, 11, 25, 8, tzinfo=UTC)
KIM, SAM = "kim@example.com", "sam@example.com"
ID = "1f3a"


@pytest.fixture
def kept(engine: Engine, ledger: Ledger, record: AnswerRecord) -> Engine:
    with ledger.transaction() as connection:
        ledger.append(connection, record)
    return engine


def say(engine: Engine, kind: Opinion = Opinion.WRONG, by: str = KIM, comment: str = "", **more: Any) -> Voice:
    word: dict[str, Any] = {"statement": 1, "at": AT, "record_id": ID} | more
    with writing(engine) as connection:
        return feedback.say(connection, kind=kind, by=by, comment=comment, **word)


def heard(engine: Engine, by: str | None = None) -> list[Voice]:
    with reading(engine) as connection:
        return feedback.voices_on(connection, ID, by=by)


def test_one_voice_a_person_statement_and_kind(kept: Engine) -> None:
    first = say(kept, Opinion.HELPFUL, comment="Just so.")
    assert heard(kept) == [first]
    say(kept, Opinion.HELPFUL, by=SAM)
    again = say(kept, Opinion.HELPFUL, comment="As I said.", at=AT + timedelta(hours=1))
    assert again.report_id == first.report_id
    assert heard(kept, KIM) == [again]
    changed = say(kept, Opinion.UNHELPFUL, statement=0)
    assert heard(kept, KIM) == [changed, again]  # of another statement, so neither replaces the other
    changed = say(kept, Opinion.UNHELPFUL, at=AT + timedelta(hours=2))
    wrong = say(kept, Opinion.WRONG, at=AT + timedelta(hours=3))
    assert [one.kind for one in heard(kept, KIM)] == [Opinion.UNHELPFUL, Opinion.UNHELPFUL, Opinion.WRONG]
    assert heard(kept, KIM)[1:] == [changed, wrong]
    assert [one.by for one in heard(kept)].count(SAM) == 1


VOICES = st.lists(
    st.tuples(st.sampled_from([KIM, SAM]), st.integers(0, 1), st.sampled_from(Opinion), st.booleans()), max_size=12
)


@given(said=VOICES)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
def test_whatever_is_said_in_whatever_order_the_last_word_counts(kept: Engine, said: Any) -> None:
    """Against a model that is a dictionary."""
    model = dict[tuple[str, int, bool], Opinion]()
    with writing(kept) as connection:
        for one in feedback.voices_on(connection, ID):
            feedback.take_back(connection, ID, statement=one.statement, kind=one.kind, by=one.by)
        for by, statement, kind, back in said:
            slot = (by, statement, kind is Opinion.WRONG)
            if back:
                gone = feedback.take_back(connection, ID, statement=statement, kind=kind, by=by)
                assert gone is (model.get(slot) is kind)
                if gone:
                    del model[slot]
            else:
                feedback.say(connection, ID, statement=statement, kind=kind, comment="", by=by, at=AT)
                model[slot] = kind
        voices = feedback.voices_on(connection, ID)
    found = [((one.by, one.statement, one.kind is Opinion.WRONG), one.kind) for one in voices]
    assert sorted(found) == sorted(model.items())


def test_a_report_is_open_until_it_is_settled_and_again_when_it_is_made_again(kept: Engine) -> None:
    made = say(kept, comment="It was thirty.\nNot forty.\x00\u202e")
    assert made.comment == "It was thirty.\nNot forty."
    say(kept, Opinion.UNHELPFUL)  # no report
    with writing(kept) as connection:
        assert [one.report_id for one in feedback.reports(connection, settled=False)] == [made.report_id]
        with pytest.raises(UsageError, match="must say"):
            feedback.settle(connection, made.report_id, by=SAM, note=" ", at=AT)
        done = feedback.settle(connection, made.report_id, by=SAM, note="Corrected in Summer.", at=AT)
        assert list(feedback.reports(connection, settled=False)) == []
        assert list(feedback.reports(connection, settled=True)) == list(feedback.reports(connection)) == [done]
    assert done.settled is not None
    assert (done.settled.by, done.settled.note, done.comment) == (SAM, "Corrected in Summer.", made.comment)
    assert done in heard(kept, KIM)  # whoever reported it reads what came of it
    again = say(kept, comment="Still wrong.")
    assert (again.report_id, again.settled) == (made.report_id, None)
    with writing(kept) as connection:
        feedback.settle(connection, made.report_id, by=SAM, note="No.", at=AT)
        assert feedback.reopen(connection, made.report_id) == again
        with pytest.raises(RecordError, match="no such report"):
            feedback.report(connection, "0" * 32)


def test_what_cannot_be_said_is_told(kept: Engine) -> None:
    with pytest.raises(RecordError, match="has no statement 2; it has 1"):
        say(kept, statement=2)
    with pytest.raises(RecordError, match="no statement -1"):
        say(kept, statement=-1)
    with pytest.raises(RecordError, match="no answer with the record id"):
        say(kept, record_id="unknown")
    with pytest.raises(UsageError, match="at most 1,000 characters; this one has 1,001"):
        say(kept, comment="x" * 1001)
    assert len(say(kept, comment="x" * 1000).comment) == 1000


def test_a_refusal_is_spoken_of_as_a_whole(engine: Engine, ledger: Ledger, refused: AnswerRecord) -> None:
    with ledger.transaction() as connection:
        ledger.append(connection, refused)
    say(engine, Opinion.UNHELPFUL, record_id=refused.record_id, statement=0)
    with pytest.raises(RecordError, match="it has 0"):
        say(engine, Opinion.UNHELPFUL, record_id=refused.record_id)
    with reading(engine) as connection:
        assert feedback.records_with(connection, Opinion.UNHELPFUL, since=AT) == {refused.record_id: 1}
        assert feedback.records_with(connection, Opinion.UNHELPFUL, since=AT + timedelta(1)) == {}
        assert feedback.records_with(connection, Opinion.WRONG, since=AT) == {}


def test_a_record_is_shared_until_that_is_ended(kept: Engine) -> None:
    with writing(kept) as connection:
        assert feedback.shared(connection, ID) is None
        assert feedback.share(connection, ID, AT)
        assert not feedback.share(connection, ID, AT + timedelta(1))
        assert feedback.shared(connection, ID) == AT
        assert feedback.unshare(connection, ID)
        assert not feedback.unshare(connection, ID)
        with pytest.raises(RecordError, match="no answer"):
            feedback.share(connection, "unknown", AT)


def test_a_record_that_is_older_than_the_log_can_be_spoken_of(engine: Engine, log: Log, record: AnswerRecord) -> None:
    data = canonical_json(to_json(record))
    row = {"record_id": ID, "asked_at": record.asked_at, "outcome": "answered", "sha256": sha256_hex(data)}
    with writing(engine) as connection:
        connection.execute(insert(answers).values(record=data.decode(), **row))
    made = say(engine, comment="Hm.")
    assert heard(engine) == [made]
    with writing(engine) as connection:
        erase(connection, log, ID, reason="asked for it", by=SAM)
        assert connection.execute(select(func.count()).select_from(record_keys)).scalar_one() == 0


def test_all_that_was_said_of_it_is_erased_with_the_record(kept: Engine, log: Log) -> None:
    made = say(kept, comment="It was thirty.")
    with writing(kept) as connection:
        feedback.share(connection, ID, AT)
        erase(connection, log, ID, reason="asked for it", by=SAM)
        assert connection.execute(select(func.count()).select_from(shares)).scalar_one() == 0
        assert list(feedback.reports(connection)) == []
        with pytest.raises(RecordError, match="no such report"):
            feedback.report(connection, made.report_id)
        with pytest.raises(Erased):
            feedback.share(connection, ID, AT)
    assert heard(kept) == []
    with pytest.raises(Erased):
        say(kept)


def test_nothing_that_was_said_of_an_erased_record_is_left_in_the_files(
    tmp_path: Path, log: Log, record: AnswerRecord
) -> None:
    """Neither in the clear, ever, nor encrypted, once it is erased."""
    engine = open_engine(sqlite_url(tmp_path / "many.db"))
    prepare(engine)
    ledger, ids = Ledger(engine, log), [f"{number:032x}" for number in range(60)]
    with ledger.transaction() as connection:
        for record_id in ids:
            ledger.append(connection, replace(record, record_id=record_id))
    said: dict[str, Any] = {"statement": 1, "kind": Opinion.WRONG, "by": KIM, "at": AT}
    with writing(engine) as connection:
        for record_id in ids:
            feedback.say(connection, record_id, comment=f"It was {record_id}!", **said)
        rows = connection.execute(select(table.c.record_id, table.c.ciphertext))
        texts = {row.record_id: row.ciphertext for row in rows}
    gone = ids[::3]
    with writing(engine) as connection:
        for record_id in gone:
            erase(connection, log, record_id, reason="asked for it", by=SAM)
    overwrite_log(engine)
    engine.dispose()
    left = b"".join(path.read_bytes() for path in tmp_path.glob("many.db*"))
    assert b"It was" not in left
    assert KIM.encode() not in left
    assert {one for one in ids if texts[one] in left} == set(ids) - set(gone)
