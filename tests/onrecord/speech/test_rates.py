"""Sounds of several voices in one file: the same sound, with another number of samples."""

import pytest

from onrecord.speech.domain import Sound
from onrecord.speech.rates import at_rate
from tests.onrecord.recorded import hertz, tone


@pytest.mark.parametrize(("rate", "wanted"), [(16_000, 22_050), (22_050, 16_000), (22_050, 48_000)])
def test_a_second_of_a_tone_is_a_second_of_the_same_tone(rate: int, wanted: int) -> None:
    made = at_rate(Sound(pcm=tone(1.0, 300, rate), rate=rate), wanted)
    assert made.rate == wanted
    assert made.seconds == pytest.approx(1.0, abs=0.01)
    assert hertz(made.pcm, wanted) == pytest.approx(300, abs=3)


def test_what_fits_already_is_not_touched() -> None:
    sound = Sound(pcm=tone(0.1, 300, 16_000), rate=16_000)
    assert at_rate(sound, 16_000) == sound
    assert at_rate(Sound(pcm=b"", rate=16_000), 8_000) == Sound(pcm=b"", rate=8_000)
