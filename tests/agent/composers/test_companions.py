"""What a sentence brings along, and that it never brings anything else."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.composers.companions import MOST_ITEMS, Told, companions, whole_lists

LIST = """Plans

We will do three things this year:

1. Open a plant in Leeds. It will have forty people.
2. Hire twenty engineers.
3. Close the office in Hull.

The rest stays as it is."""
TRAVEL = """Travel in 2026

So:

- Hotels. Up to £155 a night in Europe.
- Meals. £42 a day, still without receipts."""
HEADED = """Exempt posts

- Calibration rooms
- Service engineers in the field
- We pay for their training"""
TABLE = """Parts are kept as follows.

Family | Parts kept | Oldest
Tide gauges | 25 years | 1987
Balances | 20 years | 1994

Ask me about the rest."""
PROSE = """The trial ran for a year. It was a mistake. We will not do that again. Leeds is another matter.

I said that it ran for six hundred days. That is not correct. The right figure is four hundred and ten days.
We went on."""


def brought(made: Any, start: str) -> list[str]:
    told = Told(text=made.document.text, sentences=made.sentences)
    return [one.words for one in companions(made.at(start), told)]


@pytest.mark.parametrize(
    ("text", "start", "expected"),
    [
        (LIST, "Hire twenty", ["We will do three things this year:"]),
        (LIST, "Open a plant", ["We will do three things this year:"]),
        (LIST, "It will have", ["We will do three things this year:", "Open a plant in Leeds."]),
        (
            LIST,
            "We will do three",
            [
                "Open a plant in Leeds.",
                "It will have forty people.",
                "Hire twenty engineers.",
                "Close the office in Hull.",
            ],
        ),
        (LIST, "The rest stays", []),
        (TRAVEL, "Up to £155", ["Hotels."]),
        (TRAVEL, "£42 a day", ["Meals."]),
        (HEADED, "Service engineers", ["Exempt posts"]),
        (HEADED, "We pay", []),
        (TABLE, "Balances", ["Family | Parts kept | Oldest"]),
        (TABLE, "Family", []),
        (TABLE, "Ask me", []),
        (PROSE, "It was a mistake", ["The trial ran for a year."]),
        (PROSE, "We will not do", ["The trial ran for a year.", "It was a mistake."]),
        (PROSE, "Leeds is", []),
        (PROSE, "I said that", ["That is not correct.", "The right figure is four hundred and ten days."]),
        (PROSE, "We went on", []),
    ],
)
def test_a_sentence_brings_what_it_is_not_understood_without(
    said: Callable[..., Any], text: str, start: str, expected: list[str]
) -> None:
    assert brought(said(text), start) == expected


def test_it_goes_back_two_sentences_at_most(said: Callable[..., Any]) -> None:
    made = said("The trial ran for a year. It was long. It was dear. It was a mistake. It is over.")
    assert brought(made, "It is over") == ["It was dear.", "It was a mistake."]


def test_a_line_that_announces_something_else_than_a_list_brings_the_sentence_after_it(
    said: Callable[..., Any],
) -> None:
    made = said("Here is what we decided:\n\nLeeds stays open. Hull is another matter.")
    assert brought(made, "Here is what") == ["Leeds stays open."]


def test_of_a_long_list_no_more_than_some_items_are_brought(said: Callable[..., Any]) -> None:
    items = "\n".join(f"- Item number {number} is kept in stock." for number in range(20))
    made = said(f"We keep these things in stock:\n\n{items}")
    assert len(brought(made, "We keep these")) == MOST_ITEMS


def test_two_items_of_a_list_bring_all_of_it(said: Callable[..., Any]) -> None:
    made = said(LIST)
    told = Told(text=made.document.text, sentences=made.sentences)
    chosen = [made.at("Open a plant"), made.at("Close the office")]
    first, second = whole_lists(chosen, [told])
    shown = {one.words for each in (first, second) for one in (each, *each.companions)}
    assert {"Open a plant in Leeds.", "Hire twenty engineers.", "Close the office in Hull."} <= shown
    assert whole_lists(chosen[:1], [told]) == chosen[:1]


SENTENCES = [
    "We will do this:", "It was so.", "But not yet.", "- Open Leeds.", "- Hotels. Up to £155.", "a | b | c", "Heading",
    "Leeds stays open this year.", "That is not correct.", "1. Hire people", "He told me so.", "So:",
]  # fmt: skip


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(SENTENCES), st.sampled_from(["\n", "\n\n", " "])), min_size=1, max_size=12))
def test_companions_are_others_of_the_same_stretch_each_once_in_the_order_of_the_text(
    said: Callable[..., Any], pieces: list[tuple[str, str]]
) -> None:
    made = said("".join(one + joint for one, joint in pieces))
    told = Told(text=made.document.text, sentences=made.sentences)
    for one in made.sentences:
        places = [other.place for other in companions(one, told)]
        assert places == sorted(set(places))
        assert one.place not in places
        assert set(places) <= {other.place for other in made.sentences}
        assert all(not other.companions for other in companions(one, told))


def test_a_sentence_of_another_stretch_brings_nothing(said: Callable[..., Any]) -> None:
    here, there = said("It was a mistake."), said("The trial ran.\n\n\n\nIt was a mistake.", source_id="other")
    assert companions(there.at("It was"), Told(text=here.document.text, sentences=here.sentences)) == ()
