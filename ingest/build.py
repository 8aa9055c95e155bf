"""The later half of an ingest: vectors, the next generation, and the comparison that lets it be published."""

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Engine

from audit.canonical import canonical_json, sha256_hex
from audit.database import reading, writing
from audit.errors import IndexFault
from audit.signed.merkle import tree_hash
from ingest.catalogue import passages, write
from ingest.catalogue.read import Published
from ingest.catalogue.write import PassageRow
from ingest.delta import Delta
from ingest.domain import Manifest, Snapshot
from ingest.encoders.port import Encoder
from ingest.index.port import Index, IndexPoint, Payload, differences
from ingest.passages import settings
from ingest.report import Progress
from ingest.sparse import document_weights

BATCH = 256  # passages embedded between two commits
FORMAT = "v2"  # of payload and sparse vectors; a generation of another format is never copied from


def embed(engine: Engine, encoder: Encoder, changes: Delta, progress: Progress) -> int:
    """Give every passage that will be published a vector; gives the number embedded now.

    Longest first, so that a batch holds texts of like length and little padding.
    """
    wanted = _texts(engine, encoder, changes)
    with reading(engine) as connection:
        known = write.known_vectors(connection, wanted, encoder.weights_sha256)
    missing = sorted(wanted.keys() - known, key=lambda key: (-len(wanted[key]), key))
    progress.stage("passages", len(missing))
    for at in range(0, len(missing), BATCH):
        keys = missing[at : at + BATCH]
        vectors = encoder.passages([wanted[key] for key in keys])
        with writing(engine) as connection:
            write.keep_vectors(connection, keys, vectors, encoder.weights_sha256)
        progress.advance(len(keys), f"{at + len(keys)} of {len(missing)}")
    return len(missing)


def _texts(engine: Engine, encoder: Encoder, changes: Delta) -> dict[str, str]:
    """What may have to be embedded, by its hash: what is new, and what was kept but has no vector of this encoder."""
    fresh = {row.embedded_sha256: row.passage.embedded for row in (*changes.added, *changes.changed)}
    with reading(engine) as connection:
        bare = passages.without_vector(connection, encoder.weights_sha256) & changes.kept.keys()
        return fresh | {key: text for _, key, text in passages.embedded_texts(connection, bare)}


def new_snapshot(manifest: Manifest, encoder: Encoder, changes: Delta, now: datetime) -> Snapshot:
    """The snapshot that is about to be published. Its id is of its content: the same content has the same id."""
    ids = changes.passage_ids
    content = {
        "manifest_sha256": manifest.sha256,
        "encoder": encoder.name,
        "encoder_sha256": encoder.weights_sha256,
        "splitter": settings(),
        "passages": len(ids),
        "merkle_root": tree_hash([one.encode("ascii") for one in ids]).hex(),
    }
    snapshot_id = sha256_hex(canonical_json(content))[:32]
    return Snapshot(
        snapshot_id=snapshot_id,
        manifest_sha256=manifest.sha256,
        encoder=encoder.name,
        encoder_sha256=encoder.weights_sha256,
        splitter=settings(),
        passages=len(ids),
        merkle_root=str(content["merkle_root"]),
        generation=f"{FORMAT}-{snapshot_id[:12]}-{secrets.token_hex(4)}",
        published_at=now,
    )


def is_whole(index: Index, generation: str) -> bool:
    """Whether the published generation is of this format, and can be opened."""
    if not generation.startswith(f"{FORMAT}-"):
        return False
    try:
        index.open(generation).close()
    except IndexFault:
        return False
    return True


def build(
    engine: Engine,
    index: Index,
    encoder: Encoder,
    before: Published | None,
    changes: Delta,
    snapshot: Snapshot,
) -> None:
    """Build the generation and compare it with the catalogue to be; from scratch if a copy came out different."""
    fresh = (*changes.added, *changes.changed)
    expected = dict(changes.kept) | {row.passage.passage_id: row.payload for row in fresh}
    base = None
    if before is not None and before.snapshot.encoder_sha256 == encoder.weights_sha256:
        base = before.generation if before.generation.startswith(f"{FORMAT}-") else None
    for start in [base, None] if base else [None]:
        index.build(
            snapshot.generation,
            size=encoder.size,
            base=start,
            changed=_points(engine, encoder, fresh),
            removed=changes.removed,
            everything=lambda: _everything(engine, encoder, changes.kept, fresh),
        )
        reader = index.open(snapshot.generation)
        try:
            wrong = differences(reader.contents(), expected)
        finally:
            reader.close()
        if not wrong:
            return
    raise IndexFault(
        f"the new index differs from the catalogue in {len(wrong)} passages, first: {wrong[0]}.",
        advice="Nothing was published; run `onrecord doctor`, then `onrecord ingest` again.",
    )


def _points(engine: Engine, encoder: Encoder, rows: Sequence[PassageRow]) -> Iterator[IndexPoint]:
    for at in range(0, len(rows), BATCH):
        batch = rows[at : at + BATCH]
        items = [(r.passage.passage_id, r.embedded_sha256, r.passage.embedded) for r in batch]
        yield from _with_vectors(engine, encoder, items, {r.passage.passage_id: r.payload for r in batch})


def _everything(
    engine: Engine, encoder: Encoder, kept: Mapping[str, Payload], fresh: Sequence[PassageRow]
) -> Iterator[IndexPoint]:
    ids = sorted(kept)
    for at in range(0, len(ids), BATCH):
        with reading(engine) as connection:
            items = list(passages.embedded_texts(connection, ids[at : at + BATCH]))
        yield from _with_vectors(engine, encoder, items, kept)
    yield from _points(engine, encoder, fresh)


def _with_vectors(
    engine: Engine, encoder: Encoder, items: Iterable[tuple[str, str, str]], payloads: Mapping[str, Payload]
) -> Iterator[IndexPoint]:
    listed = list(items)
    with reading(engine) as connection:
        vectors = write.read_vectors(connection, [key for _, key, _ in listed], encoder.weights_sha256)
    for passage_id, key, text in listed:
        yield IndexPoint(
            passage_id=passage_id,
            dense=vectors[key],
            sparse=document_weights(text),
            payload=payloads[passage_id],
        )
