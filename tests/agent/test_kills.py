"""`kill -9` at random moments of answering and ingesting: what was shown has its leaf, and there is no half of one."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from sqlalchemy import select

from agent.testing import Request, ScriptedServer
from audit.database import reading
from audit.examining.examine import examine
from audit.keys.workspace import WorkspaceKeys
from audit.ledger.stored import ANSWERS
from audit.log.leaves import head, leaves_of
from audit.tables import answer_parts, answers
from ingest.run import ingest
from onrecord.parts import Parts
from onrecord.settings import Settings

KILLS = 100
MOST_S = 2.0  # to answer again
SAID = ("On 4 March 2025, Ada Moss said that the plant in Leeds stays open.", "The plant in Leeds stays open.")


def reply(request: Request) -> str:
    prompt = request.body["messages"][-1]["content"]
    found = re.search(rf"^(\d+): {re.escape(SAID[1])}", prompt, re.MULTILINE)
    assert found is not None
    statement = {"citations": [int(found[1])], "text": SAID[0]}
    return json.dumps({"statements": [statement, statement | {"text": f"{SAID[0]} So she said."}]})


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_whatever_is_killed_what_was_shown_is_in_the_log_and_the_log_is_whole(
    manifest: Path, database_url: str, calibration: Callable[[float], str]
) -> None:
    server_url = database_url if database_url.startswith("postgresql") else ""
    settings = Settings(encoder="hashing", reranker="none", database_url=server_url or None)
    made = Parts(workspace=manifest.parent / "ws", settings=settings)
    with made.workshop() as workshop:
        ingest(workshop, manifest)
    (made.workspace / "calibration.json").write_text(calibration(5.0), encoding="utf-8")
    with ScriptedServer(reply) as server:
        given = {"workspace": str(made.workspace), "manifest": str(manifest), "database_url": server_url,
                 "model": server.url, "seed": 20261125, "kills": KILLS}  # fmt: skip
        done = subprocess.run(
            [sys.executable, str(Path(__file__).parent / "killed.py"), json.dumps(given)],
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(found) == KILLS
    assert max(one["seconds"] for one in found) < MOST_S
    shown = {(record_id, int(number)) for one in found for record_id, number in one["shown"]}
    examined = examine(made.engine, keys=WorkspaceKeys.open(made.log.folder, create=False))
    assert examined.faults == []
    with reading(made.engine) as connection:
        last = head(connection)
        numbers = [leaf.payload["answer_seq"] for leaf in leaves_of(connection, ANSWERS)]
        kept = {(one, 0) for one in connection.execute(select(answers.c.record_id)).scalars()}
        parts = connection.execute(select(answer_parts.c.record_id, answer_parts.c.number))
        kept |= {(row.record_id, row.number) for row in parts}
    assert shown <= kept
    assert last is not None
    assert last.size == examined.size
    assert numbers == list(range(1, len(numbers) + 1))
    made.engine.dispose()
    print(summary(found, kept, shown))


def summary(found: Sequence[dict[str, object]], kept: set[tuple[str, int]], shown: set[tuple[str, int]]) -> str:
    slowest = max(float(str(one["seconds"])) for one in found)
    return f"{len(found)} kills, {len(shown)} shown, {len(kept)} recorded; at most {slowest:.2f} s to the next answer"
