"""`make bench-peers`: every peer in turn, each run a process of its own; then docs/peers.md."""

import argparse
import importlib.util
import os
import platform
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench.peers import corpora, environments
from bench.peers.environments import EnvironmentFault
from bench.peers.outcome import OutcomeError, Run, from_json
from bench.peers.table import Circumstances, Failure, render
from bench.peers.turns import Job, jobs

ROOT = Path(__file__).parents[2]
PEERS = ("onrecord", "onrecord-default", "llamaindex", "haystack", "txtai")
THREADS = 2
LONGEST_S = 3 * 3600  # a run that takes longer has failed


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench-peers", description=__doc__)
    parser.add_argument("shared", type=Path, help="the folder with bench/scifact and speeches")
    parser.add_argument("--limit", type=int, help="abstracts of scifact, at least 10; default: all")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--peers", default=",".join(PEERS), help="some of them, with commas between")
    parser.add_argument("--corpora", default=",".join(corpora.NAMES), help="some of them, with commas between")
    parser.add_argument("--raw", type=Path, default=environments.home() / "runs", help="folder for the runs' JSON")
    parser.add_argument("--report", type=Path, default=ROOT / "docs" / "peers.md", help="the file to write")
    told = parser.parse_args()
    peers, sets = told.peers.split(","), told.corpora.split(",")
    for name, known, what in [(one, PEERS, "peer") for one in peers] + [(one, corpora.NAMES, "corpus") for one in sets]:
        if name not in known:
            parser.error(f"there is no {what} {name!r}; expected some of {', '.join(known)}")
    if told.rounds < 1 or (told.limit is not None and told.limit < 10):
        parser.error("at least one round is needed, and at least 10 abstracts")
    if not (told.shared / "speeches" / "sources.csv").is_file():
        parser.error(f"{told.shared} has no speeches/sources.csv: name the folder with the benchmark data")
    folder = told.raw.resolve() / datetime.now(UTC).strftime("%Y-%m-%dT%H-%M-%S")
    folder.mkdir(parents=True)
    try:
        pythons = {one: _python(one) for one in peers}
    except EnvironmentFault as fault:
        print(f"bench-peers: {fault}", file=sys.stderr)
        return 1
    began = time.monotonic()
    runs: list[Run] = []
    failures: list[Failure] = []
    todo = jobs(peers, sets, told.rounds)
    for number, job in enumerate(todo, start=1):
        print(f"{number} of {len(todo)}: {job.peer}, {job.corpus}, round {job.turn}", flush=True)
        done = run_one(job, pythons[job.peer], told.shared.resolve(), told.limit, folder)
        if isinstance(done, Run):
            runs.append(done)
        else:
            failures.append(done)
            print(f"  failed: {done.reason}", flush=True)
    told.report.write_text(render(runs, failures, _circumstances(told), peers), encoding="utf-8")
    print(f"{told.report} is written, after {(time.monotonic() - began) / 60:.0f} minutes; the runs are in {folder}")
    return 1 if failures else 0


def _python(peer: str) -> Path:
    """OnRecord runs in the environment of the project, the others in theirs."""
    if peer.startswith("onrecord"):
        return Path(sys.executable)
    made = environments.home().resolve() / peer
    return environments.python(environments.requirements(peer), made, lambda text: print(text, flush=True))


def run_one(job: Job, python: Path, shared: Path, limit: int | None, folder: Path) -> Run | Failure:
    out = folder / f"{job.turn}-{job.corpus}-{job.peer}.json"
    module = f"bench.peers.with_{job.peer.replace('-', '_')}"
    command = [str(python), "-m", module, "--shared", str(shared), "--corpus", job.corpus, "--turn", str(job.turn)]
    command += ["--out", str(out), *(["--limit", str(limit)] if limit is not None else [])]
    try:
        done = subprocess.run(
            command, cwd=ROOT, env=environment(), capture_output=True, text=True, errors="replace", timeout=LONGEST_S
        )
    except subprocess.TimeoutExpired:
        return Failure(job=job, reason=f"it took longer than {LONGEST_S} s")
    out.with_suffix(".log").write_text(done.stdout + done.stderr, encoding="utf-8")
    if done.returncode != 0:
        said = next((line.strip() for line in reversed(done.stderr.splitlines()) if line.strip()), "it said nothing")
        return Failure(job=job, reason=f"exit code {done.returncode}: {said[:300]}")
    try:
        run = from_json(out.read_text(encoding="utf-8"))
        if (run.peer, run.corpus, run.turn) != (job.peer, job.corpus, job.turn):
            raise OutcomeError(f"this is the run of {run.peer}, {run.corpus}, {run.turn}")
    except (OSError, OutcomeError) as error:
        return Failure(job=job, reason=f"{out.name}: {error}")
    return run


def environment() -> dict[str, str]:
    """The same for everybody: threads, no hub, no telemetry, no settings of a workspace; and sentence boundaries for
    NLTK, which would fetch them, from where the project's environment has them."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("ONRECORD_", "PYTHON"))}
    threads = dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS"), str(THREADS))
    offline = {"HF_HUB_OFFLINE": "1", "HAYSTACK_TELEMETRY_ENABLED": "False"}
    spec = importlib.util.find_spec("llama_index.core")
    nltk = (
        {} if spec is None or not spec.origin else {"NLTK_DATA": str(Path(spec.origin).parent / "_static/nltk_cache")}
    )
    return kept | threads | offline | nltk


def _circumstances(told: argparse.Namespace) -> Circumstances:
    words = "".join(f" {key}={value}" for key, value in _chosen(told))
    return Circumstances(
        date=datetime.now(UTC).date().isoformat(),
        command=f"make bench-peers{words}",
        commit=_said(["git", "describe", "--always", "--dirty"]) or "unknown",
        machine=_machine(),
        threads=THREADS,
        rounds=told.rounds,
    )


def _chosen(told: argparse.Namespace) -> Sequence[tuple[str, object]]:
    """What differs from the whole, as variables of `make`."""
    given = [("LIMIT", told.limit, None), ("ROUNDS", told.rounds, 2), ("PEERS", told.peers, ",".join(PEERS))]
    given.append(("CORPORA", told.corpora, ",".join(corpora.NAMES)))
    return [(key, value) for key, value, usual in given if value != usual]


def _machine() -> str:
    info = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    model = next((line.split(":", 1)[1].strip() for line in info if line.startswith("model name")), platform.machine())
    gib = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores of {model}, {gib:.0f} GiB, {platform.system()} {platform.release()}"


def _said(command: Sequence[str]) -> str:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else ""


if __name__ == "__main__":
    sys.exit(main())
