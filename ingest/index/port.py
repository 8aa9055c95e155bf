"""What an index is: immutable generations, built aside, compared, then read by many.

A generation's name is a path component and a part of a collection's name, and has one form (GENERATION), so that
no name with another prefix can be taken for one of this prefix.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from statistics import fmean, pstdev
from typing import Any, Protocol

from audit.errors import IndexFault
from ingest.encoders.port import Vectors
from ingest.sparse import Weights

FOREVER = 4_000_000  # a day number later than date.max
GENERATION = re.compile(r"v\d+-[0-9a-f]{12}-[0-9a-f]{8}")
DATED = 2  # the first format whose payload has the date
DENSE, SPARSE = "dense", "bm25"  # the vectors' names
KEYWORDS = ("source_id", "leader_id")  # payload fields that are indexed, by kind
NUMBERS = ("audience", "effective_from", "effective_until", "date")
PREFETCH = 100  # candidates of each retriever before fusion
DENSE_SHARE = 0.6  # of a fused score; the rest is BM25's: docs/measurements.md, Retrieval


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload:
    """What a query filters by. Days are `date.toordinal()`; `audience` is the rank of the source's audience, `date` the
    day of the source: when it was said."""

    source_id: str
    leader_id: str
    audience: int
    effective_from: int
    effective_until: int
    date: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexPoint:
    passage_id: str
    dense: Vectors
    sparse: Weights
    payload: Payload


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """What a query may see: `leaders` none means any; `hidden` sources are excluded (withdrawn, lapsed, paused), as
    are the words of one leader in a document of several: `hidden_words` are (source_id, leader_id). What is seen was
    said in `[said_from, said_until)`; none is an open end. With `expired`, what no longer held on `as_of` is seen as
    well."""

    audience: int
    as_of: int
    leaders: Sequence[str] | None
    hidden: Sequence[str]
    hidden_words: Sequence[tuple[str, str]] = ()
    said_from: int | None = None
    said_until: int | None = None
    expired: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """`score` is the fusion's, from 0 to 1; `dense` (cosine) and `sparse` (BM25) are present where that retriever found
    it."""

    passage_id: str
    score: float
    dense: float | None
    sparse: float | None


class Reader(Protocol):
    """One generation, open for queries."""

    def search(self, dense: Vectors, sparse: Weights, window: Window, limit: int) -> list[Hit]:
        """At most `limit` hits, best first, as `fused_hits` has them of the PREFETCH best of each retriever."""

    def contents(self) -> dict[str, Payload]:
        """Every passage id with its payload, for the comparison with the catalogue."""

    def close(self) -> None:
        """Release the generation, so that it may be removed."""


class Index(Protocol):
    def build(
        self,
        generation: str,
        *,
        size: int,
        base: str | None,
        changed: Iterable[IndexPoint],
        removed: Sequence[str],
        everything: Callable[[], Iterable[IndexPoint]],
    ) -> None:
        """Make a generation: from `base` with the changes where it is there and whole, else from `everything`. Only the
        one of the two that is needed is gone through, once.

        What a killed build left under the same name is discarded first. On return all is on disk.
        """

    def open(self, generation: str) -> Reader:
        """Raises IndexFault where the generation is missing or damaged."""

    def published(self, generation: str) -> None:
        """The catalogue now names `generation`: older ones go once nobody reads them (a server: but for the last)."""


def dated(generation: str) -> bool:
    """Whether a generation of this name can be searched by the days on which things were said."""
    return int(generation.partition("-")[0].removeprefix("v")) >= DATED


def as_payload(found: Mapping[str, Any] | None) -> Payload:
    """A point's payload as the engine gives it. Raises IndexFault for one of another format."""
    try:
        return Payload(**(found or {}))
    except TypeError as error:
        raise IndexFault(
            "the index was made by another version of OnRecord.", advice="Run `onrecord ingest`, which makes it anew."
        ) from error


Scores = Mapping[str, float]
"""A retriever's hits: scores by passage id."""


def fused_hits(dense: Scores, sparse: Scores, limit: int) -> list[Hit]:
    """The first `limit` hits of both retrievers together, best first, ties in the order of passage ids.

    Each retriever's scores are brought to 0..1 by where they lie in its own list, three standard deviations below the
    mean and three above (distribution-based score fusion), and added up by their shares; what one retriever has not
    found counts nothing there.
    """
    found: dict[str, float] = {}
    for scores, share in ((dense, DENSE_SHARE), (sparse, 1 - DENSE_SHARE)):
        for key, scaled in _scaled(scores).items():
            found[key] = found.get(key, 0.0) + share * scaled
    hits = [
        Hit(passage_id=key, score=score, dense=dense.get(key), sparse=sparse.get(key)) for key, score in found.items()
    ]
    return sorted(hits, key=lambda hit: (-hit.score, hit.passage_id))[:limit]


def _scaled(scores: Scores) -> dict[str, float]:
    """The middle of the range for all where they do not differ."""
    if not scores:
        return {}
    mean, spread = fmean(scores.values()), pstdev(scores.values())
    if spread == 0.0:
        return dict.fromkeys(scores, 0.5)
    return {key: min(1.0, max(0.0, 0.5 + (score - mean) / (6 * spread))) for key, score in scores.items()}


def batches(points: Iterable[IndexPoint], size: int) -> Iterator[list[IndexPoint]]:
    """`points` in lists of at most `size`."""
    coming = iter(points)
    while batch := list(islice(coming, size)):
        yield batch


def differences(found: Mapping[str, Payload], expected: Mapping[str, Payload]) -> list[str]:
    """How a generation's contents differ from the catalogue's, a line each; empty where they agree."""
    lines = [f"{key} is not in the catalogue" for key in sorted(found.keys() - expected.keys())]
    lines += [f"{key} is missing" for key in sorted(expected.keys() - found.keys())]
    lines += [
        f"{key} has another payload" for key in sorted(found.keys() & expected.keys()) if found[key] != expected[key]
    ]
    return lines
