"""What an auditor pins outside every bundle, for them to read, and to keep where the operator cannot reach.

The log's keys are those that were not revoked; the record keys are the first one and every one that was added anew,
from which rotations follow; the approvers' keys are those that the manifest names today.
"""

from collections.abc import Sequence
from typing import Any

from audit.errors import KeyFault, UsageError
from audit.keys.domain import Role
from audit.log.appending import note_key
from audit.signed.envelopes import VERSION
from audit.signed.notes import NoteError, SignatureType, read_vkey
from onrecord.keyring import Keyring


def policy(ring: Keyring, witnesses: dict[str, Any], *, unsigned: bool, seen: bool) -> dict[str, Any]:
    """As `onrecord-verify` reads it. Raises KeyFault where nothing was logged yet."""
    head = ring.head
    if head is None:
        raise KeyFault("nothing was ever logged in this workspace, so it has no keys.", advice="Run: onrecord ingest")
    log = [one.key for one in ring.named if one.key.role is Role.LOG and one.revoked is None]
    record = [one.key for one in ring.named if one.key.role is Role.RECORD and one.replaces is None]
    approvers: dict[str, list[str]] = {}
    for one in ring.approvers:
        approvers.setdefault(one.by, []).append(one.public)
    found: dict[str, Any] = {
        "v": VERSION,
        "log": {"origin": head.origin, "keys": [note_key(one, head.origin).vkey for one in log]},
        "record_keys": [one.raw.hex() for one in record],
        "witnesses": witnesses,
        "approvers": approvers,
        "unsigned_approvals": unsigned,
    }
    return found | {"seen": {"size": head.size, "root": head.checkpoint.root.hex()}} if seen else found


def pinned(vkeys: Sequence[str], threshold: int | None) -> dict[str, Any]:
    """Witnesses by their verifier keys, of which so many (all, where none is named) must have cosigned. Raises
    UsageError."""
    for one in vkeys:
        try:
            key = read_vkey(one)
        except NoteError as error:
            raise UsageError(f"--witness: {error.message}") from None
        if key.type is not SignatureType.COSIGNATURE:
            raise UsageError(f"--witness: {one} is a log's verifier key (type 1); a witness's has the type 4.")
    needed = len(vkeys) if threshold is None else threshold
    if not min(1, len(vkeys)) <= needed <= len(vkeys):
        raise UsageError(f"--threshold: {len(vkeys)} witnesses are named, of which {needed} cannot be asked for.")
    return {"threshold": needed, "keys": list(vkeys)}
