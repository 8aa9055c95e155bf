"""Sounds on this machine's own device, one after another and without a gap, for as long as each of them may.

1. The device is opened first: where there is none, nothing is made, and nothing written down.
2. The next sound, and no more, is made while one is heard, in a thread of its own.
3. Every tenth of a second each sound that is heard, or is about to be, is asked whether it still may. Where one may
   not, the device falls silent at once, and what was to come is dropped.
4. The answer holds for .75 s: the device gives out nothing after that. So a question that nobody answers silences too.
"""

import contextlib
import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from audit.errors import NotSounded
from onrecord.device import HELD_S, RATE, Frames, Opens, own_device
from onrecord.speech.domain import SAMPLE_BYTES, Sound
from onrecord.speech.rates import at_rate

WATCH_S = 0.1
LEASE_S = 0.75
SOON_S = 0.3  # before a sound ends, the next one is put behind it
ENDING_S = 2.0  # for what is being made when the rest is dropped


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One sound; `barred` says why it may not be heard any longer, none where it may; `begins` is called when it is
    about to be heard."""

    sound: Sound
    barred: Callable[[], str | None]
    begins: Callable[[], None] | None = None


def sounded(pieces: Iterable[Piece], opens: Opens = own_device, stop: threading.Event | None = None) -> None:
    """Until the last of them was heard, or `stop` is set. Raises NotSounded as soon as one that is heard may not be
    heard any longer; and when what came before it was heard, whatever `pieces` raises."""
    stop, feed = stop or threading.Event(), _Feed()
    frames = feed.frames()
    next(frames)
    made = opens()
    try:
        made.start(frames)
        with contextlib.closing(_Ahead(pieces)) as ahead:
            try:
                _watched(ahead, feed, stop)
            finally:
                made.close()  # before whatever is being made is waited for
    finally:
        made.close()


def _watched(ahead: "_Ahead", feed: "_Feed", stop: threading.Event) -> None:
    waiting: Piece | None = None
    fault: Exception | None = None
    while not stop.is_set():
        for one in feed.inside():
            _judge(one)
        feed.renew()
        try:
            if waiting is None and fault is None and not ahead.ended:
                waiting = ahead.get(WATCH_S)
            elif waiting is not None and feed.left_s < SOON_S:
                _judge(waiting)
                feed.add(waiting)
                waiting = None
                ahead.more()
            elif waiting is None and not feed.inside():
                break
            else:
                stop.wait(WATCH_S)
        except Exception as error:  # what is heard may be heard to its end
            waiting, fault = None, error
    if fault is not None:
        raise fault


def _judge(piece: Piece) -> None:
    why = piece.barred()
    if why is not None:
        raise NotSounded(f"it is silent now: {why[:1].lower()}{why[1:]}.")


class _Feed:
    """What the device takes its frames from, on a thread of its own."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._inside: deque[_Fed] = deque()
        self._until = 0.0

    def add(self, piece: Piece) -> None:
        """At the device's own rate; it is heard when what is inside already was."""
        fed = _Fed(piece, piece.sound.pcm)
        if piece.begins is not None:
            piece.begins()
        with self._lock:
            self._inside.append(fed)

    def inside(self) -> list[Piece]:
        """What is heard, or is about to be; with what the device still holds."""
        with self._lock:
            while self._inside and self._inside[0].over:
                self._inside.popleft()
            return [one.piece for one in self._inside]

    @property
    def left_s(self) -> float:
        """Seconds that the device has not taken yet."""
        with self._lock:
            return sum(one.left for one in self._inside) / SAMPLE_BYTES / RATE

    def renew(self) -> None:
        """It may be heard for a while longer."""
        self._until = time.monotonic() + LEASE_S

    def frames(self) -> Frames:
        """As the device asks: so many frames, or fewer, which leaves the rest silent."""
        wanted = yield b""
        while True:
            wanted = yield self._next(wanted * SAMPLE_BYTES) if time.monotonic() < self._until else b""

    def _next(self, size: int) -> bytes:
        taken = bytearray()
        with self._lock:
            for one in self._inside:
                taken += one.take(size - len(taken))
        return bytes(taken)


@dataclass(slots=True)
class _Fed:
    """A piece inside the feed; `ended` is when its last sample was taken."""

    piece: Piece
    pcm: bytes
    place: int = 0
    ended: float | None = None

    @property
    def left(self) -> int:
        return len(self.pcm) - self.place

    @property
    def over(self) -> bool:
        """Whether its last sample was heard, too."""
        return self.ended is not None and time.monotonic() - self.ended > HELD_S

    def take(self, size: int) -> bytes:
        found = self.pcm[self.place : self.place + size]
        self.place += len(found)
        if self.ended is None and not self.left:
            self.ended = time.monotonic()
        return found


class _Ahead:
    """Makes one piece, and one more each time that it is told to."""

    def __init__(self, pieces: Iterable[Piece]) -> None:
        self.ended = False
        self._made: queue.Queue[Piece | Exception | None] = queue.Queue()
        self._wanted = threading.Semaphore(1)
        self._closed = False
        self._thread = threading.Thread(target=self._make, args=(pieces,), daemon=True, name="speech")
        self._thread.start()

    def get(self, seconds: float) -> Piece | None:
        """The next one; none where it is not ready in time, or there is none. Raises what making it raised."""
        try:
            found = self._made.get(timeout=seconds)
        except queue.Empty:
            return None
        self.ended = not isinstance(found, Piece)
        if isinstance(found, Exception):
            raise found
        return found

    def more(self) -> None:
        self._wanted.release()

    def close(self) -> None:
        """Nothing more is made."""
        self._closed = True
        self._wanted.release()
        self._thread.join(ENDING_S)

    def _make(self, pieces: Iterable[Piece]) -> None:
        coming = iter(pieces)
        try:
            while self._wanted.acquire() and not self._closed:
                found = next(coming, None)
                if found is None:
                    break
                self._made.put(replace(found, sound=at_rate(found.sound, RATE)))
            self._made.put(None)
        except Exception as error:
            self._made.put(error)
