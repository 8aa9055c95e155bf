"""A question that takes for granted what the record contradicts, from the question to the recorded refusal."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from agent.ask import ask, stream
from agent.domain import Question
from agent.draft import Agent, draft
from agent.settle import attempt, close
from audit.database import writing
from audit.domain import AnswerRecord, Outcome, Reason
from audit.records.wire import for_reader
from eval.workspace import Text, write_manifest
from ingest.catalogue import controls
from onrecord.parts import Parts
from tests.agent.conftest import ingested_once

Make = Callable[..., Question]
TEXTS = (
    Text(
        source_id="spring",
        title="Spring letter",
        speaker="Ada Moss",
        speaker_id="ada-moss",
        date="2025-03-04",
        text="We will not close the plant in Leeds. There is no second shift. Travel needs a reason, and a receipt.",
    ),
    Text(
        source_id="autumn",
        title="Autumn letter",
        speaker="Ben Stein",
        speaker_id="ben-stein",
        date="2025-10-01",
        text="I closed the office in York in May. The plant in Leeds was painted green, and everybody likes it.",
    ),
)


def written(folder: Path) -> Path:
    return write_manifest(folder, "Moss & Stein", "Director", TEXTS)


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    return written(tmp_path)


@pytest.fixture(scope="module")
def ingested(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return ingested_once(tmp_path_factory, written)


def refused(record: AnswerRecord) -> Reason | None:
    return record.refusal.reason if record.refusal is not None else None


def test_it_is_refused_with_the_sentence_that_says_otherwise(agent: Agent, question: Make) -> None:
    record = ask(agent, question("Why did Ada close the plant in Leeds?"))
    assert record.outcome is Outcome.REFUSED
    assert record.refusal is not None
    assert record.refusal.reason is Reason.FALSE_PREMISE
    assert [one.quote for one in record.refusal.nearest] == ["We will not close the plant in Leeds."]
    assert record.refusal.detail == (
        "The question takes for granted that Ada closed the plant in Leeds, and the record says otherwise. "
        'On 4 March 2025, in *Spring letter*, Ada Moss said: "We will not close the plant in Leeds."'
    )
    assert record.refusal.ask == "archive@example.com"
    assert agent.ledger.read(record.record_id) == record


def test_a_confidence_that_would_have_answered_makes_no_difference(
    agent: Agent, parts: Parts, question: Make, calibration: Callable[[float], str]
) -> None:
    for bias in (5.0, -5.0):
        (parts.workspace / "calibration.json").write_text(calibration(bias), encoding="utf-8")
        record = ask(agent, question("When does the second shift begin?"))
        assert refused(record) is Reason.FALSE_PREMISE
        assert record.confidence is not None


@pytest.mark.parametrize(
    "asked",
    [
        "Did Ada close the plant in Leeds?",
        "What did Ada say about the plant in Leeds?",
        "Why did Ben close the office in York?",
        "Why was the plant in Leeds painted green?",
        "plant in Leeds",
    ],
)
def test_what_is_true_or_takes_nothing_for_granted_is_answered(agent: Agent, question: Make, asked: str) -> None:
    assert ask(agent, question(asked)).outcome is Outcome.ANSWERED


def test_only_the_words_of_the_leader_asked_about_contradict(agent: Agent, question: Make) -> None:
    record = ask(agent, question("Why did Ben close the plant in Leeds?"))
    assert record.leaders == ("ben-stein",)
    assert refused(record) is not Reason.FALSE_PREMISE


def test_words_that_may_not_be_read_contradict_nothing(agent: Agent, parts: Parts, question: Make) -> None:
    with writing(parts.engine) as connection:
        controls.control(connection, parts.log, "pause", "ada-moss", "", datetime.now(UTC))
    record = ask(agent, question("Why was the plant in Leeds closed?"))
    assert refused(record) is not Reason.FALSE_PREMISE
    assert "not close" not in str(for_reader(record))


def test_words_paused_between_draft_and_record_are_told_nowhere(agent: Agent, parts: Parts, question: Make) -> None:
    tried = attempt(agent, question("Why was the plant in Leeds closed?"), draft)
    with writing(parts.engine) as connection:
        controls.control(connection, parts.log, "pause", "ada-moss", "", datetime.now(UTC))
    with agent.ledger.transaction() as connection:
        record = close(agent, tried, (), connection)
    assert refused(record) is Reason.NOTHING_ON_RECORD
    assert "not close" not in str(for_reader(record))


def test_a_stream_refuses_it_as_well(agent: Agent, question: Make) -> None:
    *_, record = stream(agent, question("Why did Ada close the plant in Leeds?"))
    assert isinstance(record, AnswerRecord)
    assert refused(record) is Reason.FALSE_PREMISE
