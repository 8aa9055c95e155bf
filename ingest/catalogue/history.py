"""What was ever published, for an auditor. Unlike `read` it trusts nothing: what is stored is given as it is stored."""

from collections.abc import Iterable

from sqlalchemy import Connection, select

from audit.canonical import read_json
from audit.records.wire import from_json
from ingest.catalogue import tables
from ingest.catalogue.passages import batches
from ingest.domain import Leader, Source, Span


def stored_texts(connection: Connection, hashes: Iterable[str]) -> list[tuple[str, str, str, tuple[Span, ...]]]:
    """(text_sha256 as written, hash of the file's bytes, text as it is now, its running headers and footers) of every
    text filed under `hashes`."""
    found: list[tuple[str, str, str, tuple[Span, ...]]] = []
    for batch in batches(sorted(set(hashes))):
        rows = connection.execute(
            select(tables.texts.c.text_sha256, tables.texts.c.raw_sha256, tables.texts.c.text, tables.texts.c.layout)
            .where(tables.texts.c.text_sha256.in_(batch))
            .order_by(tables.texts.c.raw_sha256, tables.texts.c.parser)
        )
        found += [(row.text_sha256, row.raw_sha256, row.text, _furniture(row.layout)) for row in rows]
    return found


def _furniture(layout: str) -> tuple[Span, ...]:
    found: tuple[Span, ...] = from_json(tuple[Span, ...], read_json(layout)["furniture"])
    return found


def declarations(connection: Connection, source_ids: Iterable[str]) -> list[Source]:
    """Every declaration under which any of the sources was served, oldest first."""
    found: list[Source] = []
    for batch in batches(sorted(set(source_ids))):
        rows = connection.execute(
            select(tables.source_versions.c.declared)
            .where(tables.source_versions.c.source_id.in_(batch))
            .order_by(tables.source_versions.c.first_published_at)
        )
        found += [from_json(Source, read_json(row.declared)) for row in rows]
    return found


def every_source(connection: Connection) -> list[Source]:
    """Every declaration under which any source was ever served, oldest first."""
    rows = connection.execute(
        select(tables.source_versions.c.declared).order_by(tables.source_versions.c.first_published_at)
    )
    return [from_json(Source, read_json(row.declared)) for row in rows]


def leaders(connection: Connection) -> list[Leader]:
    """Every declaration of a leader that was published, oldest first."""
    rows = connection.execute(
        select(tables.leader_versions.c.declared).order_by(tables.leader_versions.c.first_published_at)
    )
    return [from_json(Leader, read_json(row.declared)) for row in rows]
