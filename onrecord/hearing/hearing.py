"""A short queue before one recogniser: a spoken question is decoded and written down, and nothing of it is kept.

Recognising takes the processor, so one question is heard at a time and few may wait; whoever comes then gets
Overloaded, with the time after which it is worth speaking again.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Future

from onrecord.bounded import Bounded
from onrecord.hearing.decoder import Decoder
from onrecord.hearing.domain import RATE, Heard, NotHeard
from onrecord.hearing.recogniser import Recogniser
from onrecord.identity.domain import Identity

WAITING = 4


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
        self._decoder = Decoder()
        self._recogniser: Recogniser | None = None
        self._queue = Bounded(
            workers=1,
            waiting=waiting,
            name="hearing",
            told="spoken questions are being written down or wait for it",
            advice="Type your question, or speak again",
        )

    @property
    def inside(self) -> int:
        """How many are being heard or wait for it."""
        return self._queue.inside

    def room(self) -> None:
        """Raises Overloaded where the queue is full, for whoever would otherwise send a recording in vain."""
        self._queue.room()

    def submit(self, who: Identity, data: bytes) -> "Future[Heard]":
        """Have a recording written down. Raises Overloaded at once; what comes of it may raise NotHeard or
        ModelError."""
        return self._queue.submit(lambda: self._heard(who, data))

    def close(self) -> None:
        """Wait for what is being heard; what still waits is heard too."""
        self._queue.close()
        self._decoder.close()

    def _heard(self, who: Identity, data: bytes) -> Heard:
        samples = self._decoder.samples(data)
        if self._recogniser is None:
            self._recogniser = self._make()
        text = self._recogniser.text(samples, self._names(who))
        if not text:
            raise NotHeard("no words were heard.", advice="Speak closer to the microphone, and try again.")
        return Heard(text=text, seconds=len(samples) / RATE)
