"""Refusal, times and the figures' names: laws over many rows."""

import copy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from eval.domain import Row, Sample
from eval.metrics import refusal
from eval.metrics.figures import NAMES, known, metrics, nearest

CONFIDENCES = st.one_of(st.none(), st.sampled_from([0.0, 0.25, 0.5, 1.0]), st.floats(0, 1))
ASKED = st.builds(
    lambda answerable, answered, confidence: Row(
        id="q", question="?", answerable=answerable, answered=answered, confidence=confidence
    ),
    st.booleans(), st.booleans(), CONFIDENCES,
)  # fmt: skip
SAMPLES = st.lists(ASKED, min_size=1, max_size=30).map(lambda rows: Sample(tuple(rows)))
BOTH = SAMPLES.filter(lambda sample: len({row.answerable for row in sample.rows}) == 2)


def rows(*pairs: tuple[bool, float]) -> Sample:
    """Answerable or not, with a confidence; answered from .5 on."""
    return Sample(
        tuple(
            Row(id=str(i), question="?", answerable=answerable, answered=p >= 0.5, confidence=p)
            for i, (answerable, p) in enumerate(pairs)
        )
    )


def test_shares_and_balanced_accuracy_by_hand() -> None:
    found = rows((True, 0.9), (True, 0.8), (True, 0.2), (False, 0.7), (False, 0.1))
    assert refusal.answered(found) == pytest.approx(2 / 3)
    assert refusal.refused(found) == 0.5
    assert refusal.balanced_accuracy(found) == pytest.approx((2 / 3 + 0.5) / 2)


def test_auroc_and_the_risk_coverage_curve_by_hand() -> None:
    found = rows((True, 0.9), (False, 0.7), (True, 0.6), (False, 0.1))
    assert refusal.auroc(found) == 0.75
    assert [one.risk for one in refusal.risk_coverage(found)] == pytest.approx([0, 1 / 2, 1 / 3, 1 / 2])
    assert [one.coverage for one in refusal.risk_coverage(found)] == [0.25, 0.5, 0.75, 1]
    assert refusal.risk_coverage_area(found) == pytest.approx((0 + 1 / 2 + 1 / 3 + 1 / 2) / 4)


@given(BOTH)
@settings(deadline=None)
def test_auroc_is_that_of_scikit_learn(sample: Sample) -> None:
    truth = [row.answerable for row in sample.rows]
    scores = [row.confidence or 0.0 for row in sample.rows]
    assert refusal.auroc(sample) == pytest.approx(roc_auc_score(truth, scores))


@given(BOTH)
@settings(deadline=None)
def test_auroc_of_the_opposite_is_its_complement(sample: Sample) -> None:
    turned = [
        Row(id=row.id, question="?", answerable=not row.answerable, answered=row.answered, confidence=row.confidence)
        for row in sample.rows
    ]
    found = refusal.auroc(sample)
    assert found is not None
    assert refusal.auroc(Sample(tuple(turned))) == pytest.approx(1 - found)


@given(BOTH)
@settings(deadline=None)
def test_refusing_exactly_what_is_unanswerable_is_an_accuracy_of_1_and_the_opposite_of_0(sample: Sample) -> None:
    for right in (True, False):
        answers = tuple(
            Row(id=row.id, question="?", answerable=row.answerable, answered=row.answerable is right)
            for row in sample.rows
        )
        assert refusal.balanced_accuracy(Sample(answers)) == float(right)


@given(BOTH, st.booleans())
@settings(deadline=None)
def test_always_doing_the_same_is_an_accuracy_of_one_half(sample: Sample, answered: bool) -> None:
    answers = tuple(Row(id=r.id, question="?", answerable=r.answerable, answered=answered) for r in sample.rows)
    assert refusal.balanced_accuracy(Sample(answers)) == 0.5


@given(SAMPLES, st.randoms())
@settings(deadline=None)
def test_every_figure_is_bounded_and_does_not_depend_on_the_order_of_the_questions(sample: Sample, random) -> None:
    mixed = list(sample.rows)
    random.shuffle(mixed)
    before = copy.deepcopy(sample)
    for metric in metrics(sample):
        value, again = metric.of(sample), metric.of(Sample(tuple(mixed)))
        assert value is not None
        assert 0 <= value <= 1
        assert value == pytest.approx(again)
    assert sample == before


@given(SAMPLES)
@settings(deadline=None)
def test_the_curve_ends_at_the_share_of_the_unanswerable(sample: Sample) -> None:
    curve = refusal.risk_coverage(sample)
    assert curve[-1].coverage == 1
    assert curve[-1].risk == pytest.approx(sum(not row.answerable for row in sample.rows) / len(sample.rows))


@given(SAMPLES)
@settings(deadline=None)
def test_every_question_with_a_confidence_is_in_one_bin(sample: Sample) -> None:
    bins = refusal.reliability(sample)
    assert sum(one.questions for one in bins) == sum(row.confidence is not None for row in sample.rows)
    assert [one.confidence for one in bins] == sorted(one.confidence for one in bins)


def test_what_was_only_searched_for_has_no_part_in_refusal() -> None:
    searched = Sample((Row(id="q", question="?", values={"ndcg@10": 0.5}),))
    assert [metric.name for metric in metrics(searched)] == ["ndcg@10"]
    assert refusal.auroc(searched) is None
    assert refusal.risk_coverage(searched) == ()


def test_the_nearest_rank_by_hand() -> None:
    values = [float(i) for i in range(20, 0, -1)]
    assert (nearest(values, 0.5), nearest(values, 0.95), nearest([3.0], 0.95), nearest([], 0.5)) == (10, 19, 3, None)


def test_the_metrics_that_there_are_are_known_and_others_are_not(sample_rows: tuple[Row, ...]) -> None:
    found = [metric.name for metric in metrics(Sample(sample_rows))]
    assert found[:5] == ["answered", "refused", "balanced_accuracy", "auroc", "risk_coverage_area"]
    assert found[-2:] == ["time.whole.median", "time.whole.p95"]
    assert "verbatim" in found
    assert all(known(name) for name in (*found, *NAMES))
    assert not any(known(name) for name in ("ndcg", "time.whole", "time..p95", "history.auroc", ""))
