"""The sample corpus composed by a real vLLM server: whatever the model writes, nothing unsupported is shown."""

import os
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from agent.ask import ask, stream
from agent.composers.composed import Writer
from agent.domain import Question
from agent.draft import Agent
from agent.judges.vllm import ServerJudge
from agent.llm.vllm import VllmModel
from audit.domain import AnswerRecord, Form, Statement
from audit.records.wire import for_reader, to_json
from ingest.display import folded
from ingest.run import ingest
from onrecord.parts import Parts, now
from onrecord.settings import Settings

pytestmark = [pytest.mark.vllm, pytest.mark.models]

ROOT = Path(__file__).parent.parent
ASKED = (
    "What was said about making our own pressure cells?",
    "How many days a week must I be on site?",
    "What did Ottilie say about three days on site?",
    "What can I spend on a hotel in Europe?",
    "What did Quarmby say about the kiln's cost?",
    "Who won the chess tournament?",
)
DEADLINE_S = 45.0
ORDINARY = {"On", "In", "The", "A", "An", "At", "From", "By", "It", "Its", "He", "She", "They"}


@pytest.fixture(scope="module")
def agent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Agent]:
    url = os.environ.get("ONRECORD_TEST_VLLM_URL")
    if not url:
        pytest.skip("ONRECORD_TEST_VLLM_URL names no vLLM server")
    parts = Parts(workspace=tmp_path_factory.mktemp("composed"), settings=Settings())
    with parts.workshop() as workshop:
        ingest(workshop, ROOT / "corpus_manifest.yaml")
    made = parts.agent()
    yield replace(made, writer=Writer(model=VllmModel(url, revision="test"), answer_tokens=320, deadline_s=DEADLINE_S))
    made.library.close()


def question(text: str) -> Question:
    at = now()
    return Question(text=text, audience="all-employees", as_of=at.date(), asked_at=at)


@pytest.fixture(scope="module")
def records(agent: Agent) -> list[AnswerRecord]:
    return [ask(agent, question(text)) for text in ASKED]


def test_every_answer_is_checked_statements_or_quotes_or_a_refusal(records: list[AnswerRecord]) -> None:
    for record in records:
        assert bool(record.statements) != (record.refusal is not None)
        for statement in record.statements:
            assert statement.citations
            assert statement.checks
            assert all(check.passed for check in statement.checks)
            assert {one.evidence_key for one in statement.citations} <= {item.evidence_key for item in record.evidence}


def test_no_composed_statement_has_a_number_or_a_name_of_its_own(records: list[AnswerRecord]) -> None:
    """Told apart from the checks, by plain comparison of letters and digits."""
    for record in records:
        for statement in record.statements:
            if statement.form is Form.COMPOSED:
                known = " ".join(
                    folded(f"{one.quote} {one.speaker} {one.title} {one.date:%-d %B %Y} {one.date.isoformat()}")
                    for one in statement.citations
                )
                assert set(re.findall(r"\d+", statement.text)) <= set(re.findall(r"\d+", known))
                names = set(re.findall(r"\b[A-Z][a-z]+", statement.text)) - ORDINARY
                assert {name.casefold() for name in names} <= set(re.findall(r"\w+", known.casefold()))


def test_the_records_say_which_model_wrote_and_what_was_withheld(agent: Agent, records: list[AnswerRecord]) -> None:
    assert agent.writer is not None
    composed = [record for record in records if record.composer.kind == "vllm"]
    assert composed
    for record in composed:
        assert (record.composer.model, record.composer.revision) == (agent.writer.model.name, "test")
        assert agent.ledger.read(record.record_id) == record
        shown = str(for_reader(record))
        for one in record.withheld:
            assert any(not check.passed for check in one.statement.checks)
            assert one.statement.text not in shown
        assert to_json(record)["withheld"] or not record.withheld


def test_a_stream_gives_the_same_kind_of_answer(agent: Agent) -> None:
    *shown, record = stream(agent, question(ASKED[0]))  # the first says that it has begun
    assert isinstance(record, AnswerRecord)
    assert [one for one in shown if isinstance(one, Statement)] == list(record.statements)


def test_the_server_judges_within_bounds(agent: Agent) -> None:
    import time

    assert agent.writer is not None
    judge = ServerJudge(agent.writer.model)
    score = judge.support("The plant stays open.", ["The plant in Leeds stays open."], time.monotonic() + 60)
    assert 0 <= score <= 1
