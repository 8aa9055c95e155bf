"""Past records one after another, in the order in which they were written: any number of them, a few at a time."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from sqlalchemy import ColumnElement, Connection, Row, Table, func, literal, select

from audit.domain import AnswerRecord, Outcome
from audit.errors import Erased, RecordError
from audit.ledger import contents, stored
from audit.records.wire import from_json
from audit.tables import answer_parts, answers

BATCH = 500  # records whose rows are read at once


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Days of asking in UTC, half-open; none is no bound."""

    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """One record. `interrupted`: of an answer that did not come to its end, what had been shown. Where there is no
    `record`, `fault` says why; it is an `Erased` where the log says so. `leaf` is its place in the log, none where it
    is older than that."""

    record_id: str
    record: AnswerRecord | None
    interrupted: bool = False
    fault: RecordError | None = None
    leaf: int | None = None

    @property
    def erased(self) -> bool:
        return isinstance(self.fault, Erased)


def count(connection: Connection, period: Period) -> int:
    """How many there are, to tell how far `records` has come."""
    whole = connection.execute(select(func.count(answers.c.record_id)).where(*_within(answers, period))).scalar_one()
    begun = select(func.count(answer_parts.c.record_id.distinct())).where(*_begun(period))
    return int(whole) + int(connection.execute(begun).scalar_one())


def records(connection: Connection, period: Period) -> Iterator[Past]:
    """Every record that was asked for within the period; those that were interrupted come last, by their ids."""
    last = 0
    while rows := _batch(connection, period, last):
        for row in rows:
            yield _past(connection, row, interrupted=False)
        last = rows[-1].sequence
    after = ""
    while ids := _batch_of_ids(connection, period, after):
        for record_id in ids:
            yield _past(connection, stored.known(connection, record_id), interrupted=True)
        after = ids[-1]


def latest(connection: Connection, period: Period, outcome: Outcome, most: int) -> list[str]:
    """Of the whole records that were asked for within the period and ended so, the ids of the last `most`, newest
    first; also of those that were erased."""
    query = select(answers.c.record_id).where(*_within(answers, period), answers.c.outcome == outcome.value)
    return list(connection.execute(query.order_by(answers.c.sequence.desc()).limit(most)).scalars())


def these(connection: Connection, record_ids: Collection[str]) -> Iterator[Past]:
    """The whole records with these ids, oldest first; none for an id that is unknown."""
    ids = sorted(record_ids)
    for at in range(0, len(ids), BATCH):
        query = _WHOLE.where(answers.c.record_id.in_(ids[at : at + BATCH])).order_by(answers.c.sequence)
        for row in connection.execute(query).all():
            yield _past(connection, row, interrupted=False)


def _past(connection: Connection, row: Row[object], *, interrupted: bool) -> Past:
    of = {"record_id": row.record_id, "interrupted": interrupted, "leaf": row.leaf}
    try:
        record: AnswerRecord = from_json(AnswerRecord, stored.content(connection, row))
    except RecordError as error:
        return Past(record=None, fault=error, **of)
    return Past(record=record, **of)


_WHOLE = select(
    answers.c.sequence,
    answers.c.record_id,
    literal(contents.WHOLE).label("part"),
    answers.c.record,
    answers.c.sha256,
    answers.c.answer_seq,
    answers.c.leaf,
)


def _batch(connection: Connection, period: Period, last: int) -> list[Row[object]]:
    query = _WHOLE.where(*_within(answers, period), answers.c.sequence > last)
    return list(connection.execute(query.order_by(answers.c.sequence).limit(BATCH)))


def _batch_of_ids(connection: Connection, period: Period, after: str) -> list[str]:
    record_id = answer_parts.c.record_id
    query = select(record_id).distinct().where(*_begun(period), record_id > after).order_by(record_id).limit(BATCH)
    return list(connection.execute(query).scalars())


def _begun(period: Period) -> list[ColumnElement[bool]]:
    """Of parts, those whose answer has no whole."""
    return [*_within(answer_parts, period), answer_parts.c.record_id.not_in(select(answers.c.record_id))]


def _within(table: Table, period: Period) -> list[ColumnElement[bool]]:
    bounds = []
    if period.since is not None:
        bounds.append(table.c.asked_at >= midnight(period.since))
    if period.until is not None:
        bounds.append(table.c.asked_at < midnight(period.until))
    return bounds


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
