"""Reading the catalogue: what asking needs, and the operator's views."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, select

from audit.canonical import read_json, text_sha256
from audit.errors import CatalogueError
from audit.records.wire import from_json
from ingest.catalogue import tables
from ingest.domain import (
    ClosedContext,
    Cue,
    Document,
    Leader,
    Page,
    Parsed,
    Segment,
    Snapshot,
    Source,
    Span,
    Voice,
)
from ingest.standing import Standing

LAYOUTS = 128  # of documents, that a process keeps


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One published source. `document` facts are none for what has not been parsed (a draft, a held document)."""

    source: Source
    served: bool
    text_sha256: str | None
    parser: str | None
    segments: tuple[Segment, ...]
    split_sha256: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """The published state. `generation` names the index's; `manifest` is the path that was ingested.

    `closed` is present where a question brought its own passages: then nothing here was published, and these are all
    there is (ingest/closed.py)."""

    snapshot: Snapshot
    generation: str
    organisation: str
    audiences: tuple[str, ...]
    leaders: Mapping[str, Leader]
    entries: Mapping[str, Entry]
    manifest: str
    closed: ClosedContext | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pauses:
    """What is paused now: everybody, leaders by id, documents by id. Resuming everybody lifts them all."""

    everybody: bool = False
    leaders: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return self.everybody or bool(self.leaders) or bool(self.sources)


def published(connection: Connection) -> Published | None:
    """The published state, or none where nothing was ever published."""
    row = connection.execute(
        select(tables.published, tables.snapshots.c.snapshot).join(
            tables.snapshots, tables.snapshots.c.snapshot_id == tables.published.c.snapshot_id
        )
    ).one_or_none()
    if row is None:
        return None
    sources = connection.execute(select(tables.sources).order_by(tables.sources.c.position))
    return Published(
        snapshot=from_json(Snapshot, read_json(row.snapshot)),
        generation=row.generation,
        organisation=row.organisation,
        audiences=tuple(read_json(row.audiences)),
        leaders={one.leader_id: one for one in leaders(connection)},
        entries={one.source_id: _entry(one) for one in sources},
        manifest=row.manifest,
    )


def leaders(connection: Connection) -> list[Leader]:
    """The published leaders, in the manifest's order."""
    rows = connection.execute(select(tables.leaders.c.declared).order_by(tables.leaders.c.position))
    return [from_json(Leader, read_json(one.declared)) for one in rows]


def audiences(connection: Connection) -> tuple[str, ...]:
    """The published audiences, from the widest on; none where nothing was published."""
    found = connection.execute(select(tables.published.c.audiences)).scalar_one_or_none()
    return () if found is None else tuple(read_json(found))


def organisation(connection: Connection) -> str:
    """The published organisation's name, empty where nothing was published."""
    return connection.execute(select(tables.published.c.organisation)).scalar_one_or_none() or ""


def current_snapshot_id(connection: Connection) -> str | None:
    """What changes with every publication, of documents or of the policy alone: the cheap question whether anything
    was published since."""
    row = connection.execute(select(tables.published.c.snapshot_id, tables.published.c.published_at)).one_or_none()
    policy = connection.execute(select(tables.published_policy.c.policy_sha256)).scalar_one_or_none()
    return None if row is None else f"{row.snapshot_id} {row.published_at.isoformat()} {policy}"


def _entry(row: Any) -> Entry:
    return Entry(
        source=from_json(Source, read_json(row.declared)),
        served=row.served,
        text_sha256=row.text_sha256,
        parser=row.parser,
        segments=from_json(tuple[Segment, ...], read_json(row.segments)) if row.segments else (),
        split_sha256=row.split_sha256,
    )


def withdrawn(connection: Connection) -> frozenset[str]:
    """Sources that `onrecord withdraw` took back and no later approval has brought again."""
    rows = connection.execute(select(tables.withdrawals.c.source_id).where(tables.withdrawals.c.lifted_at.is_(None)))
    return frozenset(row.source_id for row in rows)


def standing(connection: Connection, state: Published) -> Standing:
    """What decides access at this moment, besides the manifest's own words."""
    paused = pauses(connection)
    closed = state.closed
    return Standing(
        audiences=state.audiences,
        leaders=state.leaders,
        withdrawn=withdrawn(connection),
        paused=paused.leaders,
        all_paused=paused.everybody,
        paused_documents=paused.sources,
        brought={one: document.text_sha256 for one, document in closed.documents.items()} if closed else None,
    )


def pauses(connection: Connection) -> Pauses:
    """What is paused now: the last word on everybody, on each leader and on each document counts."""
    latest: dict[tuple[str | None, str | None], str] = {}
    for row in connection.execute(select(tables.controls).order_by(tables.controls.c.sequence)):
        key = (row.leader_id, row.source_id)
        if key == (None, None) and row.action == "resume":
            latest = {}
        latest[key] = row.action
    paused = {key for key, action in latest.items() if action == "pause"}
    return Pauses(
        everybody=(None, None) in paused,
        leaders=frozenset(leader_id for leader_id, _ in paused if leader_id is not None),
        sources=frozenset(source_id for _, source_id in paused if source_id is not None),
    )


def parsed(connection: Connection, raw_sha256: str, parser: str | None) -> Parsed | None:
    """The frozen text of a file's bytes as one parser made it; checked against its hash."""
    row = connection.execute(
        select(tables.texts).where(tables.texts.c.raw_sha256 == raw_sha256, tables.texts.c.parser == parser)
    ).one_or_none()
    return None if row is None else _parsed(row)


def _parsed(row: Any) -> Parsed:
    found = text_sha256(row.text)
    if found != row.text_sha256:
        raise CatalogueError(
            f"a frozen text was changed in the catalogue: sha256 {found}, frozen {row.text_sha256}.",
            advice="Restore the workspace from a backup, or ingest into a new one.",
        )
    return Parsed(text=row.text, parser=row.parser, **_layout(row.layout))


@lru_cache(LAYOUTS)
def _layout(layout: str) -> dict[str, Any]:
    """What was found in a file besides its text. Kept by its very words, so that a service reads each once."""
    found = read_json(layout)
    return {
        "pages": from_json(tuple[Page, ...], found["pages"]),
        "voices": from_json(tuple[Voice, ...], found["voices"]),
        "cues": from_json(tuple[Cue, ...], found["cues"]),
        "furniture": from_json(tuple[Span, ...], found["furniture"]),
        "quotations": from_json(tuple[Span, ...], found["quotations"]),
    }


def document(connection: Connection, entry: Entry) -> Document:
    """One published source's frozen document. Raises CatalogueError where it has none, or it was changed."""
    made = parsed(connection, entry.source.sha256, entry.parser)
    if made is None or entry.text_sha256 is None:
        raise CatalogueError(f"{entry.source.source_id} has no frozen text in the catalogue.")
    return Document(
        source_id=entry.source.source_id,
        text=made.text,
        text_sha256=entry.text_sha256,
        parser=made.parser,
        pages=made.pages,
        segments=entry.segments,
        cues=made.cues,
        furniture=made.furniture,
    )


def documents(connection: Connection, state: Published, source_ids: Iterable[str]) -> dict[str, Document]:
    """Documents by source id: the published sources', or those that the question brought. Raises as `document`."""
    if state.closed is not None:
        return {one: state.closed.documents[one] for one in source_ids}
    return {one: document(connection, state.entries[one]) for one in source_ids}


def frozen_text(connection: Connection, sha256: str) -> str | None:
    """A canonical text by its hash, whether or not its source is still published; checked against the hash."""
    row = connection.execute(select(tables.texts).where(tables.texts.c.text_sha256 == sha256).limit(1)).one_or_none()
    return None if row is None else _parsed(row).text
