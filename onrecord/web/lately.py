"""What was seen a moment ago, for whoever would look again: many streams ask the same several times a second."""

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

FOR_S = 0.1
T = TypeVar("T")


class Lately(Generic[T]):
    """May be used by several threads: they wait for the one that looks."""

    def __init__(self, for_s: float = FOR_S, clock: Callable[[], float] = time.monotonic) -> None:
        self._for_s, self._clock = for_s, clock
        self._lock = threading.Lock()
        self._seen: tuple[float, T] | None = None

    def get(self, look: Callable[[], T]) -> T:
        """What `look` gives, or gave within `for_s`, counted from when that look began. Raises what it raises."""
        with self._lock:
            now = self._clock()
            if self._seen is None or now - self._seen[0] >= self._for_s:
                self._seen = now, look()
            return self._seen[1]
