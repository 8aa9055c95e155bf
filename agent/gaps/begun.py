"""What was decided about gaps: drafts begun, gaps dismissed. Each holds for every question that the gap has now."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from agent.gaps.domain import Dismissal, Draft
from agent.gaps.tables import gap_dismissals, gap_drafts
from audit.database import aware
from audit.log.leaves import leaves_of
from audit.signed.envelopes import Kind
from ingest.catalogue import read
from ingest.catalogue.read import Published
from ingest.domain import Status
from ingest.standing import status


def begin(connection: Connection, record_ids: Collection[str], source_id: str, *, by: str, at: datetime) -> None:
    """A draft is to close the gap of these questions."""
    rows = [{"source_id": source_id, "record_id": one, "by": by, "at": at} for one in sorted(record_ids)]
    connection.execute(delete(gap_drafts).where(gap_drafts.c.source_id == source_id))
    connection.execute(insert(gap_drafts), rows)


def give_up(connection: Connection, record_ids: Collection[str], source_id: str) -> bool:
    """The source is not to close the gap of these questions. False where it was not to."""
    own = gap_drafts.c.source_id == source_id, gap_drafts.c.record_id.in_(sorted(record_ids))
    return connection.execute(delete(gap_drafts).where(*own)).rowcount > 0


def dismiss(connection: Connection, record_ids: Collection[str], *, by: str, at: datetime, reason: str) -> None:
    """Nothing is to be written about these questions, for this reason, in place of an earlier one."""
    reopen(connection, record_ids)
    rows = [{"record_id": one, "by": by, "at": at, "reason": reason} for one in sorted(record_ids)]
    connection.execute(insert(gap_dismissals), rows)


def reopen(connection: Connection, record_ids: Collection[str]) -> bool:
    """Lift the dismissal of these questions. False where there was none."""
    wanted = gap_dismissals.c.record_id.in_(sorted(record_ids))
    return connection.execute(delete(gap_dismissals).where(wanted)).rowcount > 0


def dismissals(connection: Connection) -> dict[str, Dismissal]:
    """By record id."""
    rows = connection.execute(select(gap_dismissals))
    return {row.record_id: Dismissal(by=row.by, at=aware(row.at), reason=row.reason) for row in rows}


def drafts(connection: Connection, state: Published | None, now: datetime) -> dict[str, tuple[Draft, ...]]:
    """The drafts by the ids of the records that they are to answer, the first begun first. What has become of each is
    read from the catalogue and the log."""
    rows = connection.execute(select(gap_drafts).order_by(gap_drafts.c.at, gap_drafts.c.source_id)).all()
    withdrawn = read.withdrawn(connection)
    known = dict[str, Draft]()
    found = dict[str, tuple[Draft, ...]]()
    for row in rows:
        if row.source_id not in known:
            standing = _status(state, withdrawn, row.source_id, now)
            known[row.source_id] = Draft(
                source_id=row.source_id,
                by=row.by,
                at=aware(row.at),
                served_from=_served_from(connection, row.source_id) if standing is Status.PUBLISHED else None,
                withdrawn=standing is Status.WITHDRAWN,
            )
        found[row.record_id] = (*found.get(row.record_id, ()), known[row.source_id])
    return found


def _status(state: Published | None, withdrawn: Collection[str], source_id: str, now: datetime) -> Status | None:
    """None where nothing is served of it, though nothing else forbids it: it waits for an ingest."""
    entry = (state.entries if state is not None else {}).get(source_id)
    if state is None or entry is None:
        return Status.WITHDRAWN if source_id in withdrawn else None
    found = status(entry.source, state.leaders, withdrawn, now)
    return None if found is Status.PUBLISHED and not entry.served else found


def _served_from(connection: Connection, source_id: str) -> int:
    """The leaf with which it was served first, since it was last taken back."""
    first = -1
    for leaf in leaves_of(connection, [Kind.SOURCE, Kind.WITHDRAW], source_id):
        if leaf.kind == Kind.WITHDRAW:
            first = -1
        elif first < 0:
            first = leaf.position
    return max(first, 0)
