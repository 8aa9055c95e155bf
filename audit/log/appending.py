"""The log: signed leaves under one Merkle tree (RFC 6962), and after each transaction one signed checkpoint (C2SP).

1. The caller's transaction holds the database's write lock from its beginning (`audit.database.writing`): there is one
   writer, and what it appends is contiguous.
2. The tree's last state is read: its complete subtrees at the right edge, O(log n) of them. What they hash to must be
   what the last checkpoint says; nothing is ever signed on top of a tree that was changed.
3. The keys that sign are those that the log itself names (audit/signed/signers.py). The first append of all makes them,
   and adds them as the first leaves; where leaves exist, keys are never made.
4. Leaves, the subtrees that they complete, and one checkpoint over the new size are written. All of it commits with
   what the leaves are about, or none of it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, insert, select

from audit.errors import KeyFault, RecordError
from audit.keys.domain import PrivateKey, PublicKey, Role, Signature
from audit.keys.workspace import WorkspaceKeys
from audit.log.leaves import EXAMINE, Head, edge, leaves_of, nodes, read_head, whole
from audit.records.wire import to_json
from audit.signed.checkpoints import Checkpoint, sign_checkpoint
from audit.signed.envelopes import VERSION, Kind, seal, unseal
from audit.signed.merkle import leaf_hash, new_nodes, root
from audit.signed.notes import NoteKey, NoteSigner, SignatureType
from audit.signed.payloads import added_key, subject_of
from audit.signed.signers import Signers
from audit.tables import checkpoints, leaves, tree

ORIGIN = "onrecord/"
KEYID_DIGITS = 16  # of the first log key's keyid, in the origin


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLeaf:
    """What to append. The record key signs every leaf; `signers` sign it too, and `signatures` were made before.

    `payload` lacks what the log sets: version, kind, log, and the time, where it has none.
    """

    kind: Kind
    payload: Mapping[str, Any]
    signers: Sequence[PrivateKey] = ()
    signatures: Sequence[Signature] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Signing:
    """The keys that sign next, and the log's origin. `changed` is the last leaf that changed any key."""

    record: PrivateKey
    log: PrivateKey
    origin: str
    changed: int


@dataclass(slots=True)
class Log:
    """One workspace's log. `folder` holds its keys; nothing in it is read, or made, before something is appended."""

    folder: Path
    now: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))
    _signing: _Signing | None = None

    def append(self, connection: Connection, new: Sequence[NewLeaf]) -> int:
        """Append leaves within the caller's writing transaction; gives the index of the first of them.

        Raises KeyFault where the keys that the log names are not there, RecordError where the log was changed, or where
        a leaf would change keys as it may not (audit/signed/signers.py).
        """
        if not connection.get_execution_options().get("writing", False):
            raise ValueError("leaves are appended within a transaction of `audit.database.writing`")
        before, last, changed = _tail(connection)
        size = before.size if before is not None else 0
        stored = _edge(connection, before, last)
        signing = self._keys(connection, before, changed)
        listed = [*(_first_keys(signing) if before is None else ()), *new]
        rows = [self._row(signing, one, index, size + len(listed)) for index, one in enumerate(listed, start=size)]
        if any(one.kind is Kind.KEY for one in listed):
            _admit(connection, rows)
        grown = _grown(rows, size, stored)
        checkpoint = Checkpoint(
            origin=signing.origin, size=size + len(rows), root=root(size + len(rows), _node(stored | grown))
        )
        note = sign_checkpoint(checkpoint, _note_signer(signing))
        nodes_ = [{"level": level, "position": at, "hash": made} for (level, at), made in grown.items()]
        connection.execute(_LEAVES, rows)
        connection.execute(_TREE, nodes_)
        connection.execute(_CHECKPOINTS, {"size": checkpoint.size, "note": note})
        return checkpoint.size - len(new)

    def _row(self, signing: _Signing, new: NewLeaf, index: int, size: int) -> dict[str, Any]:
        payload = {"v": VERSION, "kind": new.kind.value, "at": to_json(self.now()), **new.payload}
        if new.kind is not Kind.APPROVAL:
            payload["log"] = signing.origin
        envelope = seal(new.kind, payload, [signing.record, *new.signers], new.signatures)
        return {
            "position": index,
            "kind": new.kind.value,
            "subject": subject_of(new.kind, payload),
            "envelope": envelope.decode("ascii"),
            "sha256": leaf_hash(envelope).hex(),
            "checkpoint": size,
        }

    def _keys(self, connection: Connection, before: Head | None, changed: int | None) -> _Signing:
        """Step 3. Read again where another process has changed a key since."""
        if before is None:
            keys = WorkspaceKeys.open(self.folder, create=True)
            origin = f"{ORIGIN}{keys.log.keyid[:KEYID_DIGITS]}"
            return _Signing(record=keys.record, log=keys.log, origin=origin, changed=-1)
        known = self._signing
        if known is None or known.changed != changed or known.origin != before.origin:
            if not self.folder.is_dir():
                raise KeyFault(
                    f"this workspace's log has {before.size} leaves, but the folder of the keys that sign it is gone: "
                    f"{self.folder}.",
                    advice="Restore it from a backup, or name it as `log_keys` in settings.toml.",
                )
            signers = Signers.of((one.position, one.sealed) for one in leaves_of(connection, [Kind.KEY]))
            keys = WorkspaceKeys.open(self.folder, create=False)
            known = _Signing(
                record=keys.find(signers.current(Role.RECORD).keyid),
                log=keys.find(signers.current(Role.LOG).keyid),
                origin=before.origin,
                changed=changed if changed is not None else -1,
            )
            self._signing = known
        return known


def note_key(key: PublicKey, origin: str) -> NoteKey:
    """A log's key as it signs checkpoints: under the log's origin as its name."""
    return NoteKey(name=origin, type=SignatureType.ED25519, public=key.raw)


def _note_signer(signing: _Signing) -> NoteSigner:
    return NoteSigner(key=note_key(signing.log.public, signing.origin), sign=signing.log.sign)


def _first_keys(signing: _Signing) -> tuple[NewLeaf, ...]:
    reason = "the first keys of this log"
    return tuple(NewLeaf(kind=Kind.KEY, payload=added_key(one.public, reason)) for one in (signing.record, signing.log))


_LAST = select(func.max(leaves.c.position)).scalar_subquery()
_CHANGED = select(func.max(leaves.c.position)).where(leaves.c.kind == Kind.KEY).scalar_subquery()
_NOTE = select(checkpoints.c.note).order_by(checkpoints.c.size.desc()).limit(1).scalar_subquery()
_TAIL = select(_NOTE, _LAST, _CHANGED)  # made once, as making a query takes longer than running it
_LEAVES, _TREE, _CHECKPOINTS = insert(leaves), insert(tree), insert(checkpoints)


def _tail(connection: Connection) -> tuple[Head | None, int | None, int | None]:
    """The last checkpoint, the last leaf, and the last leaf that changed a key, in one query."""
    note, last, changed = connection.execute(_TAIL).one()
    return (None if note is None else read_head(note)), last, changed


def _edge(connection: Connection, before: Head | None, last: int | None) -> dict[tuple[int, int], bytes]:
    """Step 2."""
    count = 0 if last is None else last + 1
    size = before.size if before is not None else 0
    if count != size:
        raise RecordError(
            f"the log holds {count} leaves, but its last checkpoint is of {size}: nothing is appended.", advice=EXAMINE
        )
    found = nodes(connection, edge(size))
    if before is not None and (made := root(size, _node(found))) != before.checkpoint.root:
        raise RecordError(
            f"the log's tree of {size} leaves has the root {made.hex()}, but its checkpoint says "
            f"{before.checkpoint.root.hex()}: nothing is appended.",
            advice=EXAMINE,
        )
    return found


def _admit(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """A key leaf that does not count would end the log: it is refused before it is in it."""
    signers = Signers.of((one.position, one.sealed) for one in leaves_of(connection, [Kind.KEY]))
    for row in rows:
        if row["kind"] == Kind.KEY:
            signers.admit(row["position"], unseal(row["envelope"].encode("ascii")))
    for role in (Role.RECORD, Role.LOG):
        signers.current(role)


def _grown(
    rows: Sequence[Mapping[str, Any]], size: int, stored: Mapping[tuple[int, int], bytes]
) -> dict[tuple[int, int], bytes]:
    """The subtrees that the new leaves complete."""
    known = dict(stored)
    grown: dict[tuple[int, int], bytes] = {}
    for index, row in enumerate(rows, start=size):
        made = new_nodes(index, bytes.fromhex(row["sha256"]), _node(known))
        completed = {(level, position): found for level, position, found in made}
        grown |= completed
        known |= completed
    return grown


def _node(known: Mapping[tuple[int, int], bytes]) -> Callable[[int, int], bytes]:
    return lambda level, position: whole(known.get((level, position)), level, position)
