"""Each form read back by PyAV: as long as it was, with what was written into it."""

from io import BytesIO

import av
import pytest

from onrecord.speech import files
from onrecord.speech.domain import Sound
from onrecord.speech.files import Form
from onrecord.speech.script import plain
from tests.onrecord.speech.tones import Tones

TITLE, COMMENT = "What the hinge taught us – é", "Selected by software; no leader is speaking."


@pytest.fixture
def sound() -> Sound:
    return Tones().speak(plain("Two words."))


@pytest.mark.parametrize("form", Form)
def test_a_file_holds_the_sounds_and_what_they_are(form: Form, sound: Sound) -> None:
    made = files.encoded([sound, sound], form, title=TITLE, comment=COMMENT)
    with av.open(BytesIO(made)) as file:
        told = file.metadata | file.streams[0].metadata
        stream = file.streams.audio[0]
        seconds = sum(frame.samples for frame in file.decode(stream)) / stream.rate
    assert (told["title"], told["comment"]) == (TITLE, COMMENT)
    assert seconds == pytest.approx(2 * sound.seconds, abs=0.002 if form in (Form.WAV, Form.FLAC) else 0.05)


@pytest.mark.parametrize("form", [Form.WAV, Form.FLAC])
def test_what_loses_nothing_has_the_same_samples(form: Form, sound: Sound) -> None:
    made = files.encoded([sound], form, title=TITLE, comment=COMMENT)
    with av.open(BytesIO(made)) as file:
        assert b"".join(frame.to_ndarray().tobytes() for frame in file.decode(audio=0)) == sound.pcm


def test_a_stream_without_an_end_can_be_read_as_far_as_it_has_come(sound: Sound) -> None:
    begun = files.wav_header(sound.rate, COMMENT) + sound.pcm[:8000]
    with av.open(BytesIO(begun)) as file:
        assert file.metadata["comment"] == COMMENT
        assert sum(frame.samples for frame in file.decode(audio=0)) == 4000


def test_sounds_of_two_rates_are_not_put_into_one_file(sound: Sound) -> None:
    other = Sound(pcm=sound.pcm, rate=8000)
    with pytest.raises(ValueError, match="several rates"):
        files.encoded([sound, other], Form.WAV, title="", comment="")


@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize("samples", [0, 1, 7])
def test_of_next_to_nothing_there_is_a_file_too(form: Form, samples: int) -> None:
    data = files.encoded([Sound(pcm=b"\1\0" * samples, rate=22_050)], form, title="A title", comment="A comment")
    assert data
    if form is not Form.WAV:
        with av.open(BytesIO(data)) as file:
            assert file.streams.audio
