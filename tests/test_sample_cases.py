"""The sample library's own cases with the real models: `onrecord eval FILE` meets each file's thresholds."""

import json
from pathlib import Path
from typing import Any

import pytest

from ingest.index.files import copy_tree
from onrecord.cli import main

pytestmark = [pytest.mark.slow, pytest.mark.models]

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize("name", ["cases.yaml", "plain.yaml", "plain-aside.yaml"])
def test_the_sample_cases_meet_their_thresholds(
    name: str, sample: tuple[Path, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    workspace = str(tmp_path / "ws")
    copy_tree(sample[0], tmp_path / "ws")
    code = main(["eval", str(ROOT / "eval" / name), "--workspace", workspace, "--json"])
    found = json.loads(capsys.readouterr().out)
    assert [one for one in found["verdicts"] if not one["met"]] == []
    assert found["failures"] == []
    assert len(found["rows"]) >= 30
    assert code == 0
