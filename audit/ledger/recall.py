"""Recall: the past answers that used a source that was taken back, and who was told of them.

A withdrawal holds until the source is served again, which is a `source` leaf of its own. Who was told is a further
`withdraw` leaf.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from audit.database import aware
from audit.ledger import utterances
from audit.ledger.erasure import erasure_of
from audit.ledger.ledger import records_using
from audit.log.appending import Log, NewLeaf
from audit.log.leaves import leaves_of
from audit.signed import payloads
from audit.signed.envelopes import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """A past answer that cited a source, or showed it (`role`). `erased`: nothing but its leaf is left. `heard` is how
    often something of it was read aloud or played."""

    record_id: str
    role: str
    asked_at: datetime
    erased: bool
    heard: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An address, and when it was written down that its owner was told."""

    address: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """As the log has it: since when, why, and who was told since."""

    at: datetime
    reason: str
    told: tuple[Told, ...]


def withdrawal_of(connection: Connection, source_id: str) -> Withdrawal | None:
    """The withdrawal of a source that holds now, or none."""
    found: Withdrawal | None = None
    for leaf in leaves_of(connection, [Kind.WITHDRAW, Kind.SOURCE], source_id):
        if leaf.kind == Kind.SOURCE:
            found = None
            continue
        payload: dict[str, Any] = leaf.payload
        at = datetime.fromisoformat(payload["at"])
        told = tuple(Told(address=one, at=at) for one in payload["told"])
        earlier = found or Withdrawal(at=at, reason=payload["reason"], told=())
        found = Withdrawal(at=earlier.at, reason=earlier.reason, told=(*earlier.told, *told))
    return found


def used(connection: Connection, source_id: str) -> Sequence[Used]:
    """Every past answer that used a source, oldest first."""
    found = records_using(connection, [source_id])
    heard = utterances.counts(connection, [record_id for record_id, _, _ in found])
    return [
        Used(
            record_id=record_id,
            role=role,
            asked_at=aware(asked_at),
            erased=erasure_of(connection, record_id) is not None,
            heard=heard.get(record_id, 0),
        )
        for record_id, role, asked_at in found
    ]


def tell(connection: Connection, log: Log, source_id: str, reason: str, addresses: Collection[str]) -> Sequence[str]:
    """Write down who was told of a withdrawal that holds, within the caller's writing transaction; gives those who were
    not written down before, and writes nothing where there are none."""
    withdrawal = withdrawal_of(connection, source_id)
    known = {one.address for one in withdrawal.told} if withdrawal is not None else set()
    new = sorted(set(addresses) - known)
    if new:
        answers = [(one.record_id, one.role) for one in used(connection, source_id)]
        payload = payloads.withdraw(source_id, reason, answers, new)
        log.append(connection, [NewLeaf(kind=Kind.WITHDRAW, payload=payload)])
    return new
