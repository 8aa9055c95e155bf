"""What was read aloud or played: written down, found again, examined, exported, and erased with its record."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine, insert, text

from audit.bundles.archive import pack
from audit.canonical import canonical_json, sha256_hex
from audit.database import reading, writing
from audit.domain import AnswerRecord
from audit.errors import Erased, RecordError
from audit.examining.examine import examine
from audit.examining.examined import Examination
from audit.keys.workspace import WorkspaceKeys
from audit.ledger import erasure, utterances
from audit.ledger.ledger import Ledger
from audit.ledger.past import Period
from audit.log.appending import Log, NewLeaf
from audit.log.leaves import leaf_at
from audit.records.sections import SALT_BYTES
from audit.records.wire import to_json
from audit.reports.spoken import Week, by_week
from audit.signed.envelopes import Kind
from audit.signed.payloads import utterance
from audit.signed.uttered import Model
from audit.tables import answers
from audit.verify_report import Verdict
from tests.audit.exporting.test_export import Company

NOW = datetime(2026, 11, 22, 9, 30, 5, tzinfo=UTC)
PRESENTER = Model(sha256="e" * 64, leader_id=None)
ADA = Model(sha256="f" * 64, leader_id="ada-okafor")
PCM = b"\x00\x00\xfe\xff"


def say(
    engine: Engine, log: Log, record_id: str, statement: int, at: datetime = NOW, avatar: Model | None = None
) -> int:
    with writing(engine) as connection:
        of = utterances.recorded(connection, record_id)
        return utterances.read_aloud(
            connection, log, of, statement, audience="all", voice=PRESENTER, avatar=avatar, pcm=PCM, at=at
        )


def play(engine: Engine, log: Log, record_id: str, statement: int) -> int:
    with writing(engine) as connection:
        of = utterances.recorded(connection, record_id)
        cited = of.record.statements[statement - 1].citations[0]
        return utterances.played(
            connection, log, of, statement, cited, audience="all", sha256="d" * 64, at=NOW + timedelta(days=1)
        )


def give(engine: Engine, ledger: Ledger, record: AnswerRecord, *, parts: int = 0, whole: bool = True) -> AnswerRecord:
    for count in range(1, parts + 1):
        with writing(engine) as connection:
            ledger.append_part(connection, replace(record, statements=record.statements[:count]))
    if whole:
        with writing(engine) as connection:
            ledger.append(connection, record)
    return record


@pytest.fixture
def two(record: AnswerRecord) -> AnswerRecord:
    return replace(record, record_id="a" * 32, statements=record.statements * 2)


@pytest.fixture
def spoken(engine: Engine, log: Log, ledger: Ledger, record: AnswerRecord, two: AnswerRecord) -> list[int]:
    """Leaves of: a disclosure and a statement of a whole, the first of two parts before the second, both later, and a
    recording of another."""
    give(engine, ledger, replace(record, record_id="1" * 32))
    give(engine, ledger, replace(record, record_id="2" * 32))
    found = [say(engine, log, "1" * 32, 0), say(engine, log, "1" * 32, 1, avatar=ADA)]
    with writing(engine) as connection:
        ledger.append_part(connection, replace(two, statements=two.statements[:1]))
    found.append(say(engine, log, two.record_id, 1))
    with writing(engine) as connection:
        ledger.append_part(connection, two)
        ledger.append(connection, two)
    found += [say(engine, log, two.record_id, 2), play(engine, log, "2" * 32, 1)]
    return found


def examined(engine: Engine, log: Log) -> Examination:
    return examine(engine, keys=WorkspaceKeys.open(log.folder, create=False))


# -- writing and reading


def test_what_was_written_down_is_read_again(engine: Engine, log: Log, spoken: list[int]) -> None:
    with reading(engine) as connection:
        found = utterances.of_record(connection, "1" * 32)
        assert [(one.index, one.said.utterance_seq, one.said.statement, one.said.avatar) for one in found] == [
            (spoken[0], 1, 0, None), (spoken[1], 2, 1, ADA),
        ]  # fmt: skip
        assert {one.said.voice for one in found} == {PRESENTER}
        assert [one.at for one in found] == [NOW, NOW]
        [last] = utterances.of_record(connection, "2" * 32)
        assert last.said.recording is not None
        assert (last.said.recording.source_id, last.said.recording.citation) == ("spring", 1)
        assert utterances.counts(connection, ["1" * 32, "2" * 32, "3" * 32]) == {"1" * 32: 2, "2" * 32: 1}
        today, tomorrow = Period(until=date(2026, 11, 23)), Period(since=date(2026, 11, 23))
        assert [one.index for one in utterances.of_period(connection, today)] == spoken[:4]
        assert [one.index for one in utterances.of_period(connection, tomorrow)] == spoken[4:]
        assert [one.index for one in utterances.newest(connection, Period(), 2)] == spoken[3:]
        assert [one.index for one in utterances.newest(connection, today, 9)] == spoken[:4]
        assert list(utterances.newest(connection, Period(since=date(2027, 1, 1)), 2)) == []
        assert by_week(connection, Period(), 9) == [Week(monday=date(2026, 11, 16), read=3, played=0),
                                                    Week(monday=date(2026, 11, 23), read=0, played=1)]  # fmt: skip


def test_a_sound_is_named_under_the_salt_of_its_answer(
    engine: Engine, log: Log, spoken: list[int], two: AnswerRecord
) -> None:
    """Of an answer in parts under that of the first, whichever statement it is."""
    with reading(engine) as connection:
        salts = {one: utterances.recorded(connection, one).salt for one in ("1" * 32, two.record_id)}
        for index, of in ((spoken[1], "1" * 32), (spoken[2], two.record_id), (spoken[3], two.record_id)):
            assert leaf_at(connection, index).payload["audio_sha256"] == sha256_hex(salts[of] + PCM)
    assert all(len(one) == SALT_BYTES for one in salts.values())
    assert len(set(salts.values())) == 2


def test_what_was_not_recorded_is_not_written_down(engine: Engine, log: Log, ledger: Ledger, two: AnswerRecord) -> None:
    with pytest.raises(RecordError, match="no answer with the record id"):
        say(engine, log, "f" * 32, 0)
    give(engine, ledger, two, parts=1, whole=False)
    with writing(engine) as connection:
        of = utterances.recorded(connection, two.record_id)
        assert (of.statement(1), of.statement(2), of.statement(0)) == (two.statements[0], None, None)
        cited = replace(two.statements[0].citations[0], start=1)
        with pytest.raises(RecordError, match="does not cite spring there"):
            utterances.played(connection, log, of, 1, cited, audience="all", sha256="d" * 64, at=NOW)


def test_of_an_erased_record_nothing_more_is_written_down(engine: Engine, log: Log, spoken: list[int]) -> None:
    with writing(engine) as connection:
        erasure.erase(connection, log, "1" * 32, reason="asked for", by="dpo@example.com")
    with pytest.raises(Erased):
        say(engine, log, "1" * 32, 0)
    with reading(engine) as connection:
        assert len(utterances.of_record(connection, "1" * 32)) == 2, "that it was read aloud stays known"
    assert examined(engine, log).faults == []


def test_a_record_that_is_older_than_the_log_is_not_read_aloud(engine: Engine, log: Log, record: AnswerRecord) -> None:
    older = replace(record, record_id="0" * 32)
    data = canonical_json(to_json(older)).decode()
    with writing(engine) as connection:
        connection.execute(insert(answers).values(record_id="0" * 32, asked_at=NOW, outcome="answered", record=data,
                                                  sha256=sha256_hex(data.encode())))  # fmt: skip
        with pytest.raises(RecordError, match="older than this workspace's log"):
            utterances.recorded(connection, "0" * 32)


# -- examining


def test_a_log_with_utterances_is_whole(engine: Engine, log: Log, spoken: list[int]) -> None:
    found = examined(engine, log)
    assert found.faults == []
    assert found.checked[5] == 5 + len(spoken)


CHANGES = {
    "a row is gone": "DELETE FROM utterances WHERE number = 2",
    "a row is of another record": "UPDATE utterances SET record_id = 'x' WHERE number = 2",
    "a row is of another leaf": "UPDATE utterances SET leaf = 1000 WHERE number = 2",
    "a row has another time": "UPDATE utterances SET at = '2026-01-01 00:00:00' WHERE number = 2",
    "a row has another number": "UPDATE utterances SET number = 1000 WHERE number = 2",
    "a row too many": "INSERT INTO utterances VALUES (9, 'x', '2026-01-01 00:00:00', 1000)",
    "an answer that was read aloud is gone": "DELETE FROM answer_parts WHERE record_id LIKE 'a%'",
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_beside_the_log_is_found(engine: Engine, log: Log, spoken: list[int], change: str) -> None:
    with writing(engine) as connection:
        connection.execute(text(CHANGES[change]))
    assert 5 in examined(engine, log).counted


def forged(record_id: str, statement: int, number: int) -> dict[str, object]:
    said = utterance(record_id, statement, audience="all", voice=PRESENTER, avatar=None, audio="0" * 64)
    return {**said, "utterance_seq": number}


@pytest.mark.parametrize(
    ("payload", "detail"),
    [
        (forged("1" * 32, 2, 6), "no leaf before it binds a statement 2"),
        (forged("a" * 32, 3, 6), "no leaf before it binds a statement 3"),
        (forged("3" * 32, 0, 6), "no leaf before it binds a statement 0"),
        (forged("1" * 32, 1, 7), "utterances are not numbered one by one"),
        (forged("1" * 32, 1, 5), "utterances are not numbered one by one"),
        ({**forged("1" * 32, 1, 6), "audio_sha256": "0"}, "64 hexadecimal digits"),
        ({**forged("1" * 32, 1, 6), "voice": None}, "a voice with its sound, or a recording"),
    ],
)
def test_an_utterance_of_nothing_is_found(
    engine: Engine, log: Log, spoken: list[int], payload: dict[str, object], detail: str
) -> None:
    """Written by somebody who has the keys, or by a fault of ours."""
    with writing(engine) as connection:
        index = log.append(connection, [NewLeaf(kind=Kind.UTTERANCE, payload=payload)])
    found = [one for one in examined(engine, log).faults if one.place == f"leaf {index}"]
    assert {one.step for one in found} == {5}
    assert any(detail in one.detail for one in found), found


def test_an_utterance_after_an_erasure_is_found(engine: Engine, log: Log, spoken: list[int]) -> None:
    with writing(engine) as connection:
        erasure.erase(connection, log, "1" * 32, reason="asked for", by="dpo@example.com")
        index = log.append(connection, [NewLeaf(kind=Kind.UTTERANCE, payload=forged("1" * 32, 1, 6))])
    details = [one.detail for one in examined(engine, log).faults if one.place == f"leaf {index}"]
    assert any("had been erased by leaf" in one for one in details)


# -- exporting


@pytest.fixture
def company(engine: Engine, log: Log, ledger: Ledger) -> Company:
    return Company(engine, log, ledger)


@pytest.fixture
def sounding(company: Company) -> Callable[[str, int], int]:
    def sounded(record_id: str, statement: int) -> int:
        company.world.now += timedelta(seconds=1)
        with writing(company.engine) as connection:
            of = utterances.recorded(connection, record_id)
            return utterances.read_aloud(connection, company.log, of, statement, audience="all-employees",
                                         voice=PRESENTER, avatar=None, pcm=PCM, at=company.world.now)  # fmt: skip

    return sounded


def test_a_bundle_holds_the_utterances_of_its_answers_and_the_last_of_all(
    company: Company, sounding: Callable[[str, int], int]
) -> None:
    one, two = company.give(1), company.give(2)
    first, *others = [sounding(one, 0), *(sounding(two, 1) for _ in range(20))]
    files = company.files(one)
    assert [index for index in (first, *others) if f"leaves/{index}.json" in files] == [first, others[-1]]
    report = company.verify(one)
    assert (report.verdict, report.failures, report.answers[0].utterances) == (Verdict.UNWITNESSED, (), 1)
    report = company.verify(one, two)
    assert (report.verdict, [one.utterances for one in report.answers]) == (Verdict.UNWITNESSED, [1, 20])
    assert len(pack(files)) < len(pack(company.files(two)))


def test_a_bundle_of_an_erased_answer_tells_how_often_it_was_read_aloud(
    company: Company, sounding: Callable[[str, int], int]
) -> None:
    one = company.give(1)
    sounding(one, 1)
    with writing(company.engine) as connection:
        erasure.erase(connection, company.log, one, reason="asked for", by="dpo@example.com")
    company.give(2)
    report = company.verify(one)
    assert (report.failures, report.answers[0].erased, report.answers[0].utterances) == ((), True, 1)


def test_the_consent_at_the_time_of_the_sound_comes_along(
    company: Company, sounding: Callable[[str, int], int]
) -> None:
    one = company.give(1)
    later = b"I agree again.\n"
    digest = company.world.hold_file("consent", later)
    company.world.consent(sha256=digest)
    leaf = company._leaf(len(company.world.leaves) - 1)
    with writing(company.engine) as connection:
        company.log.append(connection, [replace(leaf, payload={**leaf.payload, "record_sha256": digest})])
    sounding(one, 1)
    assert company.files(one)[f"consent/{digest}"] == later
    assert company.verify(one).failures == ()
