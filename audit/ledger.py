"""Where answer records are kept: written before an answer is shown, never changed after."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import (
    Column,
    Connection,
    DateTime,
    Engine,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
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


class Ledger:
    """The records of one workspace. `append` returns only after the commit (law 7: no receipt, no answer)."""

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
        used = [(item.source_id, "cited") for s in record.statements for item in s.citations]
        used += [(item.source_id, "shown") for item in (record.refusal.nearest if record.refusal else ())]
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

    def knows(self, record_id: str) -> bool:
        """Whether a record stands under this id, readable or not."""
        with reading(self._engine) as connection:
            row = connection.execute(select(answers.c.sequence).where(answers.c.record_id == record_id)).first()
        return row is not None

    def read(self, record_id: str) -> AnswerRecord:
        """One record. Raises RecordError where it is unknown, or its bytes are no longer those written."""
        with reading(self._engine) as connection:
            row = connection.execute(
                select(answers.c.record, answers.c.sha256).where(answers.c.record_id == record_id)
            ).one_or_none()
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
    """(record_id, role, asked_at) of every past answer that cited or showed one of the sources, oldest first."""
    rows = connection.execute(
        select(answer_sources.c.record_id, answer_sources.c.role, answers.c.asked_at)
        .join(answers, answers.c.record_id == answer_sources.c.record_id)
        .where(answer_sources.c.source_id.in_(list(source_ids)))
        .order_by(answers.c.sequence, answer_sources.c.role)
    )
    return [(row.record_id, row.role, row.asked_at) for row in rows]
