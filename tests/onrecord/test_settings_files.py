"""Paths in `settings.toml` are from its own folder; those of variables from where the command was typed. Whose voice
and whose face a file is must be said, and nothing else is."""

from pathlib import Path

import pytest

from audit.errors import SettingsError
from onrecord.settings import Settings, load


def test_a_path_is_from_the_folder_of_the_file_that_names_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace, elsewhere = tmp_path / "ws", tmp_path / "elsewhere"
    workspace.mkdir()
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    (workspace / "settings.toml").write_text(
        'voice = "ada.onnx"\nvoice_of = "ada"\navatar = "faces/ada.glb"\navatar_of = "ada"\n'
        'recogniser = "/models/small"\n'
    )
    found = load(Path("../ws"))
    assert (found.voice, found.avatar) == (f"{elsewhere}/../ws/ada.onnx", f"{elsewhere}/../ws/faces/ada.glb")
    assert found.recogniser == "/models/small"
    monkeypatch.setenv("ONRECORD_AVATAR", "ada.glb")
    assert load(workspace).avatar == str(elsewhere / "ada.glb")


def test_words_are_no_paths(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('voice = "none"\n')
    found = load(tmp_path)
    assert (found.voice, found.avatar, found.recogniser) == ("none", "presenter", "packaged")


@pytest.mark.parametrize("key", ["voice", "avatar"])
@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ('KEY_of = "ada"', "KEY is `presenter`, who is like nobody; name the file with `KEY`, or remove `KEY_of`"),
        ('KEY = "presenter"\nKEY_of = "nobody"', "KEY is `presenter`, who is like nobody"),
        ('KEY = "ada.bin"', "needed beside KEY = '/"),
        ('KEY = ""', "at least 1 character"),
        ('KEY_of = ""', "at least 1 character"),
        ("KEY = 1", "valid string; got 1"),
    ],
)
def test_whose_a_file_is_is_said_where_there_is_one_and_nowhere_else(
    key: str, lines: str, told: str, tmp_path: Path
) -> None:
    (tmp_path / "settings.toml").write_text(lines.replace("KEY", key))
    with pytest.raises(SettingsError) as caught:
        load(tmp_path)
    [problem] = caught.value.problems
    assert problem.path.startswith(key)
    assert told.replace("KEY", key) in problem.message
    assert "\n" not in str(problem)


@pytest.mark.parametrize("key", ["voice", "avatar"])
def test_what_is_switched_off_may_keep_its_name(key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "settings.toml").write_text(f'{key} = "ada.bin"\n{key}_of = "ada"\n')
    assert getattr(load(tmp_path), f"{key}_of") == "ada"
    monkeypatch.setenv(f"ONRECORD_{key.upper()}", "none")
    assert getattr(load(tmp_path), key) == "none"
    monkeypatch.setenv(f"ONRECORD_{key.upper()}", "presenter")
    with pytest.raises(SettingsError, match="there is no file that could be theirs"):
        load(tmp_path)


def test_without_a_word_there_is_the_presenter_alone() -> None:
    found = Settings()
    assert (found.voice_of, found.avatar_of) == (None, None)
