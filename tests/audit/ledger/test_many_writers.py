"""Eight processes at once: one log without a gap, and a receipt for each record that the log keeps for good."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from audit.database import reading
from audit.domain import AnswerRecord
from audit.examining.examine import examine
from audit.keys.workspace import WorkspaceKeys
from audit.ledger.ledger import Ledger
from audit.ledger.stored import ANSWERS
from audit.log.appending import Log, note_key
from audit.log.leaves import head, head_at, leaf_at, leaves_of
from audit.records.wire import to_json
from audit.signed.checkpoints import open_checkpoint
from audit.signed.merkle import consistency_proof, consistent, inclusion_proof, root_from_inclusion
from audit.tables import tree

WRITERS, EACH = 8, 500


def program(given: dict[str, object]) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, str(Path(__file__).parent / "writer.py"), json.dumps(given)],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_eight_writers_at_once_leave_no_gap_and_every_receipt_verifies(
    database_url: str, engine: Engine, log: Log, ledger: Ledger, record: AnswerRecord
) -> None:
    given = {"database_url": database_url, "keys": str(log.folder), "record": to_json(record), "count": EACH}
    writers = [program({**given, "first": number * EACH}) for number in range(WRITERS)]
    for one in writers:
        _, told = one.communicate()
        assert one.returncode == 0, told
    total = WRITERS * EACH
    keys = WorkspaceKeys.open(log.folder, create=False)
    assert examine(engine, keys=keys).faults == []
    with reading(engine) as connection:
        found = [leaf.payload for leaf in leaves_of(connection, ANSWERS)]
        assert [one["answer_seq"] for one in found] == list(range(1, total + 1))
        assert {one["record_id"] for one in found} == {f"{number:032x}" for number in range(total)}
        nodes = {(row.level, row.position): row.hash for row in connection.execute(select(tree))}
        last = head(connection)
        assert last is not None
        assert last.size == total + 2
        key, whole = note_key(keys.log.public, last.origin), last.checkpoint

        def node(level: int, position: int) -> bytes:
            return nodes[level, position]

        for number in range(total):
            receipt = ledger.receipt(f"{number:032x}")
            assert receipt is not None
            signed, _ = open_checkpoint(head_at(connection, receipt.size).note, [key])
            assert (signed.root.hex(), receipt.log) == (receipt.root, last.origin)
            proof = consistency_proof(receipt.size, whole.size, node)
            assert consistent(receipt.size, whole.size, signed.root, whole.root, proof)
            path = inclusion_proof(receipt.leaf, whole.size, node)
            leaf = bytes.fromhex(leaf_at(connection, receipt.leaf).sha256)
            assert root_from_inclusion(receipt.leaf, whole.size, leaf, path) == whole.root
