"""Cosigning of a real log by real witness processes over loopback: who cosigned what, and who refused it and why."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, update

from audit.database import open_engine, prepare, reading, writing
from audit.errors import RecordError
from audit.keys.workspace import WorkspaceKeys
from audit.log.appending import Log, NewLeaf, note_key
from audit.log.cosigning import Witnesses, cosign, cosigned_checkpoint, lag, last_cosigned
from audit.log.leaves import head
from audit.signed import payloads
from audit.signed.checkpoints import cosigned, open_checkpoint
from audit.signed.envelopes import Kind
from audit.signed.notes import NoteKey, SignatureType
from audit.tables import cosignatures
from audit.witness.client import RemoteWitness
from audit.witness.faults import WitnessSetupError

AT = datetime(2026, 11, 25, 9, tzinfo=UTC)


@pytest.fixture
def log(tmp_path: Path) -> Log:
    """Its clock stands still, so that two logs with its keys and the same leaves are one history."""
    return Log(tmp_path / "keys", now=lambda: AT)


def grown(engine: Engine, log: Log, *reasons: str) -> NoteKey:
    """A leaf for each reason; gives the key that signs the log's checkpoints."""
    for reason in reasons:
        with writing(engine) as connection:
            log.append(connection, [NewLeaf(kind=Kind.CONTROL, payload=payloads.control("pause", None, None, reason))])
    with reading(engine) as connection:
        latest = head(connection)
    assert latest is not None
    return note_key(WorkspaceKeys.open(log.folder, create=False).log.public, latest.origin)


@pytest.fixture
def start(engine: Engine, log: Log, tmp_path: Path, witnessing: Any) -> Iterator[Callable[[str], Any]]:
    """A witness process of the log, by the name of its key."""
    with ExitStack() as stack:
        run = stack.enter_context(witnessing(tmp_path, grown(engine, log, "one").vkey))
        yield lambda name: run(tmp_path / name, "--name", name)


def of(*listed: Any, threshold: int | None = None) -> Witnesses:
    return Witnesses(listed=tuple(one.remote for one in listed), threshold=threshold or len(listed))


def size(engine: Engine, witnesses: Witnesses) -> int | None:
    """Of the last cosigned checkpoint."""
    with reading(engine) as connection:
        found = last_cosigned(connection, witnesses)
    return None if found is None else found.size


def note(engine: Engine, witnesses: Witnesses | None = None) -> str:
    with reading(engine) as connection:
        return cosigned_checkpoint(connection, witnesses)


def test_every_witness_cosigns_and_is_not_asked_twice(engine: Engine, log: Log, start: Any) -> None:
    one, two = start("w1"), start("w2")
    witnesses = of(one, two)
    assert (size(engine, witnesses), note(engine)) == (None, note(engine, witnesses))
    first = cosign(engine, witnesses)
    assert (first.enough, first.cosigned, [reply.fault for reply in first.replies]) == (True, 2, [None, None])
    checkpoint, opened = open_checkpoint(note(engine, witnesses), [grown(engine, log)])
    assert (checkpoint.size, len(opened.unknown)) == (first.head.size, 2)
    assert cosigned(note(engine), [one.remote.key, two.remote.key], 2).enough
    one.end(9), two.end(9)
    again = cosign(engine, witnesses)
    assert [reply.at for reply in again.replies] == [reply.at for reply in first.replies]


def test_a_log_that_grows_is_cosigned_again_and_what_too_few_have_signed_is_not_cosigned(
    engine: Engine, log: Log, start: Any
) -> None:
    one, two = start("w1"), start("w2")
    both, either = of(one, two), of(one, two, threshold=1)
    before = cosign(engine, both).head.size
    grown(engine, log, "two", "three", "four", "five")
    two.end(9)
    asked = cosign(engine, both)
    assert (asked.head.size, asked.cosigned, asked.enough) == (before + 4, 1, False)
    assert "w2 at" in str(asked.replies[1].fault)
    assert not asked.replies[1].differs
    assert (size(engine, both), size(engine, either)) == (before, before + 4)
    assert cosigned(note(engine, both), [one.remote.key, two.remote.key], 2).enough
    assert cosign(engine, either).enough
    with reading(engine) as connection:
        found = lag(connection, both)
    assert found is not None
    assert (found.size, found.leaves, found.since) == (before, 4, AT)


def test_a_split_view_is_refused_with_both_roots(engine: Engine, log: Log, start: Any, tmp_path: Path) -> None:
    witnesses = of(start("w1"))
    forked = open_engine(f"sqlite:///{tmp_path / 'forked.db'}")
    prepare(forked)
    grown(forked, log, "one", "what the other reader sees")
    grown(engine, log, "two")
    shown = cosign(engine, witnesses)
    asked = cosign(forked, witnesses)
    (reply,) = asked.replies
    assert (asked.enough, reply.differs, asked.head.size) == (False, True, shown.head.size)
    for one in (shown, asked):
        assert one.head.note.splitlines()[2] in str(reply.fault)  # the root, as a checkpoint has it
    assert size(forked, witnesses) is None
    forked.dispose()


def test_a_log_that_was_set_back_is_told(engine: Engine, log: Log, start: Any, tmp_path: Path) -> None:
    witnesses = of(start("w1"))
    earlier = open_engine(f"sqlite:///{tmp_path / 'earlier.db'}")
    prepare(earlier)
    grown(earlier, log, "one")
    grown(engine, log, "two", "three")
    cosign(engine, witnesses)
    (reply,) = cosign(earlier, witnesses).replies
    assert reply.differs
    assert "knows 5 leaves" in str(reply.fault)
    earlier.dispose()


@pytest.mark.parametrize("line", ["", "— w1 AAAA", "— w2 {}", "— w1 {}"])
def test_a_kept_line_that_was_changed_is_as_if_it_had_never_come(
    engine: Engine, log: Log, start: Any, line: str
) -> None:
    witnesses = of(start("w1"))
    cosign(engine, witnesses)
    with writing(engine) as connection:
        kept = connection.execute(cosignatures.select()).one().line.split()[-1]
        other = kept[:-8] + ("AAAAAAA=" if kept[-8:] != "AAAAAAA=" else "BAAAAAA=")
        connection.execute(update(cosignatures).values(line=line.format(other)))
    assert size(engine, witnesses) is None
    assert note(engine, witnesses).count("\n— ") == 1
    assert cosign(engine, witnesses).enough
    assert size(engine, witnesses) == 3


def test_nothing_logged_is_told(engine: Engine) -> None:
    key = NoteKey(name="w1", type=SignatureType.COSIGNATURE, public=bytes(32))
    witnesses = Witnesses(listed=(RemoteWitness(url="http://127.0.0.1:1", key=key),), threshold=1)
    with pytest.raises(RecordError, match="nothing was logged"):
        cosign(engine, witnesses)
    with reading(engine) as connection:
        assert lag(connection, witnesses) is None
        with pytest.raises(RecordError, match="nothing was logged"):
            cosigned_checkpoint(connection)


def test_an_approvals_own_time_is_not_when_it_was_logged(engine: Engine, log: Log) -> None:
    grown(engine, log, "one")
    old = {"v": 1, "kind": "approval", "at": "2020-01-01T09:00:00.000Z", "source_id": "a", "by": "lee@example.com",
           "sha256": "0" * 64, "text_sha256": None}  # fmt: skip
    key = NoteKey(name="w1", type=SignatureType.COSIGNATURE, public=bytes(32))
    witnesses = Witnesses(listed=(RemoteWitness(url="http://127.0.0.1:1", key=key),), threshold=1)
    with writing(engine) as connection:
        log.append(connection, [NewLeaf(kind=Kind.APPROVAL, payload=old)])
        connection.execute(cosignatures.insert().values(size=3, witness="w1", line="x"))
    with reading(engine) as connection:
        found = lag(connection, witnesses)
    assert found is not None
    assert (found.size, found.leaves, found.since) == (0, 4, AT)


@pytest.mark.parametrize(
    ("names", "publics", "threshold", "told"),
    [
        (("w1", "w1"), (1, 2), 1, "two witnesses have the name w1"),
        (("w1", "w2"), (1, 1), 1, "two witnesses have the key 0101"),
        (("w1", "w2"), (1, 2), 3, "3 of 2 witnesses"),
        (("w1", "w2"), (1, 2), 0, "0 of 2 witnesses"),
        (("w" * 201,), (1,), 1, "longer than 200 characters"),
    ],
)
def test_a_policy_that_asks_for_what_cannot_be_is_refused(
    names: tuple[str, ...], publics: tuple[int, ...], threshold: int, told: str
) -> None:
    keys = [
        NoteKey(name=name, type=SignatureType.COSIGNATURE, public=bytes([seed]) * 32)
        for name, seed in zip(names, publics, strict=True)
    ]
    listed = tuple(RemoteWitness(url="http://127.0.0.1:1", key=key) for key in keys)
    with pytest.raises(WitnessSetupError, match=told):
        Witnesses(listed=listed, threshold=threshold)
