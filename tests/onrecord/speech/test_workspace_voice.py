"""An answer of a workspace with a voice and a lexicon of its own, read aloud."""

import json
from pathlib import Path

import pytest

from audit.errors import SettingsError
from onrecord.access import operator, shown
from onrecord.parts import parts
from onrecord.speech import lexicon, piper_model
from onrecord.speech.domain import Utterance
from tests.onrecord.conftest import Company

WHO = operator("all-employees")


def uttered(company: Company, *numbers: int) -> list[Utterance]:
    made = parts(str(company.workspace))
    found = made.ledger.read(company.ask("Will you close the foundry?")["record_id"])
    assert made.speaking is not None
    mine = shown(WHO, found, asker=None, shared=False, by=made.speaking.records())
    assert mine is not None
    return [made.speaking.utter(WHO, mine, number) for number in numbers]


def settings(company: Company, **said: str) -> None:
    lines = [f"{key} = {json.dumps(value)}" for key, value in said.items()]
    (company.workspace / "settings.toml").write_text("\n".join(lines), encoding="utf-8")


def test_the_presenter_reads_with_the_workspaces_lexicon(company: Company) -> None:
    (company.workspace / lexicon.FILE).write_text('[words]\n"brass" = "yellow metal"\n', encoding="utf-8")
    [made] = uttered(company, 1)
    assert made.voice.sha256 == piper_model.PACKAGED_SHA256
    assert "brass" in made.script.text
    assert "yellow metal." in {one.words for one in made.script.said}
    assert made.sound.seconds > 2


def test_a_fault_of_the_lexicon_is_told_before_anything_is_said(company: Company) -> None:
    (company.workspace / lexicon.FILE).write_text("[words]\na = 1\n", encoding="utf-8")
    with pytest.raises(SettingsError, match="1 problem"):
        _ = parts(str(company.workspace)).speaking


def own_voice(folder: Path) -> str:
    for end in ("", ".json"):
        (folder / f"own.onnx{end}").symlink_to(f"{piper_model.packaged()}{end}")
    return str(folder / "own.onnx")


def test_a_voice_that_is_like_nobody_is_in_the_presenters_place(company: Company) -> None:
    settings(company, voice=own_voice(company.folder), voice_of="nobody")
    disclosure, statement = uttered(company, 0, 1)
    assert {disclosure.voice.name, statement.voice.name} == {"own"}
    assert statement.voice.leader_id is None
