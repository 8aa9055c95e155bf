"""What the doctor says of the voices that read aloud, and of the face."""

import json
from pathlib import Path

import pytest

from onrecord.speech import lexicon, piper_model
from tests.onrecord.conftest import Company
from tests.onrecord.speech.figures import figure


def voices(company: Company, name: str = "voice") -> list[tuple[str, str]]:
    """Level, and detail with advice."""
    checks = company.json("doctor")["checks"]
    return [(one["level"], f"{one['detail']} -> {one['advice']}") for one in checks if one["name"] == name]


def settings(company: Company, **said: str) -> None:
    lines = [f"{key} = {json.dumps(value)}" for key, value in said.items()]
    (company.workspace / "settings.toml").write_text("\n".join(lines), encoding="utf-8")


def own_voice(folder: Path) -> str:
    for end in ("", ".json"):
        (folder / f"own.onnx{end}").symlink_to(f"{piper_model.packaged()}{end}")
    return str(folder / "own.onnx")


def test_the_presenter_is_there_with_its_hash_and_the_lexicon(company: Company) -> None:
    (company.workspace / lexicon.FILE).write_text('[words]\n"foundry" = "casting works"\n', encoding="utf-8")
    [(level, told)] = voices(company)
    assert level == "ok"
    assert f"{piper_model.PACKAGED}, like nobody, sha256 {piper_model.PACKAGED_SHA256[:16]}…" in told
    assert "1 word in lexicon.toml" in told


def test_a_leaders_voice_that_no_consent_covers_is_told(company: Company) -> None:
    settings(company, voice=own_voice(company.folder), voice_of="ada-okafor")
    (_, presenter), (level, told) = voices(company)
    assert "like nobody" in presenter
    assert level == "warn"
    assert "own, like ada-okafor" in told
    assert "is not covered by a consent of Ada Okafor: no scope `voice` today" in told


def test_a_file_that_is_no_voice_and_a_lexicon_with_a_fault_fail_with_a_line(company: Company) -> None:
    (company.folder / "own.onnx").write_bytes(b"no model")
    (company.folder / "own.onnx.json").write_text("{}")
    settings(company, voice=str(company.folder / "own.onnx"), voice_of="nobody")
    [(level, told)] = voices(company)
    assert (level, "cannot be used as a Piper voice" in told) == ("fail", True)
    settings(company)
    (company.workspace / lexicon.FILE).write_text("[words]\na = 1\n", encoding="utf-8")
    [(level, told)] = voices(company)
    assert (level, "lexicon.toml" in told) == ("fail", True)


def test_where_nothing_is_read_aloud_it_says_so(company: Company) -> None:
    settings(company, voice="none")
    assert voices(company) == [("ok", "none; nothing is read aloud -> ")]


def test_a_name_beside_no_file_is_told(company: Company) -> None:
    settings(company, voice_of="ada-okafor")
    [(level, told)] = voices(company, "settings")
    assert (level, "voice_of: there is no file that could be theirs: voice is `presenter`" in told) == ("fail", True)


@pytest.mark.parametrize(
    ("whose", "level", "told"),
    [
        ("nobody", "ok", "ada, like nobody, sha256"),
        ("ada-okafor", "warn", "is not covered by a consent of Ada Okafor: no scope `avatar` today"),
        ("somebody", "warn", "is like somebody, who is not a leader on record"),
    ],
)
def test_whose_the_face_is_and_whether_it_may_be_shown(company: Company, whose: str, level: str, told: str) -> None:
    (company.folder / "ada.glb").write_bytes(figure())
    settings(company, voice="none", avatar=str(company.folder / "ada.glb"), avatar_of=whose)
    [(found, said)] = voices(company, "avatar")
    assert found == level
    assert told in said


def test_a_face_that_is_not_there_or_is_none(company: Company) -> None:
    settings(company, voice="none", avatar=str(company.folder), avatar_of="nobody")
    [(level, told)] = voices(company, "avatar")
    assert (level, "cannot be read: Is a directory" in told) == ("fail", True)
    settings(company, voice="none", avatar="none")
    assert voices(company, "avatar") == [("ok", "none; no face is shown -> ")]
