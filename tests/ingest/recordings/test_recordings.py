"""How far a recording can be heard, in a child process, whatever the file holds; and why one is not served."""

import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from audit.errors import SourceRefused
from ingest.domain import Cue, Recording
from ingest.recordings.examine import SLACK_MS, recording_ok
from ingest.recordings.listener import Listener
from ingest.recordings.types import CONTAINERS, container_of
from tests.ingest.recordings.films import film
from tests.ingest.recordings.made import CODECS, covered, put, silent_film, tone

PLAYLIST = b"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nother.wav\n#EXT-X-ENDLIST\n"


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    with Listener() as made:
        yield made


def heard(listener: Listener, path: Path, until_ms: int, name: str = "") -> int:
    return listener.heard(path, name or path.name, until_ms)


def refusal(listener: Listener, path: Path, name: str = "", until_ms: int = 0) -> str:
    with pytest.raises(SourceRefused) as raised:
        heard(listener, path, until_ms, name)
    assert "\n" not in str(raised.value)
    return str(raised.value)


@pytest.mark.parametrize("ending", CODECS)
def test_a_recording_is_heard_to_its_end_in_every_container(listener: Listener, tmp_path: Path, ending: str) -> None:
    path = put(tmp_path, f"talk{ending}", tone(ending, 12))
    assert heard(listener, path, 11_500) >= 11_500
    assert abs(heard(listener, path, 60_000) - 12_000) < 150


def test_every_ending_that_is_played_can_be_read(listener: Listener, tmp_path: Path) -> None:
    ogg = tone(".opus", 1)
    for ending in CONTAINERS:
        data = ogg if ending in (".ogg", ".oga") else tone(ending, 1)
        assert heard(listener, put(tmp_path, f"talk{ending}", data), 900) >= 900
    assert container_of("a/Talk.MP4") == CONTAINERS[".mp4"]
    assert container_of("talk.mp4.txt") is None


def test_half_a_file_is_told(listener: Listener, tmp_path: Path) -> None:
    whole = tone(".mp4", 30)
    assert "is truncated or damaged" in refusal(listener, put(tmp_path, "half.mp4", whole[: len(whole) // 2]))
    ogg = tone(".opus", 30)
    half = put(tmp_path, "half.opus", ogg[: len(ogg) // 2])
    assert 10_000 < heard(listener, half, 29_500) < 20_000


@pytest.mark.parametrize(
    "data", [b"", b"\0" * 4096, b"WEBVTT\n", PLAYLIST, b"OggS" + b"\xff" * 999, b"RIFF\0\0\0\0WAVE"]
)
@pytest.mark.parametrize("ending", [".wav", ".opus", ".mp3", ".mp4", ".webm", ".flac"])
def test_what_is_no_recording_is_told_in_one_line(listener: Listener, tmp_path: Path, ending: str, data: bytes) -> None:
    told = refusal(listener, put(tmp_path, f"talk{ending}", data))
    assert told.startswith(f"talk{ending} is truncated or damaged: it cannot be decoded") or "no sound" in told


def test_a_list_of_other_files_is_not_followed(listener: Listener, tmp_path: Path) -> None:
    put(tmp_path, "other.wav", tone(".wav", 9))
    for ending in (".wav", ".mp4", ".opus"):
        refusal(listener, put(tmp_path, f"list{ending}", PLAYLIST))
    concat = b"ffconcat version 1.0\nfile other.wav\n"
    refusal(listener, put(tmp_path, "list.flac", concat))


def test_pictures_alone_are_no_recording(listener: Listener, tmp_path: Path) -> None:
    assert "there is no sound in it" in refusal(listener, put(tmp_path, "film.mp4", silent_film()))


@pytest.mark.parametrize("ending", [".mp4", ".webm"])
@pytest.mark.parametrize("how", [{}, {"sound_from": 3.0}, {"uneven": True}, {"size": (90, 160)}], ids=str)
def test_a_film_is_heard_to_its_end(listener: Listener, tmp_path: Path, ending: str, how: Any) -> None:
    path = put(tmp_path, f"film{ending}", film(ending, 8, **how))
    assert heard(listener, path, 1) >= 1
    assert abs(heard(listener, path, 60_000) - 8_000) < 50


@pytest.mark.parametrize("ending", [".mp4", ".webm", ".m4a", ".opus"])
def test_times_are_those_of_the_files_own_clock(listener: Listener, tmp_path: Path, ending: str) -> None:
    """As a browser counts: what was cut out of a longer recording may begin at its fifth second."""
    data = film(ending, 4, begins=5.0) if ending in (".mp4", ".webm") else tone(ending, 4, begins=5.0)
    path = put(tmp_path, f"film{ending}", data)
    assert abs(heard(listener, path, 60_000) - 9_000) < 50
    assert heard(listener, path, 8_500) >= 8_500


@pytest.mark.parametrize("flags", ["faststart", "frag_keyframe+empty_moov+default_base_moof"])
def test_where_a_film_tells_of_its_places_does_not_matter(listener: Listener, tmp_path: Path, flags: str) -> None:
    path = put(tmp_path, "film.mp4", film(".mp4", 8, movflags=flags))
    assert abs(heard(listener, path, 60_000) - 8_000) < 50


@pytest.mark.parametrize(
    ("codecs", "told"),
    [
        ({"video": "libx265"}, "its picture is hevc; expected h264, vp8, vp9, av1, which browsers play"),
        ({"video": "mpeg4"}, "its picture is mpeg4; expected h264, vp8, vp9, av1, which browsers play"),
        ({"audio": "ac3"}, "its sound is ac3; expected aac, mp3, opus, vorbis, flac, pcm, which browsers play"),
    ],
)
def test_what_browsers_do_not_play_is_told(
    listener: Listener, tmp_path: Path, codecs: dict[str, str], told: str
) -> None:
    found = refusal(listener, put(tmp_path, "film.mp4", film(".mp4", 2, **codecs)))
    assert found == f"film.mp4 is of no type that OnRecord reads: {told}. Save it as one of these and approve that."


@pytest.mark.parametrize(("ending", "video"), [(".mp4", "libx264"), (".webm", "libvpx-vp9"), (".mp4", "libsvtav1")])
def test_what_browsers_play_is_taken(listener: Listener, tmp_path: Path, ending: str, video: str) -> None:
    assert heard(listener, put(tmp_path, f"film{ending}", film(ending, 2, video=video)), 1_500) >= 1_500


@pytest.mark.parametrize("ending", [".mp3", ".flac", ".mp4"])
def test_a_cover_is_no_film(listener: Listener, tmp_path: Path, ending: str) -> None:
    """Its picture is a JPEG, which would be no film that browsers play."""
    assert heard(listener, put(tmp_path, f"talk{ending}", covered(ending, 2)), 1_500) >= 1_500


@pytest.mark.parametrize("ending", [".mkv", ".avi", ".mov"])
def test_a_film_in_another_container_says_which_are_played(listener: Listener, tmp_path: Path, ending: str) -> None:
    told = refusal(listener, put(tmp_path, f"film{ending}", b"whatever it is"))
    assert told.startswith(f"film{ending} is no recording that can be played here: expected one of .opus")


def test_a_file_of_another_kind_says_which_are_played(listener: Listener, tmp_path: Path) -> None:
    told = refusal(listener, put(tmp_path, "talk.doc", b""))
    assert told == (
        "talk.doc is no recording that can be played here: expected one of .opus, .ogg, .oga, .flac, .wav, .mp3, .m4a, "
        ".mp4, .webm. Save it as one of these."
    )


def test_without_what_decodes_it_says_what_to_install(
    listener: Listener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "av", None)
    assert refusal(listener, put(tmp_path, "talk.wav", b"")) == (
        "talk.wav cannot be looked into: the package av is not installed. "
        "Install what speaks and plays: pip install 'onrecord[speech]'"
    )


# --- one document's recording


CUES = (Cue(start=0, end=5, from_ms=0, to_ms=1_000), Cue(start=6, end=9, from_ms=1_000, to_ms=3_000))


def declared(folder: Path, name: str = "talk.wav", seconds: float = 3.0, **facts: Any) -> Recording:
    data = tone(".wav", seconds)
    put(folder, name, data)
    return Recording(**{"path": name, "sha256": hashlib.sha256(data).hexdigest()} | facts)


def judged(recording: Recording, folder: Path, listener: Listener) -> tuple[str, str]:
    with pytest.raises(SourceRefused) as raised:
        recording_ok(recording, CUES, folder, listener.heard)
    return raised.value.code or "", raised.value.message


def test_the_declared_recording_passes_and_may_end_half_a_second_early(listener: Listener, tmp_path: Path) -> None:
    recording_ok(declared(tmp_path), CUES, tmp_path, listener.heard)
    recording_ok(declared(tmp_path, seconds=3 - SLACK_MS / 1000), CUES, tmp_path, listener.heard)


def test_a_recording_that_ends_before_its_transcript_is_told_with_both_times(
    listener: Listener, tmp_path: Path
) -> None:
    code, told = judged(declared(tmp_path, seconds=2.4), tmp_path, listener)
    assert code == "too_short"
    assert told == (
        "the recording talk.wav ends at 00:00:02.400, before its transcript does: the last cue ends at 00:00:03.000."
    )


def test_another_recording_is_told_with_both_hashes(listener: Listener, tmp_path: Path) -> None:
    recording = declared(tmp_path, sha256="a" * 64)
    found = hashlib.sha256((tmp_path / "talk.wav").read_bytes()).hexdigest()
    told = f"the recording talk.wav is not the declared one: declared sha256 {'a' * 64}, found {found}."
    assert judged(recording, tmp_path, listener) == ("hash_mismatch", told)


def test_a_recording_that_is_missing_or_outside_is_told(listener: Listener, tmp_path: Path) -> None:
    inside = tmp_path / "company"
    recording = declared(inside)
    (inside / "talk.wav").rename(tmp_path / "talk.wav")
    assert judged(recording, inside, listener) == ("missing", "the recording talk.wav is not there.")
    (inside / "talk.wav").symlink_to(tmp_path / "talk.wav")
    assert judged(recording, inside, listener)[0] == "outside"
    (inside / "talk.wav").unlink()
    (inside / "talk.wav").mkdir()
    assert judged(recording, inside, listener)[0] == "unreadable"
