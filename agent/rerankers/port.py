"""What a reranker is."""

from collections.abc import Sequence
from typing import Protocol


class Reranker(Protocol):
    """A cross-encoder: reads question and text together. `name` tells models apart in records and calibrations."""

    @property
    def name(self) -> str: ...

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        """A logit for each text, higher is better, in the order of `texts`; what a batch holds changes no score."""
