"""`onrecord eval judge` with a real cross-encoder that knows nothing: measured, kept, and it does not count."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from agent.judges.cross_encoder import CrossEncoderJudge
from agent.judges.standing import admission, read
from eval.support import DOMAINS
from onrecord.cli import main

TEXTS = ("The plant in Leeds stays open.", "We hire forty engineers.", "Nobody may leave.", "Ada said it was open.")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "summedits"
    folder.mkdir()
    for domain in DOMAINS:
        rows = [
            {
                "id": f"{domain}-{i}-{j}",
                "doc": f"{TEXTS[i % 4]} {domain} {i}.",
                "summary": claim,
                "label": int(j == i % 4),
            }
            for i in range(16)
            for j, claim in enumerate(TEXTS)
        ]
        (folder / f"summedits_{domain}.json").write_text(json.dumps(rows), encoding="utf-8")
    return folder


@pytest.fixture
def workspace(tmp_path: Path, tiny: Callable[..., str]) -> Path:
    made = tmp_path / "ws"
    made.mkdir()
    (made / "settings.toml").write_text(f'judge = "{tiny()}"\n', encoding="utf-8")
    return made


def test_a_judge_that_knows_nothing_is_measured_and_does_not_count(
    workspace: Path, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--workspace", str(workspace), "eval", "judge", str(data), "--limit", "32"]) == 0
    lines = capsys.readouterr().out.splitlines()
    name = CrossEncoderJudge(str(tmp_path / "tiny")).name
    assert lines[0] == name
    assert lines[-1].startswith("does not count: ")
    (kept,) = read(workspace / "judges.json")
    assert (kept.judge, kept.pairs, kept.limit, kept.failures) == (name, 32, 32, 0)
    assert admission(name, workspace / "judges.json").admitted is None


def test_the_same_as_one_json_object(workspace: Path, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--json", "--workspace", str(workspace), "eval", "judge", str(data), "--limit", "16"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["pairs"], found["counts"]) == (16, False)


def test_a_workspace_without_a_judge_is_told_so(tmp_path: Path, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--workspace", str(tmp_path / "none"), "eval", "judge", str(data)]) == 2
    assert capsys.readouterr().err == "onrecord: this workspace has no judge. Set `judge` in its settings.toml.\n"


def test_a_broken_file_is_told_before_anything_is_measured(
    workspace: Path, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (workspace / "judges.json").write_text("[]", encoding="utf-8")
    assert main(["--workspace", str(workspace), "eval", "judge", str(data / "nowhere")]) == 1
    assert "does not say which judges count" in capsys.readouterr().err
