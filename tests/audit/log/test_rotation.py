"""Keys that a log names: replaced by one that the old one signed, and revoked from a leaf on."""

import pytest
from sqlalchemy import Engine

from audit.database import reading, writing
from audit.errors import KeyFault, RecordError
from audit.keys.domain import PrivateKey, PublicKey, Role
from audit.keys.files import key_path, load
from audit.keys.workspace import WorkspaceKeys
from audit.log.appending import Log, NewLeaf, note_key
from audit.log.leaves import head, leaf_at, leaves_between
from audit.log.rotation import NamedKey, Rotated, named, revoke, rotate, signers
from audit.signed.checkpoints import open_checkpoint
from audit.signed.envelopes import Kind
from audit.signed.payloads import control

LEE = PrivateKey.generate(Role.APPROVER, "lee@example.com").public


def append(engine: Engine, log: Log) -> int:
    with writing(engine) as connection:
        return log.append(connection, [NewLeaf(kind=Kind.CONTROL, payload=control("pause", None, None, "why"))])


def rotated(engine: Engine, log: Log, role: Role) -> Rotated:
    with writing(engine) as connection:
        return rotate(connection, log, role, "a new year")


def revoked(engine: Engine, log: Log, key: PublicKey, start: int) -> int | None:
    with writing(engine) as connection:
        return revoke(connection, log, key, start, "it was on a lost laptop")


def known(engine: Engine) -> list[NamedKey]:
    with reading(engine) as connection:
        return named(connection)


def sizes(engine: Engine) -> int:
    with reading(engine) as connection:
        found = head(connection)
    assert found is not None
    return found.size


@pytest.mark.parametrize("role", [Role.RECORD, Role.LOG])
def test_the_old_key_signs_the_new_one_and_then_the_new_one_signs(engine: Engine, log: Log, role: Role) -> None:
    append(engine, log)
    done = rotated(engine, log, role)
    after = append(engine, log)
    with reading(engine) as connection:
        leaf, last, found = leaf_at(connection, done.leaf), leaf_at(connection, after), signers(connection)
        now = head(connection)
    assert leaf.sealed.signed_by(done.old)
    assert leaf.sealed.signed_by(done.new)
    assert (leaf.payload["action"], leaf.payload["replaces"], leaf.payload["from_index"]) == (
        "rotate", done.old.keyid, None)  # fmt: skip
    assert found.current(role) == done.new
    assert list(found.in_force(role, done.leaf)) == [done.old, done.new]
    assert list(found.in_force(role, after)) == [done.new]
    if role is Role.RECORD:
        assert last.sealed.signed_by(done.new)
        assert not last.sealed.signed_by(done.old)
    else:
        assert now is not None
        open_checkpoint(now.note, [note_key(done.new, now.origin)])
    assert load(key_path(log.folder, role)).public == done.new
    assert WorkspaceKeys.open(log.folder, create=False).find(done.old.keyid).public == done.old


def test_another_process_signs_with_the_new_key_too(engine: Engine, log: Log) -> None:
    append(engine, log)
    other = Log(log.folder)
    append(engine, other)
    done = rotated(engine, log, Role.RECORD)
    leaf = append(engine, other)
    with reading(engine) as connection:
        assert leaf_at(connection, leaf).sealed.signed_by(done.new)


def test_a_rotation_that_did_not_commit_leaves_the_old_key_signing(engine: Engine, log: Log) -> None:
    append(engine, log)
    before = WorkspaceKeys.open(log.folder, create=False).record

    def interrupted() -> None:
        with writing(engine) as connection:
            rotate(connection, log, Role.RECORD, "a new year")
            raise OSError("the power went")

    with pytest.raises(OSError, match="power"):
        interrupted()
    leaf = append(engine, Log(log.folder))
    with reading(engine) as connection:
        assert leaf_at(connection, leaf).sealed.signed_by(before.public)
    done = rotated(engine, log, Role.RECORD)
    assert done.old == before.public
    assert append(engine, log) == done.leaf + 1


def test_many_rotations_one_after_the_other(engine: Engine, log: Log) -> None:
    append(engine, log)
    for role in (Role.RECORD, Role.LOG, Role.RECORD, Role.LOG):
        rotated(engine, log, role)
    append(engine, log)
    with reading(engine) as connection:
        found = signers(connection)
        assert all(found.signed(one.position, one.sealed) for one in leaves_between(connection, 0, 99))
    assert [(one.key.role.value, one.replaces is None, one.last is None) for one in known(engine)] == [
        ("record", True, False), ("log", True, False), ("record", False, False), ("log", False, False),
        ("record", False, True), ("log", False, True),
    ]  # fmt: skip


def test_nothing_is_replaced_before_anything_was_logged(engine: Engine, log: Log) -> None:
    with pytest.raises(KeyFault, match="nothing was ever logged"):
        rotated(engine, log, Role.RECORD)
    with pytest.raises(KeyFault, match="nothing was ever logged"):
        revoked(engine, log, LEE, 0)
    assert not log.folder.exists()


def test_a_replaced_key_can_be_revoked_from_a_leaf_on(engine: Engine, log: Log) -> None:
    append(engine, log)
    doubtful = append(engine, log)
    done = rotated(engine, log, Role.RECORD)
    leaf = revoked(engine, log, done.old, doubtful)
    with reading(engine) as connection:
        found = signers(connection)
        before, at = (leaf_at(connection, one) for one in (doubtful - 1, doubtful))
    assert leaf == done.leaf + 1
    assert found.signed(before.position, before.sealed)
    assert not found.signed(at.position, at.sealed)
    (old,) = [one for one in known(engine) if one.key == done.old]
    assert old.revoked is not None
    assert (old.revoked.start, old.revoked.leaf, old.revoked.reason) == (doubtful, leaf, "it was on a lost laptop")
    append(engine, log)


def test_the_key_that_signs_now_is_first_replaced(engine: Engine, log: Log) -> None:
    append(engine, log)
    keys = WorkspaceKeys.open(log.folder, create=False)
    for key in (keys.record, keys.log):
        with pytest.raises(KeyFault, match=f"key that signs now.*onrecord keys rotate {key.public.role}"):
            revoked(engine, log, key.public, 0)
    assert sizes(engine) == 3


def test_an_approvers_key_is_revoked_without_having_been_added(engine: Engine, log: Log) -> None:
    append(engine, log)
    leaf = revoked(engine, log, LEE, 2)
    with reading(engine) as connection:
        assert signers(connection).revoked == {LEE.keyid: 2}
    last = known(engine)[-1]
    assert (last.key, last.first, last.last) == (LEE, None, None)
    assert last.revoked is not None
    assert last.revoked.leaf == leaf


def test_revoking_from_the_same_leaf_again_or_a_later_one_changes_nothing(engine: Engine, log: Log) -> None:
    append(engine, log)
    assert revoked(engine, log, LEE, 2) == 3
    assert revoked(engine, log, LEE, 2) is None
    assert revoked(engine, log, LEE, 3) is None
    assert sizes(engine) == 4
    assert revoked(engine, log, LEE, 1) == 4
    (found,) = [one.revoked for one in known(engine) if one.key == LEE]
    assert found is not None
    assert (found.start, found.leaf) == (1, 4)


def test_a_key_is_revoked_from_a_leaf_that_is_there_or_the_next_one(engine: Engine, log: Log) -> None:
    append(engine, log)
    with pytest.raises(KeyFault, match="has 3 leaves, from 0 on; it has no leaf 4"):
        revoked(engine, log, LEE, 4)
    assert revoked(engine, log, LEE, 3) == 3


def test_a_stranger_is_not_revoked_as_if_it_had_ever_signed(engine: Engine, log: Log) -> None:
    append(engine, log)
    stranger = PrivateKey.generate(Role.RECORD, "record").public
    with pytest.raises(RecordError, match=f"leaf 3 is no change of keys: the log names no key {stranger.keyid}"):
        revoked(engine, log, stranger, 0)
    assert sizes(engine) == 3
