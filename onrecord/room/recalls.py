"""Documents that were taken back: the past answers that used each, and who was told of them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from audit.database import reading, writing
from audit.errors import RecordError
from audit.ledger.recall import Told, Used, used, withdrawal_of
from audit.ledger.recall import tell as write_down
from audit.records.wire import to_json
from audit.reports.report import Recall as Sum
from audit.reports.report import recalls
from ingest.catalogue import controls, history, logged, read
from ingest.domain import Status
from ingest.standing import status
from onrecord.parts import Parts, now
from onrecord.room.reporting import catalogue, titles


@dataclass(frozen=True, slots=True, kw_only=True)
class Recall:
    """`withdrawn` is since when, where that is known, and why; none where the document was not taken back."""

    source_id: str
    title: str
    withdrawn: tuple[datetime | None, str] | None
    used: tuple[Used, ...]
    told: tuple[Told, ...]
    new: tuple[str, ...]


def taken_back(made: Parts) -> list[Sum]:
    """Every document that is taken back now, the longest ago first, with the sums of its recall."""
    with reading(made.engine) as connection:
        return recalls(connection, catalogue(connection).withdrawn, titles(connection))


def tell(made: Parts, source_id: str, addresses: Collection[str]) -> tuple[str, ...]:
    """Write down that these were told; gives those who were not written down before. Raises RecordError for a document
    that was not taken back."""
    with writing(made.engine) as connection:
        reason = _withdrawn(connection, source_id)
        if reason is None:
            raise RecordError(
                f"{source_id} was not taken back, so there is nothing to tell.",
                advice=f"Run: onrecord withdraw {source_id} --reason TEXT",
            )
        new = tuple(write_down(connection, made.log, source_id, reason[1], addresses))
        if new:  # the log says so now, also of a consent that has lapsed: served again, it is a leaf of its own
            logged.forget_source(connection, source_id)
    return new


def recall(made: Parts, source_id: str, new: tuple[str, ...] = ()) -> Recall:
    """`new` are those who were just written down. Raises RecordError for a document that was neither served nor taken
    back."""
    with reading(made.engine) as connection:
        declared = history.declarations(connection, [source_id])
        found = tuple(used(connection, source_id))
        withdrawn = _withdrawn(connection, source_id)
        if not declared and not found and withdrawn is None:
            raise RecordError(f"no document {source_id!r} was ever served here.", advice="Run: onrecord sources")
        logged = withdrawal_of(connection, source_id)
        return Recall(
            source_id=source_id,
            title=declared[-1].title if declared else source_id,
            withdrawn=withdrawn,
            used=found,
            told=logged.told if logged is not None else (),
            new=new,
        )


def _withdrawn(connection: Connection, source_id: str) -> tuple[datetime | None, str] | None:
    """Since when and why it is taken back: as the log has it, the catalogue, or the calendar."""
    logged = withdrawal_of(connection, source_id)
    if logged is not None:
        return logged.at, logged.reason
    told = controls.withdrawals(connection).get(source_id)
    state = read.published(connection)
    entry = state.entries.get(source_id) if state else None
    if told is not None or entry is None or state is None:
        return told
    if entry.source.withdrawn is not None:
        return entry.source.withdrawn.at, entry.source.withdrawn.reason
    if status(entry.source, state.leaders, (), now()) is Status.LAPSED:
        return None, "no leader of it has a consent that covers quoting it today"
    return None


def facts(recall: Recall) -> dict[str, object]:
    """As JSON."""
    at, reason = recall.withdrawn or (None, None)
    return {
        "source_id": recall.source_id,
        "title": recall.title,
        "withdrawn": {"at": to_json(at), "reason": reason} if recall.withdrawn is not None else None,
        "answers": [to_json(one) | {"withdrawn_since": recall.withdrawn is not None} for one in recall.used],
        "told": [to_json(one) for one in recall.told],
        "changed": bool(recall.new),
    }
