"""Questions over the sample corpus with wrong and with true premises, with the real models' evidence.

Topics that the sample policy bars are asked all the same: here it is the premise that is judged.
"""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from agent.domain import Question
from agent.draft import Agent, Work, look_up, replaced, understood
from agent.premises.record import against, premises_of
from agent.understanding.understand import understand
from ingest.run import ingest
from onrecord.parts import Parts, now
from onrecord.settings import Settings

pytestmark = [pytest.mark.slow, pytest.mark.models]

ROOT = Path(__file__).parent.parent.parent
CASES: list[dict[str, Any]] = YAML(typ="safe").load(Path(__file__).parent / "premise_questions.yaml")
HALVES = ("tuned", "held", "fresh")


def half(case: dict[str, Any]) -> str:
    if case.get("fresh"):
        return "fresh"
    return HALVES[sha256(case["question"].encode("utf-8")).digest()[0] % 2]


@pytest.fixture(scope="module")
def agent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Agent]:
    parts = Parts(workspace=tmp_path_factory.mktemp("premises"), settings=Settings())
    with parts.workshop() as workshop:
        ingest(workshop, ROOT / "corpus_manifest.yaml")
    made = parts.agent(rerank=0)  # reranking changes the order of these passages, not which they are
    yield made
    made.library.close()


@pytest.fixture(scope="module")
def found(agent: Agent) -> dict[str, str]:
    """By question: the source that contradicts it, or nothing."""
    results = {}
    for case in CASES:
        at = now()
        question = Question(text=case["question"], audience="all-employees", as_of=at.date(), asked_at=at)
        with agent.library.view() as view:
            work = Work()
            question, work.meant, work.understood = understand(question, view)
            understood(agent, question, view, work)
            look_up(agent, question, view, work)
            leaders = view.state.leaders
            about, known = [leaders[one] for one in work.leaders], list(leaders.values())
            taken = premises_of(question.text, about, known)
            wrong = against(taken, work.evidence, work.documents, replaced(question, view))
            results[case["question"]] = wrong[1][0].evidence.source.source_id if wrong is not None else ""
    return results


def asked(kind: str, part: str) -> list[dict[str, Any]]:
    return [case for case in CASES if case["premise"] == kind and half(case) == part]


@pytest.mark.parametrize(("part", "floor"), [("tuned", 0.7), ("held", 0.55), ("fresh", 0.55)])
def test_most_wrong_premises_are_caught_with_a_source_that_says_so(
    found: dict[str, str], part: str, floor: float
) -> None:
    cases = asked("contradicted", part)
    caught = [case for case in cases if found[case["question"]]]
    assert len(caught) / len(cases) >= floor
    right = [case for case in caught if found[case["question"]] in case["sources"]]
    assert len(right) / len(caught) >= 0.95


@pytest.mark.parametrize("part", HALVES)
@pytest.mark.parametrize("kind", ["true", "silent"])
def test_what_is_true_or_not_spoken_of_is_not_called_wrong(found: dict[str, str], kind: str, part: str) -> None:
    called = [case["question"] for case in asked(kind, part) if found[case["question"]]]
    assert called == []
