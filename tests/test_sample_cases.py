"""The sample library's own cases with the real models: `onrecord eval eval/cases.yaml` meets its thresholds."""

import json
from pathlib import Path

import pytest

from onrecord.cli import main

pytestmark = [pytest.mark.slow, pytest.mark.models]

ROOT = Path(__file__).parent.parent


def test_the_sample_cases_meet_their_thresholds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    workspace = str(tmp_path / "ws")
    assert main(["ingest", str(ROOT / "corpus_manifest.yaml"), "--workspace", workspace]) == 0
    capsys.readouterr()
    code = main(["eval", str(ROOT / "eval" / "cases.yaml"), "--workspace", workspace, "--json"])
    found = json.loads(capsys.readouterr().out)
    assert [one for one in found["verdicts"] if not one["met"]] == []
    assert found["failures"] == []
    assert len(found["rows"]) >= 30
    assert code == 0
