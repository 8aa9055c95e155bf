"""Sounds of several voices in one file: the same sound, with another number of samples."""

import math
import struct

import pytest

from onrecord.speech.domain import Sound
from onrecord.speech.rates import at_rate


def crossings(sound: Sound) -> int:
    """How often a tone goes from below nought to above."""
    samples = struct.unpack(f"<{len(sound.pcm) // 2}h", sound.pcm)
    return sum(1 for one, other in zip(samples, samples[1:], strict=False) if one < 0 <= other)


def tone(rate: int) -> Sound:
    wave = (round(8000 * math.sin(2 * math.pi * 300 * one / rate)) for one in range(rate))
    return Sound(pcm=struct.pack(f"<{rate}h", *wave), rate=rate)


@pytest.mark.parametrize(("rate", "wanted"), [(16_000, 22_050), (22_050, 16_000), (22_050, 48_000)])
def test_a_second_of_a_tone_is_a_second_of_the_same_tone(rate: int, wanted: int) -> None:
    made = at_rate(tone(rate), wanted)
    assert made.rate == wanted
    assert made.seconds == pytest.approx(1.0, abs=0.01)
    assert crossings(made) == pytest.approx(300, abs=2)


def test_what_fits_already_is_not_touched() -> None:
    assert at_rate(tone(16_000), 16_000).pcm == tone(16_000).pcm
    assert at_rate(Sound(pcm=b"", rate=16_000), 8_000) == Sound(pcm=b"", rate=8_000)
