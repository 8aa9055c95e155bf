"""Erasing a record's content while its leaves stay, and the hold that forbids it. Both are leaves of the log."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select, update

from audit.errors import Erased, RecordError
from audit.ledger import contents
from audit.log.appending import Log, NewLeaf
from audit.log.leaves import Leaf, leaves_of
from audit.signed import payloads
from audit.signed.envelopes import Kind
from audit.tables import answer_parts, answers, feedback, leaves, shares


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """Who decided what of a record, when and why; `leaf` says so. An address, as it was given."""

    record_id: str
    at: datetime
    by: str
    reason: str
    leaf: int

    @property
    def told(self) -> str:
        return f"on {self.at:%-d %B %Y} by {self.by}: {self.reason}"


def erasure_of(connection: Connection, record_id: str) -> Word | None:
    """The erasure of a record, or none."""
    found = list(leaves_of(connection, [Kind.ERASE], record_id))
    return _word(found[-1]) if found else None


def erased(connection: Connection) -> frozenset[str]:
    """The ids of every record that was erased."""
    query = select(leaves.c.subject).where(leaves.c.kind == Kind.ERASE.value)
    return frozenset(connection.execute(query).scalars())


def hold_on(connection: Connection, record_id: str) -> Word | None:
    """The hold that is on a record now, or none."""
    found = list(leaves_of(connection, [Kind.HOLD], record_id))
    return _word(found[-1]) if found and found[-1].payload["action"] == "place" else None


def erase(connection: Connection, log: Log, record_id: str, *, reason: str, by: str) -> bool:
    """Destroy key, salts and ciphertexts of a record that is known, and what readers said of it, within the caller's
    writing transaction.

    False where it was erased already, and nothing is written. Raises RecordError where a hold is on it.
    """
    if erasure_of(connection, record_id) is not None:
        return False
    hold = hold_on(connection, record_id)
    if hold is not None:
        raise RecordError(
            f"record {record_id} is held, and is not erased: the hold was placed {hold.told}.",
            advice=f"Where it may end: onrecord audit hold {record_id} --lift --by EMAIL --reason TEXT",
        )
    own = _leaves(connection, record_id)
    contents.destroy(connection, record_id)
    for table in (feedback, shares):
        connection.execute(delete(table).where(table.c.record_id == record_id))
    for table in (answers, answer_parts):  # of a record that is older than the log, its text
        older = table.c.record_id == record_id, table.c.leaf.is_(None)
        connection.execute(update(table).where(*older).values(record="", sha256=""))
    log.append(connection, [NewLeaf(kind=Kind.ERASE, payload=payloads.erase(record_id, own, reason, by))])
    return True


def hold(connection: Connection, log: Log, record_id: str, *, lift: bool, reason: str, by: str) -> bool:
    """Place a hold on a record that is known, or lift it. False where that changes nothing, and nothing is written.

    Raises Erased where there is nothing left to hold.
    """
    gone = erasure_of(connection, record_id)
    if gone is not None:
        raise Erased(f"record {record_id} was erased {gone.told}; there is nothing left to hold.")
    if (hold_on(connection, record_id) is None) == lift:
        return False
    payload = payloads.hold("lift" if lift else "place", record_id, reason, by)
    log.append(connection, [NewLeaf(kind=Kind.HOLD, payload=payload)])
    return True


def _leaves(connection: Connection, record_id: str) -> list[int]:
    found: list[int] = []
    for table in (answers, answer_parts):
        query = select(table.c.leaf).where(table.c.record_id == record_id, table.c.leaf.is_not(None))
        found += connection.execute(query).scalars()
    return found


def _word(leaf: Leaf) -> Word:
    payload: dict[str, Any] = leaf.payload
    return Word(
        record_id=payload["record_id"],
        at=datetime.fromisoformat(payload["at"]),
        by=payload["by"],
        reason=payload["reason"],
        leaf=leaf.position,
    )
