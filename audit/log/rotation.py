"""Changes of the keys that a log names: a new key in the place of an old one, and a key that counts no longer."""

from dataclasses import dataclass

from sqlalchemy import Connection

from audit.errors import KeyFault
from audit.keys.domain import PrivateKey, PublicKey, Role
from audit.keys.workspace import WorkspaceKeys
from audit.log.appending import Log, NewLeaf
from audit.log.leaves import head, leaves_of
from audit.signed.envelopes import Kind
from audit.signed.payloads import revoked_key, rotated_key
from audit.signed.signers import Signers


@dataclass(frozen=True, slots=True, kw_only=True)
class Revocation:
    """From leaf `start` on the key's signatures do not count; leaf `leaf` says so."""

    start: int
    leaf: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedKey:
    """A key that the log names: in force from leaf `first` on, to leaf `last` or, where that is none, to this day.
    `first` is none for an approver's key, of which the log says only that it was revoked. `replaces` is the keyid of
    the key in whose place it came by rotation."""

    key: PublicKey
    first: int | None
    last: int | None
    replaces: str | None
    revoked: Revocation | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotated:
    old: PublicKey
    new: PublicKey
    leaf: int


def signers(connection: Connection) -> Signers:
    """Which keys are in force where. Raises RecordError where the log's own leaves of keys were changed."""
    return Signers.of((one.position, one.sealed) for one in leaves_of(connection, [Kind.KEY]))


def named(connection: Connection) -> list[NamedKey]:
    """Every key that the log names, in the order in which it first names them. Raises RecordError as `signers`."""
    replaces: dict[str, str | None] = {}
    revoked: dict[str, Revocation] = {}
    bare: dict[str, PublicKey] = {}
    terms = signers(connection).terms
    for one in leaves_of(connection, [Kind.KEY]):
        said = one.payload
        if said["action"] != "revoke":
            replaces[said["keyid"]] = said["replaces"]
            continue
        found = Revocation(start=said["from_index"], leaf=one.position, reason=said["reason"])
        revoked[said["keyid"]] = min(found, revoked.get(said["keyid"], found), key=lambda each: each.start)
        if Role(said["role"]) is Role.APPROVER:
            bare[said["keyid"]] = PublicKey(role=Role.APPROVER, name=said["name"], raw=bytes.fromhex(said["public"]))
    known = [(one.key, one.first, one.last) for one in terms] + [(one, None, None) for one in bare.values()]
    return [
        NamedKey(key=key, first=first, last=last, replaces=replaces.get(key.keyid), revoked=revoked.get(key.keyid))
        for key, first, last in known
    ]


def rotate(connection: Connection, log: Log, role: Role, reason: str) -> Rotated:
    """Make a new record or log key, signed by the old one, within the caller's writing transaction.

    The files change before it commits. Where it does not, the log goes on naming the old key, which is kept, and finds
    it. Raises KeyFault where nothing was logged yet, or the old key is not there.
    """
    _size(connection)
    keys = WorkspaceKeys.open(log.folder, create=False)
    old = keys.find(signers(connection).current(role).keyid)
    new = PrivateKey.generate(role, role.value)
    both = [new] if role is Role.RECORD else [old, new]  # the record key in force signs every leaf
    payload = rotated_key(new.public, old.keyid, reason)
    leaf = log.append(connection, [NewLeaf(kind=Kind.KEY, payload=payload, signers=both)])
    keys.replace(new)
    return Rotated(old=old.public, new=new.public, leaf=leaf)


def revoke(connection: Connection, log: Log, key: PublicKey, start: int, reason: str) -> int | None:
    """Say that from leaf `start` on a key's signatures do not count, within the caller's writing transaction; gives the
    leaf that says so, or none where the log says as much already.

    Raises KeyFault for a key that signs now, and for a leaf that is neither there nor the next one.
    """
    size = _size(connection)
    if start > size:
        raise KeyFault(f"the log has {size} leaves, from 0 on; it has no leaf {start} to revoke a key from.")
    found = signers(connection)
    if any(one.key.keyid == key.keyid and one.last is None for one in found.terms):
        raise KeyFault(
            f"{key.keyid} is the {key.role.value} key that signs now.",
            advice=f"First put another in its place: onrecord keys rotate {key.role.value}",
        )
    if key.keyid in found.revoked and found.revoked[key.keyid] <= start:
        return None
    return log.append(connection, [NewLeaf(kind=Kind.KEY, payload=revoked_key(key, start, reason))])


def _size(connection: Connection) -> int:
    found = head(connection)
    if found is None:
        raise KeyFault("nothing was ever logged in this workspace, so it has no keys.", advice="Run: onrecord ingest")
    return found.size
