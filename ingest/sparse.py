"""BM25 term weights, by Qdrant's own `Bm25`, for both the embedded engine and a server.

The inverse document frequency is the index's (`Modifier.Idf`), so it always fits what is indexed.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

AVERAGE_WORDS = 75.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """A sparse vector: `indices` are term hashes, `values` their weights, in step."""

    indices: tuple[int, ...]
    values: tuple[float, ...]


def document_weights(text: str) -> Weights:
    """Saturated, length-normalised term frequencies of a passage."""
    return _weights(_bm25().embed_document(text))


def query_weights(text: str) -> Weights:
    """1 for each different term of a question."""
    return _weights(_bm25().embed_query(text))


def _weights(vector: Any) -> Weights:
    return Weights(indices=tuple(vector.indices), values=tuple(vector.values))


@cache
def _bm25() -> Any:
    from qdrant_edge import Bm25, Bm25Config

    return Bm25(Bm25Config(avg_len=AVERAGE_WORDS))
