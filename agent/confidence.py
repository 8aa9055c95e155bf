"""How likely is it that the evidence answers the question: a small logistic model over features one can explain.

The weights are fitted by `onrecord eval calibrate` on public questions with and without answers, and belong to
the encoder and the reranker they were fitted with: for any others they are not used (ModelError).
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from agent.composers.sentences import Candidate
from agent.domain import Evidence
from audit.errors import ModelError
from ingest.sparse import document_weights, query_weights

FEATURES = (
    "best_sentence",  # score of the best sentence
    "best_passage",  # reranker's logit of the best passage (without a reranker: its cosine)
    "cosine",  # highest cosine between question and passage
    "margin",  # best sentence over the fifth best: does one stand out
    "coverage",  # share of the question's terms that the best sentence's passage has
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """p = 1 / (1 + exp(-(bias + sum of weight * (feature - mean) / scale))); answered where p >= threshold."""

    encoder: str
    reranker: str
    means: tuple[float, ...]
    scales: tuple[float, ...]
    weights: tuple[float, ...]
    bias: float
    threshold: float

    def probability(self, features: Mapping[str, float]) -> float:
        """Between 0 and 1."""
        total = self.bias
        for name, mean, scale, weight in zip(FEATURES, self.means, self.scales, self.weights, strict=True):
            total += weight * (features[name] - mean) / scale
        return 1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, total))))


def features(topic: str, evidence: Sequence[Evidence], ranked: Sequence[Candidate]) -> dict[str, float]:
    """One number for each of FEATURES; `topic` is the question without the names of the leaders it is about.

    `evidence` and `ranked` are best first and not empty.
    """
    best = ranked[0]
    cosine = max((one.dense or 0.0) for one in evidence)
    logits = [one.rerank for one in evidence if one.rerank is not None]
    return {
        "best_sentence": best.score,
        "best_passage": max(logits) if logits else cosine,
        "cosine": cosine,
        "margin": best.score - ranked[min(4, len(ranked) - 1)].score,
        "coverage": _coverage(topic, best.evidence.passage.embedded),
    }


def _coverage(asked: str, text: str) -> float:
    """Share of the terms of `asked` (stemmed, without stop words) that `text` has; 1 where there are none."""
    terms = set(query_weights(asked).indices)
    return len(terms & set(document_weights(text).indices)) / len(terms) if terms else 1.0


def load(encoder: str, reranker: str, own: Path) -> Calibration:
    """The calibration for these models: the workspace's own where there is one, else the package's.

    Raises ModelError where neither has one, or the workspace's file is no calibration.
    """
    for place, text in _texts(own):
        try:
            for entry in json.loads(text)["calibrations"]:
                if (entry["encoder"], entry["reranker"]) == (encoder, reranker) and entry["features"] == list(FEATURES):
                    return _calibration(entry)
        except (ValueError, KeyError, TypeError) as error:
            raise ModelError(
                f"{place} is no calibration: {error!r}.",
                advice=f"Remove it, or run: onrecord eval calibrate DIR --out {own}",
            ) from error
    raise ModelError(
        f"no calibration fits the encoder {encoder} with the reranker {reranker}, so nothing would be refused rightly.",
        advice=f"Run: onrecord eval calibrate DIR --out {own}",
    )


def _calibration(entry: Mapping[str, Any]) -> Calibration:
    """Raises ValueError for numbers that cannot be calculated with."""
    columns = {name: tuple(float(value) for value in entry[name]) for name in ("means", "scales", "weights")}
    bias, threshold = float(entry["bias"]), float(entry["threshold"])
    if any(len(column) != len(FEATURES) for column in columns.values()):
        raise ValueError(f"expected {len(FEATURES)} means, scales and weights")
    numbers = [bias, threshold, *(value for column in columns.values() for value in column)]
    if not all(math.isfinite(number) for number in numbers) or min(columns["scales"]) <= 0 or not 0 < threshold < 1:
        raise ValueError("expected finite numbers, scales above 0 and a threshold between 0 and 1")
    return Calibration(
        encoder=entry["encoder"],
        reranker=entry["reranker"],
        means=columns["means"],
        scales=columns["scales"],
        weights=columns["weights"],
        bias=bias,
        threshold=threshold,
    )


def _texts(own: Path) -> list[tuple[str, bytes]]:
    found = [(str(own), own.read_bytes())] if own.is_file() else []
    packaged = files("agent").joinpath("calibration.json")
    return [*found, (str(packaged), packaged.read_bytes())] if packaged.is_file() else found
