"""What an auditor waits for: `python -m bench.bundles`. A hundred questions of the sample corpus are answered and
exported as one bundle, which is verified, beside the least that any verifier must do: read the archive, and hash every
file in it. As a command (a start of the interpreter included) and as a function, turn by turn.
"""

import contextlib
import hashlib
import io
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory

from ruamel.yaml import YAML

from audit.bundles.archive import unpack
from audit.verify_bundle import verify
from onrecord.cli import main as onrecord

ROOT = Path(__file__).parents[1]
ANSWERS = 100
ROUNDS = 7
UNWITNESSED = 3  # the exit code: nobody cosigns this log


def main() -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        bundle, policy = _bundle(folder)
        data, said = bundle.read_bytes(), policy.read_bytes()
        report = verify(data, said)
        places = sum(one.places for one in report.answers)
        files = len(unpack(data))
        print(f"a bundle of {len(report.answers)} answers with {places} places in documents, "
              f"{files:,} files, {len(data) / 2**20:.1f} MiB: {report.verdict.value}")  # fmt: skip
        command = [sys.executable, "-m", "audit.verify_main", str(bundle), "--policy", str(policy), "--json"]
        work: tuple[Callable[[], object], ...] = (
            lambda: _ran(command),
            lambda: verify(data, said),
            lambda: [hashlib.sha256(one).digest() for one in unpack(data).values()],
        )
        rows = [[_seconds(one) for one in work] for _ in range(ROUNDS)]
        as_command, as_function, floor = (statistics.median(column) for column in zip(*rows, strict=True))
        ratio = f"{as_function / floor:.1f} times the {1000 * floor:.0f} ms of reading and hashing"
        print(f"  onrecord-verify {as_command:.2f} s, its function {as_function:.2f} s, {ratio} (medians of {ROUNDS})")


def _bundle(folder: Path) -> tuple[Path, Path]:
    """The bundle and the policy, as the commands write them."""
    workspace = folder / "workspace"
    asked = YAML(typ="safe").load(ROOT / "tests" / "sample_questions.yaml")
    lines = [json.dumps({"id": str(number), "question": one["question"]})
             for number, one in enumerate(islice(cycle(asked), ANSWERS))]  # fmt: skip
    batch = folder / "questions.jsonl"
    batch.write_text("\n".join(lines) + "\n", encoding="utf-8")
    _typed(workspace, "ingest", str(ROOT / "corpus_manifest.yaml"))
    (workspace / "settings.toml").write_text('reranker = "none"\n', encoding="utf-8")
    _typed(workspace, "ask", "--batch", str(batch))
    bundle, policy = folder / "bundle.zip", folder / "policy.json"
    _typed(workspace, "audit", "export", "--all", "-o", str(bundle))
    policy.write_text(_typed(workspace, "keys", "policy"), encoding="utf-8")
    return bundle, policy


def _typed(workspace: Path, *words: str) -> str:
    """What a command prints."""
    with contextlib.redirect_stdout(io.StringIO()) as said, contextlib.redirect_stderr(io.StringIO()) as told:
        code = onrecord([*words, "--workspace", str(workspace)])
    if code != 0:
        sys.exit(f"onrecord {' '.join(words)}: {told.getvalue()}")
    return said.getvalue()


def _ran(command: list[str]) -> None:
    code = subprocess.run(command, capture_output=True, cwd=ROOT, check=False).returncode
    if code not in (0, UNWITNESSED):
        sys.exit(f"{' '.join(command)} gave the exit code {code}")


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
