"""Few sentences, no side missing, nothing twice."""

from collections.abc import Callable
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from agent.composers.selection import MOST, answering, select

OLD, NEW = date(2025, 3, 4), date(2026, 3, 4)


def words(found: Any) -> list[str]:
    return [one.words for one in found]


def test_the_answer_goes_on_near_the_best_sentence_and_not_elsewhere(said: Callable[..., Any]) -> None:
    scores = {"Leeds stays": 5.0, "It has": 0.0, "Hull is": 0.0}
    near = said("Leeds stays open. It has forty people.", scores=scores, rerank=3.0)
    far = said("Hull is another matter altogether.", source_id="far", scores=scores, rerank=3.0)
    ranked = [*near.sentences, *far.sentences]
    assert words(select(ranked, {}).sentences) == ["Leeds stays open.", "It has forty people."]
    assert words(answering(ranked)) == ["Leeds stays open.", "It has forty people."]


def test_a_sentence_that_answers_nothing_by_itself_is_left_out(said: Callable[..., Any]) -> None:
    made = said("Leeds stays open. Tea is at four.", scores={"Leeds": 1.0, "Tea": -6.5}, rerank=3.0)
    assert words(select(made.sentences, {}).sentences) == ["Leeds stays open."]


def test_the_better_passage_decides_between_sentences_that_are_equally_good(said: Callable[..., Any]) -> None:
    low = said("Leeds stays open.", source_id="low", scores={"Leeds": 3.0}, rerank=-4.0).sentences
    high = said("The plant in Hull will close.", source_id="high", scores={"The plant": 3.0}, rerank=6.0).sentences
    assert words(select([*low, *high], {}).sentences) == ["The plant in Hull will close."]


def test_the_same_words_are_said_once_in_the_newest_document(said: Callable[..., Any]) -> None:
    one = said("Leeds stays open.", source_id="old", day=OLD).sentences
    other = said("Leeds stays open.", source_id="new", day=NEW).sentences
    (shown,) = select([*one, *other], {}).sentences
    assert shown.evidence.source.source_id == "new"


def test_three_sentences_of_one_side_do_not_crowd_out_the_other(said: Callable[..., Any]) -> None:
    text = "We will hire forty engineers. We will hire them in Leeds. They will be paid well. They begin in May."
    scores = {"We will hire forty": 6.0, "We will hire them": 5.8, "They will": 5.6, "They begin": 5.4}
    mine = said(text, scores=scores, rerank=3.0).sentences
    other = said("We will hire twenty engineers.", source_id="new", day=NEW, scores={"We": -9.0}, rerank=1.0).sentences
    for found in (select([*mine, *other], {}), select(mine, {}, other)):
        assert len(found.sentences) == MOST
        assert "We will hire twenty engineers." in words(found.sentences)
        assert [words(pair) for pair in found.differing] == [
            ["We will hire forty engineers.", "We will hire twenty engineers."]
        ]


def test_another_leader_who_speaks_of_it_is_heard_before_a_second_sentence_of_the_first(
    said: Callable[..., Any],
) -> None:
    scores = {"We will go on": 6.0, "We build": 5.9, "The kiln": 5.8, "I would": 5.0}
    ada = said("We will go on making cells. We build a second kiln. The kiln is dear.", scores=scores, rerank=3.0)
    ben = said("I would have bought them outside.", source_id="ben", name="Ben Stein", scores=scores, rerank=3.0)
    found = select([*ada.sentences, *ben.sentences], {}).sentences
    assert words(found[:2]) == ["We will go on making cells.", "I would have bought them outside."]
    assert select([*ada.sentences, *ben.sentences], {}).differing == ()


def test_superseded_words_stand_only_beside_what_replaced_them(said: Callable[..., Any]) -> None:
    scores = {"Up to £130": 6.0, "Up to £155": 5.0}
    old = said("Up to £130 a night in Europe.", source_id="old", day=OLD, scores=scores, rerank=3.0).sentences
    new = said("Up to £155 a night in Europe.", source_id="new", day=NEW, scores=scores, rerank=3.0).sentences
    replaced = {"old": frozenset({"new"})}
    assert select(old, replaced).sentences == ()
    both = select([*old, *new], replaced)
    assert words(both.sentences) == ["Up to £155 a night in Europe.", "Up to £130 a night in Europe."]
    assert both.differing
    beyond = select(new, replaced, old)
    assert words(beyond.sentences) == words(both.sentences)
    assert words(select(new, {"old": frozenset({"another"})}, old).sentences) == ["Up to £155 a night in Europe."]


TEXTS = ("Leeds stays open.", "Leeds will close.", "We will hire forty people.", "We will hire twenty people.")


@settings(deadline=None, max_examples=80)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(TEXTS),
            st.sampled_from(["a", "b", "c", "d"]),
            st.sampled_from(["Ada Moss", "Ben Stein"]),
            st.floats(-12, 12),
        ),
        min_size=1,
        max_size=8,
    ),
    st.sampled_from([{}, {"a": frozenset({"b"})}, {"a": frozenset({"b"}), "b": frozenset({"c"})}]),
    st.sampled_from([None, 3.0]),
)
def test_never_two_same_sentences_never_too_many_and_nothing_superseded_alone(
    said: Callable[..., Any],
    rows: list[tuple[str, str, str, float]],
    replaced: dict[str, frozenset[str]],
    rerank: float | None,
) -> None:
    ranked = []
    for text, source_id, name, score in rows:
        ranked += said(text, source_id=source_id, name=name, scores={text: score}, rerank=rerank).sentences
    ranked.sort(key=lambda one: -one.score)
    found = select(ranked, replaced).sentences
    current = [one for one in found if one.evidence.source.source_id not in replaced]
    assert len({(one.evidence.leader.leader_id, one.words) for one in found}) == len(found)
    assert len(current) <= MOST
    assert len(found) <= MOST + 1
    sources = {one.evidence.source.source_id for one in current}
    assert all(replaced[one.evidence.source.source_id] & sources for one in found if one not in current)
    assert bool(found) == any(one.evidence.source.source_id not in replaced for one in ranked)
