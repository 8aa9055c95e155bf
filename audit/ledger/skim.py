"""Past records many at a time, the newest first, read as quickly as they can be: to look for something, or to count.

1. Records with a number come first, the highest first, then those that are older than the log, the latest first. Of
   an answer that was interrupted it is the last part. A `Place` says where to go on, whatever is added meanwhile.
2. What is read has been decrypted with the record's own key and has the digest that is kept beside it. It is not held
   against the log, so that whoever shows a record reads it through `stored`.
3. What a language model was given is not read. The asker is by `asked_by` alone, which reads nothing else.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, and_, func, literal, null, or_, select

from audit.canonical import sha256_hex
from audit.database import aware
from audit.errors import RecordError, UsageError
from audit.ledger import contents
from audit.records.sections import SALT_BYTES, Name, decrypted, joined, place_of
from audit.signed.envelopes import Kind
from audit.tables import answer_parts, answers, leaves, record_keys, sections

BATCH = 500  # records whose rows are read at once
Kept = dict[tuple[str, int, str], tuple[bytes, bytes]]  # nonce and ciphertext, by record, part and section
_OLDER = "older"  # how the place of a record without a number begins


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """After which record to go on. `number` is none for one that is older than the log."""

    number: int | None
    asked_at: datetime
    record_id: str

    @classmethod
    def of(cls, row: Row[Any]) -> "Place":
        return cls(number=row.answer_seq, asked_at=aware(row.asked_at), record_id=row.record_id)

    @classmethod
    def read(cls, text: str) -> "Place":
        """The inverse of `str`. Raises UsageError."""
        first, *rest = text.split("~")
        try:
            if not rest and first.isascii() and first.isdecimal() and len(first) < 16:
                return cls(number=int(first), asked_at=datetime.min.replace(tzinfo=UTC), record_id="")
            if first == _OLDER and len(rest) == 2:
                return cls(number=None, asked_at=datetime.fromisoformat(rest[0]).astimezone(UTC), record_id=rest[1])
        except (ValueError, OverflowError):
            pass
        raise UsageError(f"{text[:80]!r} is no place from which a search goes on.", advice="Search from the beginning.")

    def __str__(self) -> str:
        if self.number is not None:
            return str(self.number)
        return f"{_OLDER}~{self.asked_at.astimezone(UTC).isoformat()}~{self.record_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which records, as far as the tables can tell: conditions on `answers`, and on `answer_parts`; none for the latter
    where no interrupted answer is wanted."""

    whole: Sequence[ColumnElement[bool]] = ()
    begun: Sequence[ColumnElement[bool]] | None = ()


ALL = Wanted()


@dataclass(frozen=True)
class Skimmed:
    """One record's row, and its question and answer as JSON; none where they cannot be read, or were erased."""

    row: Row[Any]
    data: Sequence[bytes] | None
    erased: bool = False

    @property
    def text(self) -> str:
        """All that stands in it, as JSON writes it. Empty where it cannot be read."""
        return b"\n".join(self.data or ()).decode("utf-8", "replace")

    @cached_property
    def content(self) -> dict[str, Any] | None:
        """The record's JSON; none where it cannot be read."""
        if self.data is None:
            return None
        try:
            found = [json.loads(one) for one in self.data]  # whether a key stands twice is told where it is shown
            whole: dict[str, Any] = (
                joined({Name.QUESTION: found[0], Name.ANSWER: found[1]}) if len(found) == 2 else dict(found[0])
            )
        except (RecordError, RecursionError, TypeError, ValueError):
            return None
        return whole


def count(connection: Connection, wanted: Wanted = ALL) -> int:
    """How many there are."""
    whole = connection.execute(select(func.count()).select_from(answers).where(*wanted.whole)).scalar_one()
    if wanted.begun is None:
        return int(whole)
    begun = select(func.count()).select_from(answer_parts).where(*_last_part(), *wanted.begun)
    return int(whole) + int(connection.execute(begun).scalar_one())


def rows(connection: Connection, wanted: Wanted = ALL, after: Place | None = None) -> Iterator[Row[Any]]:
    """Step 1: each with record_id, part, asked_at, outcome (none: interrupted), record, sha256, answer_seq and leaf."""
    if after is None or after.number is not None:
        last = after.number if after is not None else None
        while batch := _numbered(connection, wanted, last):
            yield from batch
            last = batch[-1].answer_seq
        after = None
    while batch := _older(connection, wanted, after):
        yield from batch
        after = Place.of(batch[-1])


def skimmed(connection: Connection, coming: Iterator[Row[Any]], batch: int = BATCH) -> Iterator[Skimmed]:
    """Step 2 for rows as `rows` gives them, in their order."""
    while some := list(islice(coming, batch)):
        yield from _read(connection, some)


def _numbered(connection: Connection, wanted: Wanted, last: int | None) -> Sequence[Row[Any]]:
    """Whole records, then the interrupted ones among them: these are looked for only where they would come next."""

    def within(table: Table) -> list[ColumnElement[bool]]:
        number = table.c.answer_seq
        return [number.is_not(None), *([number < last] if last is not None else [])]

    query = _whole().where(*within(answers), *wanted.whole).order_by(answers.c.answer_seq.desc()).limit(BATCH)
    found = list(connection.execute(query))
    if wanted.begun is None:
        return found
    parts = _parts().where(*within(answer_parts), *_last_part(), *wanted.begun)
    if len(found) == BATCH:
        parts = parts.where(answer_parts.c.answer_seq > found[-1].answer_seq)
    begun = connection.execute(parts.order_by(answer_parts.c.answer_seq.desc()).limit(BATCH))
    return sorted([*found, *begun], key=lambda row: -row.answer_seq)[:BATCH]


def _older(connection: Connection, wanted: Wanted, after: Place | None) -> Sequence[Row[Any]]:
    def within(table: Table) -> list[ColumnElement[bool]]:
        columns = table.c
        found: list[ColumnElement[bool]] = [columns.answer_seq.is_(None)]
        if after is not None:
            same = and_(columns.asked_at == after.asked_at, columns.record_id < after.record_id)
            found.append(or_(columns.asked_at < after.asked_at, same))
        return found

    found: list[Row[Any]] = []
    queries = [(_whole().where(*within(answers), *wanted.whole), answers)]
    if wanted.begun is not None:
        queries.append((_parts().where(*within(answer_parts), *_last_part(), *wanted.begun), answer_parts))
    for query, table in queries:
        ordered = query.order_by(table.c.asked_at.desc(), table.c.record_id.desc()).limit(BATCH)
        found += connection.execute(ordered)
    return sorted(found, key=lambda row: (row.asked_at, row.record_id), reverse=True)[:BATCH]


def _whole() -> Any:
    return _columns(answers, literal(contents.WHOLE), answers.c.outcome)


def _parts() -> Any:
    return _columns(answer_parts, answer_parts.c.number, null())


def _columns(table: Table, part: ColumnElement[Any], outcome: ColumnElement[Any]) -> Any:
    columns = table.c
    return select(
        columns.record_id,
        part.label("part"),
        columns.asked_at,
        outcome.label("outcome"),
        columns.record,
        columns.sha256,
        columns.answer_seq,
        columns.leaf,
    )


def _last_part() -> list[ColumnElement[bool]]:
    """Of parts, the last one of each answer that has no whole."""
    other = answer_parts.alias()
    later = select(other.c.number).where(
        other.c.record_id == answer_parts.c.record_id, other.c.number > answer_parts.c.number
    )
    whole = select(answers.c.sequence).where(answers.c.record_id == answer_parts.c.record_id)
    return [~later.exists(), ~whole.exists()]


def asked_by(connection: Connection, some: Sequence[Row[Any]], reference: str) -> list[Row[Any]]:
    """Of some rows, as `rows` gives them, those of the records beside which this asker's reference is kept. It takes as
    long whatever the records say. Whoever shows one asks `stored`, as of everything here."""
    keys, kept = _keys(connection, some), _kept(connection, some, Name.ASKER)

    def reference_of(row: Row[Any]) -> object:
        data = _section(row, Name.ASKER, keys.get(row.record_id), kept)
        try:
            return json.loads(data[SALT_BYTES:])["reference"] if data is not None else None
        except (KeyError, RecursionError, TypeError, ValueError):
            return None

    return [row for row in some if reference_of(row) == reference]


def _read(connection: Connection, some: Sequence[Row[Any]]) -> Iterator[Skimmed]:
    ids, keys = [row.record_id for row in some], _keys(connection, some)
    gone = set(
        connection.execute(
            select(leaves.c.subject).where(leaves.c.kind == Kind.ERASE, leaves.c.subject.in_(ids))
        ).scalars()
    )
    kept = _kept(connection, some, Name.QUESTION, Name.ANSWER)
    for row in some:
        erased = row.record_id in gone
        yield Skimmed(row=row, data=None if erased else _data(row, keys.get(row.record_id), kept), erased=erased)


def _keys(connection: Connection, some: Sequence[Row[Any]]) -> dict[str, bytes]:
    held = _of(record_keys, [row.record_id for row in some], record_keys.c.record_id, record_keys.c.key)
    return {row.record_id: row.key for row in connection.execute(held)}


def _kept(connection: Connection, some: Sequence[Row[Any]], *names: Name) -> Kept:
    """The question and the asker of an answer that was shown in parts are the first's."""
    columns, numbers = sections.c, sorted({1, *(row.part for row in some)})
    ids = [row.record_id for row in some]
    query = _of(sections, ids, columns.record_id, columns.part, columns.name, columns.nonce, columns.ciphertext)
    wanted = columns.name.in_([one.value for one in names]), columns.part.in_(numbers)
    found = connection.execute(query.where(*wanted))
    return {(row.record_id, row.part, row.name): (row.nonce, row.ciphertext) for row in found}


def _of(table: Table, ids: Sequence[str], *columns: ColumnElement[Any]) -> Any:
    return select(*columns).where(table.c.record_id.in_(ids))


def _data(row: Row[Any], key: bytes | None, kept: Kept) -> Sequence[bytes] | None:
    if row.leaf is None:
        older: bytes = row.record.encode("utf-8")
        return [older] if sha256_hex(older) == row.sha256 else None
    found = []
    for name in (Name.QUESTION, Name.ANSWER):
        data = _section(row, name, key, kept)
        if data is None or (name is Name.ANSWER and sha256_hex(data) != row.sha256):
            return None
        found.append(data[SALT_BYTES:])
    return found


def _section(row: Row[Any], name: Name, key: bytes | None, kept: Kept) -> bytes | None:
    """A section's salt and content; none where it cannot be read, or there is none."""
    part = row.part if (row.record_id, row.part, name) in kept else 1
    encrypted = kept.get((row.record_id, part, name))
    if key is None or encrypted is None:
        return None
    try:
        return decrypted(key, place_of(row.record_id, part, name), *encrypted)
    except RecordError:
        return None
