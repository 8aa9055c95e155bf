"""A file's name for what is spoken: what is wrong with it is told before anything is made."""

from pathlib import Path

import pytest

from audit.errors import UsageError
from onrecord.sound_file import captions_of, form_of
from onrecord.speech.files import Form


def test_the_form_is_told_by_the_ending(tmp_path: Path) -> None:
    assert [form_of(str(tmp_path / f"a.{one}")) for one in ("wav", "FLAC", "opus", "mp3")] == list(Form)


def test_a_folders_own_name_is_refused_also_where_the_captions_would_be(tmp_path: Path) -> None:
    own, beside = str(tmp_path / "own.wav"), str(tmp_path / "beside.wav")
    Path(own).mkdir()
    Path(captions_of(beside)).mkdir()
    for path, folder in ((own, own), (beside, captions_of(beside))):
        with pytest.raises(UsageError, match=f"{folder} is a folder"):
            form_of(path)
    with pytest.raises(UsageError, match="there is no folder"):
        form_of(str(tmp_path / "gone" / "a.wav"))
