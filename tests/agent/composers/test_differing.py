"""Two sentences that tell the same point otherwise, and pairs that only look so."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.composers.differing import differ

OTHERWISE = [
    ("We will close Leeds.", "We will not close Leeds."),
    ("The plant in Leeds stays open.", "The plant in Leeds will close."),
    ("We will hire forty engineers.", "We will hire twenty engineers."),
    ("We will open a plant in Leeds.", "We plan to open a plant in Leeds."),
    (
        "Hotels: up to £130 a night including breakfast, anywhere in Europe.",
        "Up to £155 a night including breakfast in Europe.",
    ),
    (
        "From 1 July 2025 everybody is asked to be at their site on three days in each week.",
        "From 13 April everybody is asked to be at their site on two days in each week.",
    ),
    ("The order book at the end of September was £135 million.", "The order book stands at £138 million."),
]
ALIKE = [
    ("We will close Leeds.", "We will close Leeds."),
    ("The plant in Leeds stays open.", "The plant in Leeds will not close."),
    (
        "Revenue in the second quarter of 2025 was £99.1 million.",
        "Revenue in the second quarter of 2026 was £109.6 million.",
    ),
    ("Costs rose in 2023.", "Costs fell in 2024."),
    ("Costs rise this year.", "Costs fell last year."),
    ("Thirty-four people work in Leeds.", "We spent £6.9 million on travel last year."),
    ("Will we close Leeds?", "We will not close Leeds."),
    (
        "Headcount over the same twelve months rose by 44, or 1.5 per cent.",
        "Pay rose by 3.2 per cent on 1 April, as announced.",
    ),
]


@pytest.mark.parametrize(("one", "other"), OTHERWISE)
def test_they_tell_the_same_point_otherwise(said: Callable[..., Any], one: str, other: str) -> None:
    first = said(one, source_id="old").sentences[0]
    second = said(other, source_id="new", day=date(2026, 4, 1)).sentences[0]
    assert differ(first, second)
    assert differ(second, first)


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_they_do_not(said: Callable[..., Any], one: str, other: str) -> None:
    first = said(one, source_id="old").sentences[0]
    second = said(other, source_id="new").sentences[0]
    assert not differ(first, second)
    assert not differ(second, first)


def test_within_one_text_a_leader_explains_and_does_not_differ(said: Callable[..., Any]) -> None:
    first, second = said("We will close Leeds. We will not close Leeds.").sentences
    assert not differ(first, second)


def test_two_leaders_may_differ_in_one_document(said: Callable[..., Any]) -> None:
    first = said("We will close Leeds.").sentences[0]
    assert differ(first, said("We will not close Leeds.", name="Ben Stein").sentences[0])


@settings(deadline=None, max_examples=60)
@given(st.sampled_from([text for pair in (*OTHERWISE, *ALIKE) for text in pair]), st.text(max_size=80))
def test_whatever_stands_there_it_is_the_same_both_ways(said: Callable[..., Any], one: str, other: str) -> None:
    first, second = said(one, source_id="old").sentences[0], said(one[: len(one) // 2] + other, source_id="new")
    for sentence in second.sentences:
        assert differ(first, sentence) == differ(sentence, first)
