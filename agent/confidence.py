"""How likely is it that the evidence answers the question: a small logistic model over features one can explain.

The weights are fitted by `onrecord eval calibrate` on public questions with and without answers, and belong to
the encoder and the reranker they were fitted with: for any others they are not used (ModelError). A workspace says
which risk it accepts: of the questions that are answered, the share that nothing on record answers, where as many
questions have an answer as have none. The threshold follows from that.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from statistics import fmean
from typing import Any

from agent.composers.sentences import Candidate
from agent.domain import Evidence
from audit.errors import ModelError
from ingest.sparse import document_weights, query_weights

# None of them depends on how large the library is: a BM25 score would, by its inverse document frequencies.
FEATURES = (
    "best_sentence",  # score of the best sentence
    "best_passage",  # reranker's logit of the best passage (without a reranker: its cosine)
    "cosine",  # highest cosine between question and passage
    "apart",  # highest cosine over the mean cosine of what was found: does one stand out
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
    cosines = [one.dense for one in evidence if one.dense is not None] or [0.0]
    logits = [one.rerank for one in evidence if one.rerank is not None]
    terms = set(query_weights(topic).indices)
    return {
        "best_sentence": best.score,
        "best_passage": max(logits) if logits else max(cosines),
        "cosine": max(cosines),
        "apart": max(cosines) - fmean(cosines),
        "coverage": _coverage(terms, best.evidence.passage.embedded),
    }


def _coverage(terms: set[int], text: str) -> float:
    """Share of `terms` (stemmed, without stop words) that `text` has; 1 where there are none."""
    return len(terms & set(document_weights(text).indices)) / len(terms) if terms else 1.0


RISK = 0.22  # accepted, where the workspace says nothing


def load(encoder: str, reranker: str, own: Path, risk: float = RISK) -> Calibration:
    """The calibration for these models: the workspace's own where there is one, else the package's; its threshold is
    the lowest from which on no more than `risk` was measured.

    Raises ModelError where neither has one, the workspace's file is no calibration, or no threshold keeps to `risk`.
    """
    for place, text in _texts(own):
        try:
            for entry in json.loads(text)["calibrations"]:
                if (entry["encoder"], entry["reranker"]) == (encoder, reranker) and entry["features"] == list(FEATURES):
                    return _calibration(entry, risk)
        except (ValueError, KeyError, TypeError) as error:
            raise ModelError(
                f"{place} is no calibration: {error!r}.",
                advice=f"Remove it, or run: onrecord eval calibrate DIR --out {own}",
            ) from error
    raise ModelError(
        f"no calibration fits the encoder {encoder} with the reranker {reranker}, so nothing would be refused rightly.",
        advice=f"Run: onrecord eval calibrate DIR --out {own}",
    )


def _calibration(entry: Mapping[str, Any], risk: float) -> Calibration:
    """Raises ValueError for numbers that cannot be calculated with."""
    columns = {name: tuple(float(value) for value in entry[name]) for name in ("means", "scales", "weights")}
    bias, curve = float(entry["bias"]), [(float(one["threshold"]), float(one["risk"])) for one in entry["risks"]]
    if any(len(column) != len(FEATURES) for column in columns.values()):
        raise ValueError(f"expected {len(FEATURES)} means, scales and weights")
    numbers = [bias, *(value for pair in curve for value in pair), *(x for column in columns.values() for x in column)]
    if not all(math.isfinite(number) for number in numbers) or min(columns["scales"]) <= 0:
        raise ValueError("expected finite numbers and scales above 0")
    if not curve or not all(0 < threshold < 1 for threshold, _ in curve):
        raise ValueError("expected risks at thresholds between 0 and 1")
    return Calibration(
        encoder=entry["encoder"],
        reranker=entry["reranker"],
        means=columns["means"],
        scales=columns["scales"],
        weights=columns["weights"],
        bias=bias,
        threshold=threshold_for(risk, curve),
    )


def threshold_for(risk: float, curve: Sequence[tuple[float, float]]) -> float:
    """The lowest threshold of `curve`, (threshold, risk) pairs, from which on the risk stays at most `risk`."""
    kept = None
    for threshold, measured in sorted(curve, reverse=True):
        if measured > risk:
            break
        kept = threshold
    if kept is None:
        least = min(measured for _, measured in curve)
        raise ModelError(
            f"no threshold keeps to acceptable_risk {risk:g}: the least measured with these models is {least:g}.",
            advice="Set a higher acceptable_risk in settings.toml, or calibrate on your own questions.",
        )
    return kept


def _texts(own: Path) -> list[tuple[str, bytes]]:
    found = [(str(own), own.read_bytes())] if own.is_file() else []
    packaged = files("agent").joinpath("calibration.json")
    return [*found, (str(packaged), packaged.read_bytes())] if packaged.is_file() else found
