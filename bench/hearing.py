"""Questions that are spoken: `python -m bench.hearing [--show]`.

Thirty of the sample's questions, said by the packaged voice, packed as a browser packs them (Opus), and sent the way of
every spoken question: decoded in a child, written down by the packaged recogniser. In a quiet room, and before noise of
a tenth of the voice's power; without names, and with those that an employee may read suggested. Of what was heard: the
words that are wrong for each that was said, the questions without a wrong word, those in which every name is right, how
many are answered from the same places as the question that was typed, and how long it took to write them down.
"""

import random
import re
import statistics
import sys
import time
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from agent.ask import ask
from agent.domain import Question
from agent.draft import Agent
from bench.read_back import AUDIENCE, ROOT, distance, questions
from ingest.run import ingest
from onrecord.access import operator
from onrecord.hearing import whisper
from onrecord.hearing.hearing import Hearing
from onrecord.hearing.names import Names
from onrecord.parts import Parts, now
from onrecord.settings import PACKAGED, Settings
from onrecord.speech import files, piper, script
from onrecord.speech.domain import Sound
from onrecord.speech.normal.reading import said

QUESTIONS = 30
NOISE_DB = 10.0  # by which the voice is louder than the noise
SEED = 20261126


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What came of one spoken question, and after how many seconds."""

    meant: str
    text: str
    took: float


def main(*, show: bool) -> None:
    every = list(dict.fromkeys(questions()))
    asked = every[:: len(every) // QUESTIONS][:QUESTIONS]
    sounds = [piper.presenter().speak(script.plain(one)) for one in asked]
    chance = random.Random(SEED)
    print(f"{len(asked)} questions, {sum(one.seconds for one in sounds):.0f} s of speech")
    with TemporaryDirectory() as name:
        made = Parts(workspace=Path(name), settings=Settings(asks_per_minute=0))
        with made.workshop() as workshop:
            ingest(workshop, ROOT / "corpus_manifest.yaml")
        names, agent = Names(made).of(operator(AUDIENCE)), made.agent()
        right = [_places(agent, one) for one in asked]
        for room, heard in (("quiet", sounds), ("noise", [_noisy(one, chance) for one in sounds])):
            for what, suggested in (("no names", ()), ("names", names)):
                told = _hear(asked, heard, suggested)
                same = sum(_places(agent, one.text) == places for one, places in zip(told, right, strict=True))
                _judge(f"{room}, {what}", told, names, same, show=show)
        agent.library.close()
        made.engine.dispose()


def _hear(asked: Sequence[str], sounds: Sequence[Sound], names: Sequence[str]) -> list[Told]:
    packed = [files.encoded([one], files.Form.OPUS, title="", comment="") for one in sounds]
    model = whisper.chosen(PACKAGED)
    assert model is not None
    hearing, who, told = Hearing(lambda: model, lambda _: names), operator(AUDIENCE), list[Told]()
    try:
        hearing.submit(who, packed[0]).result()  # the model is loaded
        for meant, data in zip(asked, packed, strict=True):
            began = time.perf_counter()
            text = hearing.submit(who, data).result().text
            told.append(Told(meant=meant, text=text, took=time.perf_counter() - began))
    finally:
        hearing.close()
    return told


def _noisy(sound: Sound, chance: random.Random) -> Sound:
    """The voice before a steady noise (white)."""
    samples = array("h", sound.pcm)
    power = sum(one * one for one in samples) / len(samples)
    spread = (power / 10 ** (NOISE_DB / 10)) ** 0.5
    mixed = array("h", (max(-32768, min(32767, round(one + chance.gauss(0, spread)))) for one in samples))
    return replace(sound, pcm=mixed.tobytes())


def _places(agent: Agent, text: str) -> Any:
    """Where what answers a question stands; what is refused has no place."""
    at = now()
    record = ask(agent, Question(text=text, audience=AUDIENCE, as_of=at.date(), asked_at=at))
    return [(one.source_id, one.start, one.end) for statement in record.statements for one in statement.citations]


def _judge(label: str, told: Sequence[Told], names: Sequence[str], same: int, *, show: bool) -> None:
    words = errors = whole = 0
    for one in told:
        meant, heard = _words(one.meant), _words(one.text)
        wrong = distance(meant, heard)
        words, errors, whole = words + len(meant), errors + wrong, whole + (wrong == 0)
        if show and wrong:
            print(f"  [{wrong}] {one.meant}\n      {one.text}")
    known = {word for one in names for word in _words(one)}
    meant = [(one, {word for word in _words(one.meant) if word in known and _capital(word, one.meant)}) for one in told]
    named = [(one, found) for one, found in meant if found]
    kept = sum(found <= set(_words(one.text)) for one, found in named)
    took = sorted(one.took for one in told)
    print(
        f"{label}: word error rate {errors / words:.1%} of {words} words, {whole} of {len(told)} without a wrong word, "
        f"names right in {kept} of {len(named)}, answered from the same places {same} of {len(told)}; "
        f"median {statistics.median(took):.2f} s, longest {took[-1]:.2f} s",
        flush=True,
    )


def _words(text: str) -> list[str]:
    """As they are said, without marks and capitals."""
    return re.findall(r"[^\W_]+", " ".join(one.words for one in said(text)).casefold().replace("'", ""))


def _capital(word: str, text: str) -> bool:
    return re.search(rf"(?<=. ){re.escape(word.capitalize())}", text) is not None


if __name__ == "__main__":
    main(show="--show" in sys.argv)
