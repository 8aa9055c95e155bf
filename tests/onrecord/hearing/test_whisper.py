"""The packaged recogniser, on what a neutral voice says; and models that are not what they should be."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from audit.errors import ModelError
from onrecord.hearing import whisper
from onrecord.hearing.decoder import Decoder
from onrecord.hearing.wire import Samples
from onrecord.settings import NONE, PACKAGED
from onrecord.speech import piper, script
from tests.onrecord.hearing.sounds import packed, wav

pytestmark = pytest.mark.models
QUESTION = "Has Daniel Quarmby said how much more work each of us is carrying?"


@pytest.fixture(scope="module")
def recogniser() -> whisper.Whisper:
    found = whisper.chosen(PACKAGED)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def spoken() -> Samples:
    """The question, as a browser would send it."""
    sound = piper.presenter().speak(script.plain(QUESTION))
    with Decoder() as decoder:
        heard = decoder.samples(wav(sound.pcm, sound.rate))
        again = decoder.samples(packed(np.repeat(np.frombuffer(sound.pcm, np.int16), 2).tobytes(), "webm", rate=48000))
    assert abs(len(again) / len(heard) - sound.rate * 2 / 48000) < 0.05
    return heard


def test_a_question_is_written_down_and_names_help(recogniser: whisper.Whisper, spoken: Samples) -> None:
    without = recogniser.text(spoken)
    assert "how much more work each of us is carrying" in without
    told = recogniser.text(spoken, ["Ottilie Marchbank", "Daniel Quarmby", "January"])
    assert "Daniel Quarmby" in told
    assert told == recogniser.text(spoken, ["Ottilie Marchbank", "Daniel Quarmby", "January"])


def test_in_silence_and_noise_nobody_says_anything(recogniser: whisper.Whisper) -> None:
    assert recogniser.text(np.zeros(32000, np.float32), ["Daniel Quarmby"]) == ""
    assert recogniser.text(np.random.default_rng(1).normal(0, 0.05, 32000).astype(np.float32), ["Daniel Quarmby"]) == ""
    assert recogniser.text(np.zeros(1, np.float32)) == ""


def test_any_number_of_names_fits(recogniser: whisper.Whisper, spoken: Samples) -> None:
    many = [f"Quxolimbar{chr(97 + number % 26) * (number % 5 + 1)}" for number in range(200)]
    assert "carrying" in recogniser.text(spoken, ["Daniel Quarmby", *many])
    assert "carrying" in recogniser.text(spoken, ["Quxo limbar " * 200])


def test_a_folder_is_taken_where_all_of_it_is_there(tmp_path: Path, recogniser: whisper.Whisper) -> None:
    with pytest.raises(ModelError, match=r"there is no .*model\.bin"):
        whisper.chosen(str(tmp_path))
    shutil.copytree(recogniser.folder, tmp_path / "own")
    found = whisper.chosen(str(tmp_path / "own"))
    assert found is not None
    assert found.name == "own"
    (tmp_path / "own" / "model.bin").write_bytes(b"no model")
    with pytest.raises(ModelError, match="cannot be loaded") as told:
        found.text(np.zeros(16000, np.float32))
    assert "\n" not in str(told.value)


def test_none_is_none() -> None:
    assert whisper.chosen(NONE) is None
    assert whisper.missing(NONE) == "none is configured"
    assert whisper.missing(PACKAGED) is None
