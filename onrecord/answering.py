"""A bounded queue in front of a few agents: what is asked of a running service waits here, or is refused at once.

Each worker is a thread with an agent of its own (readers of the index are not shared; models are). At most `waiting`
more may stand in the queue; whoever comes then gets Overloaded, with the time after which it is worth asking again.
"""

import asyncio
import math
import threading
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from agent.ask import Event, stream
from agent.domain import Question
from agent.draft import Agent
from audit.errors import Overloaded

T = TypeVar("T")
WORKERS = 2
WAITING = 32
_WEIGHT = 0.1  # of the latest duration in the average
_END = object()


class Answering:
    """`make` gives a new agent; `workers` of them answer at a time, and `waiting` questions may wait for one."""

    def __init__(self, make: Callable[[], Agent], *, workers: int = WORKERS, waiting: int = WAITING) -> None:
        self._make = make
        self._workers = workers
        self._most = workers + waiting
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="answering")
        self._own = threading.local()
        self._lock = threading.Lock()
        self._making = threading.Lock()
        self._inside = 0
        self._taken = 0
        self._seconds = 0.1  # that one answer takes, on average

    @property
    def most(self) -> int:
        """How many may be answered or wait for it at a time."""
        return self._most

    @property
    def inside(self) -> int:
        """How many are being answered or wait for it."""
        return self._inside

    @property
    def taken(self) -> int:
        """How many were taken in since the beginning."""
        return self._taken

    def submit(self, work: Callable[[Agent], T]) -> "Future[T]":
        """Have a worker do this with its agent. Raises Overloaded at once where the queue is full."""
        with self._lock:
            self._room()
            self._inside += 1
            self._taken += 1
        future = self._threads.submit(self._done, work)
        future.add_done_callback(self._left)
        return future

    def room(self) -> None:
        """Raises Overloaded where the queue is full, for whoever would otherwise do work in vain before they ask."""
        with self._lock:
            self._room()

    def run(self, work: Callable[[Agent], T]) -> T:
        """The same, waiting for what comes of it. Raises what `work` raises."""
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
        self._threads.shutdown(wait=True)

    def _done(self, work: Callable[[Agent], T]) -> T:
        agent: Agent | None = getattr(self._own, "agent", None)
        if agent is None:
            with self._making:  # what agents share is made once
                agent = self._own.agent = self._make()
        began = time.monotonic()
        try:
            return work(agent)
        finally:
            took = time.monotonic() - began
            with self._lock:
                self._seconds += _WEIGHT * (took - self._seconds)

    def _left(self, _future: "Future[T]") -> None:
        with self._lock:
            self._inside -= 1

    def _room(self) -> None:
        if self._inside < self._most:
            return
        seconds = max(1, math.ceil(self._inside * self._seconds / self._workers))
        raise Overloaded(
            f"{self._inside} questions are being answered or wait for it, and no more are taken.",
            retry_after_s=seconds,
            advice=f"Ask again in {seconds} second{'s' if seconds > 1 else ''}.",
        )


async def _listening(events: "asyncio.Queue[object]", gone: threading.Event) -> AsyncIterator[Event]:
    try:
        while (event := await events.get()) is not _END:
            if isinstance(event, BaseException):
                raise event
            yield event  # type: ignore[misc]  # all that `work` puts there besides
    finally:
        gone.set()
