"""The metrics of one question, on examples computed by hand."""

import copy
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.domain import Reason
from eval.metrics import citations, ranking
from eval.metrics.ranking import MEASURES, Ranking, measures

ONE, TWO, THREE, FOUR = "One is cited.", "Two is gold.", "Three is gold too.", "Four is neither."


def test_ndcg_recall_and_hits_by_hand() -> None:
    found = measures(Ranking(relevant=("a", "b"), ranked=("x", "a", "y", "z", "v", "b")))
    assert found["ndcg@5"] == pytest.approx((1 / 1.584963) / (1 + 1 / 1.584963), abs=1e-4)
    assert found["ndcg@10"] == pytest.approx((1 / 1.584963 + 1 / 2.807355) / (1 + 1 / 1.584963), abs=1e-4)
    assert (found["recall@10"], found["recall@100"], found["hit@1"], found["hit@5"]) == (1.0, 1.0, 0.0, 1.0)


def test_nothing_found_scores_nothing_and_nothing_relevant_is_not_scored() -> None:
    assert measures(Ranking(relevant=("a",), ranked=())) == dict.fromkeys(MEASURES, 0.0)
    assert measures(Ranking(relevant=(), ranked=("a",))) == {}


@given(st.permutations([f"d{i}" for i in range(12)]), st.integers(1, 12))
@settings(deadline=None)
def test_every_measure_of_an_order_lies_between_0_and_1_and_the_best_order_has_1(ranked: list[str], count: int) -> None:
    relevant = tuple(f"d{i}" for i in range(count))
    found = measures(Ranking(relevant=relevant, ranked=tuple(ranked)))
    assert all(0 <= value <= 1 + 1e-9 for value in found.values())
    best = measures(Ranking(relevant=relevant, ranked=relevant))
    assert best["ndcg@10"] == pytest.approx(1)
    assert best["hit@1"] == 1


def test_a_gold_sentence_stands_where_the_first_passage_that_holds_it_stands(make: SimpleNamespace) -> None:
    whole = (make.place(TWO)[0], make.place(THREE)[1])
    found = ranking.evidence(
        make.asked(golds=[[make.gold(TWO), make.gold(THREE)]], evidence=[make.place(ONE), whole, make.place(TWO)])
    )
    assert found["hit@1"] == 0
    assert found["hit@5"] == 1
    assert found["ndcg@10"] == pytest.approx((1 / 1.584963 + 1 / 2) / (1 + 1 / 1.584963), abs=1e-4)


def test_a_passage_that_cuts_a_gold_sentence_does_not_hold_it(make: SimpleNamespace) -> None:
    start, end = make.place(TWO)
    found = make.asked(golds=[[make.gold(TWO), make.gold(THREE)]], evidence=[(start, end - 1), make.place(THREE)])
    assert ranking.gold_in_first(found) == {"gold_in_first": 1, "gold": 2}


def test_only_the_first_ten_passages_count_for_gold(make: SimpleNamespace) -> None:
    evidence = [make.place(ONE)] * 10 + [make.place(TWO)]
    assert ranking.gold_in_first(make.asked(golds=[[make.gold(TWO)]], evidence=evidence)) == {
        "gold_in_first": 0,
        "gold": 1,
    }
    assert ranking.gold_in_first(make.asked(golds=[[make.gold(TWO)]], evidence=evidence[1:])) == {
        "gold_in_first": 1,
        "gold": 1,
    }


def test_citation_precision_recall_and_f1_by_hand(make: SimpleNamespace) -> None:
    found = citations.gold_citations(
        make.asked(
            make.citation(ONE), make.citation(TWO), make.citation(FOUR), golds=[[make.gold(TWO), make.gold(THREE)]]
        )
    )
    assert found["citation_precision"] == pytest.approx(1 / 3)
    assert found["citation_recall"] == pytest.approx(1 / 2)
    assert found["citation_f1"] == pytest.approx(0.4)
    assert found["cites_gold"] == 1


def test_the_annotator_with_whom_the_answer_agrees_best_counts(make: SimpleNamespace) -> None:
    found = citations.gold_citations(
        make.asked(make.citation(TWO), golds=[[make.gold(FOUR)], [make.gold(TWO)], [make.gold(TWO), make.gold(THREE)]])
    )
    assert (found["citation_precision"], found["citation_recall"], found["citation_f1"]) == (1, 1, 1)


def test_the_same_words_elsewhere_or_in_another_source_are_not_gold(make: SimpleNamespace) -> None:
    assert (
        citations.gold_citations(make.asked(make.citation(FOUR), golds=[[make.gold(TWO), make.gold(THREE)]]))[
            "cites_gold"
        ]
        == 0
    )
    assert (
        citations.gold_citations(
            make.asked(make.citation(TWO, source_id="second"), golds=[[make.gold(TWO), make.gold(THREE)]])
        )["citation_f1"]
        == 0
    )


def test_a_refusal_has_no_citations_to_score(make: SimpleNamespace) -> None:
    assert citations.gold_citations(make.asked(golds=[[make.gold(TWO), make.gold(THREE)]])) == {}
    assert citations.verbatim(make.asked(golds=[[make.gold(TWO), make.gold(THREE)]])) == {"verbatim": 0, "citations": 0}


@given(st.lists(st.sampled_from([ONE, TWO, THREE, FOUR]), min_size=1, max_size=6))
@settings(deadline=None)
def test_citation_scores_are_bounded_and_do_not_depend_on_the_order(make: SimpleNamespace, words: list[str]) -> None:
    found = citations.gold_citations(make.asked(*map(make.citation, words), golds=[[make.gold(TWO), make.gold(THREE)]]))
    assert all(0 <= value <= 1 for value in found.values())
    again = citations.gold_citations(
        make.asked(
            *map(make.citation, reversed(words)), golds=[list(reversed([[make.gold(TWO), make.gold(THREE)]][0]))]
        )
    )
    assert found == again
    assert min(found["citation_precision"], found["citation_recall"]) <= found["citation_f1"] + 1e-12


def test_an_altered_quote_and_one_of_a_source_that_is_not_published_are_not_verbatim(make: SimpleNamespace) -> None:
    found = make.asked(
        make.citation(ONE), make.citation(TWO, quote="Two is gone."), make.citation(THREE, source_id="gone")
    )
    assert citations.verbatim(found) == {"verbatim": 1, "citations": 3}


def test_anothers_words_are_counted_where_somebody_is_named(make: SimpleNamespace) -> None:
    cited = (make.citation(ONE), make.citation(TWO, leader_id="bob"))
    assert citations.wrong_speaker(make.asked(*cited, speaker_id="ann")) == {"wrong_speaker": 1, "attributed": 2}
    assert citations.wrong_speaker(make.asked(*cited, leader_id="bob")) == {"wrong_speaker": 1, "attributed": 2}
    assert citations.wrong_speaker(make.asked(*cited)) == {}


@pytest.mark.parametrize(("given_reason", "score"), [(Reason.NOT_ALLOWED, 1.0), (Reason.UNAVAILABLE, 0.0)])
def test_the_reason_of_a_refusal_counts_where_the_case_names_one(
    make: SimpleNamespace, given_reason: Reason, score: float
) -> None:
    found = make.asked(refused_for=given_reason, reason=Reason.NOT_ALLOWED)
    assert citations.right_reason(found) == {"right_reason": score}
    assert citations.right_reason(make.asked(refused_for=given_reason)) == {}
    assert citations.right_reason(make.asked(make.citation(ONE), reason=Reason.NOT_ALLOWED)) == {}


def test_no_metric_changes_what_it_looks_at(make: SimpleNamespace) -> None:
    found = make.asked(
        make.citation(ONE),
        make.citation(TWO),
        golds=[[make.gold(TWO), make.gold(THREE)]],
        evidence=[make.place(ONE), make.place(TWO)],
        speaker_id="ann",
    )
    before = copy.deepcopy(found)
    for metric in (citations.gold_citations, citations.verbatim, citations.wrong_speaker, citations.right_reason):
        metric(found)
    ranking.evidence(found), ranking.gold_in_first(found)
    assert found == before
