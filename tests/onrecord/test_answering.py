"""The queue in front of the agents: bounded, in order, and nobody is kept waiting for nothing."""

import asyncio
import threading
from datetime import UTC, date, datetime
from typing import Any, cast

import pytest

from agent.ask import Event
from agent.domain import Question
from agent.draft import Agent
from audit.errors import ModelError, Overloaded, UsageError
from onrecord.answering import Answering


def agent() -> Agent:
    """An agent that is told apart by being itself; nothing is asked of it."""
    return cast(Agent, object())


def test_so_many_may_wait_and_the_next_is_told_when_to_come_back() -> None:
    answering, go = Answering(agent, workers=1, waiting=2), threading.Event()
    inside = [answering.submit(lambda _: go.wait(10)) for _ in range(3)]
    with pytest.raises(Overloaded, match="3 questions are being answered or wait for it") as told:
        answering.submit(lambda _: None)
    assert told.value.retry_after_s >= 1
    assert answering.inside == 3
    go.set()
    assert all(one.result(10) for one in inside)
    assert answering.run(lambda _: "again") == "again"
    answering.close()
    assert answering.inside == 0


def test_a_worker_has_one_agent_and_keeps_it() -> None:
    made: list[Agent] = []

    def make() -> Agent:
        made.append(agent())
        return made[-1]

    answering = Answering(make, workers=2, waiting=100)
    both = threading.Barrier(2)
    first = [answering.submit(lambda one: (both.wait(10), one)[1]) for _ in range(2)]
    assert {id(one.result(10)) for one in first} == {id(one) for one in made}
    later = [answering.submit(lambda one: one) for _ in range(20)]
    assert {id(one.result(10)) for one in later} <= {id(one) for one in made}
    assert len(made) == 2
    answering.close()


def test_what_goes_wrong_is_told_to_whoever_asked_and_frees_the_place() -> None:
    answering = Answering(agent, workers=1, waiting=0)

    def wrong(_: Any) -> None:
        raise UsageError("not so")

    for _ in range(3):
        with pytest.raises(UsageError, match="not so"):
            answering.run(wrong)
    assert answering.taken == 3
    answering.close()


def test_whoever_listens_is_told_that_no_agent_can_be_made() -> None:
    def make() -> Agent:
        raise ModelError("the model is not here.")

    async def listening() -> list[Event]:
        return [event async for event in answering.stream(asked)]

    asked = Question(text="Where?", audience="all", as_of=date(2026, 1, 1), asked_at=datetime(2026, 1, 1, tzinfo=UTC))
    answering = Answering(make, workers=1, waiting=0)
    for _ in range(2):
        with pytest.raises(ModelError, match="not here"):
            asyncio.run(asyncio.wait_for(listening(), 10))
    answering.close()
    assert answering.inside == 0


def test_what_waits_when_it_closes_is_answered() -> None:
    answering, go = Answering(agent, workers=1, waiting=5), threading.Event()
    inside = [answering.submit(lambda _: go.wait(10)) for _ in range(6)]
    go.set()
    answering.close()
    assert [one.result(0) for one in inside] == [True] * 6
