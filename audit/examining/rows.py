"""What the tables beside the log say of some leaves' records, read with one query a table."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Table, func, select

from audit.log.leaves import Leaf
from audit.tables import answer_part_sources, answer_parts, answer_sources, answers, record_keys, sections

Encrypted = Mapping[str, tuple[bytes, bytes]]
"""(nonce, ciphertext) by the section's name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """What the tables say of some records. `rows` by leaf; `parts` is how many parts a record was shown in."""

    rows: Mapping[int, Row[Any]]
    keys: Mapping[str, bytes]
    sections: Mapping[tuple[str, int], Encrypted]
    parts: Mapping[str, int]
    used: Mapping[str, set[tuple[str, str]]]
    used_by_parts: Mapping[str, set[str]]


def rows_of(connection: Connection, leaves: Sequence[Leaf]) -> Rows:
    """`leaves` are of answers and refusals, in order."""
    ids = sorted({str(leaf.payload.get("record_id")) for leaf in leaves})
    within = (leaves[0].position, leaves[-1].position)
    rows = [
        row
        for table in (answers, answer_parts)
        for row in connection.execute(select(table).where(table.c.leaf.between(*within)))
    ]
    encrypted: dict[tuple[str, int], dict[str, tuple[bytes, bytes]]] = {}
    for row in connection.execute(select(sections).where(sections.c.record_id.in_(ids))):
        encrypted.setdefault((row.record_id, row.part), {})[row.name] = (row.nonce, row.ciphertext)
    keys = connection.execute(select(record_keys).where(record_keys.c.record_id.in_(ids)))
    parts = connection.execute(
        select(answer_parts.c.record_id, func.max(answer_parts.c.number).label("parts"))
        .where(answer_parts.c.record_id.in_(ids))
        .group_by(answer_parts.c.record_id)
    )
    by_parts = grouped(connection, answer_part_sources, ids, "source_id")
    return Rows(
        rows={row.leaf: row for row in rows},
        keys={row.record_id: row.key for row in keys},
        sections=encrypted,
        parts={row.record_id: row.parts for row in parts},
        used=grouped(connection, answer_sources, ids, "source_id", "role"),
        used_by_parts={record_id: {one for (one,) in found} for record_id, found in by_parts.items()},
    )


def grouped(connection: Connection, table: Table, ids: Iterable[str], *names: str) -> dict[str, set[Any]]:
    """The rows of some records, by record: of each row the columns of these names."""
    found: dict[str, set[Any]] = {}
    for row in connection.execute(select(table).where(table.c.record_id.in_(list(ids)))):
        found.setdefault(row.record_id, set()).add(tuple(row._mapping[name] for name in names))
    return found
