"""Real passages with their vectors: the inaugural addresses and a thousand of scifact's abstracts, embedded once.

The vectors are kept below `~/.cache/onrecord-bench`, by the encoder's weights and the texts' hash.
"""

import csv
import json
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from itertools import cycle, islice
from pathlib import Path

import numpy as np

from audit.canonical import text_sha256
from ingest.domain import Consent, Document, Kind, Leader, Scope, Segment, Source
from ingest.encoders.port import Encoder, Vectors
from ingest.passages import read, split

CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "onrecord-bench"
ABSTRACTS = 1000
SCIFACT_QUESTIONS = 170  # of its test queries; with the thirty about the addresses, 200
DAY = date(2020, 1, 1)  # of what has none here
AUDIENCES = ("everybody", "managers", "leadership")
OWNER, APPROVER = "archive@example.com", "reviewer@example.com"


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """Passages as lists of sentences, with vectors of shape (len(passages), size), and questions with theirs;
    `names` are the speakers."""

    passages: tuple[tuple[str, ...], ...]
    vectors: Vectors
    questions: tuple[str, ...]
    question_vectors: Vectors
    names: tuple[str, ...]


def load(shared: Path, encoder: Encoder) -> Base:
    """The passages below `shared` (`speeches`, `bench/scifact`), their vectors from the cache or embedded now."""
    written = list(_addresses(shared / "speeches"))
    names = tuple(dict.fromkeys(name for name, _, _ in written))
    abstracts = islice(_rows(shared / "bench" / "scifact" / "corpus.jsonl"), ABSTRACTS)
    written += [(name, row["title"][:120], row["text"]) for name, row in zip(cycle(names), abstracts, strict=False)]
    passages, embedded = [], []
    for name, title, text in written:
        for words, sentences in _split(name, title, text):
            embedded.append(words)
            passages.append(sentences)
    asked = [row["question"] for row in _rows(shared / "speeches" / "questions.jsonl")]
    claims = _rows(shared / "bench" / "scifact" / "queries_test.jsonl")
    asked += [row["text"] for row in islice(claims, SCIFACT_QUESTIONS)]
    vectors, question_vectors = _vectors(encoder, embedded, asked)
    return Base(
        passages=tuple(passages),
        vectors=vectors,
        questions=tuple(asked),
        question_vectors=question_vectors,
        names=names,
    )


def leaders(names: Sequence[str]) -> tuple[Leader, ...]:
    """A leader a name, who may be quoted and paraphrased to everybody."""
    consent = Consent(
        record="corpus/consent.md",
        sha256="0" * 64,
        scope=frozenset({Scope.QUOTE, Scope.PARAPHRASE}),
        audiences=frozenset(AUDIENCES),
        valid_from=date(1700, 1, 1),
        valid_until=date(2999, 1, 1),
    )
    title = "President of the United States"
    return tuple(Leader(leader_id=leader_id(one), name=one, title=title, consent=consent) for one in names)


def leader_id(name: str) -> str:
    """`franklin-d-roosevelt` for Franklin D. Roosevelt."""
    return re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")


def _addresses(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Speaker, title and text of each."""
    with (folder / "sources.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            text = (folder / "corpus" / row["file"]).read_text(encoding="utf-8")
            yield row["speaker_full_name"], row["title"], text


def _split(name: str, title: str, text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What is embedded of each passage, and its sentences on one line each."""
    (leader,) = leaders([name])
    digest = text_sha256(text)
    source = Source(
        source_id="base",
        path="base.txt",
        sha256=digest,
        title=title,
        kind=Kind.SPEECH,
        leaders=(leader.leader_id,),
        date=DAY,
        audience=AUDIENCES[0],
        owner=OWNER,
        added_by=OWNER,
    )
    document = Document(
        source_id="base",
        text=text,
        text_sha256=digest,
        parser="text",
        pages=(),
        segments=(Segment(speaker=name, leader_id=leader.leader_id, start=0, end=len(text)),),
        cues=(),
        furniture=(),
    )
    for passage in split(document, source, [leader]):
        yield passage.embedded, tuple(" ".join(read(text, one).split()) for one in passage.sentences)


def _vectors(encoder: Encoder, texts: Sequence[str], questions: Sequence[str]) -> tuple[Vectors, Vectors]:
    key = sha256("\0".join([encoder.weights_sha256, *texts, *questions]).encode("utf-8")).hexdigest()[:16]
    file = CACHE / f"base-{key}.npz"
    if not file.is_file():
        print(f"embedding {len(texts)} passages once, into {file}")
        by_length = sorted(range(len(texts)), key=lambda i: -len(texts[i]))
        vectors = np.zeros((len(texts), encoder.size), np.float32)
        vectors[by_length] = encoder.passages([texts[i] for i in by_length])
        file.parent.mkdir(parents=True, exist_ok=True)
        unfinished = file.with_suffix(".part.npz")
        np.savez(unfinished, passages=vectors, questions=np.stack([encoder.query(one) for one in questions]))
        os.replace(unfinished, file)
    with np.load(file) as kept:
        return kept["passages"], kept["questions"]


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8") as stream:
        yield from (json.loads(line) for line in stream)
