"""What reading aloud costs: `python -m bench.speech`; the sample corpus and the packaged voice, on two threads.

1. The voice: loaded and warm; seconds of work for a second of speech, beside Piper's own for the same words, without
   times of words and phonemes, one after the other.
2. `onrecord ask --speak` as it runs, but for a device that measures: from the moment at which the first statement is
   checked and recorded until the device is given sound. The disclosure is what is heard first.
3. The same to the end of an answer of several statements: how long the device is given nothing between two sounds,
   beside what it costs to make the next one.
4. How long a text takes to be put into words, by its length (`bench/shapes.py`).
"""

import statistics
import threading
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from piper import PiperVoice, SynthesisConfig

from agent.ask import stream
from agent.domain import Question
from agent.draft import Agent
from audit.domain import Statement
from bench import shapes
from bench.read_back import AUDIENCE, ROOT, questions
from ingest.run import ingest
from onrecord.aloud import Beside
from onrecord.device import PERIOD_MS, RATE, Frames
from onrecord.parts import Parts, now
from onrecord.settings import Settings
from onrecord.speech import piper, piper_model
from onrecord.speech.domain import SAMPLE_BYTES, Script
from onrecord.speech.script import of_statement

ASKED = 24  # of the sample's questions
FIRST = 10  # questions whose first sound is waited for
WHOLE = 2  # answers of several statements that are heard to their end
LEAST = 2
SPOKEN = 20  # statements by which the voice itself is measured
WAIT_S = 30.0


class Heard(Exception):
    """The first sound was heard, and no more is wanted."""


@dataclass(slots=True)
class Meter:
    """A device that takes frames by the clock, and notes when there were some and for how long there were none."""

    first: float | None = None
    silent: list[float] = field(default_factory=list)  # seconds without sound, between two times with some
    sounded: threading.Event = field(default_factory=threading.Event)
    _closed: threading.Event = field(default_factory=threading.Event)

    def start(self, callback_generator: Frames) -> None:
        threading.Thread(target=self._run, args=(callback_generator,), daemon=True).start()

    def close(self) -> None:
        self._closed.set()

    def _run(self, frames: Frames) -> None:
        wanted = RATE * PERIOD_MS // 1000
        due, missing = time.monotonic(), 0
        while not self._closed.is_set():
            due += PERIOD_MS / 1000
            found = len(frames.send(wanted)) // SAMPLE_BYTES
            if found:
                if self.first is None:
                    self.first = time.monotonic()
                    self.sounded.set()
                elif missing:
                    self.silent.append(missing / RATE)
                missing = 0
            missing += wanted - found
            self._closed.wait(max(0.0, due - time.monotonic()))


def main() -> None:
    with TemporaryDirectory() as name:
        made = Parts(workspace=Path(name), settings=Settings())
        with made.workshop() as workshop:
            ingest(workshop, ROOT / "corpus_manifest.yaml")
        agent = made.agent()
        asked = {text: tuple(_answer(agent, text)) for text in questions()[:ASKED]}
        answered = [text for text, statements in asked.items() if statements]
        _voice([of_statement(one) for text in answered for one in asked[text]][:SPOKEN])
        _first(made, agent, answered[:FIRST])
        _whole(made, agent, [text for text in answered if len(asked[text]) >= LEAST][:WHOLE])
        agent.library.close()
        made.engine.dispose()
    shapes.main()


def _question(text: str) -> Question:
    at = now()
    return Question(text=text, audience=AUDIENCE, as_of=at.date(), asked_at=at)


def _answer(agent: Agent, text: str) -> Iterable[Statement]:
    return (one for one in stream(agent, _question(text)) if isinstance(one, Statement))


def _voice(scripts: Sequence[Script]) -> None:
    began = time.perf_counter()
    presenter = piper.presenter()
    presenter.speak(scripts[0])
    print(f"the voice: loaded, and its first statement said, in {time.perf_counter() - began:.2f} s", flush=True)
    alone = PiperVoice.load(piper_model.packaged())
    manner = SynthesisConfig(**asdict(piper.MANNER))
    ours = bare = seconds = 0.0
    for one in scripts:
        began = time.perf_counter()
        sound = presenter.speak(one)
        spoken = time.perf_counter()
        for _ in alone.synthesize(" ".join(word.words for word in one.said), manner):
            pass
        ours, bare, seconds = ours + spoken - began, bare + time.perf_counter() - spoken, seconds + sound.seconds
    print(f"  {len(scripts)} statements, {seconds:.0f} s of speech: real-time factor {ours / seconds:.3f}; "
          f"Piper alone {bare / seconds:.3f}", flush=True)  # fmt: skip


def _first(made: Parts, agent: Agent, texts: Sequence[str]) -> None:
    took = []
    for text in texts:
        meter = Meter()
        with suppress(Heard), Beside(made, source=True, opens=lambda meter=meter: meter) as along:
            time.sleep(1.0)  # the voice is warm when an answer comes
            checked = 0.0
            for event in along(stream(agent, _question(text))):
                if isinstance(event, Statement) and not checked:
                    checked = time.monotonic()
            meter.sounded.wait(WAIT_S)
            raise Heard
        assert meter.first is not None
        took.append(1000 * (meter.first - checked))
    print(f"first sound after the first checked statement, of {len(took)} answers: median "
          f"{statistics.median(took):.0f} ms, worst {max(took):.0f} ms", flush=True)  # fmt: skip


def _whole(made: Parts, agent: Agent, texts: Sequence[str]) -> None:
    gaps = sounds = 0
    longest = 0.0
    for text in texts:
        meter = Meter()
        with Beside(made, source=True, opens=lambda meter=meter: meter) as along:
            sounds += sum(isinstance(one, Statement) for one in along(stream(agent, _question(text)))) + 1
        gaps += len(meter.silent)
        longest = max([longest, *meter.silent])
    print(f"{len(texts)} answers heard to their end, {sounds} sounds: {gaps} gaps between two, "
          f"the longest {1000 * longest:.0f} ms", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
