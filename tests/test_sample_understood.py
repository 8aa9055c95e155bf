"""The sample corpus with hashed words for a model: what its questions are limited to, and what they never are."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from agent.domain import Question
from agent.draft import Agent
from agent.retrieve import retrieve
from agent.understanding.understand import understand
from ingest.run import ingest
from onrecord.parts import Parts, now
from onrecord.settings import Settings

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
QUESTIONS: list[dict[str, Any]] = YAML(typ="safe").load(ROOT / "tests" / "sample_questions.yaml")
LIMITED = {
    "What did Ottilie say in December 2024?": {"long-service-2024-12"},
    "What did the finance chief write in spring 2025?": {"q1-2025-numbers"},
    "What did our CEO tell the night shift in February 2025?": {"night-shift-2025-02"},
    "What has Daniel Quarmby said since the man with the jar?": None,  # half a title is no document's name
    "What did Daniel say after the works council session?": {"q3-2026-numbers"},
    "What did Daniel say before the memo of 14 January 2025?": set(),
    "What was said in summer 2024?": set(),
}


@pytest.fixture(scope="module")
def agent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Agent]:
    settings = Settings(encoder="hashing", reranker="none")
    parts = Parts(workspace=tmp_path_factory.mktemp("sample"), settings=settings)
    with parts.workshop() as workshop:
        ingest(workshop, ROOT / "corpus_manifest.yaml")
    made = parts.agent()
    yield made
    made.library.close()


def question(text: str, audience: str = "all-employees") -> Question:
    at = now()
    return Question(text=text, audience=audience, as_of=at.date(), asked_at=at)


def test_no_sample_question_is_limited_by_a_time_or_to_another_leader(agent: Agent) -> None:
    with agent.library.view() as view:
        for case in QUESTIONS:
            asked, meant, understood = understand(
                question(case["question"], case.get("audience", "all-employees")), view
            )
            assert (understood.period, understood.as_of) == (None, None), case["question"]
            assert asked.as_of == asked.asked_at.date()
            if case["leader"] and not meant.ambiguous:
                assert meant.leader_ids in ((), (case["leader"],)), case["question"]
            assert bool(meant.ambiguous) is (case.get("reason") == "ambiguous_leader"), case["question"]


@pytest.mark.parametrize(("text", "expected"), LIMITED.items())
def test_evidence_is_what_was_said_then(agent: Agent, text: str, expected: set[str] | None) -> None:
    with agent.library.view() as view:
        asked, meant, _ = understand(question(text), view)
        found = retrieve(asked, meant.leader_ids, view, agent.encoder)
    assert (asked.period is None) is (expected is None)
    assert expected is None or {one.source.source_id for one in found} == expected
