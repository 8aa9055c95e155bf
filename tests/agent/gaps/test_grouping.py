"""Groups of questions: whatever their order; each question in one; those that were measured."""

from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from agent.gaps.grouping import LEAST, alike, central, groups, least_for
from agent.leaders import topic
from ingest.encoders.hashing import HashingEncoder
from ingest.encoders.onnx import NAME, OnnxEncoder
from ingest.encoders.port import Encoder
from ingest.encoders.sentence_transformer import SentenceTransformerEncoder
from ingest.manifest.read import read_manifest

ROOT = Path(__file__).parents[3]
FILE = Path(__file__).parent / "questions.yaml"
WORDS = ("dogs", "pets", "crypto", "coins", "may", "we", "when", "bring")
TEXTS = st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join), max_size=8, unique=True)
HASHING = HashingEncoder()


def of(texts: list[str], least: float = 0.6) -> set[frozenset[str]]:
    found = groups(texts, HASHING.passages(texts), least)
    assert sorted(at for places in found for at in places) == list(range(len(texts)))  # each in exactly one
    return {frozenset(texts[at] for at in places) for places in found}


@settings(deadline=None)  # the first call imports scipy
@given(TEXTS, st.randoms(use_true_random=False), st.floats(0.0, 1.0))
def test_the_order_in_which_questions_come_decides_nothing(texts: list[str], random: Any, least: float) -> None:
    shuffled = list(texts)
    random.shuffle(shuffled)
    assert of(texts, least) == of(shuffled, least)


@settings(deadline=None)
@given(TEXTS)
def test_the_stricter_the_groups_the_finer(texts: list[str]) -> None:
    wide, narrow = of(texts, 0.4), of(texts, 0.8)
    assert all(any(small <= large for large in wide) for small in narrow)


@settings(deadline=None)
@given(TEXTS, st.floats(0.1, 0.9))
def test_no_two_groups_are_left_that_are_near_and_none_is_joined_from_two_that_are_not(
    texts: list[str], least: float
) -> None:
    found = of(texts, least)
    for one, other in combinations(found, 2):
        assert between(one, other) <= least + 1e-6
    for group in found:
        parts = [frozenset(part) for size in range(1, len(group)) for part in combinations(sorted(group), size)]
        assert len(group) == 1 or max(between(part, group - part) for part in parts) >= least - 1e-6


def between(one: frozenset[str], other: frozenset[str]) -> float:
    """The mean cosine."""
    rows, columns = (HASHING.passages(sorted(group)).astype(float) for group in (one, other))
    return float((rows @ columns.T).mean())


def test_groups_that_are_nearly_one_are_told_to_be_the_nearest_first() -> None:
    rows = [np.asarray([one], np.float32) for one in ([1, 0], [0.8, 0.6], [0.6, 0.8], [-1, 0])]
    assert alike(rows, 0.7) == [[1, 2], [2, 0], [1, 0], []]
    assert alike(rows, 0.8) == [[1], [2, 0], [1], []]
    assert alike([], 0.8) == []


def test_the_central_question_counts_how_often_each_was_asked() -> None:
    vectors = np.asarray([[1, 0], [0.8, 0.6], [0, 1]], np.float32)
    assert central(vectors, [1, 1, 1]) == 1
    assert central(vectors, [9, 1, 1]) == 0
    assert central(vectors[[0, 0]], [1, 1]) == 0


def test_an_encoder_that_was_not_measured_groups_too_little() -> None:
    assert least_for("hashing") == max(LEAST.values()) == least_for(NAME)


def shares(encoder: Encoder, part: str) -> tuple[float, float]:
    """(precision, recall) over the pairs in one gap, of those with a question of this part, among all there are."""
    written, leaders = YAML(typ="safe").load(FILE.read_text()), read_manifest(ROOT / "corpus_manifest.yaml").leaders
    sample = YAML(typ="safe").load((ROOT / "tests" / "sample_questions.yaml").read_text())
    meant = {one["question"]: one["question"] for one in sample}
    for listed in written.values():
        meant |= {text: name for name, texts in listed["gaps"].items() for text in texts}
        meant |= {text: text for text in listed["alone"]}
    own = {text for texts in written[part]["gaps"].values() for text in texts} | set(written[part]["alone"])
    texts = sorted(meant)
    vectors = np.stack([encoder.query(topic(text, leaders).casefold()) for text in texts])
    found = {texts[at]: n for n, one in enumerate(groups(texts, vectors, least_for(encoder.name))) for at in one}
    pairs = [(a, b) for a, b in combinations(texts, 2) if a in own or b in own]
    joined = {(a, b) for a, b in pairs if found[a] == found[b]}
    same = {(a, b) for a, b in pairs if meant[a] == meant[b]}
    return len(joined & same) / len(joined), len(joined & same) / len(same)


@pytest.mark.models
def test_the_written_questions_are_grouped_as_was_measured() -> None:
    encoder = OnnxEncoder()
    found = {part: [round(one, 2) for one in shares(encoder, part)] for part in ("tuned", "held")}
    assert found == {"tuned": [0.94, 0.6], "held": [0.85, 0.65]}


@pytest.mark.models
@pytest.mark.slow
def test_so_are_they_by_the_other_encoder() -> None:
    encoder = SentenceTransformerEncoder("all-MiniLM-L6-v2")
    found = {part: [round(one, 2) for one in shares(encoder, part)] for part in ("tuned", "held")}
    assert found == {"tuned": [0.93, 0.52], "held": [0.87, 0.76]}
