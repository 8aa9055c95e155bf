"""Searching past records: found if and only if it matches, each once however it is paged, and nothing is passed over in
silence. On both databases."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, update

from audit.canonical import canonical_json, sha256_hex
from audit.database import open_engine, prepare, reading, sqlite_url, writing
from audit.domain import AnswerRecord, Reason
from audit.errors import UsageError
from audit.ledger import erasure, skim
from audit.ledger.ledger import Beside, Ledger
from audit.ledger.search import INTERRUPTED, Criteria, Page, matches, search, words_of
from audit.ledger.skim import Place
from audit.log.appending import Log
from audit.records.wire import to_json
from audit.tables import answer_parts, answers, sections

DAY = datetime(2026, 11, 22, 9, tzinfo=UTC)


def kept(ledger: Ledger, *records: AnswerRecord, part: bool = False) -> None:
    with ledger.transaction() as connection:
        for one in records:
            (ledger.append_part if part else ledger.append)(connection, one)


def found(engine: Engine, after: Place | None = None, most: int = 100, reads: int = 1000, **criteria: Any) -> Page:
    with reading(engine) as connection:
        return search(connection, Criteria(**criteria), after=after, most=most, reads=reads)


def ids(page: Page) -> list[str]:
    return [one.record_id for one in page.found]


def paged(engine: Engine, most: int, reads: int = 1000, **criteria: Any) -> list[str]:
    """Page by page, as a reader would go on."""
    listed, after = list[str](), None
    while True:
        page = found(engine, after, most, reads, **criteria)
        assert len(page.found) <= most
        assert page.looked_at <= reads
        listed += ids(page)
        if page.after is None:
            return listed
        after = Place.read(str(page.after))


def test_the_newest_come_first_and_what_the_tables_tell_is_counted(
    engine: Engine, ledger: Ledger, record: AnswerRecord, refused: AnswerRecord
) -> None:
    kept(ledger, *(replace(record if i % 2 else refused, record_id=f"{i:08}") for i in range(5)))
    page = found(engine, most=2)
    assert (ids(page), page.total, page.looked_at) == (["00000004", "00000003"], 5, 2)
    assert (page.after is not None, page.back_to) == (True, record.asked_at)
    assert found(engine, outcome="refused").total == 3
    assert ids(found(engine, outcome="answered")) == ["00000003", "00000001"]
    assert ids(found(engine, beginning="0000000")) == ids(found(engine))
    assert ids(found(engine, beginning="%")) == []
    assert ids(found(engine, number=2)) == ["00000001"]
    assert found(engine, words=("hire",)).total is None


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("HIRE forty", True),
        ("forty hire", True),
        ('"hire forty engineers"', True),
        ('"forty hire"', False),
        ("gin", True),  # anywhere in a word
        ("okafor’s", False),
        ("will we", True),  # of the question
        ("will zebras", False),
        ("composer", False),  # a word of the record's JSON alone
    ],
)
def test_every_word_must_stand_in_the_question_or_a_statement(
    engine: Engine, ledger: Ledger, record: AnswerRecord, typed: str, expected: bool
) -> None:
    kept(ledger, record)
    assert bool(ids(found(engine, words=words_of(typed)))) is expected


def test_capitals_white_space_and_the_shape_of_marks_make_no_difference() -> None:
    asked = {"question": "Why\u00a0did the “Großkunde” say\n it’s cafe\u0301 time?", "statements": []}
    for typed in ("it's", "it’s", "CAFÉ", "grosskunde", '"did the"', '"say it’s"', "“say it’s”"):
        assert matches(Criteria(words=words_of(typed)), asked | _RIM), typed
    assert words_of(' "" “ ” ') == ()


_RIM: dict[str, Any] = {"leaders": [], "refusal": None, "audience": "all", "composer": {"kind": "extractive"}}


def test_a_leader_is_whom_it_was_limited_to_or_whose_words_it_cites(
    engine: Engine, ledger: Ledger, record: AnswerRecord, refused: AnswerRecord
) -> None:
    limited = replace(refused, record_id="limited", leaders=("ben-okafor",))
    citing = replace(record, record_id="citing", leaders=())
    kept(ledger, limited, citing)
    assert ids(found(engine, leader="ben-okafor")) == ["limited"]
    assert ids(found(engine, leader="ada-okafor")) == ["citing"]
    assert ids(found(engine, leader="okafor")) == []
    assert ids(found(engine, reason=Reason.NOTHING_ON_RECORD.value)) == ["limited"]
    assert ids(found(engine, composer="extractive", audience="all")) == ["citing", "limited"]
    assert ids(found(engine, source="spring")) == ["citing", "limited"]
    assert ids(found(engine, source="autumn")) == []


def test_an_interrupted_answer_is_found_by_what_was_shown_of_it(
    engine: Engine, ledger: Ledger, record: AnswerRecord
) -> None:
    (statement,) = record.statements
    kept(ledger, record, part=True)
    longer = replace(record, statements=(statement, replace(statement, text="And brass is dear.")))
    kept(ledger, longer, part=True)
    (one,) = found(engine, words=("brass", "hire")).found
    assert (one.outcome, one.record, one.number) == (INTERRUPTED, longer, 2)
    assert ids(found(engine, outcome=INTERRUPTED)) == ids(found(engine, source="spring")) == [record.record_id]
    assert ids(found(engine, number=1)) == [record.record_id]  # the number of its first part
    assert ids(found(engine, outcome="answered")) == []
    kept(ledger, longer)
    (one,) = found(engine, words=("brass", "hire")).found  # its question stands beside its first part
    assert (one.outcome, one.number) == ("answered", 3)
    assert found(engine, outcome=INTERRUPTED).total == 0


def test_what_was_erased_is_shown_as_erased_and_counted_where_it_cannot_be_searched(
    engine: Engine, ledger: Ledger, log: Log, record: AnswerRecord
) -> None:
    kept(ledger, record, replace(record, record_id="other"))
    with writing(engine) as connection:
        assert erasure.erase(connection, log, record.record_id, reason="asked for", by="lee@example.com")
    (other, gone) = found(engine, source="spring").found
    assert (other.record_id, gone.erased, gone.record) == ("other", True, None)
    page = found(engine, words=("hire",))
    assert (ids(page), page.erased, page.unreadable) == (["other"], 1, 0)


def test_what_was_changed_is_never_passed_over_in_silence(engine: Engine, ledger: Ledger, record: AnswerRecord) -> None:
    kept(ledger, record, replace(record, record_id="other"))
    with writing(engine) as connection:
        changed = update(sections).where(sections.c.record_id == "other", sections.c.name == "answer")
        connection.execute(changed.values(ciphertext=b"x" * 40))
    page = found(engine, words=("hire",))
    assert (ids(page), page.erased, page.unreadable) == ([record.record_id], 0, 1)
    other = found(engine).found[0]
    assert (other.record, other.erased, other.fault is not None) == (None, False, True)


def test_records_that_are_older_than_the_log_come_last_and_are_searched_alike(
    engine: Engine, ledger: Ledger, record: AnswerRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(skim, "BATCH", 2)
    older = [replace(record, record_id=f"older{i}", asked_at=DAY - timedelta(days=i)) for i in range(3)]
    begun = replace(record, record_id="begun", asked_at=DAY)
    with writing(engine) as connection:
        for one in older:
            connection.execute(answers.insert().values(**_old(one), outcome="answered"))
        connection.execute(answer_parts.insert().values(**_old(begun), number=1))
    kept(ledger, record)
    expected = [record.record_id, "older0", "begun", "older1", "older2"]
    assert ids(found(engine)) == expected
    for most in (1, 2, 3):
        assert paged(engine, most) == paged(engine, most, words=("hire",)) == expected
    with writing(engine) as connection:
        connection.execute(update(answers).where(answers.c.record_id == "older1").values(record="{}"))
    assert found(engine, words=("hire",)).unreadable == 1


def _old(record: AnswerRecord) -> dict[str, Any]:
    text = canonical_json(to_json(record))
    about = {"record_id": record.record_id, "asked_at": record.asked_at}
    return about | {"record": text.decode(), "sha256": sha256_hex(text)}


@pytest.mark.parametrize("place", ["", "x", "-1", "1~2", "older~x~y", "older~2026-01-01", "9" * 20, "٣"])
def test_a_place_that_is_none_is_told(place: str) -> None:
    with pytest.raises(UsageError, match="no place"):
        Place.read(place)


WORDS = ("hire", "brass", "lamp", "Leeds")
LEADERS = ("ada-okafor", "ben-okafor")
kinds = st.tuples(
    st.lists(st.sampled_from(WORDS), max_size=2),  # of the question
    st.lists(st.sampled_from(WORDS), max_size=2),  # of the statement, none: a refusal
    st.sampled_from(LEADERS),
    st.integers(0, 3),  # the day
    st.sampled_from(["whole", "begun", "erased"]),
)
asked = st.fixed_dictionaries(
    {},
    optional={
        "words": st.lists(st.sampled_from(WORDS), min_size=1, max_size=2).map(lambda one: words_of(" ".join(one))),
        "leader": st.sampled_from(LEADERS),
        "outcome": st.sampled_from(["answered", "refused", INTERRUPTED]),
        "since": st.integers(0, 3).map(lambda days: date(2026, 11, 22) + timedelta(days=days)),
        "until": st.integers(0, 4).map(lambda days: date(2026, 11, 22) + timedelta(days=days)),
    },
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(kinds, max_size=6), asked, st.integers(1, 4), st.integers(1, 3))
def test_found_if_and_only_if_it_matches_and_each_once_however_it_is_paged(
    tmp_path_factory: pytest.TempPathFactory,
    record: AnswerRecord,
    refused: AnswerRecord,
    made: Sequence[Any],
    criteria: dict[str, Any],
    most: int,
    reads: int,
) -> None:
    folder: Path = tmp_path_factory.mktemp("law")
    engine, log = open_engine(sqlite_url(folder / "catalogue.db")), Log(folder / "keys")
    prepare(engine)
    ledger, expected = Ledger(engine, log), []
    for number, (question, words, leader, day, kind) in enumerate(made):
        one = _made(record if words or kind == "begun" else refused, f"{number:08}", question, words, leader, day)
        kept(ledger, one, part=kind == "begun")
        if kind == "erased":
            with writing(engine) as connection:
                erasure.erase(connection, log, one.record_id, reason="asked for", by="lee@example.com")
        outcome = INTERRUPTED if kind == "begun" else one.outcome.value
        if _expected(one, outcome, criteria, erased=kind == "erased"):
            expected.insert(0, one.record_id)
    assert paged(engine, most, max(reads, most), **criteria) == expected
    engine.dispose()


def _made(
    base: AnswerRecord, record_id: str, question: Sequence[str], words: Sequence[str], leader: str, day: int
) -> AnswerRecord:
    statements = tuple(
        replace(
            one,
            text=f"Said: {' '.join(words)}",
            citations=tuple(replace(item, leader_id=leader) for item in one.citations),
        )
        for one in base.statements
    )
    asked = f"What of {' and '.join(question)}?"
    return replace(
        base, record_id=record_id, question=asked, statements=statements, leaders=(), asked_at=DAY + timedelta(days=day)
    )


def _expected(record: AnswerRecord, outcome: str, criteria: dict[str, Any], *, erased: bool) -> bool:
    said = " ".join([record.question, *(one.text for one in record.statements)]).casefold()
    whose = {item.leader_id for one in record.statements for item in one.citations}
    inside = "words" in criteria or "leader" in criteria
    return (
        not (erased and inside)
        and all(one in said for one in criteria.get("words", ()))
        and criteria.get("leader") in {None, *whose}
        and criteria.get("outcome") in {None, outcome}
        and criteria.get("since", date.min) <= record.asked_at.date() < criteria.get("until", date.max)
    )


def test_whose_a_record_is_is_read_without_the_rest_of_it(
    engine: Engine, ledger: Ledger, log: Log, record: AnswerRecord, refused: AnswerRecord
) -> None:
    begun = replace(record, record_id="begun")
    with ledger.transaction() as connection:
        for one in (begun, replace(begun, statements=record.statements * 2)):
            ledger.append_part(connection, one, Beside(asker="sam"))
        for name, asker in (("hers", "eve"), ("his", "sam"), ("nobodys", None), ("erased", "sam")):
            ledger.append(connection, replace(refused, record_id=name), Beside(asker=asker))
    with writing(engine) as connection:
        assert erasure.erase(connection, log, "erased", reason="asked for", by="lee@example.com")
        connection.execute(update(sections).where(sections.c.name != "asker").values(ciphertext=b"changed"))
        coming = list(skim.rows(connection))
        assert [row.record_id for row in skim.asked_by(connection, coming, "sam")] == ["his", "begun"]
        assert [row.record_id for row in skim.asked_by(connection, coming, "eve")] == ["hers"]
        assert skim.asked_by(connection, coming, "") == []
