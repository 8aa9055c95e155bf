"""A few passages searched in memory, ranked as Qdrant ranks them: for what is asked once and never published.

Exact cosine; BM25 by the same term weights, with Qdrant's inverse document frequency over the passages at hand,
ln(1 + (n - df + 0.5) / (df + 0.5)). It is above 0 however few they are: of a single passage, or of a term that all of
them have, it weighs terms alike, and never turns a shared term into a reason against a passage.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from ingest.encoders.port import Vectors
from ingest.index.port import PREFETCH, Hit, IndexPoint, Payload, Scores, Window, fused_hits
from ingest.sparse import Weights


class MemoryReader:
    """A `Reader` of these points."""

    def __init__(self, points: Sequence[IndexPoint]) -> None:
        self._points = tuple(points)
        found = Counter(term for point in self._points for term in point.sparse.indices)
        count = len(self._points)
        self._idf = {term: math.log1p((count - df + 0.5) / (df + 0.5)) for term, df in found.items()}

    def search(self, dense: Vectors, sparse: Weights, window: Window, limit: int) -> list[Hit]:
        seen = [point for point in self._points if _visible(point.payload, window)]
        near = _best({one.passage_id: round(float(np.dot(one.dense, dense)), 6) for one in seen})
        terms = dict(zip(sparse.indices, sparse.values, strict=True))
        scores = {one.passage_id: self._bm25(one.sparse, terms) for one in seen}
        worded = _best({key: score for key, score in scores.items() if score > 0})
        return fused_hits(near, worded, limit)

    def _bm25(self, weights: Weights, asked: Mapping[int, float]) -> float:
        pairs = zip(weights.indices, weights.values, strict=True)
        return sum(value * asked[term] * self._idf[term] for term, value in pairs if term in asked)

    def contents(self) -> dict[str, Payload]:
        return {point.passage_id: point.payload for point in self._points}

    def close(self) -> None:
        """Nothing is held."""


def _best(scores: Scores) -> dict[str, float]:
    """A retriever's first PREFETCH, best first; ties in the order of passage ids, so that no other order shows."""
    return dict(sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))[:PREFETCH])


def _visible(payload: Payload, window: Window) -> bool:
    return (
        payload.audience <= window.audience
        and payload.effective_from <= window.as_of
        and (window.expired or window.as_of < payload.effective_until)
        and (window.said_from is None or window.said_from <= payload.date)
        and (window.said_until is None or payload.date < window.said_until)
        and (window.leaders is None or payload.leader_id in window.leaders)
        and payload.source_id not in window.hidden
        and (payload.source_id, payload.leader_id) not in window.hidden_words
    )
