"""What takes effect at once, without an ingest: withdrawing a document, pausing and resuming. Each is a leaf of the
log, appended in the transaction from which on it holds."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, insert, select

from audit.database import aware
from audit.ledger.ledger import records_using
from audit.log.appending import Log, NewLeaf
from audit.records.wire import to_json
from audit.signed import payloads
from audit.signed.envelopes import Kind
from ingest.catalogue import logged, tables
from ingest.catalogue.read import pauses


def withdraw(
    connection: Connection, log: Log, source_id: str, reason: str, now: datetime
) -> Sequence[tuple[str, str, datetime]]:
    """Take a source back, and list the past answers that used it as (record_id, role, asked_at).

    Withdrawing what is withdrawn changes nothing (law 10).
    """
    standing = select(tables.withdrawals.c.sequence).where(
        tables.withdrawals.c.source_id == source_id, tables.withdrawals.c.lifted_at.is_(None)
    )
    if connection.execute(standing).first() is None:
        connection.execute(insert(tables.withdrawals).values(source_id=source_id, at=now, reason=reason))
        log.append(connection, [logged.withdraw_leaf(connection, source_id, reason, now)])
        logged.forget_source(connection, source_id)
    return records_using(connection, [source_id])


def withdrawals(connection: Connection) -> dict[str, tuple[datetime, str]]:
    """When and why each source that is withdrawn now was."""
    rows = connection.execute(
        select(tables.withdrawals)
        .where(tables.withdrawals.c.lifted_at.is_(None))
        .order_by(tables.withdrawals.c.sequence)
    )
    return {row.source_id: (aware(row.at), row.reason) for row in rows}


def control(
    connection: Connection,
    log: Log,
    action: str,
    leader_id: str | None,
    reason: str,
    now: datetime,
    *,
    source_id: str | None = None,
) -> bool:
    """Log a `pause` or a `resume` of one leader, of one document, or (neither) of everybody.

    False where it is in force already, and nothing is written.
    """
    if action not in ("pause", "resume") or (leader_id is not None and source_id is not None):
        raise ValueError((action, leader_id, source_id))
    paused = pauses(connection)
    if leader_id is not None:
        is_paused = leader_id in paused.leaders
    elif source_id is not None:
        is_paused = source_id in paused.sources
    else:
        is_paused = paused.everybody if action == "pause" else bool(paused)
    if is_paused == (action == "pause"):
        return False
    row = {"at": now, "action": action, "leader_id": leader_id, "source_id": source_id, "reason": reason}
    connection.execute(insert(tables.controls).values(row))
    payload = {**payloads.control(action, leader_id, source_id, reason), "at": to_json(now)}
    log.append(connection, [NewLeaf(kind=Kind.CONTROL, payload=payload)])
    return True
