"""A recording is opened where its bytes are the approved ones, and only there."""

import hashlib
import os
import time
from pathlib import Path

import pytest

from audit.errors import NotSounded
from ingest.domain import Recording
from onrecord.recordings.files import SETTLED_NS, Files, Kind, kind_of

DATA = b"RIFF" + bytes(700_000)
RECORDING = Recording(path="hall.wav", sha256=hashlib.sha256(DATA).hexdigest())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "hall.wav").write_bytes(DATA)
    return tmp_path


def bytes_of(files: Files, folder: Path, recording: Recording = RECORDING) -> bytes:
    opened = files.opened(folder, "hall", recording)
    with opened.file:
        return b"".join(opened.read(0, opened.size))


def refused(files: Files, folder: Path, recording: Recording = RECORDING) -> str:
    with pytest.raises(NotSounded) as found:
        files.opened(folder, "hall", recording)
    assert "\n" not in str(found.value)
    return str(found.value)


def test_the_approved_file_is_read_whole_and_in_part(folder: Path) -> None:
    files = Files()
    assert bytes_of(files, folder) == DATA
    opened = files.opened(folder, "hall", RECORDING)
    with opened.file:
        assert b"".join(opened.read(2, 9)) == DATA[2:9]
        assert (opened.kind, opened.container.media_type, opened.size) == (Kind.AUDIO, "audio/wav", len(DATA))


def test_another_file_is_refused_with_both_hashes(folder: Path) -> None:
    files = Files()
    assert bytes_of(files, folder) == DATA
    changed = DATA[:-1] + b"\1"
    (folder / "hall.wav").write_bytes(changed)
    told = refused(files, folder)
    assert RECORDING.sha256 in told
    assert hashlib.sha256(changed).hexdigest() in told
    (folder / "hall.wav").write_bytes(DATA)
    assert bytes_of(files, folder) == DATA


def test_a_hash_is_not_remembered_of_a_file_that_changed_a_moment_ago(folder: Path) -> None:
    """Within one tick of its clock a file may change without another time: the bytes are put back, times and all."""
    files, path = Files(), folder / "hall.wav"
    assert bytes_of(files, folder) == DATA
    before = path.stat()
    with path.open("r+b") as file:
        file.seek(5)
        file.write(b"\1")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert "is not what was approved" in refused(files, folder)


def test_a_file_is_hashed_once(folder: Path) -> None:
    """Read through the handle's own position: whoever hashes has read to the end."""
    files = Files()
    time.sleep(SETTLED_NS / 1e9 + 0.05)
    first = files.opened(folder, "hall", RECORDING)
    assert first.file.tell() == len(DATA)
    second = files.opened(folder, "hall", RECORDING)
    assert second.file.tell() == 0
    for one in (first, second):
        one.file.close()


def test_what_changes_while_it_is_read_ends_there(folder: Path) -> None:
    opened = Files().opened(folder, "hall", RECORDING)
    with opened.file:
        pieces = opened.read(0, opened.size)
        next(pieces)
        (folder / "hall.wav").write_bytes(bytes(len(DATA)))
        with pytest.raises(NotSounded, match="changed while it was being played"):
            next(pieces)


def test_what_is_no_file_of_the_folder_is_refused(folder: Path) -> None:
    files, elsewhere = Files(), folder.parent / "elsewhere.wav"
    elsewhere.write_bytes(DATA)
    (folder / "link.wav").symlink_to(elsewhere)
    (folder / "deep.wav").mkdir()
    os.mkfifo(folder / "pipe.wav")

    def at(path: str) -> Recording:
        return Recording(path=path, sha256=RECORDING.sha256)

    assert "leads outside" in refused(files, folder, at("link.wav"))
    assert "cannot be opened: it is not a file" in refused(files, folder, at("pipe.wav"))
    assert "cannot be opened" in refused(files, folder, at("deep.wav"))
    assert "cannot be opened: No such file" in refused(files, folder, at("gone.wav"))
    assert "of no kind that is played" in refused(files, folder, at("hall.exe"))


def test_what_plays_it_is_told_by_its_name() -> None:
    names = {"a.opus": Kind.AUDIO, "b.MP4": Kind.VIDEO, "c.webm": Kind.VIDEO, "d.mp3": Kind.AUDIO, "e.txt": None}
    assert {one: kind_of(Recording(path=one, sha256="")) for one in names} == names
