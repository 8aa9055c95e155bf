"""The served model as a judge: what it is asked, what it is called, and what is no judgement."""

import math
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest

from agent import prompts
from agent.judges.vllm import ServerJudge
from agent.llm.faults import ServerTooSlow
from agent.llm.port import Message, Served
from audit.errors import ModelError

CLAIM, QUOTES = "The plant closes.", ("The plant stays open.", "Nobody leaves.")


class Told:
    """A language model that gives the choices it was told, and remembers what it was asked."""

    name = "small"
    sampling: Mapping[str, float] = {}

    def __init__(self, gives: Mapping[str, float] | ModelError, *, revision: str | None = "r1") -> None:
        self.gives = gives
        self.model = Served(name="small", revision=revision, context_tokens=4096)
        self.asked: list[tuple[Sequence[Message], Sequence[str], float]] = []

    def served(self, deadline: float) -> Served:
        return self.model

    def count_tokens(self, messages: Sequence[Message], deadline: float) -> int:
        raise AssertionError("a judge counts no tokens")

    def stream(
        self, messages: Sequence[Message], schema: Mapping[str, Any], max_tokens: int, deadline: float
    ) -> Iterator[str]:
        raise AssertionError("a judge writes nothing")

    def choose(self, messages: Sequence[Message], choices: Sequence[str], deadline: float) -> dict[str, float]:
        self.asked.append((messages, choices, deadline))
        if isinstance(self.gives, ModelError):
            raise self.gives
        return dict(self.gives)


def support(model: Told) -> float:
    return ServerJudge(model).support(CLAIM, QUOTES, time.monotonic() + 5)


def test_the_support_is_the_probability_of_yes() -> None:
    model = Told({"Yes": 0.9, "No": 0.1})
    deadline = time.monotonic() + 5
    assert ServerJudge(model).support(CLAIM, QUOTES, deadline) == 0.9
    assert model.asked == [(prompts.judge_messages(CLAIM, QUOTES), ("Yes", "No"), deadline)]


def test_claim_and_every_quote_are_in_the_prompt() -> None:
    model = Told({"Yes": 0.9, "No": 0.1})
    support(model)
    ((messages, _, _),) = model.asked
    content = "\n".join(message.content for message in messages)
    assert all(words in content for words in (CLAIM, *QUOTES))


def test_the_name_has_the_model_its_revision_and_the_prompts_version() -> None:
    assert ServerJudge(Told({})).name == f"small@r1 / {prompts.JUDGE_VERSION}"


def test_weights_of_an_unnamed_revision_are_no_judge() -> None:
    with pytest.raises(ModelError, match="Set vllm_revision"):
        support(Told({"Yes": 1.0, "No": 0.0}, revision=None))


@pytest.mark.parametrize("gives", [{}, {"No": 1.0}, {"Yes": math.nan}, {"Yes": 1.5}, {"Yes": -0.1}])
def test_what_is_no_probability_is_no_judgement(gives: dict[str, float]) -> None:
    with pytest.raises(ModelError, match="where 0 to 1 was expected"):
        support(Told(gives))


def test_a_fault_of_the_server_is_no_judgement() -> None:
    with pytest.raises(ModelError, match="was too slow"):
        support(Told(ServerTooSlow("http://127.0.0.1:1/v1")))


def test_no_quotes_are_not_sent() -> None:
    model = Told({"Yes": 1.0, "No": 0.0})
    with pytest.raises(ModelError, match="at least one quote"):
        ServerJudge(model).support(CLAIM, (), time.monotonic() + 5)
    assert model.asked == []


def test_another_model_does_not_judge_under_the_first_ones_name() -> None:
    model = Told({"Yes": 1.0, "No": 0.0})
    judge = ServerJudge(model)
    assert judge.support(CLAIM, QUOTES, time.monotonic() + 5) == 1.0
    model.model = Served(name="other", revision="r1", context_tokens=4096)
    with pytest.raises(ModelError, match="exchanged the judge small@r1"):
        judge.support(CLAIM, QUOTES, time.monotonic() + 5)
