"""Intervals, paired differences and their test."""

from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.compare import compare
from eval.domain import Row, Sample
from eval.metrics.figures import Metric, metrics
from eval.metrics.resample import figure, paired

DRAWS = 200


def scored(*values: float) -> tuple[Row, ...]:
    return tuple(Row(id=str(i), question=f"{i}?", values={"ndcg@10": value}) for i, value in enumerate(values))


def ndcg(rows: tuple[Row, ...]) -> Metric:
    (metric,) = metrics(Sample(rows))
    return metric


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
@settings(deadline=None)
def test_an_interval_holds_what_can_be_drawn_and_is_the_same_twice(values: list[float]) -> None:
    rows = scored(*values)
    found = figure(ndcg(rows), Sample(rows), DRAWS)
    assert found == figure(ndcg(rows), Sample(rows), DRAWS)
    assert found.low is not None
    assert found.high is not None
    assert min(values) - 1e-9 <= found.low <= found.high <= max(values) + 1e-9
    assert found.questions == len(values)


def test_an_interval_is_about_two_standard_errors_to_either_side() -> None:
    rows = scored(*([0.0] * 50 + [1.0] * 50))
    found = figure(ndcg(rows), Sample(rows))
    assert found.low == pytest.approx(0.4, abs=0.02)
    assert found.high == pytest.approx(0.6, abs=0.02)


def test_a_metric_that_few_draws_have_gets_no_interval() -> None:
    rows = scored(*(i / 8 for i in range(8)))

    def of_different_questions(sample: Sample) -> float | None:
        return 0.5 if len({row.id for row in sample.rows}) == len(sample.rows) else None

    found = figure(Metric("rare", of_different_questions, lambda row: True), Sample(rows), DRAWS)
    assert (found.value, found.low, found.high, found.questions) == (0.5, None, None, 8)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
@settings(deadline=None)
def test_rows_against_themselves_differ_by_nothing_for_certain(values: list[float]) -> None:
    rows = scored(*values)
    assert paired(ndcg(rows), rows, rows, DRAWS) == (0, 0, 0, 1)


def test_a_steady_gain_is_no_chance_and_a_single_one_may_be() -> None:
    before, after = scored(*([0.2] * 12)), scored(*([0.3] * 12))
    difference, low, high, p = paired(ndcg(before), before, after)
    assert (difference, low, high) == (pytest.approx(0.1), pytest.approx(0.1), pytest.approx(0.1))
    assert p < 0.01
    once = (*after[:1], *before[1:])
    assert paired(ndcg(before), before, once)[3] == 1


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=12))
@settings(deadline=None)
def test_the_difference_turns_its_sign_with_the_order_and_p_stays(pairs: list[tuple[float, float]]) -> None:
    before, after = scored(*(b for b, _ in pairs)), scored(*(a for _, a in pairs))
    there, back = paired(ndcg(before), before, after, DRAWS), paired(ndcg(before), after, before, DRAWS)
    assert there[0] == pytest.approx(-back[0])
    assert there[3] == pytest.approx(back[3])
    assert 0 < there[3] <= 1


def test_a_report_against_itself_gives_nothing(make: SimpleNamespace, sample_rows: tuple[Row, ...]) -> None:
    report = make.report(*sample_rows)
    found = compare(report, report, DRAWS)
    assert found.questions == 4
    assert found.notices == found.models == ()
    assert {one.name for one in found.differences} >= {"answered", "auroc", "verbatim", "time.whole.p95"}
    assert all((one.difference, one.p) == (0, 1) for one in found.differences)


def test_only_questions_that_both_have_in_the_same_words_are_compared(make: SimpleNamespace) -> None:
    row = make.row
    other = Row(id="b", question="another question?", answerable=True, answered=True, confidence=0.1)
    before = make.report(row("a", True, True, 0.9), row("b", True, True, 0.1), row("c", False, False, 0.2))
    after = make.report(row("a", True, False, 0.9), other, row("c", False, False, 0.2), row("d", False, True, 0.2))
    found = compare(before, after, DRAWS)
    assert found.questions == 2
    answered = next(one for one in found.differences if one.name == "answered")
    assert (answered.before, answered.after, answered.difference, answered.questions) == (1, 0, -1, 1)
    assert found.notices == (
        "1 of the 3 questions of the first have no equal in the other.",
        "2 of the 4 questions of the second have no equal in the other.",
    )


def test_citations_are_compared_where_both_answered(make: SimpleNamespace) -> None:
    values = {"citation_f1": 0.5}
    both = make.row("a", True, True, 0.9, values=values)
    before = make.report(both, make.row("b", True, True, 0.9, values={"citation_f1": 1.0}))
    after = make.report(both, make.row("b", True, False, 0.1))
    found = {one.name: one for one in compare(before, after, DRAWS).differences}
    assert (found["citation_f1"].questions, found["citation_f1"].difference) == (1, 0)
    assert found["answered"].difference == -0.5


def test_other_sets_parts_files_and_models_are_told(make: SimpleNamespace, sample_rows: tuple[Row, ...]) -> None:
    before = make.report(*sample_rows)
    after = make.report(*sample_rows, set="another", part="tuned", models={"encoder": "bge", "reranker": "none"})
    found = compare(before, after, DRAWS)
    assert found.notices == ("The sets differ: a set and another.", "The parts differ: reported and tuned.")
    assert found.models == ("encoder: hashing -> bge",)
    changed = make.report(*sample_rows, set_sha256="1" * 64)
    assert compare(before, changed, DRAWS).notices == ("The files of a set have changed between the two.",)
