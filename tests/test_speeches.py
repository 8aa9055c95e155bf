"""Thirty hard questions over fifty-nine real addresses, never tuned on: the floors that an answer rests on."""

import json
from pathlib import Path

import pytest

from onrecord.cli import main

DATA = Path(__file__).parent.parent.parent / "shared" / "speeches"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.models,
    pytest.mark.shared,
    pytest.mark.skipif(not DATA.is_dir(), reason=f"the inaugural addresses are not at {DATA}"),
]


def test_floors_over_the_inaugural_addresses(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eval", "speeches", str(DATA), "--json", "--workspace", str(tmp_path / "ws")]) == 0
    scores = json.loads(capsys.readouterr().out)
    assert scores["wrong_speaker"] == 0
    assert scores["not_verbatim"] == 0
    assert scores["gold_in_first"] >= 0.85
    assert scores["cites_gold"] >= 0.5
    assert scores["balanced_accuracy"] >= 0.6
