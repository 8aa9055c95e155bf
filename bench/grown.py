"""A published workspace of any number of passages, made of real ones: written by the catalogue's own writer.

Sources of about SIZE passages take theirs at random from the base, with a few words in a hundred exchanged for words of
other passages, so that texts, terms and document frequencies stay those of a language; vectors are jittered
(bench/fit.py). Three in four sources are for everybody, one in twenty has gone out of effect, one in twenty supersedes
another, one in a hundred was withdrawn since.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from hashlib import sha256

import numpy as np
from sqlalchemy import Engine

from audit.canonical import text_sha256
from audit.database import writing
from audit.log.appending import Log
from bench.base import APPROVER, AUDIENCES, OWNER, Base, leaders
from bench.fit import jittered
from ingest.build import FORMAT
from ingest.catalogue import controls, write
from ingest.catalogue.read import Entry
from ingest.catalogue.write import PassageRow
from ingest.delta import row_of
from ingest.domain import Approval, Kind, Parsed, Passage, Segment, Sentence, Snapshot, Source, Span
from ingest.encoders.port import Encoder, Vectors
from ingest.index.port import Index, IndexPoint
from ingest.parse.media import Media
from ingest.parse.versions import parser_name
from ingest.passages import passage_id, settings
from ingest.sparse import document_weights

SIZE = 200  # passages of a source
EXCHANGED = 0.03  # of the words
APPROVED = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grown:
    """One source: its entry, frozen text, passages and their vectors, in step."""

    entry: Entry
    parsed: Parsed
    rows: tuple[PassageRow, ...]
    vectors: Vectors


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """Seconds that the catalogue's writer and the index took for `passages`, without making them up."""

    passages: int
    catalogue_s: float
    index_s: float
    generation: str


def grow(engine: Engine, log: Log, index: Index, encoder: Encoder, base: Base, passages: int) -> Growth:
    """Publish a workspace of `passages` in an empty one."""
    counts = [min(SIZE, passages - at) for at in range(0, passages, SIZE)]
    makers = [partial(grown, base, number, count) for number, count in enumerate(counts)]
    apart = Apart()
    generation = f"{FORMAT}-{passages:012x}-{0:08x}"
    began = time.perf_counter()
    with writing(engine) as connection:
        entries: list[Entry] = []
        publication = write.Publication(
            snapshot=_snapshot(encoder, passages, generation),
            organisation="Grown",
            audiences=AUDIENCES,
            manifest="corpus_manifest.yaml",
            leaders=leaders(base.names),
            entries=entries,
            added=(),
            changed=(),
            removed=(),
        )
        for make in makers:
            with apart:
                source = make()
            entries.append(source.entry)
            write.keep_text(connection, source.entry.source.sha256, source.parsed)
            write.keep_passages(connection, source.rows)
            kept = {row.embedded_sha256: i for i, row in enumerate(source.rows)}  # the same words have one vector
            write.keep_vectors(connection, list(kept), source.vectors[[*kept.values()]], encoder.weights_sha256)
        write.publish(connection, publication)
        for entry in entries[50::100]:
            controls.withdraw(connection, log, entry.source.source_id, "It was wrong.", APPROVED + timedelta(days=1))
    catalogue_s = time.perf_counter() - began - apart.seconds

    def points() -> Iterator[IndexPoint]:
        for make in makers:
            with apart:
                source = make()
            for row, vector in zip(source.rows, source.vectors, strict=True):
                yield IndexPoint(
                    passage_id=row.passage.passage_id,
                    dense=vector,
                    sparse=document_weights(row.passage.embedded),
                    payload=row.payload,
                )

    apart = Apart()
    began = time.perf_counter()
    index.build(generation, size=encoder.size, base=None, changed=(), removed=(), everything=points)
    index_s = time.perf_counter() - began - apart.seconds
    return Growth(passages=passages, catalogue_s=catalogue_s, index_s=index_s, generation=generation)


class Apart:
    """A watch whose time is taken off another's: what making up the data takes."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._began = 0.0

    def __enter__(self) -> None:
        self._began = time.perf_counter()

    def __exit__(self, *_: object) -> None:
        self.seconds += time.perf_counter() - self._began


def grown(base: Base, number: int, count: int) -> Grown:
    """Source `number` of `count` passages: the same again for the same number."""
    generator = np.random.default_rng(number)
    chosen = generator.integers(0, len(base.passages), count)
    name = base.names[number % len(base.names)]
    (leader,) = leaders([name])
    day = date(2016, 1, 1) + timedelta(days=int(generator.integers(0, 3600)))
    source_id = f"speech-{number:05}"
    title = f"Speech {number}"
    texts = [_exchanged(base, int(one), generator) for one in chosen]
    text = "\n\n".join(" ".join(sentences) for sentences in texts)
    digest = text_sha256(text)
    source = Source(
        source_id=source_id,
        path=f"corpus/{source_id}.txt",
        sha256=sha256(text.encode("utf-8")).hexdigest(),
        title=title,
        kind=Kind.SPEECH,
        leaders=(leader.leader_id,),
        date=day,
        audience=AUDIENCES[int(generator.choice(3, p=(0.75, 0.2, 0.05)))],
        owner=OWNER,
        added_by=OWNER,
        approval=Approval(by=APPROVER, at=APPROVED, sha256=digest),
        effective_until=date(2026, 1, 1) if number % 20 == 7 else None,
        supersedes=(f"speech-{number - len(base.names):05}",) if number % 20 == 3 and number > len(base.names) else (),
    )
    rows, at = [], 0
    for sentences in texts:
        spans = []
        for words in sentences:
            spans.append(Span(start=at, end=at + len(words)))
            at += len(words) + 1
        at += 1  # a paragraph ends with two line breaks, a sentence with one space
        start, end = spans[0].start, spans[-1].end
        passage = Passage(
            passage_id=passage_id(source_id, digest, start, end),
            source_id=source_id,
            text_sha256=digest,
            start=start,
            end=end,
            page=None,
            leader_id=leader.leader_id,
            text=text[start:end],
            sentences=tuple(Sentence(parts=(span,)) for span in spans),
            embedded=f"{name}, {title}, {day:%-d %B %Y}. {text[start:end]}",
        )
        rows.append(row_of(passage, source, AUDIENCES))
    parser = parser_name(Media.TEXT)
    entry = Entry(
        source=source,
        served=True,
        text_sha256=digest,
        parser=parser,
        segments=(Segment(speaker=name, leader_id=leader.leader_id, start=0, end=len(text)),),
        split_sha256=digest,
    )
    return Grown(
        entry=entry,
        parsed=Parsed(text=text, parser=parser),
        rows=tuple(rows),
        vectors=jittered(base.vectors[chosen], generator),
    )


def _exchanged(base: Base, number: int, generator: np.random.Generator) -> list[str]:
    """The sentences of one passage with a few words of others in the place of its own."""
    sentences = [one.split(" ") for one in base.passages[number]]
    places = [(i, j) for i, words in enumerate(sentences) for j in range(len(words))]
    for at in generator.integers(0, len(places), max(1, int(EXCHANGED * len(places)))):
        other = base.passages[int(generator.integers(0, len(base.passages)))]
        words = other[int(generator.integers(0, len(other)))].split(" ")
        i, j = places[int(at)]
        sentences[i][j] = words[int(generator.integers(0, len(words)))]
    return [" ".join(words) for words in sentences]


def _snapshot(encoder: Encoder, passages: int, generation: str) -> Snapshot:
    return Snapshot(
        snapshot_id=f"{passages:032x}",
        manifest_sha256="0" * 64,
        encoder=encoder.name,
        encoder_sha256=encoder.weights_sha256,
        splitter=settings(),
        passages=passages,
        merkle_root="0" * 64,
        generation=generation,
        published_at=APPROVED,
    )
