"""Which sentences are about a topic: each rule by itself, and what none of them takes."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from agent.composers.about import MOST, TITLED, about, outright, topic_of
from agent.composers.sentences import Candidate

HIRING = topic_of("hiring", [0.6])
PENSIONS = topic_of("pension scheme", [0.6])


def dense(found: Sequence[Candidate], cosine: float) -> list[Candidate]:
    return [replace(one, evidence=replace(one.evidence, dense=cosine)) for one in found]


def words(found: Sequence[Candidate]) -> set[str]:
    return {one.words for one in found}


@pytest.mark.parametrize(
    ("rerank", "score", "taken"), [(-5.0, -11.0, True), (-11.0, -5.0, True), (-11.0, -11.0, False)]
)
def test_all_of_the_words_count_where_the_reranker_finds_them_near(
    said: Callable[..., Any], rerank: float, score: float, taken: bool
) -> None:
    made = said("We will hire nobody this year.", rerank=rerank, scores={"We will": score}).sentences
    assert words(about(made, HIRING, {})) == ({"We will hire nobody this year."} if taken else set())


def test_a_sentence_counts_with_the_one_that_it_is_not_shown_without(said: Callable[..., Any]) -> None:
    made = said("The pause on hiring is over today. It lasted eight months in all.", rerank=0.0,
                scores={"It lasted": -11.0, "The pause": 1.0})  # fmt: skip
    alone, behind = made.at("It lasted"), replace(made.at("It lasted"), companions=(made.at("The pause"),))
    assert about([alone], HIRING, {}) == []
    assert about([behind], HIRING, {}) == [behind]


def test_an_answer_counts_in_whatever_words(said: Callable[..., Any]) -> None:
    made = said("Vacant posts stay vacant until June.", rerank=-11.0, scores={"Vacant": 0.5}).sentences
    assert about(made, HIRING, {}) == list(made)
    assert about([replace(made[0], score=-0.5)], HIRING, {}) == []


def test_half_of_the_words_count_in_a_passage_as_near_as_the_nearest(said: Callable[..., Any]) -> None:
    made = said("The scheme closes to new members in May.", rerank=-11.0, scores={"The": -11.0}).sentences
    near, far = dense(made, 0.55), dense(made, 0.53)
    assert about(near, PENSIONS, {}) == near
    assert about(far, PENSIONS, {}) == []
    assert about(dense(made, 0.6), HIRING, {}) == []  # none of the words


def test_a_document_that_its_title_alone_shows_gives_its_best(said: Callable[..., Any]) -> None:
    made = said("The boiler failed on Monday. The offices open at nine. Soup is free at ten.", rerank=0.0,
                source_id="hiring", scores={"The boiler": -11.0, "The offices": -8.0, "Soup": -9.0})  # fmt: skip
    assert words(about(made.sentences, HIRING, {})) == {"The offices open at nine.", "Soup is free at ten."}
    assert len(about(made.sentences, HIRING, {})) == TITLED


def test_what_replaced_it_comes_along_by_the_sentence_that_tells_it_otherwise(said: Callable[..., Any]) -> None:
    earlier = said("From July everybody is asked to be at their site on three days in each week.", source_id="old",
                   rerank=0.0, scores={"From": 1.0}).sentences  # fmt: skip
    text = "Good morning to all. From April everybody is asked to be at their site on two days in each week."
    scores = {"From": -11.0, "Good": -11.0}
    later = said(text, source_id="new", day=date(2026, 4, 1), rerank=-11.0, scores=scores).sentences
    found = about([*earlier, *later], HIRING, {"old": frozenset({"new"})})
    assert words(found) == {earlier[0].words, later[1].words}
    assert words(about([*earlier, *later], HIRING, {})) == {earlier[0].words}


def test_one_document_gives_no_more_than_its_share(said: Callable[..., Any]) -> None:
    text = " ".join(f"We will hire {count} people in town number {count}." for count in range(11, 19))
    made = said(text, rerank=0.0, scores={f"We will hire {count}": count / 10 for count in range(11, 19)})
    found = about(made.sentences, HIRING, {})
    assert len(found) == MOST
    assert min(one.score for one in found) > 1.4


def test_without_a_reranker_the_words_decide(said: Callable[..., Any]) -> None:
    made = said("We will hire nobody this year. The canteen is shut on Friday.", scores={"We": 1.0, "The": -3.0})
    assert words(about(made.sentences, HIRING, {})) == {"We will hire nobody this year."}


def test_only_words_that_are_said_and_read_as_an_answer_are_outright(said: Callable[..., Any]) -> None:
    read = said("We will hire nobody this year.", rerank=0.0, scores={"We": 0.1}).sentences
    assert outright(read, HIRING)
    assert not outright([replace(read[0], score=-0.1)], HIRING)
    assert not outright(read, PENSIONS)
    assert not outright(said("We will hire nobody this year.", scores={"We": 0.1}).sentences, HIRING)
    assert outright(said("The boiler failed on Monday.", source_id="hiring", rerank=-5.0).sentences, HIRING)
