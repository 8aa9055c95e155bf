"""The part of a recording as sound: from where it begins to where it ends, whatever holds it."""

import hashlib
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from audit.errors import NotSounded
from ingest.domain import Recording
from onrecord.recordings.clips import Clip
from onrecord.recordings.decoding import decoded
from onrecord.recordings.files import Files, Opened
from tests.ingest.recordings.films import film, hertz_of
from tests.onrecord.recorded import hertz, tones

CODECS = {"wav": "pcm_s16le", "flac": "flac", "opus": "libopus", "ogg": "libopus", "mp3": "libmp3lame", "m4a": "aac",
          "mp4": "aac", "webm": "libopus"}  # fmt: skip
FORMATS = {"opus": "ogg", "m4a": "mp4"}


BEFORE_S = 20


def written(folder: Path, ending: str, *, layout: str = "stereo", picture: bool = False) -> None:
    """The tones in another container, left and right, after a while of silence."""
    with av.open(str(folder / f"hall.{ending}"), "w", format=FORMATS.get(ending, ending)) as file:
        if picture:
            film = file.add_stream("libvpx" if ending == "webm" else "mpeg4", rate=1)
            film.width = film.height = 16
            film.pix_fmt = "yuv420p"
        stream = file.add_stream(CODECS[ending], rate=48_000 if "opus" in CODECS[ending] else 16_000)
        stream.layout = layout
        ready = av.AudioResampler(format=stream.format, layout=layout, rate=stream.rate)
        pcm = np.concatenate([np.zeros(16_000 * BEFORE_S, "<i2"), np.frombuffer(tones()[44:], "<i2")])
        frame = av.AudioFrame.from_ndarray(pcm.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate = 16_000
        for one in (*ready.resample(frame), *ready.resample(None)):
            file.mux(stream.encode(one))
        file.mux(stream.encode(None))
        if picture:
            for number in range(3):
                one = av.VideoFrame(16, 16, "yuv420p")
                one.pts = number
                file.mux(film.encode(one))
            file.mux(film.encode(None))


def opened(folder: Path, ending: str) -> Opened:
    data = (folder / f"hall.{ending}").read_bytes()
    return Files().opened(folder, "hall", Recording(path=f"hall.{ending}", sha256=hashlib.sha256(data).hexdigest()))


def sound(folder: Path, ending: str, from_ms: int, to_ms: int) -> tuple[bytes, int]:
    found = opened(folder, ending)
    with found.file:
        pieces = list(decoded(found, Clip(from_ms=from_ms, to_ms=to_ms)))
    assert all(one.seconds <= 1.0 for one in pieces)
    return b"".join(one.pcm for one in pieces), pieces[0].rate


@pytest.mark.parametrize("ending", CODECS)
def test_the_part_is_where_its_times_say(tmp_path: Path, ending: str) -> None:
    written(tmp_path, ending, picture=ending in ("mp4", "webm"))
    shift = BEFORE_S * 1000
    pcm, rate = sound(tmp_path, ending, shift + 5_000, shift + 9_500)
    assert abs(len(pcm) / 2 / rate - 4.5) < 0.001
    assert abs(hertz(pcm[rate // 5 * 2 : -rate // 5 * 2], rate) - 600) < 4, "the leader's tone from end to end"
    pcm, rate = sound(tmp_path, ending, shift + 4_200, shift + 6_000)
    loud = np.abs(np.frombuffer(pcm, "<i2").astype(int)) > 1000
    assert abs(np.argmax(loud) / rate - 0.8) < 0.1, "its beginning within a tenth of a second"
    pcm, rate = sound(tmp_path, ending, shift, shift + 2_000)
    loud = np.abs(np.frombuffer(pcm, "<i2").astype(int)) > 1000
    assert abs(np.argmax(loud) / rate - 1.0) < 0.1


@pytest.mark.parametrize("ending", [".mp4", ".webm"])
@pytest.mark.parametrize("how", [{}, {"sound_from": 3.0}, {"begins": 5.0}, {"uneven": True}], ids=str)
def test_a_films_second_is_heard_where_its_own_clock_has_it(tmp_path: Path, ending: str, how: dict[str, Any]) -> None:
    (tmp_path / f"hall{ending}").write_bytes(film(ending, 10, **how))
    for second in (4, 8):
        at = round((second + how.get("begins", 0.0)) * 1000)
        pcm, rate = sound(tmp_path, ending[1:], at + 100, at + 900)
        assert abs(len(pcm) / 2 / rate - 0.8) < 0.001
        assert abs(hertz(pcm, rate) - hertz_of(second)) < 8, second


def test_before_the_sound_of_a_film_begins_there_is_none(tmp_path: Path) -> None:
    (tmp_path / "hall.mp4").write_bytes(film(".mp4", 8, sound_from=4.0))
    pcm, rate = sound(tmp_path, "mp4", 3_000, 5_000)
    assert abs(len(pcm) / 2 / rate - 1.0) < 0.03, "what there is of it"
    with pytest.raises(NotSounded, match="there is no sound at these words"):
        sound(tmp_path, "mp4", 1_000, 3_000)


def test_the_first_words_of_all(tmp_path: Path) -> None:
    (tmp_path / "hall.wav").write_bytes(tones())
    pcm, rate = sound(tmp_path, "wav", 0, 1_500)
    samples = np.frombuffer(pcm, "<i2")
    assert len(samples) == 1.5 * rate
    assert not samples[:rate].any()
    assert abs(hertz(samples[rate:].tobytes(), rate) - 300) < 4


def test_what_lies_behind_its_end_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "hall.wav").write_bytes(tones())
    assert len(sound(tmp_path, "wav", 9_000, 12_000)[0]) == 1.0 * 16_000 * 2, "what there is of it"
    with pytest.raises(NotSounded, match="there is no sound at these words"):
        sound(tmp_path, "wav", 30_000, 31_000)


@pytest.mark.parametrize("data", [b"", b"RIFF", b"not a recording at all" * 99, tones()[:44]])
def test_what_is_no_recording_is_one_line(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "hall.wav").write_bytes(data)
    with pytest.raises(NotSounded) as found:
        sound(tmp_path, "wav", 0, 1_000)
    assert "\n" not in str(found.value)


def test_a_film_without_sound_says_so(tmp_path: Path) -> None:
    with av.open(str(tmp_path / "hall.mp4"), "w") as file:
        film = file.add_stream("mpeg4", rate=1)
        film.width = film.height = 16
        film.pix_fmt = "yuv420p"
        file.mux(film.encode(av.VideoFrame(16, 16, "yuv420p")))
        file.mux(film.encode(None))
    with pytest.raises(NotSounded, match="has no sound"):
        sound(tmp_path, "mp4", 0, 1_000)


def test_it_is_read_as_what_its_name_says(tmp_path: Path) -> None:
    """A list of other files is no recording, and neither is another recording under this name."""
    (tmp_path / "secret.wav").write_bytes(tones())
    listed = f"ffconcat version 1.0\nfile {tmp_path / 'secret.wav'}\n".encode()
    for data in (listed, b"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nsecret.wav\n#EXT-X-ENDLIST\n", tones()):
        (tmp_path / "hall.flac").write_bytes(data)
        with pytest.raises(NotSounded, match=r"the recording cannot be decoded|there is no sound at these words"):
            sound(tmp_path, "flac", 0, 500)
