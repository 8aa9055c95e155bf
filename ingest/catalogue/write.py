"""Writing the catalogue: caches by content at any time, and one publication in one transaction."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

import numpy as np
from sqlalchemy import Connection, delete, insert, select, update

from audit.canonical import canonical_json, text_sha256
from audit.records.wire import to_json
from ingest.catalogue import tables
from ingest.catalogue.passages import batches
from ingest.catalogue.read import Entry, withdrawn
from ingest.domain import Leader, Parsed, Passage, Snapshot
from ingest.encoders.port import Vectors
from ingest.index.port import Payload

MOST_ROWS = 1000  # of passages written by one statement


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageRow:
    """A passage with the hashes of what was embedded of it and of what the index filters it by."""

    passage: Passage
    payload: Payload
    embedded_sha256: str
    payload_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """All that one publication writes. `added` and `changed` are passages; `removed` their ids."""

    snapshot: Snapshot
    organisation: str
    audiences: Sequence[str]
    manifest: str
    leaders: Sequence[Leader]
    entries: Sequence[Entry]
    added: Sequence[PassageRow]
    changed: Sequence[PassageRow]
    removed: Sequence[str]


def keep_text(connection: Connection, raw_sha256: str, parsed: Parsed) -> None:
    """Freeze a parsed text; the same bytes and parser are kept once."""
    known = connection.execute(
        select(tables.texts.c.parser).where(
            tables.texts.c.raw_sha256 == raw_sha256, tables.texts.c.parser == parsed.parser
        )
    ).one_or_none()
    if known is not None:
        return
    layout = {name: to_json(getattr(parsed, name)) for name in ("pages", "voices", "cues", "furniture", "quotations")}
    connection.execute(
        insert(tables.texts).values(
            raw_sha256=raw_sha256,
            parser=parsed.parser,
            text_sha256=text_sha256(parsed.text),
            text=parsed.text,
            layout=json_text(layout),
        )
    )


def known_vectors(connection: Connection, keys: Iterable[str], encoder_sha256: str) -> set[str]:
    """Which of the embedded texts, by hash, have their vector already."""
    found: set[str] = set()
    for batch in batches(sorted(set(keys))):
        rows = connection.execute(
            select(tables.vectors.c.embedded_sha256).where(
                tables.vectors.c.embedded_sha256.in_(batch), tables.vectors.c.encoder_sha256 == encoder_sha256
            )
        )
        found.update(row.embedded_sha256 for row in rows)
    return found


def keep_vectors(connection: Connection, keys: Sequence[str], vectors: Vectors, encoder_sha256: str) -> None:
    """Keep the vectors (shape (len(keys), size)) of new embedded texts."""
    rows = [
        {
            "embedded_sha256": key,
            "encoder_sha256": encoder_sha256,
            "dense": np.ascontiguousarray(vector, dtype="<f4").tobytes(),
        }
        for key, vector in zip(keys, vectors, strict=True)
    ]
    if rows:
        connection.execute(insert(tables.vectors), rows)


def read_vectors(connection: Connection, keys: Iterable[str], encoder_sha256: str) -> dict[str, Vectors]:
    """The kept vectors of `keys`, each of shape (size,)."""
    found: dict[str, Vectors] = {}
    for batch in batches(sorted(set(keys))):
        rows = connection.execute(
            select(tables.vectors.c.embedded_sha256, tables.vectors.c.dense).where(
                tables.vectors.c.embedded_sha256.in_(batch), tables.vectors.c.encoder_sha256 == encoder_sha256
            )
        )
        found.update({row.embedded_sha256: np.frombuffer(row.dense, dtype="<f4") for row in rows})
    return found


def publish(connection: Connection, publication: Publication) -> None:
    """Replace the published state, inside the caller's transaction: readers see all of it or none."""
    snapshot = publication.snapshot
    _keep_snapshot(connection, snapshot)
    _keep_versions(connection, publication.entries, snapshot.published_at)
    _keep_leaders(connection, publication.leaders, snapshot.published_at)
    _lift_withdrawals(connection, publication.entries, snapshot.published_at)
    for batch in batches(publication.removed):
        connection.execute(delete(tables.passages).where(tables.passages.c.passage_id.in_(batch)))
    keep_passages(connection, publication.added)
    for row in publication.changed:
        connection.execute(
            update(tables.passages)
            .where(tables.passages.c.passage_id == row.passage.passage_id)
            .values(**_passage_values(row))
        )
    _replace(connection, publication)
    connection.execute(
        delete(tables.vectors).where(tables.vectors.c.embedded_sha256.not_in(select(tables.passages.c.embedded_sha256)))
    )


def keep_passages(connection: Connection, rows: Iterable[PassageRow]) -> None:
    """Write new passages, some at a time: of a large library all at once would take its memory over again."""
    coming = iter(rows)
    while batch := [_passage_values(row) for row in islice(coming, MOST_ROWS)]:
        connection.execute(insert(tables.passages), batch)


def _replace(connection: Connection, publication: Publication) -> None:
    for table in (tables.leaders, tables.sources, tables.published):
        connection.execute(delete(table))
    if publication.leaders:
        connection.execute(
            insert(tables.leaders),
            [
                {"position": i, "leader_id": leader.leader_id, "declared": json_text(to_json(leader))}
                for i, leader in enumerate(publication.leaders)
            ],
        )
    if publication.entries:
        connection.execute(insert(tables.sources), [_entry_values(i, e) for i, e in enumerate(publication.entries)])
    connection.execute(
        insert(tables.published).values(
            one=1,
            snapshot_id=publication.snapshot.snapshot_id,
            generation=publication.snapshot.generation,
            organisation=publication.organisation,
            audiences=json_text(list(publication.audiences)),
            manifest=publication.manifest,
            published_at=publication.snapshot.published_at,
        )
    )


def _entry_values(position: int, entry: Entry) -> Mapping[str, object]:
    return {
        "position": position,
        "source_id": entry.source.source_id,
        "declared": json_text(to_json(entry.source)),
        "served": entry.served,
        "text_sha256": entry.text_sha256,
        "parser": entry.parser,
        "segments": json_text(to_json(entry.segments)) if entry.segments else None,
        "split_sha256": entry.split_sha256,
    }


def _passage_values(row: PassageRow) -> dict[str, object]:
    passage = row.passage
    kept = {
        "page": passage.page,
        "sentences": to_json(passage.sentences),
        "embedded": passage.embedded,
    }
    return {
        "passage_id": passage.passage_id,
        "source_id": passage.source_id,
        "start": passage.start,
        "end": passage.end,
        "leader_id": passage.leader_id,
        "passage": json.dumps(kept, ensure_ascii=False, separators=(",", ":")),  # never hashed: the quick way
        "embedded_sha256": row.embedded_sha256,
        "payload_sha256": row.payload_sha256,
    }


def _keep_snapshot(connection: Connection, snapshot: Snapshot) -> None:
    known = select(tables.snapshots.c.snapshot_id).where(tables.snapshots.c.snapshot_id == snapshot.snapshot_id)
    if connection.execute(known).one_or_none() is None:
        connection.execute(
            insert(tables.snapshots).values(snapshot_id=snapshot.snapshot_id, snapshot=json_text(to_json(snapshot)))
        )


def _keep_versions(connection: Connection, entries: Sequence[Entry], now: datetime) -> None:
    """Every declaration under which words were ever served, for an auditor."""
    table = tables.source_versions
    rows: dict[str, dict[str, object]] = {}
    for entry in entries:
        if not entry.served or entry.text_sha256 is None:
            continue
        declared = json_text(to_json(entry.source))
        key = text_sha256(declared)
        rows[key] = {
            "version_sha256": key,
            "source_id": entry.source.source_id,
            "declared": declared,
            "text_sha256": entry.text_sha256,
            "first_published_at": now,
        }
    for batch in batches(list(rows)):
        kept = select(table.c.version_sha256).where(table.c.version_sha256.in_(batch))
        known = set(connection.execute(kept).scalars())
        new = [rows[key] for key in batch if key not in known]
        if new:
            connection.execute(insert(table), new)


def _keep_leaders(connection: Connection, leaders: Sequence[Leader], now: datetime) -> None:
    """Every name and consent under which words were ever attributed, for an auditor: a leader may leave."""
    table = tables.leader_versions
    for leader in leaders:
        declared = json_text(to_json(leader))
        key = text_sha256(declared)
        if connection.execute(select(table.c.leader_id).where(table.c.version_sha256 == key)).first() is None:
            values = {"leader_id": leader.leader_id, "declared": declared, "first_published_at": now}
            connection.execute(insert(table).values(version_sha256=key, **values))


def _lift_withdrawals(connection: Connection, entries: Sequence[Entry], now: datetime) -> None:
    """A withdrawal ends when the manifest no longer states it *and* a later approval stands."""
    gone = withdrawn(connection)
    for entry in entries:
        approval = entry.source.approval
        if approval is None or approval.at > now or entry.source.withdrawn is not None:
            continue
        if entry.source.source_id not in gone:
            continue
        connection.execute(
            update(tables.withdrawals)
            .where(
                tables.withdrawals.c.source_id == entry.source.source_id,
                tables.withdrawals.c.lifted_at.is_(None),
                tables.withdrawals.c.at < approval.at,
            )
            .values(lifted_at=now)
        )


def json_text(value: object) -> str:
    """Canonical JSON as text, so that equal values are equal rows."""
    return canonical_json(value).decode("utf-8")
