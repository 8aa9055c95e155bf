"""What was read aloud or played, beside the log: written before a sound is given out, read for who looks into it.

1. An utterance is of a record that stands in the log, of a statement that was recorded, and of none that was erased.
2. It is a leaf (`audit.signed.uttered`), numbered through the log, with a row beside it by which it is found.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, func, insert, select

from audit.domain import AnswerRecord, Citation, Statement
from audit.errors import RecordError
from audit.ledger import stored
from audit.ledger.past import Period, midnight
from audit.log.appending import Log, NewLeaf
from audit.records.sections import Name
from audit.records.wire import from_json, to_json
from audit.signed import payloads
from audit.signed.envelopes import Kind, unseal
from audit.signed.uttered import Model, Uttered, audio_digest, uttered
from audit.tables import leaves, utterances

BATCH = 500
_INSERT, _LAST = insert(utterances), select(func.max(utterances.c.number))


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A record as it is kept: what was shown of it so far, and the salt under which its sounds are named."""

    record: AnswerRecord
    salt: bytes

    def statement(self, number: int) -> Statement | None:
        """By its number in the whole record; none where it was not recorded."""
        found = self.record.statements
        return found[number - 1] if 1 <= number <= len(found) else None


def recorded(connection: Connection, record_id: str) -> Recorded:
    """Raises RecordError where it is unknown, was changed, or is older than the log; Erased where it was erased."""
    row = stored.known(connection, record_id)
    record: AnswerRecord = from_json(AnswerRecord, stored.content(connection, row))
    if row.leaf is None:
        raise RecordError(
            f"record {record_id} is older than this workspace's log, which could not tell what was read aloud of it.",
            advice="Ask the question again.",
        )
    first = next(iter(stored.parts(connection, record_id)), row)
    return Recorded(record=record, salt=stored.sections(connection, first)[Name.ANSWER].salt)


def disclosures(connection: Connection, record_id: str) -> set[str]:
    """What was disclosed of a record so far: with each statement that it was shown with it may have become another."""
    rows = [*stored.parts(connection, record_id), stored.known(connection, record_id)]
    return {stored.content(connection, row)["disclosure"] for row in rows}


def read_aloud(
    connection: Connection,
    log: Log,
    of: Recorded,
    statement: int,
    *,
    audience: str,
    voice: Model,
    avatar: Model | None,
    pcm: bytes,
    at: datetime,
) -> int:
    """Write down that a statement, or (0) the disclosure, is read aloud, within the caller's writing transaction; gives
    the leaf's index. `at` is the moment at which it was judged."""
    audio = audio_digest(of.salt, pcm)
    record_id = of.record.record_id
    said = payloads.utterance(record_id, statement, audience=audience, voice=voice, avatar=avatar, audio=audio)
    return _append(connection, log, said, at)


def played(
    connection: Connection,
    log: Log,
    of: Recorded,
    statement: int,
    cited: Citation,
    *,
    audience: str,
    sha256: str,
    at: datetime,
) -> int:
    """Write down that the recording with this SHA-256 is played where a statement cites it; as `read_aloud`. Raises
    RecordError where the statement has no such citation."""
    found = of.statement(statement)
    places = [_place(one) for one in found.citations] if found is not None else []
    if _place(cited) not in places:
        raise RecordError(
            f"statement {statement} of record {of.record.record_id} does not cite {cited.source_id} there."
        )
    said = payloads.played(
        of.record.record_id,
        statement,
        1 + places.index(_place(cited)),
        audience=audience,
        source_id=cited.source_id,
        sha256=sha256,
    )
    return _append(connection, log, said, at)


def _place(cited: Citation) -> tuple[str, int, int]:
    return cited.source_id, cited.start, cited.end


def _append(connection: Connection, log: Log, said: Mapping[str, Any], at: datetime) -> int:
    number = (connection.execute(_LAST).scalar() or 0) + 1
    payload = {**said, "utterance_seq": number, "at": to_json(at)}
    leaf = log.append(connection, [NewLeaf(kind=Kind.UTTERANCE, payload=payload)])
    connection.execute(_INSERT, {"number": number, "record_id": said["record_id"], "at": at, "leaf": leaf})
    return leaf


def of_record(connection: Connection, record_id: str) -> list[Uttered]:
    """Every utterance of a record, in order. Raises RecordError where a leaf cannot be read."""
    return list(_read(connection, select(utterances).where(utterances.c.record_id == record_id)))


def of_period(connection: Connection, period: Period) -> Iterator[Uttered]:
    """Every utterance that was sounded within a period, in order, some at a time. Raises RecordError as `of_record`."""
    yield from _read(connection, within(select(utterances), period))


def newest(connection: Connection, period: Period, most: int) -> Iterator[Uttered]:
    """The last of a period, up to a number, in order."""
    last = within(select(utterances.c.number), period).order_by(utterances.c.number.desc()).limit(most).subquery()
    first = connection.execute(select(func.min(last.c.number))).scalar()
    if first is not None:
        yield from _read(connection, within(select(utterances), period).where(utterances.c.number >= first))


def counts(connection: Connection, record_ids: list[str]) -> dict[str, int]:
    """How often something of each record was read aloud or played; nothing of those of which it never was."""
    found = dict[str, int]()
    for at in range(0, len(record_ids), BATCH):
        wanted = utterances.c.record_id.in_(record_ids[at : at + BATCH])
        query = select(utterances.c.record_id, func.count().label("times")).where(wanted)
        query = query.group_by(utterances.c.record_id)
        found |= {row.record_id: row.times for row in connection.execute(query)}
    return found


def within(query: Select[Any], period: Period) -> Select[Any]:
    """Of the utterances of a query those of a period."""
    if period.since is not None:
        query = query.where(utterances.c.at >= midnight(period.since))
    if period.until is not None:
        query = query.where(utterances.c.at < midnight(period.until))
    return query


def _read(connection: Connection, query: Select[Any]) -> Iterator[Uttered]:
    """`query` is of utterances; their leaves are read with them."""
    query = query.add_columns(leaves.c.envelope).join_from(utterances, leaves, leaves.c.position == utterances.c.leaf)
    query, last = query.order_by(utterances.c.number).limit(BATCH), 0
    while rows := connection.execute(query.where(utterances.c.number > last)).all():
        yield from (uttered(row.leaf, unseal(row.envelope.encode("utf-8", "surrogatepass"))) for row in rows)
        last = rows[-1].number
