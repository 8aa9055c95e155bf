"""An answer read aloud on this machine: to its device or into a file, when it is there or while it comes."""

import queue
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from types import TracebackType

from agent.ask import Event
from agent.domain import Begun
from audit.domain import AnswerRecord
from audit.errors import NotSounded
from ingest.display import folded
from onrecord.access import Shown
from onrecord.device import Opens, own_device
from onrecord.identity.domain import Identity
from onrecord.parts import Parts
from onrecord.past import past
from onrecord.sound_file import captions_of, form_of, write_spoken
from onrecord.sounding import Piece, sounded
from onrecord.speech.domain import Utterance
from onrecord.speech.speaking import Speaking

DISCLOSURE = 0
WAIT_S = 0.2
Begins = Callable[[Utterance], None]
Say = Callable[[str, int], None]  # a record's id, and a statement's number in it
Along = Callable[[Iterable[Event]], Iterable[Event]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Aloud:
    """One answer and who hears it; `source`: with where each statement stands, said behind it."""

    speaking: Speaking
    who: Identity
    shown: Shown
    source: bool

    def numbers(self, statement: int | None = None) -> tuple[int, ...]:
        """What is read of it, the disclosure first. Raises NotSounded where there is nothing to read, or some of it may
        not be heard now: then none of it is begun."""
        if not self.shown.numbers:
            raise NotSounded(f"{self.shown.record.record_id[:8]} has no statement to read aloud.")
        found = DISCLOSURE, *(self.shown.numbers if statement is None else (statement,))
        for one in found:
            self.speaking.judge(self.who, self.shown, one)
        return found

    def utter(self, number: int) -> Utterance:
        """Raises NotSounded."""
        return self.speaking.utter(self.who, self.shown, number, source=self.source)

    def piece(self, number: int, begins: Begins | None = None) -> Piece:
        """Raises NotSounded."""
        made = self.utter(number)
        return Piece(
            sound=made.sound,
            barred=partial(self.speaking.barred, self.who, self.shown, number),
            begins=partial(begins, made) if begins is not None else None,
        )


def aloud(made: Parts, record_id: str, *, source: bool) -> Aloud:
    """A past answer. Raises RecordError where there is none, NotSounded where nothing is read aloud here."""
    who, shown = past(made, record_id)
    return Aloud(speaking=speaking(made), who=who, shown=shown, source=source)


def speaking(made: Parts) -> Speaking:
    """What reads aloud in this workspace. Raises NotSounded where its settings want nothing of it."""
    if made.speaking is None:
        raise NotSounded("nothing is read aloud here: the settings say voice = none.", advice="See settings.toml.")
    return made.speaking


def read_out(reading: Aloud, numbers: Iterable[int], begins: Begins, opens: Opens = own_device) -> None:
    """To this machine's device. Raises NotSounded."""
    sounded((reading.piece(one, begins) for one in numbers), opens)


def write_out(reading: Aloud, numbers: Iterable[int], path: str) -> list[Utterance]:
    """Into a file, with captions beside it, where all of it may still be heard when the last of it was made. Raises
    NotSounded, UsageError for a name of another ending."""
    made = [reading.utter(one) for one in numbers]
    for one in made:
        why = reading.speaking.barred(reading.who, reading.shown, one.number)
        if why is not None:
            raise NotSounded(f"nothing was written: {why[:1].lower()}{why[1:]}.")
    record = reading.shown.record
    write_spoken(path, made, title=folded(record.question), disclosure=folded(record.disclosure))
    return made


@contextmanager
def into_file(made: Parts, path: str, *, source: bool, tell: Callable[[str], None]) -> Iterator[Along]:
    """What is told in this block is written when the block is left; `tell` is given a line that says so. Raises as
    `write_out`."""
    form_of(path)
    speaking(made)
    said: list[str] = []
    yield lambda events: along(events, lambda record_id, _: said.append(record_id))
    if said:
        reading = aloud(made, said[0], source=source)
        tell(written(path, write_out(reading, reading.numbers(), path)))


def written(path: str, utterances: Iterable[Utterance]) -> str:
    """What is said of a file."""
    seconds = sum(one.sound.seconds for one in utterances)
    return f"{path}: {seconds:.1f} s; its captions are in {captions_of(path)}"


def along(events: Iterable[Event], say: Say) -> Iterator[Event]:
    """Gives on each event of an answer, and when it was shown has its statements said that were not yet."""
    record_id, said = "", 0
    for event in events:
        yield event
        if isinstance(event, Begun):
            record_id = event.record_id
        elif isinstance(event, AnswerRecord):
            for number in range(said + 1, len(event.statements) + 1):
                say(event.record_id, number)
        else:
            said += 1
            say(record_id, said)


class Beside(AbstractContextManager[Along]):
    """Reads an answer aloud while it comes: what is told in this block is heard in a thread of its own, and is heard to
    its end when the block is left; an exception silences it. The device is opened, and the voice loads, before there is
    anything to say. Raises what `sounded` does, when the block is left."""

    def __init__(self, made: Parts, *, source: bool, opens: Opens = own_device) -> None:
        self._made, self._source, self._opens = made, source, opens
        self._speaking = speaking(made)
        self._said: queue.SimpleQueue[tuple[str, int] | None] = queue.SimpleQueue()
        self._stop = threading.Event()
        self._fault: Exception | None = None
        self._thread = threading.Thread(target=self._sound, daemon=True, name="sounding")

    def __enter__(self) -> Along:
        device = self._opens()
        self._opens = lambda: device
        self._thread.start()
        return lambda events: along(events, lambda record_id, number: self._said.put((record_id, number)))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if error is not None:
            self._stop.set()
        self._said.put(None)
        try:
            while self._thread.is_alive():
                self._thread.join(WAIT_S)
        except KeyboardInterrupt:
            self._stop.set()
            self._thread.join()
            raise
        if self._fault is not None and error is None:
            raise self._fault

    def _sound(self) -> None:
        try:
            sounded(self._pieces(), self._opens, self._stop)
        except Exception as error:
            self._fault = error

    def _pieces(self) -> Iterator[Piece]:
        self._speaking.warm()
        disclosed = ""  # with another speaker, or a model's words, it says more than before, and is said again
        while (said := self._said.get()) is not None and not self._stop.is_set():
            record_id, number = said
            reading = aloud(self._made, record_id, source=self._source)
            if reading.shown.record.disclosure != disclosed:
                yield reading.piece(DISCLOSURE)
                disclosed = reading.shown.record.disclosure
            yield reading.piece(number)
