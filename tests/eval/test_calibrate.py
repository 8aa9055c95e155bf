"""Fitting and keeping a calibration."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent import confidence
from agent.confidence import FEATURES, threshold_for
from agent.draft import Agent
from audit.errors import ModelError
from eval.calibrate import Row, fit, probability, write


def agent(name: str = "hashing") -> Agent:
    return cast(Agent, SimpleNamespace(encoder=SimpleNamespace(name=name), reranker=None, rerank_depth=0))


def rows(count: int = 400) -> list[Row]:
    """The first feature tells; the others are noise. One answerable question in four finds nothing at all."""
    rng = np.random.default_rng(0)
    found = []
    for i in range(count):
        answerable = bool(rng.integers(2))
        values = rng.normal(size=len(FEATURES))
        values[0] += 3.0 if answerable else 0.0
        found.append(Row(set="one", tuned=i % 2 == 0, answerable=answerable, values=tuple(values)))
    return found


def test_a_feature_that_tells_is_found_and_the_other_half_is_reported_on() -> None:
    entry = cast(dict[str, Any], fit(agent(), rows()))
    assert np.argmax(np.abs(entry["weights"])) == 0
    (measured,) = entry["measured"]
    assert measured["questions"] == 200
    assert measured["auroc"] > 0.9
    assert measured["balanced_accuracy"] > 0.85


def test_the_halves_are_not_mixed() -> None:
    """Wrong labels in the half that is only reported on change nothing of what was fitted."""
    found = rows()
    spoilt = [row if row.tuned else Row(set=row.set, tuned=False, answerable=True, values=row.values) for row in found]
    spoilt[1] = Row(set="one", tuned=False, answerable=False, values=None)
    fitted, again = (cast(dict[str, Any], fit(agent(), one)) for one in (found, spoilt))
    for key in ("weights", "bias", "risks", "means", "scales"):
        assert fitted[key] == again[key]


def test_the_agent_computes_what_was_measured(tmp_path: Path) -> None:
    entry = fit(agent(), rows())
    write(entry, tmp_path / "calibration.json")
    loaded = confidence.load("hashing", "none", tmp_path / "calibration.json")
    values = rows()[0].values
    assert values is not None
    assert loaded.probability(dict(zip(FEATURES, values, strict=True))) == pytest.approx(probability(entry, values))


def test_one_entry_is_kept_for_each_pair_of_models(tmp_path: Path) -> None:
    out = tmp_path / "calibration.json"
    for name in ("hashing", "other", "hashing"):
        write(fit(agent(name), rows()), out)
    kept = json.loads(out.read_text(encoding="utf-8"))["calibrations"]
    assert [one["encoder"] for one in kept] == ["hashing", "other"]


def test_a_calibration_for_other_models_is_not_used(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no calibration fits"):
        confidence.load("an-encoder", "none", tmp_path / "calibration.json")


@pytest.mark.parametrize("encoder", ["bge-small-en-v1.5", "all-MiniLM-L6-v2"])
def test_the_calibrations_that_are_shipped_fit_the_packaged_models(tmp_path: Path, encoder: str) -> None:
    from agent.rerankers.onnx import OnnxReranker

    for reranker in (OnnxReranker.name, "none"):
        found = confidence.load(encoder, reranker, tmp_path / "none.json")
        assert 0.2 < found.threshold < 0.8
        assert all(weight > -1 for weight in found.weights)


CURVE = [(0.1, 0.4), (0.2, 0.1), (0.3, 0.3), (0.4, 0.2), (0.5, 0.05)]


@pytest.mark.parametrize(("risk", "threshold"), [(0.5, 0.1), (0.4, 0.1), (0.3, 0.2), (0.2, 0.4), (0.05, 0.5)])
def test_the_threshold_is_the_lowest_from_which_on_the_risk_is_kept(risk: float, threshold: float) -> None:
    assert threshold_for(risk, CURVE) == threshold


def test_a_risk_that_nothing_keeps_to_is_told_with_the_least_there_is() -> None:
    with pytest.raises(ModelError, match=r"no threshold keeps to acceptable_risk 0\.01: .* is 0\.05"):
        threshold_for(0.01, CURVE)


@given(st.lists(st.tuples(st.floats(0.01, 0.99), st.floats(0, 1)), min_size=1), st.floats(0, 1), st.floats(0, 1))
def test_who_accepts_less_risk_answers_no_more(curve: list[tuple[float, float]], one: float, other: float) -> None:
    found = []
    for risk in sorted((one, other)):
        try:
            found.append(threshold_for(risk, curve))
        except ModelError:
            found.append(1.0)
    assert found[0] >= found[1]
