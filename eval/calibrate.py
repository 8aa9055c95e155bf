"""When to refuse: fit the confidence model on one half of public question sets, and report on the other.

1. each set becomes a workspace of its own, ingested like any other;
2. every question of the tuned half goes the agent's own way up to the scored sentences, and gives its features;
3. a logistic regression (L2, scikit-learn) is fitted, sets and answerability weighted alike;
4. for every threshold, the risk and the coverage of five-fold out-of-fold predictions: a workspace chooses among them;
5. the other half is reported on, never looked at before.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from agent.confidence import FEATURES, RISK, features, threshold_for
from agent.domain import Question
from agent.draft import Agent, Work, gather, reranker_name
from eval.bench import BenchQuestion
from eval.workspace import AUDIENCE

FOLDS = 5
LEAST_SHOWN = 0.05  # of all questions: fewer answered ones tell no risk
STRENGTH = 0.3  # scikit-learn's C: the smaller, the smaller the weights


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One question's features, in the order of FEATURES; a question without any candidate sentence has none."""

    set: str
    tuned: bool
    answerable: bool
    values: tuple[float, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """AUROC of the probability, and balanced accuracy at the threshold of the default risk, on questions that were not
    tuned on."""

    set: str
    questions: int
    auroc: float
    balanced_accuracy: float
    answered: float
    refused: float


def rows(agent: Agent, name: str, questions: Sequence[BenchQuestion], tell: Callable[[int], None]) -> list[Row]:
    """Step 2. `tell` is called with the number of questions done."""
    found = []
    for number, one in enumerate(questions, start=1):
        now = datetime.now(UTC)
        question = Question(text=one.text, audience=AUDIENCE, as_of=now.date(), asked_at=now)
        with agent.library.view() as view:
            work = Work()
            ranked = gather(agent, question, view, work)
        seen = features(one.text, work.evidence, ranked) if ranked else None
        values = tuple(seen[key] for key in FEATURES) if seen else None
        found.append(Row(set=name, tuned=one.tuned, answerable=one.answerable, values=values))
        tell(number)
    return found


def fit(agent: Agent, found: Sequence[Row]) -> dict[str, object]:
    """Steps 3 to 5: an entry of `calibration.json`."""
    fitted = [row for row in found if row.tuned and row.values is not None]
    x, y = _matrix(fitted), np.array([row.answerable for row in fitted])
    means, scales = x.mean(axis=0), np.where(x.std(axis=0) > 0, x.std(axis=0), 1.0)
    weights = _weights(fitted)
    model = LogisticRegression(C=STRENGTH)
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=0)
    z = (x - means) / scales
    guessed = cross_val_predict(model, z, y, cv=folds, method="predict_proba", params={"sample_weight": weights})[:, 1]
    model.fit(z, y, sample_weight=weights)
    entry: dict[str, object] = {
        "encoder": agent.encoder.name,
        "reranker": reranker_name(agent),
        "features": list(FEATURES),
        "means": _rounded(means),
        "scales": _rounded(scales),
        "weights": _rounded(model.coef_[0]),
        "bias": round(float(model.intercept_[0]), 6),
        "risks": _risks(guessed, y, weights),
    }
    held = [row for row in found if not row.tuned]
    entry["fitted_on"] = len(fitted)
    entry["measured"] = [
        asdict(_measure(name, [row for row in held if row.set == name], entry))
        for name in dict.fromkeys(row.set for row in held)
    ]
    return entry


def probability(entry: dict[str, object], values: Sequence[float]) -> float:
    """What agent/confidence.py computes, for a matrix' row."""
    scaled = (np.array(values) - np.array(entry["means"])) / np.array(entry["scales"])
    return float(1 / (1 + np.exp(-(scaled @ np.array(entry["weights"]) + np.array(entry["bias"])))))


def write(entry: dict[str, object], out: Path) -> None:
    """Put `entry` into the file, in the place of one for the same models."""
    kept = json.loads(out.read_text(encoding="utf-8"))["calibrations"] if out.is_file() else []
    same = ("encoder", "reranker")
    kept = [one for one in kept if any(one[key] != entry[key] for key in same)]
    ordered = sorted([*kept, entry], key=lambda one: [str(one[key]) for key in same])
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps({"version": 1, "calibrations": ordered}, indent=1) + "\n", encoding="utf-8")


def _matrix(found: Sequence[Row]) -> NDArray[np.float64]:
    return np.array([row.values for row in found], dtype=np.float64)


def _weights(found: Sequence[Row]) -> NDArray[np.float64]:
    """Each set, and in it the answerable and the unanswerable, count alike in sum."""
    kinds = [(row.set, row.answerable) for row in found]
    return np.array([len(found) / len(set(kinds)) / kinds.count(kind) for kind in kinds])


def _risks(
    guessed: NDArray[np.float64], truth: NDArray[np.bool_], weights: NDArray[np.float64]
) -> list[dict[str, float]]:
    """By threshold, ascending: of what would be answered, the share without an answer (`risk`), and of what has an
    answer the share that would be answered (`answered`)."""
    found = []
    for threshold in np.linspace(0.02, 0.98, 97):
        shown = guessed >= threshold
        if weights[shown].sum() < LEAST_SHOWN * weights.sum():
            break  # so few that their share says nothing
        risk = weights[shown & ~truth].sum() / weights[shown].sum()
        answered = weights[shown & truth].sum() / weights[truth].sum()
        row = {"threshold": threshold, "risk": risk, "answered": answered}
        found.append({key: round(float(value), 4) for key, value in row.items()})
    return found


def _measure(name: str, held: Sequence[Row], entry: dict[str, object]) -> Measured:
    threshold = threshold_for(RISK, [(one["threshold"], one["risk"]) for one in cast(Any, entry["risks"])])
    guessed = np.array([probability(entry, row.values) if row.values is not None else 0.0 for row in held])
    truth = np.array([row.answerable for row in held])
    answered = float(np.mean(guessed[truth] >= threshold))
    refused = float(np.mean(guessed[~truth] < threshold))
    return Measured(
        set=name,
        questions=len(held),
        auroc=round(float(roc_auc_score(truth, guessed)), 4),
        balanced_accuracy=round((answered + refused) / 2, 4),
        answered=round(answered, 4),
        refused=round(refused, 4),
    )


def _rounded(values: NDArray[np.float64]) -> list[float]:
    return [round(float(value), 6) for value in values]
