"""A bounded queue in front of a few agents: what is asked of a running service waits here, or is refused at once.

Each worker is a thread with an agent of its own (readers of the index are not shared; models are). At most `waiting`
more may stand in the queue; whoever comes then gets Overloaded, with the time after which it is worth asking again.
"""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Future
from typing import TypeVar

from agent.ask import Event, stream
from agent.domain import Question
from agent.draft import Agent
from onrecord.bounded import Bounded

T = TypeVar("T")
WORKERS = 2
WAITING = 32
_END = object()


class Answering:
    """`make` gives a new agent; `workers` of them answer at a time, and `waiting` questions may wait for one."""

    def __init__(self, make: Callable[[], Agent], *, workers: int = WORKERS, waiting: int = WAITING) -> None:
        self._make = make
        self._queue = Bounded(
            workers=workers,
            waiting=waiting,
            name="answering",
            told="questions are being answered or wait for it",
            advice="Ask again",
        )
        self._own = threading.local()
        self._making = threading.Lock()

    @property
    def most(self) -> int:
        """How many may be answered or wait for it at a time."""
        return self._queue.most

    @property
    def inside(self) -> int:
        """How many are being answered or wait for it."""
        return self._queue.inside

    @property
    def taken(self) -> int:
        """How many were taken in since the beginning."""
        return self._queue.taken

    def submit(self, work: Callable[[Agent], T]) -> "Future[T]":
        """Have a worker do this with its agent. Raises Overloaded at once where the queue is full."""
        return self._queue.submit(lambda: work(self._agent()))

    def room(self) -> None:
        """Raises Overloaded where the queue is full, for whoever would otherwise do work in vain before they ask."""
        self._queue.room()

    def run(self, work: Callable[[Agent], T]) -> T:
        """The same as `submit`, waiting for what comes of it. Raises what `work` raises."""
        return self.submit(work).result()

    def stream(self, question: Question) -> AsyncIterator[Event]:
        """The events of `agent.ask.stream`, as they come. Raises Overloaded at once. Whoever stops listening ends the
        answer at its next statement; what was given out stays recorded."""
        loop, events, gone = asyncio.get_running_loop(), asyncio.Queue[object](), threading.Event()

        def tell(item: object) -> None:
            if not loop.is_closed():
                loop.call_soon_threadsafe(events.put_nowait, item)

        def work(agent: Agent) -> None:
            for event in stream(agent, question):
                tell(event)
                if gone.is_set():
                    break

        def ended(future: "Future[None]") -> None:  # also where the worker could make no agent
            tell(future.exception() or _END)

        self.submit(work).add_done_callback(ended)
        return _listening(events, gone)

    def warm(self) -> None:
        """Load what the first question would wait for. Raises ModelError, CatalogueError or IndexFault."""

        def load(agent: Agent) -> None:
            agent.encoder.query("warm")
            if agent.reranker is not None and agent.rerank_depth:
                agent.reranker.scores("warm", ["warm"])
            agent.calibration()

        self.run(load)

    def close(self) -> None:
        """Wait for what is being answered; what still waits is answered too."""
        self._queue.close()

    def _agent(self) -> Agent:
        agent: Agent | None = getattr(self._own, "agent", None)
        if agent is None:
            with self._making:  # what agents share is made once
                agent = self._own.agent = self._make()
        return agent


async def _listening(events: "asyncio.Queue[object]", gone: threading.Event) -> AsyncIterator[Event]:
    try:
        while (event := await events.get()) is not _END:
            if isinstance(event, BaseException):
                raise event
            yield event  # type: ignore[misc]  # all that `work` puts there besides
    finally:
        gone.set()
