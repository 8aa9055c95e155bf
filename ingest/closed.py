"""A closed context: the passages that a question brings along, as a state of their own in which nothing was published.

Each is a document of nobody: one speaker without a name, an id or a consent, no title, no approval, dated on the day
of asking. Its text stays as it was given, so that offsets count in it. Sentences and passages are found as in any other
document; a long text becomes several passages of the usual length.
"""

from collections.abc import Sequence
from datetime import date, datetime

from audit.canonical import text_sha256
from ingest.catalogue.read import Entry, Published
from ingest.domain import (
    Brought,
    ClosedContext,
    Consent,
    Document,
    Kind,
    Leader,
    Passage,
    Segment,
    Snapshot,
    Source,
)
from ingest.encoders.port import Encoder
from ingest.index.memory import MemoryReader
from ingest.index.port import FOREVER, IndexPoint, Payload
from ingest.passages import settings, split
from ingest.sparse import document_weights

PARSER = "as given"
NOBODY = Leader(
    leader_id="",
    name="",
    title="",
    consent=Consent(
        record="", sha256="", scope=frozenset(), audiences=frozenset(), valid_from=date.min, valid_until=date.min
    ),
)


def document(passage_id: str, text: str) -> Document:
    """One text as a document, all of it one segment of nobody."""
    whole = Segment(speaker=None, leader_id=NOBODY.leader_id, start=0, end=len(text))
    return Document(
        source_id=passage_id,
        text=text,
        text_sha256=text_sha256(text),
        parser=PARSER,
        pages=(),
        segments=(whole,),
        cues=(),
        furniture=(),
    )


def opened(
    brought: Sequence[Brought], encoder: Encoder, audience: str, asked_at: datetime
) -> tuple[Published, MemoryReader]:
    """What a question may be answered from, and its reader. The ids differ; the order in which they were given does not
    count. Raises ModelError where the encoder cannot be loaded."""
    documents = {one.id: document(one.id, one.text) for one in sorted(brought, key=lambda one: one.id)}
    entries = {one: _entry(made, audience, asked_at.date()) for one, made in documents.items()}
    found = [one for key, made in documents.items() for one in split(made, entries[key].source, [NOBODY])]
    snapshot = Snapshot(
        snapshot_id="",
        manifest_sha256="",
        encoder=encoder.name,
        encoder_sha256=encoder.weights_sha256,
        splitter=settings(),
        passages=len(found),
        merkle_root="",
        generation="",
        published_at=asked_at,
    )
    state = Published(
        snapshot=snapshot,
        generation="",
        organisation="",
        audiences=(audience,),
        leaders={NOBODY.leader_id: NOBODY},
        entries=entries,
        manifest="",
        closed=ClosedContext(documents=documents, passages={one.passage_id: one for one in found}),
    )
    return state, MemoryReader(_points(found, encoder))


def _entry(made: Document, audience: str, day: date) -> Entry:
    source = Source(
        source_id=made.source_id,
        path="",
        sha256=made.text_sha256,
        title="",
        kind=Kind.MEMO,
        leaders=(NOBODY.leader_id,),
        date=day,
        audience=audience,
        owner="",
        added_by="",
    )
    return Entry(
        source=source,
        served=True,
        text_sha256=made.text_sha256,
        parser=made.parser,
        segments=made.segments,
        split_sha256=None,
    )


def _points(found: Sequence[Passage], encoder: Encoder) -> list[IndexPoint]:
    if not found:
        return []
    vectors = encoder.passages([one.embedded for one in found])
    return [
        IndexPoint(
            passage_id=one.passage_id,
            dense=vector,
            sparse=document_weights(one.embedded),
            payload=Payload(
                source_id=one.source_id,
                leader_id=one.leader_id,
                audience=0,
                effective_from=0,
                effective_until=FOREVER,
                date=0,
            ),
        )
        for one, vector in zip(found, vectors, strict=True)
    ]
