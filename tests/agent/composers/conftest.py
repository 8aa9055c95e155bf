"""Sentences of small documents as candidates, without a workspace."""

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from agent.composers.sentences import Candidate
from agent.domain import Evidence
from ingest.display import displayer
from ingest.domain import Consent, Document, Kind, Leader, Page, Segment, Source
from ingest.passages import read, split

CONSENT = Consent(
    record="consent.md",
    sha256="0" * 64,
    scope=frozenset(),
    audiences=frozenset(),
    valid_from=date(2020, 1, 1),
    valid_until=date(2099, 1, 1),
)


def _leader(name: str) -> Leader:
    return Leader(leader_id=name.casefold().replace(" ", "-"), name=name, title="Director", consent=CONSENT)


def _source(source_id: str, leader: Leader, day: date) -> Source:
    return Source(
        source_id=source_id,
        path=f"{source_id}.txt",
        sha256="0" * 64,
        title=source_id.title(),
        kind=Kind.MEMO,
        leaders=(leader.leader_id,),
        date=day,
        audience="all",
        owner="a@example.com",
        added_by="a@example.com",
    )


def _said(
    text: str,
    *,
    source_id: str = "memo",
    name: str = "Ada Moss",
    day: date = date(2025, 3, 4),
    scores: dict[str, float] | None = None,
    rerank: float | None = None,
    pages: tuple[Page, ...] = (),
) -> Any:
    """A document of one leader: `document`, its `sentences` as candidates in the order of the text, and `at`, which
    gives the one that has certain words."""
    leader = _leader(name)
    source = _source(source_id, leader, day)
    segment = Segment(speaker=name, leader_id=leader.leader_id, start=0, end=len(text))
    document = Document(
        source_id=source_id, text=text, text_sha256="0" * 64, parser="", pages=pages, segments=(segment,), cues=(),
        furniture=(),
    )  # fmt: skip
    display, found = displayer(text), {}
    for rank, passage in enumerate(split(document, source, [leader]), start=1):
        evidence = Evidence(
            key=f"{source_id}{rank}", passage=passage, source=source, leader=leader, rank=rank, score=1.0, dense=None,
            sparse=None, rerank=rerank,
        )  # fmt: skip
        for sentence in passage.sentences:
            words = display(read(text, sentence))
            score = next((value for start, value in (scores or {}).items() if words.startswith(start)), 0.0)
            made = Candidate(evidence=evidence, sentence=sentence, words=words, score=score)
            found.setdefault(made.place, made)
    sentences = tuple(found.values())

    def at(start: str) -> Candidate:
        return next(one for one in sentences if one.words.startswith(start))

    return SimpleNamespace(document=document, sentences=sentences, at=at)


@pytest.fixture(scope="session")
def said() -> Callable[..., Any]:
    return _said
