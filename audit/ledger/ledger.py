"""Where answer records are kept: written before an answer is shown, never changed after; erased only by `erase`.

Each is a leaf of the log, which names its personal sections by digests, and the sections beside it, encrypted. What a
database of an earlier format holds is older than the log: its text stands in the table itself, and is read as before.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, func, insert, select

from audit.database import reading, writing
from audit.domain import AnswerRecord, Receipt
from audit.errors import RecordError
from audit.ledger import contents, stored
from audit.log.appending import Log, NewLeaf
from audit.log.leaves import head_at, leaf_at
from audit.records.sections import Name, divided
from audit.records.wire import from_json, to_json
from audit.signed import payloads
from audit.tables import answer_part_sources, answer_parts, answer_sources, answers

SHORTEST_BEGINNING = 8  # characters of a record id, as an answer prints it


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What is kept beside a record, and is no part of it: the asker's reference, and what a language model was given,
    as sections of their own; in the leaf, the cited sources whose approval nobody has signed."""

    asker: str | None = None
    prompt: Mapping[str, Any] | None = None
    unsigned: frozenset[str] = frozenset()


NOTHING = Beside()


_ANSWERS, _SOURCES, _PARTS = insert(answers), insert(answer_sources), insert(answer_parts)
_NUMBERS = select(*(select(func.max(one.c.answer_seq)).scalar_subquery() for one in (answers, answer_parts)))


class Ledger:
    """The records of one workspace. What is appended is durable when its transaction ends (law 7: no receipt, no
    answer). An answer that is shown statement by statement is appended part by part, each before it is shown, and
    then whole."""

    def __init__(self, engine: Engine, log: Log) -> None:
        self._engine = engine
        self._log = log

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """What is read and appended in it is one: nothing is withdrawn or paused between the look and the record."""
        with writing(self._engine) as connection:
            yield connection

    def append(self, connection: Connection, record: AnswerRecord, beside: Beside = NOTHING) -> None:
        """Write one record, durable when the transaction ends.

        Raises CatalogueError, KeyFault, or RecordError; then nothing may be shown.
        """
        value = to_json(record)
        parts = stored.parts(connection, record.record_id)
        for part in parts:
            if stored.content(connection, part)["statements"] != value["statements"][: part.part]:
                raise RecordError(f"record {record.record_id} differs from what was shown of it.")
        row = self._write(connection, record, value, contents.WHOLE, beside, begun=bool(parts))
        connection.execute(_ANSWERS, {**row, "outcome": record.outcome.value})
        rows = [
            {"record_id": record.record_id, "source_id": source_id, "role": role}
            for source_id, role in payloads.sources_of(record)
        ]
        if rows:
            connection.execute(_SOURCES, rows)

    def append_part(self, connection: Connection, record: AnswerRecord, beside: Beside = NOTHING) -> None:
        """Write a record as it stands with its latest statement, which may be shown when the transaction ends."""
        number = len(record.statements)
        row = self._write(connection, record, to_json(record), number, beside, begun=number > 1)
        connection.execute(_PARTS, {**row, "number": number})
        known = select(answer_part_sources.c.source_id).where(answer_part_sources.c.record_id == record.record_id)
        new = {source_id for source_id, _ in payloads.sources_of(record)} - set(connection.execute(known).scalars())
        if new:
            rows = [{"record_id": record.record_id, "source_id": source_id} for source_id in sorted(new)]
            connection.execute(insert(answer_part_sources), rows)

    def _write(
        self,
        connection: Connection,
        record: AnswerRecord,
        value: dict[str, Any],
        part: int,
        beside: Beside,
        *,
        begun: bool,
    ) -> dict[str, Any]:
        """The sections, then the leaf that names them; gives what both tables say of it."""
        divisions = divided(value, asker=beside.asker, prompt=beside.prompt)
        digests = contents.keep(connection, record.record_id, part, divisions, begun=begun)
        number = _next_number(connection)
        kind, payload = payloads.answer(
            record, answer_seq=number, part=part or None, unsigned=beside.unsigned, sections=digests
        )
        leaf = self._log.append(connection, [NewLeaf(kind=kind, payload=payload)])
        return {
            "record_id": record.record_id,
            "asked_at": record.asked_at,
            "record": "",
            "sha256": digests[Name.ANSWER],
            "answer_seq": number,
            "leaf": leaf,
        }

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
            return stored.latest(connection, record_id) is not None

    def read(self, record_id: str) -> AnswerRecord:
        """One record; of an answer that was interrupted, what had been shown of it.

        Raises RecordError where it is unknown, or its bytes are no longer those written; Erased where it was erased.
        """
        with reading(self._engine) as connection:
            found = stored.content(connection, stored.known(connection, record_id))
        record: AnswerRecord = from_json(AnswerRecord, found)
        return record

    def asker(self, record_id: str) -> str | None:
        """The asker's reference, as it is kept beside a record; none where there is none, or the record is older than
        the log. Raises RecordError as `read`."""
        with reading(self._engine) as connection:
            row = stored.known(connection, record_id)
            if row.leaf is None:
                return None
            section = stored.sections(connection, row).get(Name.ASKER)
        return None if section is None else str(section.content["reference"])

    def receipt(self, record_id: str) -> Receipt | None:
        """Where a record stands in the log; none where it is older than that. Raises RecordError as `read`."""
        with reading(self._engine) as connection:
            row = stored.known(connection, record_id)
            if row.leaf is None:
                return None
            signed = head_at(connection, leaf_at(connection, row.leaf).checkpoint)
            return Receipt(
                log=signed.origin,
                leaf=row.leaf,
                answer_seq=row.answer_seq,
                size=signed.size,
                root=signed.checkpoint.root.hex(),
            )


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


def _next_number(connection: Connection) -> int:
    """Both tables hold numbers of one row: an answer that is shown in parts has one for each, and one for the whole."""
    return max(one or 0 for one in connection.execute(_NUMBERS).one()) + 1
