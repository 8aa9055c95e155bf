"""Reading passages: those that the catalogue confirms as published, and what an ingest compares itself with."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import Connection, func, select

from audit.canonical import read_json
from audit.records.wire import from_json
from ingest.catalogue import tables
from ingest.catalogue.read import Entry, Published, document
from ingest.domain import Document, Passage, Sentence, Span

MOST_VARIABLES = 500  # in one SQL statement
PASSAGES = 4096  # that a process keeps


def owners(connection: Connection, ids: Iterable[str], state: Published) -> dict[str, tuple[str, str]]:
    """The source and the leader of each of `ids` that the catalogue confirms as published, by id; the others are left
    out (law 8). In a closed context, of those that the question brought."""
    if state.closed is not None:
        brought = state.closed.passages
        return {one: (brought[one].source_id, brought[one].leader_id) for one in ids if one in brought}
    found: dict[str, tuple[str, str]] = {}
    table = tables.passages.c
    for batch in batches(sorted(set(ids))):
        rows = connection.execute(
            select(table.passage_id, table.source_id, table.leader_id).where(table.passage_id.in_(batch))
        )
        found |= {row.passage_id: (row.source_id, row.leader_id) for row in rows if _has_text(state, row.source_id)}
    return found


def confirmed(
    connection: Connection,
    ids: Iterable[str],
    state: Published,
    document_of: Callable[[str], Document] | None = None,
) -> dict[str, Passage]:
    """The same passages whole. `document_of` gives a published source's document by its id where the caller reads
    several times; by default each is read once here."""
    if state.closed is not None:
        return {one: state.closed.passages[one] for one in ids if one in state.closed.passages}
    found: dict[str, Passage] = {}
    read = document_of or cache(lambda source_id: document(connection, state.entries[source_id]))
    for batch in batches(sorted(set(ids))):
        rows = connection.execute(select(tables.passages).where(tables.passages.c.passage_id.in_(batch)))
        for row in rows:
            if _has_text(state, row.source_id):
                made = read(row.source_id)
                found[row.passage_id] = _passage(row, made.text_sha256, made.text)
    return found


def _has_text(state: Published, source_id: str) -> bool:
    entry = state.entries.get(source_id)
    return entry is not None and entry.served and entry.text_sha256 is not None


def around(connection: Connection, state: Published, made: Document, within: Span) -> tuple[Passage, ...]:
    """Those of a served document, or of a text that the question brought, that have a character of `within`, in the
    order of the text."""
    source_id = made.source_id
    if state.closed is not None:
        brought = (one for one in state.closed.passages.values() if one.source_id == source_id)
        found = [one for one in brought if one.start < within.end and one.end > within.start]
        return tuple(sorted(found, key=lambda one: (one.start, one.end)))
    if not _has_text(state, source_id):
        return ()
    table = tables.passages.c
    inside = (table.start < within.end) & (table.end > within.start)
    wanted = select(tables.passages).where(table.source_id == source_id, inside).order_by(table.start, table.end)
    return tuple(_passage(row, made.text_sha256, made.text) for row in connection.execute(wanted))


def of_source(connection: Connection, entry: Entry) -> tuple[Passage, ...]:
    """One source's passages in the order of its text."""
    table = tables.passages.c
    wanted = select(tables.passages).where(table.source_id == entry.source.source_id)
    rows = connection.execute(wanted.order_by(table.start, table.end)).all()
    if not rows or entry.text_sha256 is None:
        return ()
    text = document(connection, entry).text
    return tuple(_passage(row, entry.text_sha256, text) for row in rows)


def _passage(row: Any, text_sha256: str, text: str) -> Passage:
    page, sentences, embedded = _kept(row.passage)
    return Passage(
        passage_id=row.passage_id,
        source_id=row.source_id,
        text_sha256=text_sha256,
        start=row.start,
        end=row.end,
        page=page,
        leader_id=row.leader_id,
        text=text[row.start : row.end],
        sentences=sentences,
        embedded=embedded,
    )


@lru_cache(PASSAGES)
def _kept(passage: str) -> tuple[int | None, tuple[Sentence, ...], str]:
    """Page, sentences and embedded text. Kept by its very words, so that a service reads each once."""
    found = read_json(passage)
    return found["page"], from_json(tuple[Sentence, ...], found["sentences"]), found["embedded"]


@dataclass(frozen=True, slots=True)
class PassageKey:
    """What tells whether a published passage is still the one wanted."""

    leader_id: str
    embedded_sha256: str
    payload_sha256: str


def keys(connection: Connection) -> dict[str, dict[str, PassageKey]]:
    """Every published passage's key by source and passage id."""
    found: dict[str, dict[str, PassageKey]] = {}
    table = tables.passages.c
    rows = connection.execute(
        select(table.source_id, table.passage_id, table.leader_id, table.embedded_sha256, table.payload_sha256)
    )
    for source_id, passage_id, *key in rows:
        found.setdefault(source_id, {})[passage_id] = PassageKey(*key)
    return found


def embedded_texts(connection: Connection, ids: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """(passage_id, embedded_sha256, embedded text) of the published passages among `ids`."""
    table = tables.passages.c
    for batch in batches(sorted(set(ids))):
        rows = connection.execute(
            select(table.passage_id, table.embedded_sha256, table.passage).where(table.passage_id.in_(batch))
        )
        for row in rows:
            yield row.passage_id, row.embedded_sha256, read_json(row.passage)["embedded"]


def without_vector(connection: Connection, encoder_sha256: str) -> set[str]:
    """The published passages for which no vector of this encoder is kept."""
    kept = select(tables.vectors.c.embedded_sha256).where(tables.vectors.c.encoder_sha256 == encoder_sha256)
    rows = connection.execute(
        select(tables.passages.c.passage_id).where(tables.passages.c.embedded_sha256.not_in(kept))
    )
    return {row.passage_id for row in rows}


def counts(connection: Connection) -> dict[str, int]:
    """How many passages each source has in the published snapshot."""
    rows = connection.execute(select(tables.passages.c.source_id, func.count()).group_by(tables.passages.c.source_id))
    return {row[0]: row[1] for row in rows}


def batches(items: Collection[str]) -> Iterator[list[str]]:
    """`items` in lists that fit one SQL statement."""
    listed = list(items)
    for at in range(0, len(listed), MOST_VARIABLES):
        yield listed[at : at + MOST_VARIABLES]
