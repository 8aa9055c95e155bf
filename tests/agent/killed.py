"""Run by test_kills.py as a program of its own: works, is killed, and sees how long it takes to go on.

It imports everything once and forks; each child opens the workspace for itself. A line of JSON a kill.
"""

import contextlib
import json
import os
import random
import signal
import sys
import time
from dataclasses import replace
from importlib import import_module
from pathlib import Path

from agent.ask import ask, stream
from agent.composers.composed import Writer
from agent.domain import Question
from agent.draft import Agent
from agent.llm.vllm import VllmModel
from audit.domain import AnswerRecord, Statement
from eval.workspace import AUDIENCE
from ingest.run import ingest
from onrecord.parts import Parts, now
from onrecord.settings import Settings

LATE = (
    "ingest.index.edge",
    "ingest.encoders.hashing",
    "agent.confidence",
    "cryptography.hazmat.primitives.ciphers.aead",
    "cryptography.hazmat.primitives.asymmetric.ed25519",
    "psycopg",
)  # what a command imports when it needs it
QUESTIONS = ("How many engineers will be hired?", "What about the plant in Leeds?", "Who won the chess tournament?")


def parts(given: dict[str, str]) -> Parts:
    settings = Settings(encoder="hashing", reranker="none", database_url=given["database_url"] or None)
    return Parts(workspace=Path(given["workspace"]), settings=settings)


def question(text: str) -> Question:
    return Question(text=text, audience=AUDIENCE, as_of=now().date(), asked_at=now())


def composing(made: Parts, url: str) -> Agent:
    return replace(made.agent(), writer=Writer(model=VllmModel(url), answer_tokens=256, deadline_s=5.0))


def answer(given: dict[str, str], tell: int) -> None:
    """Ask on and on, half of it statement by statement; tell what may be shown: (record id, statement or 0)."""
    made = parts(given)
    quoting, writing = made.agent(), composing(made, given["model"])
    os.write(tell, b"ready\n")
    while True:
        record = ask(quoting, question(QUESTIONS[0]))
        os.write(tell, f"{record.record_id} 0\n".encode())
        record_id, number = "", 0
        for event in stream(writing, question(QUESTIONS[1])):
            if isinstance(event, AnswerRecord):
                os.write(tell, f"{event.record_id} 0\n".encode())
            elif isinstance(event, Statement):
                number += 1
                os.write(tell, f"{record_id} {number}\n".encode())
            else:
                record_id = event.record_id


def publish(given: dict[str, str], tell: int) -> None:
    """Ingest a manifest that has changed."""
    manifest = Path(given["manifest"])
    changed = manifest.read_text(encoding="utf-8").replace("Moss & Stein", f"Moss & Stein {time.monotonic_ns()}", 1)
    manifest.write_text(changed, encoding="utf-8")
    made = parts(given)
    os.write(tell, b"ready\n")
    while True:
        with made.workshop() as workshop:
            ingest(workshop, manifest)


def go_on(given: dict[str, str], tell: int) -> None:
    """What the next process does: open everything, and answer."""
    began = time.perf_counter()
    record = ask(parts(given).agent(), question(QUESTIONS[0]))
    os.write(tell, f"{record.record_id} {time.perf_counter() - began}\n".encode())


def forked(work, given: dict[str, str]) -> "tuple[int, int]":  # type: ignore[no-untyped-def]
    reads, writes = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reads)
        with contextlib.suppress(BrokenPipeError):
            work(given, writes)
        os._exit(0)
    os.close(writes)
    return child, reads


def lines(reads: int) -> list[list[str]]:
    with os.fdopen(reads) as stream_:
        return [line.split() for line in stream_.read().splitlines()]


def main() -> None:
    given = json.loads(sys.argv[1])
    for name in LATE:
        import_module(name)
    rng = random.Random(given["seed"])
    for number in range(int(given["kills"])):
        work, longest = (publish, 1.2) if number % 3 == 0 else (answer, 0.7)
        child, reads = forked(work, given)
        assert os.read(reads, 6) == b"ready\n"
        time.sleep(longest * rng.random())
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        shown = lines(reads)
        child, reads = forked(go_on, given)
        ((record_id, seconds),) = lines(reads)
        os.waitpid(child, 0)
        told = {"work": work.__name__, "shown": [*shown, [record_id, "0"]], "seconds": float(seconds)}
        print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main()
