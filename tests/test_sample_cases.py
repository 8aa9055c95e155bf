"""The sample library's own cases with the real models: `onrecord eval FILE` meets each file's thresholds."""

import json
from pathlib import Path

import pytest

from onrecord.cli import main

pytestmark = [pytest.mark.slow, pytest.mark.models]

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> str:
    workspace = str(tmp_path_factory.mktemp("sample") / "ws")
    assert main(["ingest", str(ROOT / "corpus_manifest.yaml"), "--workspace", workspace]) == 0
    return workspace


@pytest.mark.parametrize("name", ["cases.yaml", "plain.yaml", "plain-aside.yaml"])
def test_the_sample_cases_meet_their_thresholds(workspace: str, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    code = main(["eval", str(ROOT / "eval" / name), "--workspace", workspace, "--json"])
    found = json.loads(capsys.readouterr().out)
    assert [one for one in found["verdicts"] if not one["met"]] == []
    assert found["failures"] == []
    assert len(found["rows"]) >= 30
    assert code == 0
