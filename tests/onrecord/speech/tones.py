"""A voice that loads at once: one tone, 60 ms for each character that is said. What is timed of it is exact."""

import math
import struct
from collections.abc import Iterator
from functools import cache

from onrecord.speech.domain import Likeness, Phoneme, Said, Script, Sound, SpokenWord

RATE = 16_000
SECONDS = 0.06  # a character
SILENT = 0.06  # between two words
HERTZ = 220.0


class Tones:
    """As `Voice` says. `spoken` are the texts that it was made to say, in their order."""

    rate = RATE

    def __init__(self, leader_id: str | None = None, sha256: str = "70" * 32) -> None:
        self.likeness = Likeness(name="tones", sha256=sha256, leader_id=leader_id)
        self.spoken: list[str] = []

    def speak(self, script: Script) -> Sound:
        self.spoken.append(script.text)
        words, phonemes = [], []
        at = 0.0
        for one in script.said:
            made = tuple(_phonemes(one, at))
            phonemes += made
            at = made[-1].finish if made else at
            begin = made[0].begin if made else at
            words.append(SpokenWord(start=one.start, end=one.end, begin=begin, finish=at))
            at += SILENT
        return Sound(pcm=_tone(round(at * RATE)), rate=RATE, words=tuple(words), phonemes=tuple(phonemes))


def _phonemes(said: Said, at: float) -> Iterator[Phoneme]:
    for place, symbol in enumerate(said.words.strip("[]")):
        yield Phoneme(symbol=symbol.lower(), begin=at + place * SECONDS, finish=at + (place + 1) * SECONDS)


@cache
def _tone(samples: int) -> bytes:
    """A sine at a quarter of full scale; as many samples are as many bytes, whatever was said."""
    wave = (round(8192 * math.sin(2 * math.pi * HERTZ * one / RATE)) for one in range(samples))
    return struct.pack(f"<{samples}h", *wave)
