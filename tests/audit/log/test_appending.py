"""The log: leaves, tree and checkpoint in one transaction, signed by the keys that the log itself names."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, func, select, update

from audit.database import open_engine, prepare, reading, writing
from audit.errors import KeyFault, RecordError
from audit.keys.domain import PrivateKey, Role
from audit.keys.workspace import WorkspaceKeys
from audit.log.appending import Log, NewLeaf, note_key
from audit.log.leaves import edge, head, head_at, leaf_at, leaves_between, leaves_of, node_of
from audit.signed.checkpoints import open_checkpoint
from audit.signed.envelopes import Kind
from audit.signed.merkle import consistency_proof, consistent, inclusion_proof, root_from_inclusion, tree_hash
from audit.signed.payloads import added_key
from audit.signed.signers import Signers
from audit.tables import checkpoints, leaves, tree


def control(number: int) -> NewLeaf:
    payload = {"action": "pause", "leader_id": f"leader-{number}", "source_id": None, "reason": "why"}
    return NewLeaf(kind=Kind.CONTROL, payload=payload)


def append(engine: Engine, log: Log, *numbers: int) -> int:
    with writing(engine) as connection:
        return log.append(connection, [control(one) for one in numbers])


def size(engine: Engine) -> int:
    with reading(engine) as connection:
        found = head(connection)
    return found.size if found is not None else 0


def rotated(keys: WorkspaceKeys, role: Role) -> tuple[NewLeaf, PrivateKey]:
    new = PrivateKey.generate(role, role.value)
    old = keys.record if role is Role.RECORD else keys.log
    payload = added_key(new.public, "a new year") | {"action": "rotate", "replaces": old.keyid}
    return NewLeaf(kind=Kind.KEY, payload=payload, signers=[new] if role is Role.RECORD else [old, new]), new


def test_the_first_append_makes_the_keys_and_logs_them_first(engine: Engine, log: Log) -> None:
    assert append(engine, log, 1) == 2
    with reading(engine) as connection:
        first, second, third = leaves_between(connection, 0, 9)
        signers = Signers.of((one.position, one.sealed) for one in leaves_of(connection, [Kind.KEY]))
    assert [(one.kind, one.payload.get("role")) for one in (first, second)] == [("key", "record"), ("key", "log")]
    assert (third.kind, third.subject) == ("control", "leader-1")
    keys = WorkspaceKeys.open(log.folder, create=False)
    assert signers.current(Role.RECORD).keyid == keys.record.keyid
    assert signers.current(Role.LOG).keyid == keys.log.keyid
    assert all(signers.signed(one.position, one.sealed) for one in (first, second, third))
    assert {one.payload["log"] for one in (first, second, third)} == {f"onrecord/{keys.log.keyid[:16]}"}


def test_each_transaction_has_one_checkpoint_that_the_log_signed(engine: Engine, log: Log) -> None:
    append(engine, log, 1)
    append(engine, log, 2, 3)
    with reading(engine) as connection:
        assert connection.execute(select(checkpoints.c.size).order_by(checkpoints.c.size)).scalars().all() == [3, 5]
        assert [one.checkpoint for one in leaves_between(connection, 0, 9)] == [3, 3, 3, 5, 5]
        signed = head_at(connection, 5)
        envelopes = [one.envelope.encode() for one in leaves_between(connection, 0, 9)]
    key = note_key(WorkspaceKeys.open(log.folder, create=False).log.public, signed.origin)
    checkpoint, _ = open_checkpoint(signed.note, [key])
    assert (checkpoint.size, checkpoint.root) == (5, tree_hash(envelopes))


def test_every_leaf_and_every_earlier_size_has_its_proof(engine: Engine, log: Log) -> None:
    for number in range(12):
        append(engine, log, number)
    with reading(engine) as connection:
        now, node = head(connection), node_of(connection)
        assert now is not None
        for index in range(now.size):
            proof = inclusion_proof(index, now.size, node)
            leaf = bytes.fromhex(leaf_at(connection, index).sha256)
            assert root_from_inclusion(index, now.size, leaf, proof) == now.checkpoint.root
        for old in connection.execute(select(checkpoints.c.size)).scalars().all():
            before = head_at(connection, old).checkpoint.root
            assert consistent(old, now.size, before, now.checkpoint.root, consistency_proof(old, now.size, node))


@given(st.lists(st.integers(1, 6), min_size=1, max_size=8))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_however_leaves_are_grouped_the_tree_is_the_same(tmp_path: Path, groups: list[int]) -> None:
    """RFC 6962's tree of all envelopes, its complete subtrees stored once each, and no other."""
    engine = open_engine("sqlite://")
    prepare(engine)
    log = Log(tmp_path / "keys")
    for number, count in enumerate(groups):
        append(engine, log, *range(100 * number, 100 * number + count))
    with reading(engine) as connection:
        found = head(connection)
        assert found is not None
        envelopes = [one.envelope.encode() for one in leaves_between(connection, 0, found.size)]
        nodes = {(row.level, row.position): row.hash for row in connection.execute(select(tree))}
    assert found.size == len(envelopes) == sum(groups) + 2
    assert found.checkpoint.root == tree_hash(envelopes)
    assert set(nodes) == {(level, at) for level in range(found.size.bit_length()) for at in range(found.size >> level)}
    assert all(made == tree_hash(envelopes[at << level : at + 1 << level]) for (level, at), made in nodes.items())
    engine.dispose()


@given(st.integers(0, 10_000))
def test_the_edge_covers_a_tree_from_left_to_right(size: int) -> None:
    spans = [(position << level, position + 1 << level) for level, position in edge(size)]
    assert [start for start, _ in spans] == [0, *(end for _, end in spans)][: len(spans)]
    assert (spans[-1][1] if spans else 0) == size


def test_a_leaf_is_only_appended_where_the_transaction_writes(engine: Engine, log: Log) -> None:
    with reading(engine) as connection, pytest.raises(ValueError, match="within a transaction"):
        log.append(connection, [control(1)])


def test_what_fails_after_an_append_leaves_no_leaf_and_no_gap(engine: Engine, log: Log) -> None:
    def fail_later() -> None:
        with writing(engine) as connection:
            log.append(connection, [control(2)])
            raise ValueError("later")

    append(engine, log, 1)
    with pytest.raises(ValueError, match="later"):
        fail_later()
    assert append(engine, log, 3) == 3
    assert size(engine) == 4


def test_where_there_are_leaves_keys_are_never_made(engine: Engine, log: Log) -> None:
    append(engine, log, 1)
    shutil.rmtree(log.folder)
    with pytest.raises(KeyFault) as told:
        append(engine, Log(log.folder), 2)
    assert str(told.value).count("\n") == 0
    assert "log has 3 leaves, but the folder of the keys that sign it is gone" in str(told.value)
    assert not log.folder.exists()
    assert size(engine) == 3


def test_anothers_keys_sign_nothing(engine: Engine, log: Log, tmp_path: Path) -> None:
    append(engine, log, 1)
    other = tmp_path / "others"
    WorkspaceKeys.open(other, create=True)
    with pytest.raises(KeyFault, match="has no key"):
        append(engine, Log(other), 2)
    assert size(engine) == 3


@pytest.mark.parametrize("role", [Role.RECORD, Role.LOG])
def test_a_rotated_key_signs_from_then_on_also_for_another_process(engine: Engine, log: Log, role: Role) -> None:
    append(engine, log, 1)
    another = Log(log.folder)
    append(engine, another, 2)
    keys = WorkspaceKeys.open(log.folder, create=False)
    leaf, new = rotated(keys, role)
    with writing(engine) as connection:
        log.append(connection, [leaf])
    keys.replace(new)
    append(engine, another, 3)
    with reading(engine) as connection:
        signers = Signers.of((one.position, one.sealed) for one in leaves_of(connection, [Kind.KEY]))
        last = leaf_at(connection, 5)
        signed = head(connection)
    assert signed is not None
    assert last.sealed.signed_by(signers.current(Role.RECORD))
    assert signers.current(role).keyid == new.keyid
    open_checkpoint(signed.note, [note_key(signers.current(Role.LOG), signed.origin)])


def test_a_rotation_without_the_old_key_is_none(engine: Engine, log: Log) -> None:
    append(engine, log, 1)
    leaf, _ = rotated(WorkspaceKeys.open(log.folder, create=False), Role.LOG)
    with (
        pytest.raises(RecordError, match="leaf 3 is no change of keys: a rotation is signed by the old key"),
        writing(engine) as connection,
    ):
        log.append(connection, [replace(leaf, signers=leaf.signers[1:])])
    assert append(engine, log, 2) == 3


def test_the_last_key_cannot_be_revoked(engine: Engine, log: Log) -> None:
    append(engine, log, 1)
    key = WorkspaceKeys.open(log.folder, create=False).record.public
    revoked = added_key(key, "lost") | {"action": "revoke", "from_index": 2}
    with pytest.raises(RecordError, match="names no record key that is in force"), writing(engine) as connection:
        log.append(connection, [NewLeaf(kind=Kind.KEY, payload=revoked)])


TAMPERINGS = {
    "a leaf is gone": (delete(leaves).where(leaves.c.position == 4), "holds 4 leaves, but its last checkpoint is of 5"),
    "the checkpoint is gone": (delete(checkpoints).where(checkpoints.c.size == 5), "holds 5 leaves, but"),
    "all checkpoints are gone": (delete(checkpoints), "holds 5 leaves, but its last checkpoint is of 0"),
    "a node is gone": (delete(tree).where(tree.c.level == 2), "has lost the node 0 of level 2"),
    "a node is another": (
        update(tree).where(tree.c.level == 2).values(hash=b"\x00" * 32),
        "tree of 5 leaves has the root",
    ),
    "a node is none": (update(tree).where(tree.c.level == 2).values(hash=b""), "has lost the node 0 of level 2"),
}


@pytest.mark.parametrize("tampering", TAMPERINGS)
def test_nothing_is_signed_on_top_of_what_was_changed(engine: Engine, log: Log, tampering: str) -> None:
    statement, told = TAMPERINGS[tampering]
    for number in range(3):
        append(engine, log, number)
    with writing(engine) as connection:
        connection.execute(statement)
    with pytest.raises(RecordError, match=told) as found:
        append(engine, log, 3)
    assert "onrecord audit examine" in str(found.value)
    with reading(engine) as connection:
        assert connection.execute(select(func.count()).select_from(leaves)).scalar_one() <= 5
