"""Who reads aloud, by the settings."""

from pathlib import Path

import pytest

from audit.errors import SettingsError
from onrecord.settings import Settings
from onrecord.speech import piper, piper_model
from onrecord.speech.voices import configured


def test_the_presenter_reads_unless_it_is_said_otherwise(tmp_path: Path) -> None:
    found = configured(Settings(), tmp_path)
    assert found is not None
    assert found.presenter() is piper.presenter()
    assert found.likeness is None
    assert configured(Settings(voice="none"), tmp_path) is None


@pytest.mark.parametrize("there", [(), ("own.onnx",), ("own.onnx.json",)])
def test_a_voice_that_is_not_there_is_told_before_anything_is_said(tmp_path: Path, there: tuple[str, ...]) -> None:
    for one in there:
        (tmp_path / one).touch()
    with pytest.raises(SettingsError) as caught:
        configured(Settings(voice="own.onnx", voice_of="nobody"), tmp_path)
    missing = "own.onnx.json" if there == ("own.onnx",) else "own.onnx"
    assert str(caught.value.problems[0]) == f"voice: there is no file {tmp_path / missing}"


def test_a_folder_is_no_voice(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="there is no file"):
        configured(Settings(voice=".", voice_of="nobody"), tmp_path)


def test_a_leaders_voice_stands_beside_the_presenter_and_nobodys_in_its_place(tmp_path: Path) -> None:
    for end in ("", ".json"):
        found = Path(f"{piper_model.packaged()}{end}")
        (tmp_path / f"own.onnx{end}").symlink_to(found)
    leaders = configured(Settings(voice="own.onnx", voice_of="ada-okafor"), tmp_path)
    nobodys = configured(Settings(voice="own.onnx", voice_of="nobody"), tmp_path)
    assert leaders is not None
    assert leaders.likeness is not None
    assert nobodys is not None
    assert leaders.presenter() is piper.presenter()
    assert leaders.likeness().likeness.leader_id == "ada-okafor"
    assert nobodys.likeness is None
    assert (nobodys.presenter().likeness.name, nobodys.presenter().likeness.leader_id) == ("own", None)
