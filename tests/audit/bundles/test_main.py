"""`onrecord-verify`: what it prints, and with which code it ends."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from audit import verify_main
from audit.verify_main import main
from tests.audit.bundles.world import World


@pytest.fixture
def files(world: World, tmp_path: Path) -> tuple[str, str]:
    return written(world, tmp_path)


def written(world: World, folder: Path, **options: object) -> tuple[str, str]:
    bundle, policy = folder / "bundle.zip", folder / "policy.json"
    bundle.write_bytes(world.bundle(**options))
    policy.write_bytes(world.policy())
    return str(bundle), str(policy)


def test_it_says_calmly_what_was_verified(files: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([files[0], "--policy", files[1]]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("log onrecord/0123456789abcdef, 10 leaves, root ")
    assert lines[1:3] == [
        "seen by witness.example/w1 at 2026-03-10 09:00:20 UTC; the policy asks for 1",
        "answers 1 to 3 of this log, none between is missing",
    ]
    assert lines[3].startswith(f"record {1:032x}, number 1, asked 2026-03-10T09:00:07.000Z: answered")
    assert lines[-2:] == ["", "VERIFIED: every step holds for every answer in this bundle."]


def test_json_has_everything(files: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([files[0], "--policy", files[1], "--json"]) == 0
    out = capsys.readouterr().out
    assert out.count("\n") == 1
    found = json.loads(out)
    assert (found["verdict"], found["failures"], found["notes"], found["range"]) == ("VERIFIED", [], [], [1, 3])
    assert found["seal"]["witnesses"] == [["witness.example/w1", "2026-03-10T09:00:20.000Z"]]
    assert [one["numbers"] for one in found["answers"]] == [[1], [2], [3]]


def test_a_failure_is_told_with_its_step_its_code_and_both_values(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    world.answer(4, world.statement(world.citation(page=2)))
    bundle, policy = written(world, tmp_path)
    assert main([bundle, "--policy", policy]) == 1
    assert capsys.readouterr().out.splitlines()[-6:] == [
        "FAILED at step 9 (texts), code place",
        "  record 00000000000000000000000000000004, statement-1-citation-1: it is on another page",
        "  expected 1",
        "  found    2",
        "",
        "FAILED: do not rely on it.",
    ]
    assert main([bundle, "--policy", policy, "--json"]) == 1
    (failure,) = json.loads(capsys.readouterr().out)["failures"]
    assert (failure["step"], failure["name"], failure["code"], failure["expected"], failure["found"]) == (
        9, "texts", "place", "1", "2",
    )  # fmt: skip


def test_unwitnessed_has_a_code_of_its_own(world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bundle, policy = written(world, tmp_path, cosigned=False)
    assert main([bundle, "--policy", policy]) == 3
    out = capsys.readouterr().out
    assert "seen by no witness that the policy names; the policy asks for 1" in out
    assert out.splitlines()[-1].startswith("UNWITNESSED: ")


def test_what_was_erased_is_told(world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    world.erase(f"{1:032x}")
    bundle, policy = written(world, tmp_path)
    assert main([bundle, "--policy", policy]) == 0
    out = capsys.readouterr().out
    assert "number 1, asked 2026-03-10T09:00:07.000Z: erased" in out
    assert "note  record 00000000000000000000000000000001: erased on 2026-03-10T09:00:11.000Z by dpo@example.com" in out
    assert out.splitlines()[-1].startswith("VERIFIED_WITH_ERASURES: ")


def test_what_is_no_bundle_has_failed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("bundle.zip", "policy.json"):
        (tmp_path / name).write_bytes(b"")
    assert main([str(tmp_path / "bundle.zip"), "--policy", str(tmp_path / "policy.json")]) == 1
    assert capsys.readouterr().out.splitlines()[0] == "FAILED at step 1 (bundle), code bundle"


def test_the_verifier_s_own_fault_is_a_failure(
    files: tuple[str, str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("audit.verify_bundle.groups", None)
    assert main([files[0], "--policy", files[1]]) == 1
    assert capsys.readouterr().out.splitlines()[0] == "FAILED at step 0 (verifier), code verifier"


@pytest.mark.parametrize("number", [0, 1])
def test_a_file_that_cannot_be_read_is_told_in_one_line(
    files: tuple[str, str], number: int, capsys: pytest.CaptureFixture[str]
) -> None:
    os.unlink(files[number])
    assert main([files[0], "--policy", files[1]]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == f"onrecord-verify: {files[number]}: No such file or directory.\n"


@pytest.mark.parametrize("words", [[], ["bundle.zip"], ["a", "b", "--policy", "c"], ["a", "--policy", "b", "--more"]])
def test_wrong_words_are_a_usage_error(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(words)
    assert caught.value.code == 2


def test_nothing_that_a_terminal_obeys_is_printed(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    world.erase(f"{1:032x}", reason="\x1b[2J\x1b[32mVERIFIED\u202e\n\nVERIFIED: every step holds", by="\x9b")
    bundle, policy = written(world, tmp_path)
    for words in ([], ["--json"]):
        assert main([bundle, "--policy", policy, *words]) == 0
        out = capsys.readouterr().out
        assert not [one for one in out.replace("\n", "") if not one.isprintable()]
    assert main([bundle, "--policy", policy]) == 0
    assert "VERIFIED: every step holds" not in capsys.readouterr().out.splitlines()


def test_a_long_report_is_cut_short(world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number in range(4, 30):
        world.answer(number, world.statement(world.citation(page=2)))
    bundle, policy = written(world, tmp_path)
    assert main([bundle, "--policy", policy]) == 1
    out = capsys.readouterr().out
    assert out.count("FAILED at step 9") == 20
    assert "... and 6 more failures; --json has them all" in out


def test_a_file_that_is_too_large_is_not_read_whole(
    files: tuple[str, str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verify_main, "MOST_BYTES", 100)
    monkeypatch.setattr("audit.bundles.archive.MOST_BYTES", 100)
    assert main([files[0], "--policy", files[1]]) == 1
    assert "it has 101 bytes; at most 100 are read" in capsys.readouterr().out


def test_a_reader_who_has_seen_enough_changes_no_verdict(world: World, tmp_path: Path) -> None:
    world.answer(4, world.statement(world.citation(page=2)))
    bundle, policy = written(world, tmp_path)
    command = [sys.executable, "-m", "audit.verify_main", bundle, "--policy", policy]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.wait(timeout=60) == 1
        assert process.stderr is not None
        assert process.stderr.read() == b""


def test_a_locale_that_cannot_say_it_is_no_failure(files: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    narrow = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", narrow)
    assert main([files[0], "--policy", files[1]]) == 0
    narrow.flush()
    assert narrow.errors == "backslashreplace"


class Gone(io.StringIO):
    """A pipe whose reader has gone."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self._number = number

    def write(self, _: str) -> int:
        raise BrokenPipeError

    def fileno(self) -> int:
        return self._number


def test_a_pipe_whose_reader_has_gone_is_told_by_the_code_alone(
    files: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (tmp_path / "pipe").open("w") as pipe:
        monkeypatch.setattr(sys, "stdout", Gone(pipe.fileno()))
        assert main([files[0], "--policy", files[1]]) == 0


def test_answers_with_a_gap_are_no_row(world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bundle, policy = tmp_path / "bundle.zip", tmp_path / "policy.json"
    bundle.write_bytes(world.bundle(f"{1:032x}", f"{3:032x}"))
    policy.write_bytes(world.policy())
    assert main([str(bundle), "--policy", str(policy)]) == 0
    assert "none between is missing" not in capsys.readouterr().out
