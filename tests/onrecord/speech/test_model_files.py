"""A model's path that leads to no file: said at once, and nothing waits for it."""

import os
from pathlib import Path

import pytest

from audit.errors import ModelError
from onrecord.settings import Settings
from onrecord.speech import avatars, model_files, piper


def test_a_file_is_read_whole(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc")
    assert model_files.contents(tmp_path / "a") == b"abc"


def test_what_is_no_file_is_told_in_one_line(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with (tmp_path / "huge").open("wb") as file:
        file.truncate(model_files.MOST_BYTES + 1)
    for path, told in (
        (tmp_path / "pipe", "it is not a file"),
        (Path("/dev/zero"), "it is not a file"),
        (tmp_path, "Is a directory"),
        (tmp_path / "huge", "it has more than (1,073,741,824|67,108,864) bytes"),
        (tmp_path / "gone", "No such file or directory"),
        (tmp_path / "a\0b", "it is no path"),
    ):
        with pytest.raises(ModelError, match=told) as voice:
            _ = piper.by_file(path, None).likeness
        with pytest.raises(ModelError, match=told) as face:
            avatars.configured(Settings(avatar=str(path), avatar_of="nobody"))
        assert "\n" not in f"{voice.value}{face.value}"
