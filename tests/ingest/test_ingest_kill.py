"""`kill -9` in the middle of an ingest: what was published still answers, the next run finishes the work (law 9)."""

import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from agent.library import Library
from audit.database import open_engine, sqlite_url
from ingest.catalogue import passages
from ingest.delta import payload_of
from ingest.encoders.hashing import HashingEncoder
from ingest.index.edge import EdgeIndex
from ingest.index.files import copy_tree
from ingest.index.port import PREFETCH, Hit, Window, differences
from ingest.sparse import query_weights

Make = Callable[..., Any]
KILLS = 20
DOCUMENTS = 60
QUESTIONS = ["What was settled on point 2.3?", "What should go on?", "memo-017", "Which mill shall we sell?"]
COMMAND = [sys.executable, "-m", "onrecord", "ingest", "--json"]
VARIABLES = {"ONRECORD_ENCODER": "hashing", "ONRECORD_RERANKER": "none"}


@dataclass(frozen=True)
class Seen:
    """What a reader of a workspace finds: the published root, its passages, and for each question the scores of its
    hits (which of two that tie comes first depends on how an index came about)."""

    merkle_root: str
    passages: frozenset[str]
    scores: tuple[tuple[float, ...], ...]


def look(workspace: Path) -> Seen:
    """As a question does: through the library, whose index and catalogue must agree to the last passage."""
    engine = open_engine(sqlite_url(workspace / "catalogue.db"))
    library = Library(engine, EdgeIndex(workspace / "index"))
    window = Window(audience=1, as_of=800_000, leaders=None, hidden=())
    try:
        with library.view() as view:
            keys = passages.keys(view.connection)
            expected = {
                passage_id: payload_of(view.state.entries[source_id].source, key.leader_id, view.state.audiences)
                for source_id, found in keys.items()
                for passage_id, key in found.items()
            }
            assert differences(view.reader.contents(), expected) == []
            assert view.state.snapshot.passages == len(expected)
            hits = [
                view.reader.search(HashingEncoder().query(one), query_weights(one), window, 2 * PREFETCH)
                for one in QUESTIONS
            ]
            confirmed = passages.confirmed(view.connection, [hit.passage_id for row in hits for hit in row], view.state)
            assert confirmed.keys() == {hit.passage_id for row in hits for hit in row} != set()
            scores = tuple(scores_of(row) for row in hits)
            return Seen(view.state.snapshot.merkle_root, frozenset(expected), scores)
    finally:
        library.close()
        engine.dispose()


def scores_of(hits: list[Hit]) -> tuple[float, ...]:
    dense = sorted(round(hit.dense, 4) for hit in hits if hit.dense is not None)
    return (*dense, *sorted(round(hit.sparse, 4) for hit in hits if hit.sparse is not None))


def start(company: Any, workspace: Path) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [*COMMAND, str(company.path), "--workspace", str(workspace)],
        env={**os.environ, **VARIABLES},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def written(workspace: Path) -> set[tuple[str, int, int]]:
    """Every file's name, size and time of writing."""
    found = set()
    for folder, _, names in os.walk(workspace):
        for name in names:
            with suppress(FileNotFoundError):
                stat = os.stat(os.path.join(folder, name))
                found.add((os.path.join(folder, name), stat.st_size, stat.st_mtime_ns))
    return found


def undisturbed(company: Any, workspace: Path) -> tuple[float, float]:
    """Run an ingest to its end; gives the seconds from its start to its first and to its last write."""
    before, began = written(workspace), time.monotonic()
    process = start(company, workspace)
    changes = []
    while process.poll() is None:
        now = written(workspace)
        if now != before:
            changes.append(time.monotonic() - began)
            before = now
        time.sleep(0.002)
    assert process.returncode == 0
    return changes[0], changes[-1]


def change(company: Any) -> None:
    """A third of the documents are new or rewritten; some go; one may be read by fewer."""
    for number in range(15):
        company.rewrite(f"memo-{number:03}", "\n\n".join(f"We shall sell mill {number}.{p}. " * 30 for p in range(4)))
    for number in range(20, 24):
        company.remove(f"memo-{number:03}")
    for number in range(8):
        company.add(f"speech-{number:03}")
    company.document("memo-030")["audience"] = "managers"
    company.document("memo-031")["title"] = "The mill"
    company.save()


def sources(onrecord: Make, workspace: Path) -> Any:
    done = onrecord("sources", "--json", "--workspace", workspace)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_an_ingest_killed_at_any_moment_leaves_the_first_snapshot_answering_and_the_next_run_completes(
    onrecord: Make, make_company: Make, tmp_path: Path
) -> None:
    company = make_company(DOCUMENTS)
    baseline, whole = tmp_path / "baseline", tmp_path / "whole"
    assert onrecord("ingest", company.path, "--workspace", baseline).returncode == 0
    first = look(baseline)
    change(company)
    copy_tree(baseline, whole)
    began, ended = undisturbed(company, whole)
    second, listed = look(whole), sources(onrecord, whole)
    assert first.merkle_root != second.merkle_root

    rng = random.Random(20260615)
    step = (ended - began) / KILLS
    still_first = in_the_middle = 0
    for number in range(KILLS):
        workspace = tmp_path / f"killed-{number}"
        copy_tree(baseline, workspace)
        process = start(company, workspace)
        time.sleep(began + step * (number + rng.random()))
        in_the_middle += process.poll() is None
        process.kill()
        process.wait()

        found = look(workspace)
        assert found in (first, second), f"after kill {number} neither snapshot answers as it did"
        still_first += found == first

        again = onrecord("ingest", company.path, "--json", "--workspace", workspace)
        assert again.returncode == 0, again.stderr
        assert look(workspace) == second
        assert sources(onrecord, workspace) == listed
        assert len([one for one in (workspace / "index").iterdir() if (one / "shard").is_dir()]) <= 2
        shutil.rmtree(workspace)
    assert in_the_middle >= KILLS / 2, "the kills must hit a running ingest"
    assert still_first >= KILLS / 2, "and most of them before it has published"
    print(
        f"{in_the_middle} of {KILLS} killed while running, {still_first} before publication, {began:.2f}-{ended:.2f} s"
    )
