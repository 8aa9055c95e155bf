"""What is computed for every peer alike: nDCG, places, citations, percentiles; no peer is installed."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.peers.corpora import SENTENCE, Corpus, Gold, Query, Text
from bench.peers.measures import Cited, Hit, cited, found_mostly, found_whole, ndcg, percentile, place
from bench.peers.work import quality

TEXT = "We build here.  We build there.\nWe build here."
TEXTS = {"a": TEXT, "b": "Nothing of the kind."}


def at(start: int, end: int, text_id: str = "a") -> Hit:
    return Hit(text_id=text_id, text=TEXTS[text_id][start:end], start=start, end=end)


def test_ndcg_is_one_for_the_best_order_and_falls_by_the_logarithm() -> None:
    assert ndcg(["x", "y", "z"], {"x", "y"}) == 1.0
    assert ndcg(["z", "x"], {"x"}) == pytest.approx(1 / math.log2(3))
    assert ndcg(["z"], {"x"}) == 0.0


def test_a_text_that_comes_again_counts_where_it_came_first_and_takes_no_second_place() -> None:
    assert ndcg(["z", "z", "z", "x"], {"x"}) == ndcg(["z", "x"], {"x"})


def test_what_lies_beyond_the_tenth_text_counts_for_nothing() -> None:
    assert ndcg([f"n{i}" for i in range(10)] + ["x"], {"x"}) == 0.0


def test_ndcg_of_nothing_relevant_is_an_error() -> None:
    with pytest.raises(ValueError, match="nothing is relevant"):
        ndcg(["x"], set())


@given(st.lists(st.sampled_from("abcdefghijklmnop")), st.sets(st.sampled_from("abcdefghijklmnop"), min_size=1))
@settings(deadline=None)
def test_law_ndcg_lies_between_zero_and_one(ranked: list[str], relevant: set[str]) -> None:
    assert 0.0 <= ndcg(ranked, relevant) <= 1.0 + 1e-12


@given(st.lists(st.floats(0, 1e6), min_size=1), st.floats(0, 1))
@settings(deadline=None)
def test_law_a_percentile_is_one_of_the_values_and_that_share_does_not_exceed_it(
    values: list[float], share: float
) -> None:
    found = percentile(values, share)
    assert found in values
    assert sum(one <= found for one in values) >= share * len(values) - 1e-6


def test_the_percentile_of_nothing_is_an_error() -> None:
    with pytest.raises(ValueError, match="nothing"):
        percentile([], 0.5)


def test_a_citation_is_valid_only_with_its_words_at_its_offsets() -> None:
    hits = [
        at(0, 14),
        Hit(text_id="a", text="We build here.", start=1, end=15),  # its words are in the text, elsewhere
        Hit(text_id="a", text="We build here."),  # no offsets
        Hit(text_id="a", text="We build here. We build there.", start=0, end=31),  # a space was taken away
        Hit(text_id="unknown", text="We build here.", start=0, end=14),
        Hit(text_id="a", text="", start=3, end=3),
        Hit(text_id="a", text=TEXT[-5:], start=-5, end=len(TEXT)),  # Python would count from the end
    ]
    assert cited(hits, TEXTS) == Cited(citations=7, placed=6, valid=1, verbatim=4)


@given(st.text(alphabet="ab \n", min_size=1, max_size=40), st.data())
@settings(deadline=None)
def test_law_a_slice_of_the_text_is_valid_and_its_place_is_its_own(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    hit = Hit(text_id="t", text=text[start:end], start=start, end=end)
    assert cited([hit], {"t": text}) == Cited(citations=1, placed=1, valid=1, verbatim=1)
    assert place(hit, {"t": text}) == (start, end)


def test_a_passage_without_offsets_is_found_by_its_words_whatever_the_space_between_them() -> None:
    assert place(Hit(text_id="a", text="We build there."), TEXTS) == (16, 31)
    assert place(Hit(text_id="a", text="here. We\nbuild there."), TEXTS) == (9, 31)
    assert place(Hit(text_id="a", text="We build nowhere."), TEXTS) is None
    assert place(Hit(text_id="a", text=" "), TEXTS) is None


def test_a_wrong_offset_does_not_move_a_passage() -> None:
    assert place(Hit(text_id="a", text="We build there.", start=0, end=15), TEXTS) == (16, 31)


def test_a_sentence_that_is_cut_is_not_found_whole_but_mostly() -> None:
    gold = Gold(text_id="a", start=16, end=31)
    assert found_whole(gold, [at(16, 31)], TEXTS)
    assert not found_whole(gold, [at(16, 24), at(24, 31)], TEXTS)
    assert found_mostly(gold, [at(16, 24), at(24, 31)], TEXTS)
    assert not found_mostly(gold, [at(16, 20)], TEXTS)
    assert not found_mostly(gold, [at(16, 20), at(16, 20)], TEXTS)


def test_only_the_first_ten_passages_count() -> None:
    gold = Gold(text_id="a", start=16, end=31)
    before = [at(0, 7, "b")] * 10
    assert not found_whole(gold, [*before, at(16, 31)], TEXTS)
    assert found_whole(gold, [*before[1:], at(16, 31)], TEXTS)


def corpus(name: str) -> Corpus:
    texts = tuple(Text(text_id=one, title=one, text=text) for one, text in TEXTS.items())
    gold = (Gold(text_id="a", start=16, end=31),)
    answerable = Query(query_id="1", text="Where?", relevant=frozenset({"a"}), gold=gold)
    return Corpus(name=name, texts=texts, queries=(answerable, Query(query_id="2", text="When?", relevant=frozenset())))


def test_questions_without_an_answer_do_not_count_for_quality() -> None:
    found = [[at(16, 31)], [at(0, 7, "b")]]
    assert quality(corpus("scifact"), found) == {"ndcg": 1.0}
    assert quality(corpus("speeches"), found) == {"whole": 1.0, "mostly": 1.0}
    assert quality(corpus("speeches"), found[::-1]) == {"whole": 0.0, "mostly": 0.0}


def test_the_changed_text_has_one_sentence_more_and_the_same_id() -> None:
    changed = corpus("scifact").changed()
    assert changed.text_id == "b"
    assert changed.text == f"Nothing of the kind.\n{SENTENCE}\n"
