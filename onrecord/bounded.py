"""A bounded queue in front of a few threads: what comes waits its turn, or is turned away at once."""

import math
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from audit.errors import Overloaded

T = TypeVar("T")
_WEIGHT = 0.1  # of the latest duration in the average


class Bounded:
    """`workers` things are done at a time and `waiting` more may wait for it; whoever comes then gets Overloaded, with
    the time after which it is worth coming again. `told` is what is being done, for whoever is turned away."""

    def __init__(self, *, workers: int, waiting: int, name: str, told: str, advice: str) -> None:
        self._workers = workers
        self._most = workers + waiting
        self._told, self._advice = told, advice
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix=name)
        self._lock = threading.Lock()
        self._inside = 0
        self._taken = 0
        self._seconds = 0.1  # that one thing takes, on average

    @property
    def most(self) -> int:
        """How many may be done or wait for it at a time."""
        return self._most

    @property
    def inside(self) -> int:
        """How many are being done or wait for it."""
        return self._inside

    @property
    def taken(self) -> int:
        """How many were taken in since the beginning."""
        return self._taken

    def submit(self, work: Callable[[], T]) -> "Future[T]":
        """Have a worker do this. Raises Overloaded at once where the queue is full."""
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

    def close(self) -> None:
        """Wait for what is being done; what still waits is done too."""
        self._threads.shutdown(wait=True)

    def _done(self, work: Callable[[], T]) -> T:
        began = time.monotonic()
        try:
            return work()
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
            f"{self._inside} {self._told}, and no more are taken.",
            retry_after_s=seconds,
            advice=f"{self._advice} in {seconds} second{'s' if seconds > 1 else ''}.",
        )
