"""Where answer records are kept: written before an answer is shown, never changed after."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    DateTime,
    Engine,
    ForeignKey,
    Integer,
    PrimaryKeyConstraint,
    Row,
    String,
    Table,
    Text,
    UniqueConstraint,
    func,
    insert,
    select,
)

from audit.canonical import canonical_json, read_json, sha256_hex
from audit.database import metadata, reading, writing
from audit.domain import AnswerRecord
from audit.errors import RecordError
from audit.records import from_json, to_json

answers = Table(
    "answers",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=True),
    Column("record_id", String(64), nullable=False, unique=True),
    Column("asked_at", DateTime(timezone=True), nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("record", Text, nullable=False),  # RFC 8785
    Column("sha256", String(64), nullable=False),
)
answer_sources = Table(
    "answer_sources",
    metadata,
    Column("record_id", String(64), ForeignKey("answers.record_id"), nullable=False),
    Column("source_id", String(200), nullable=False, index=True),
    Column("role", String(8), nullable=False),  # cited | shown (as a refusal's nearest passage)
    UniqueConstraint("record_id", "source_id", "role"),
)
answer_parts = Table(
    "answer_parts",
    metadata,
    Column("record_id", String(64), nullable=False),
    Column("number", Integer, nullable=False),  # of statements, from 1
    Column("asked_at", DateTime(timezone=True), nullable=False),
    Column("record", Text, nullable=False),  # RFC 8785: the record as it stood when this statement was shown
    Column("sha256", String(64), nullable=False),
    PrimaryKeyConstraint("record_id", "number"),
)
answer_part_sources = Table(
    "answer_part_sources",
    metadata,
    Column("record_id", String(64), nullable=False),
    Column("source_id", String(200), nullable=False, index=True),
    UniqueConstraint("record_id", "source_id"),
)

SHORTEST_BEGINNING = 8  # characters of a record id, as an answer prints it


class Ledger:
    """The records of one workspace. What is appended is durable when its transaction ends (law 7: no receipt, no
    answer). An answer that is shown statement by statement is appended part by part, each before it is shown, and
    then whole."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """What is read and appended in it is one: nothing is withdrawn or paused between the look and the record."""
        with writing(self._engine) as connection:
            yield connection

    def append(self, connection: Connection, record: AnswerRecord) -> str:
        """Write one record, durable when the transaction ends; gives its hash. Raises CatalogueError."""
        data = canonical_json(to_json(record))
        digest = sha256_hex(data)
        for part in self._parts(connection, record.record_id):
            if _statements(part.record) != _statements(data)[: part.number]:
                raise RecordError(f"record {record.record_id} differs from what was shown of it.")
        used = [(item.source_id, "cited") for s in record.statements for item in s.citations]
        used += [(item.source_id, "shown") for item in (record.refusal.nearest if record.refusal else ())]
        if record.closed_context is not None:  # their ids are the asker's, and no source's
            used = []
        connection.execute(
            insert(answers).values(
                record_id=record.record_id,
                asked_at=record.asked_at,
                outcome=record.outcome.value,
                record=data.decode("utf-8"),
                sha256=digest,
            )
        )
        rows = [
            {"record_id": record.record_id, "source_id": source_id, "role": role}
            for source_id, role in sorted(set(used))
        ]
        if rows:
            connection.execute(insert(answer_sources), rows)
        return digest

    def append_part(self, connection: Connection, record: AnswerRecord) -> str:
        """Write a record as it stands with its latest statement, which may be shown when the transaction ends."""
        data = canonical_json(to_json(record))
        digest = sha256_hex(data)
        connection.execute(
            insert(answer_parts).values(
                record_id=record.record_id,
                number=len(record.statements),
                asked_at=record.asked_at,
                record=data.decode("utf-8"),
                sha256=digest,
            )
        )
        known = select(answer_part_sources.c.source_id).where(answer_part_sources.c.record_id == record.record_id)
        new = {item.source_id for item in record.statements[-1].citations} - set(connection.execute(known).scalars())
        if new and record.closed_context is None:
            rows = [{"record_id": record.record_id, "source_id": source_id} for source_id in sorted(new)]
            connection.execute(insert(answer_part_sources), rows)
        return digest

    def _parts(self, connection: Connection, record_id: str) -> Sequence[Row[Any]]:
        return connection.execute(
            select(answer_parts).where(answer_parts.c.record_id == record_id).order_by(answer_parts.c.number)
        ).all()

    def resolve(self, beginning: str) -> str:
        """The one record id that begins so; what is given where none or several do, for `read` to judge."""
        if not SHORTEST_BEGINNING <= len(beginning) < 32 or not beginning.isalnum():
            return beginning
        with reading(self._engine) as connection:
            whole = select(answers.c.record_id).where(answers.c.record_id.startswith(beginning))
            begun = select(answer_parts.c.record_id).where(answer_parts.c.record_id.startswith(beginning))
            found = set(connection.execute(whole.limit(2)).scalars()) | set(
                connection.execute(begun.limit(9)).scalars()
            )
        return found.pop() if len(found) == 1 else beginning

    def knows(self, record_id: str) -> bool:
        """Whether a record stands under this id, readable or not."""
        with reading(self._engine) as connection:
            row = connection.execute(select(answers.c.sequence).where(answers.c.record_id == record_id)).first()
            return row is not None or bool(self._parts(connection, record_id))

    def read(self, record_id: str) -> AnswerRecord:
        """One record; of an answer that was interrupted, what had been shown of it.

        Raises RecordError where it is unknown, or its bytes are no longer those written.
        """
        with reading(self._engine) as connection:
            query = select(answers.c.record, answers.c.sha256).where(answers.c.record_id == record_id)
            row: Any = connection.execute(query).one_or_none()
            if row is None:
                row = next(reversed(self._parts(connection, record_id)), None)
        if row is None:
            raise RecordError(
                f"no answer with the record id {record_id!r}.",
                advice="`onrecord ask --json` prints it as record_id.",
            )
        found = sha256_hex(row.record.encode("utf-8"))
        if found != row.sha256:
            raise RecordError(
                f"record {record_id} was changed after it was written: sha256 {found}, written {row.sha256}."
            )
        record: AnswerRecord = from_json(AnswerRecord, read_json(row.record))
        return record


def records_using(connection: Connection, source_ids: Iterable[str]) -> Sequence[tuple[str, str, datetime]]:
    """(record_id, role, asked_at) of every past answer that cited or showed one of the sources, oldest first; then of
    those that are still being given, or were interrupted."""
    wanted = list(source_ids)
    whole = connection.execute(
        select(answer_sources.c.record_id, answer_sources.c.role, answers.c.asked_at)
        .join(answers, answers.c.record_id == answer_sources.c.record_id)
        .where(answer_sources.c.source_id.in_(wanted))
        .order_by(answers.c.sequence, answer_sources.c.role)
    )
    begun = connection.execute(
        select(answer_part_sources.c.record_id, func.min(answer_parts.c.asked_at).label("asked_at"))
        .join(answer_parts, answer_parts.c.record_id == answer_part_sources.c.record_id)
        .where(answer_part_sources.c.source_id.in_(wanted))
        .where(answer_part_sources.c.record_id.not_in(select(answers.c.record_id)))
        .group_by(answer_part_sources.c.record_id)
        .order_by(func.min(answer_parts.c.asked_at), answer_part_sources.c.record_id)
    )
    found = [(row.record_id, row.role, row.asked_at) for row in whole]
    return found + [(row.record_id, "cited", row.asked_at) for row in begun]


def _statements(data: bytes | str) -> list[Any]:
    found: list[Any] = read_json(data.decode("utf-8") if isinstance(data, bytes) else data)["statements"]
    return found
