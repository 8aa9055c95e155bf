"""What a service answers: `python -m bench.serving [MINUTES]`; the sample corpus, quoted, without a reranker, warm.

1. The floor: the same agent called in this process, one question after another, before anything else runs.
2. `onrecord serve` in a process of its own, asked by more and more clients in another: answers a second, and how long
   they took; the processor's time that the server took for each, beside the floor's.
3. More clients than may be inside at once: who is turned away is told when to come back, and whatever is answered is
   what the command line says, citation for citation.
4. Memory, for MINUTES (10) at a steady load: what the process holds, and how that grows.
"""

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ruamel.yaml import YAML

from agent.ask import ask
from agent.domain import Question
from bench.asked import Asked, said
from bench.fit import quantile
from onrecord.parts import now, parts

ROOT = Path(__file__).parents[1]
AUDIENCE = "all-employees"
CLIENTS = (1, 2, 4, 8, 16, 32)
SECONDS = 12.0  # at each number of clients
MANY = 200
STEADY = 4  # clients, while memory is looked at
SAMPLE_S = 10.0
SETTINGS = 'reranker = "none"\nasks_per_minute = 0\n'


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A running service, and a token for it."""

    url: str
    token: str
    pid: int

    @property
    def cpu_s(self) -> float:
        """The processor's seconds that it has taken so far."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    @property
    def rss_mb(self) -> float:
        lines = Path(f"/proc/{self.pid}/status").read_text().splitlines()
        return next(int(one.split()[1]) for one in lines if one.startswith("VmRSS:")) / 1024


def main(minutes: float) -> None:
    questions = list(dict.fromkeys(str(one["question"]) for one in _cases()))
    with TemporaryDirectory() as name:
        folder = Path(name)
        _typed(folder, "ingest", str(ROOT / "corpus_manifest.yaml"))
        (folder / ".onrecord" / "settings.toml").write_text(SETTINGS, encoding="utf-8")
        file = folder / "questions.json"
        file.write_text(json.dumps(questions), encoding="utf-8")
        right = _command_line(folder, questions)
        floor = _floor(folder, questions)
        with _serving(folder) as service:
            _clients(service, file, 1, len(questions) * 0.2)  # every question once, about
            _rising(service, file, floor, right)
            _crowd(service, file, right)
            _memory(service, file, minutes)


def _cases() -> list[dict[str, Any]]:
    with (ROOT / "tests" / "sample_questions.yaml").open(encoding="utf-8") as file:
        found: list[dict[str, Any]] = YAML(typ="safe").load(file)
    return [one for one in found if "as_of" not in one and one.get("audience", AUDIENCE) == AUDIENCE]


def _command_line(folder: Path, questions: Sequence[str]) -> list[Any]:
    """What `onrecord ask` says to each."""
    lines = [json.dumps({"id": str(number), "question": one}) for number, one in enumerate(questions)]
    batch = folder / "questions.jsonl"
    batch.write_text("\n".join(lines) + "\n", encoding="utf-8")
    records = [json.loads(line) for line in _typed(folder, "ask", "--batch", str(batch)).splitlines()]
    return [said(one) for one in sorted(records, key=lambda record: int(record["id"]))]


def _floor(folder: Path, questions: Sequence[str]) -> float:
    """Tells how long the agent takes by itself; gives the processor's seconds for one answer."""
    made = parts(str(folder / ".onrecord"))
    agent = made.agent()

    def asked(text: str) -> tuple[float, float]:
        at = now()
        began, worked = time.perf_counter(), time.process_time()
        ask(agent, Question(text=text, audience=AUDIENCE, as_of=at.date(), asked_at=at))
        return time.perf_counter() - began, time.process_time() - worked

    for one in questions:
        asked(one)
    rows = [asked(one) for _ in range(2) for one in questions]
    took, worked = ([row[column] for row in rows] for column in (0, 1))
    cpu = sum(worked) / len(worked)
    print(f"the agent alone, in process: {len(took) / sum(took):.1f} answers a second, {_quantiles(took)}, "
          f"{1000 * cpu:.0f} ms of the processor each", flush=True)  # fmt: skip
    agent.library.close()
    made.engine.dispose()
    return cpu


def _rising(service: Service, file: Path, floor: float, right: Sequence[Any]) -> None:
    print("served:")
    for clients in CLIENTS:
        before = service.cpu_s
        seconds, asked = _clients(service, file, clients, SECONDS)
        given = _given(asked)
        cpu = (service.cpu_s - before) / max(1, len(given))
        rate = f"{len(given) / seconds:5.1f} answers a second, {_quantiles(given)}"
        told = f"{1000 * cpu:.0f} ms of the processor each, {cpu / floor:.2f} times the agent's own"
        print(f"  {clients:>3} clients: {rate}, {told}; {_judged(asked, right)}", flush=True)


def _crowd(service: Service, file: Path, right: Sequence[Any]) -> None:
    seconds, asked = _clients(service, file, MANY, SECONDS)
    given, away = _given(asked), [one for one in asked if one[1] == 503]
    told = sum(1 for one in away if one[2] and int(one[2]) >= 1)
    print(f"{MANY} clients: {len(given) / seconds:.1f} answers a second, {_quantiles(given)}; {_judged(asked, right)}")
    print(
        f"  {len(away):,} turned away, {told:,} of them told when to come back, {_quantiles([one[0] for one in away])}"
    )


def _given(asked: Sequence[Asked]) -> list[float]:
    """How long the answers took."""
    return [one[0] for one in asked if one[1] == 200]


def _judged(asked: Sequence[Asked], right: Sequence[Any]) -> str:
    """How many answers are not what the command line says, and what else was replied."""
    given = [one for one in asked if one[1] == 200]
    wrong = sum(one[4] != right[one[3]] for one in given)
    uncited = sum(not all(places for _, places in one[4]) for one in given)
    others = Counter(one[1] for one in asked if one[1] not in (200, 503))
    return f"{wrong} wrong, {uncited} uncited of {len(given):,}" + (f"; {dict(others)}" if others else "")


def _memory(service: Service, file: Path, minutes: float) -> None:
    until, samples, answered = time.monotonic() + 60 * minutes, [], 0
    began = time.monotonic()
    while time.monotonic() < until:
        answered += len(_clients(service, file, STEADY, SAMPLE_S)[1])
        samples.append(((time.monotonic() - began) / 60, service.rss_mb))
    sizes = [mb for _, mb in samples]
    slope = _slope(samples[len(samples) // 3 :])
    print(
        f"memory over {minutes:g} minutes and {answered:,} questions of {STEADY} clients: {sizes[0]:.0f} MB at first,"
    )
    print(f"  {sizes[-1]:.0f} at last, {max(sizes):.0f} at most; {slope:+.2f} MB a minute over the last two thirds")


def _slope(samples: Sequence[tuple[float, float]]) -> float:
    """Least squares."""
    if len(samples) < 2:
        return 0.0
    xs, ys = zip(*samples, strict=True)
    middle, level = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((x - middle) * (y - level) for x, y in samples) / sum((x - middle) ** 2 for x in xs)


def _quantiles(seconds: Sequence[float]) -> str:
    ordered = sorted(seconds) or [0.0]
    return " ".join(f"p{100 * share:g} {1000 * quantile(ordered, share):.0f}" for share in (0.5, 0.95, 0.99)) + " ms"


def _clients(service: Service, file: Path, clients: int, seconds: float) -> tuple[float, list[Asked]]:
    command = [sys.executable, "-m", "bench.asked", service.url, service.token, str(file), str(clients), str(seconds)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    found = json.loads(done.stdout)
    return found["seconds"], found["asked"]


@contextmanager
def _serving(folder: Path) -> Iterator[Service]:
    expires = (datetime.now(UTC).date() + timedelta(days=2)).isoformat()
    words = ["tokens", "new", "--person", "load@example.com", "--label", "load", "--role", "employee",
             "--expires", expires, "--json"]  # fmt: skip
    token = json.loads(_typed(folder, *words))["token"]
    command = [sys.executable, "-m", "onrecord", "serve", "--port", "0", "--json"]
    with (folder / "log").open("w") as log:
        running = subprocess.Popen(
            command, cwd=folder, env=_environment(), stdout=subprocess.PIPE, stderr=log, text=True
        )
    try:
        assert running.stdout is not None
        url = json.loads(running.stdout.readline())["url"]
        _ready(url)
        yield Service(url=url, token=token, pid=running.pid)
    finally:
        running.terminate()
        running.wait(60)


def _ready(url: str) -> None:
    until = time.monotonic() + 120
    while True:
        try:
            with urllib.request.urlopen(f"{url}/health/ready", timeout=10):
                return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


def _typed(folder: Path, *words: str) -> str:
    command = [sys.executable, "-m", "onrecord", *words]
    done = subprocess.run(command, cwd=folder, env=_environment(), capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"onrecord {' '.join(words)}: {done.stderr}")
    return done.stdout


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 10.0)
