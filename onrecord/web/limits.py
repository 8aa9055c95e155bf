"""How much one request may bring, how often one person may ask, and how many may listen or send files at a time."""

import json
import math
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from audit.errors import Overloaded
from onrecord.web.faults import JSON, TooMany

BODY_BYTES = 256 * 1024
AGAIN_S = 5  # after which it is worth to open one more stream
_MOST_PEOPLE = 10_000  # whose asking is remembered


class BodyLimit:
    """A request's body has at most so many bytes: `most`, or what `more` says for a path."""

    def __init__(self, app: ASGIApp, *, most: int = BODY_BYTES, more: Mapping[str, int]) -> None:
        self._app = app
        self._most = most
        self._more = dict(more)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        most = self._more.get(scope["path"], self._most)
        declared = Headers(scope=scope).get("content-length", "0")
        if not (declared.isascii() and declared.isdecimal() and len(declared) < 20) or int(declared) > most:
            await _too_large(send, scope["path"], most)
            return
        read, begun = 0, False

        async def counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > most:
                raise _TooLarge
            return message

        async def noted(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, counted, noted)
        except _TooLarge:
            if not begun:
                await _too_large(send, scope["path"], most)


class _TooLarge(Exception):
    """More bytes came than were declared."""


async def _too_large(send: Send, path: str, most: int) -> None:
    message = f"The request is larger than the {most:,} bytes that are read."
    kind, body = (
        ("application/json", json.dumps({"error": message, "advice": ""}))
        if path.startswith(JSON)
        else ("text/plain; charset=utf-8", f"{message} Go back, and send less.\n")
    )
    headers = [(b"content-type", kind.encode())]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": body.encode()})


class Asking:
    """So many questions a minute for each person, as a bucket that fills evenly; 0 is without a limit."""

    def __init__(self, a_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = float(a_minute)
        self._clock = clock
        self._lock = threading.Lock()
        self._left: dict[str, tuple[float, float]] = {}

    def one(self, person: str) -> None:
        """One question more. Raises TooMany."""
        if not self._most:
            return
        now = self._clock()
        with self._lock:
            left, then = self._left.pop(person, (self._most, now))
            left = min(self._most, left + (now - then) * self._most / 60)
            if left < 1:
                self._left[person] = (left, now)
                raise TooMany(max(1, math.ceil((1 - left) * 60 / self._most)))
            self._left[person] = (left - 1, now)
            while len(self._left) > _MOST_PEOPLE:
                self._left.pop(next(iter(self._left)))


class AtOnce:
    """So many streams at a time: `most` in all, and `each` of one person. `told` is what is one too many, `advice` what
    to do then."""

    def __init__(self, *, most: int, each: int, told: str, advice: str) -> None:
        self._most, self._each = most, each
        self._told, self._advice = told, advice
        self._lock = threading.Lock()
        self._open: Counter[str] = Counter()

    @property
    def open(self) -> int:
        """How many there are now."""
        with self._lock:
            return self._open.total()

    @contextmanager
    def one(self, person: str) -> Iterator[None]:
        """One more, while the block lasts. Raises TooMany, or Overloaded where all together have too many."""
        with self._lock:
            if self._open[person] >= self._each:
                raise TooMany(AGAIN_S, "You have as many open as one person may.", advice=self._advice)
            if self._open.total() >= self._most:
                raise Overloaded(self._told, retry_after_s=AGAIN_S, advice=f"{self._advice} in {AGAIN_S} seconds.")
            self._open[person] += 1
        try:
            yield
        finally:
            with self._lock:
                self._open[person] -= 1
                self._open += Counter()  # only who is inside is remembered
