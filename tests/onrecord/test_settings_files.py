"""Paths in `settings.toml` are from its own folder; those of variables from where the command was typed."""

from pathlib import Path

import pytest

from onrecord.settings import load


def test_a_path_is_from_the_folder_of_the_file_that_names_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace, elsewhere = tmp_path / "ws", tmp_path / "elsewhere"
    workspace.mkdir()
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    (workspace / "settings.toml").write_text(
        'voice = "ada.onnx"\navatar = "faces/ada.glb"\nrecogniser = "/models/small"\n'
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
