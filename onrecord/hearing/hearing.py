"""A short queue before one recogniser: a spoken question is decoded and written down, and nothing of it is kept.

Recognising takes the processor, so one question is heard at a time and few may wait; whoever comes then gets
Overloaded, with the time after which it is worth speaking again.
"""

import math
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from audit.errors import Overloaded
from onrecord.hearing.decoder import Decoder
from onrecord.hearing.domain import RATE, Heard, NotHeard
from onrecord.hearing.recogniser import Recogniser
from onrecord.identity.domain import Identity

WAITING = 4
_WEIGHT = 0.2  # of the latest duration in the average


class Hearing:
    """`recogniser` is called once, when the first question comes; `names` says what to suggest for whom."""

    def __init__(
        self,
        recogniser: Callable[[], Recogniser],
        names: Callable[[Identity], Sequence[str]],
        *,
        waiting: int = WAITING,
    ) -> None:
        self._make, self._names = recogniser, names
        self._most = 1 + waiting
        self._decoder = Decoder()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="hearing")
        self._lock = threading.Lock()
        self._inside = 0
        self._seconds = 1.0  # that one question takes, on average
        self._recogniser: Recogniser | None = None

    def room(self) -> None:
        """Raises Overloaded where the queue is full, for whoever would otherwise send a recording in vain."""
        with self._lock:
            self._room()

    def submit(self, who: Identity, data: bytes) -> "Future[Heard]":
        """Have a recording written down. Raises Overloaded at once; what comes of it may raise NotHeard or
        ModelError."""
        with self._lock:
            self._room()
            self._inside += 1
        future = self._thread.submit(self._heard, who, data)
        future.add_done_callback(self._left)
        return future

    def close(self) -> None:
        """Wait for what is being heard; what still waits is heard too."""
        self._thread.shutdown(wait=True)
        self._decoder.close()

    def _heard(self, who: Identity, data: bytes) -> Heard:
        began = time.monotonic()
        try:
            samples = self._decoder.samples(data)
            if self._recogniser is None:
                self._recogniser = self._make()
            text = self._recogniser.text(samples, self._names(who))
        finally:
            took = time.monotonic() - began
            with self._lock:
                self._seconds += _WEIGHT * (took - self._seconds)
        if not text:
            raise NotHeard("no words were heard.", advice="Speak closer to the microphone, and try again.")
        return Heard(text=text, seconds=len(samples) / RATE)

    def _left(self, _future: "Future[Heard]") -> None:
        with self._lock:
            self._inside -= 1

    def _room(self) -> None:
        if self._inside < self._most:
            return
        seconds = max(1, math.ceil(self._inside * self._seconds))
        raise Overloaded(
            f"{self._inside} spoken questions are being written down or wait for it, and no more are taken.",
            retry_after_s=seconds,
            advice=f"Speak again in {seconds} second{'s' if seconds > 1 else ''}, or type your question.",
        )
