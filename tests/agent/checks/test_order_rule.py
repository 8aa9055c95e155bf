"""Where no judge counts, a statement keeps to the order of its quotes' words."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.checks.claim import Claim, Quoted
from agent.checks.order import in_order, order


def claim(text: str, *quotes: str) -> Claim:
    made = tuple(
        Quoted(words=words, speaker="Ada Moss", role="Director", title="Letter", date=date(2025, 3, 4))
        for words in quotes
    )
    return Claim(text=text, quotes=made, as_of=date(2026, 1, 1), people=("Ada Moss", "Ben Stein"))


QUOTE = "The foundry supplies the harbour, and the harbour pays the foundry in advance."


@pytest.mark.parametrize(
    ("text", "passes"),
    [
        (QUOTE, True),
        ("On 4 March 2025, Ada Moss said that the foundry supplies the harbour.", True),
        ("On 4 March 2025, Ada Moss said that the harbour pays the foundry in advance.", True),
        ("On 4 March 2025, Ada Moss said that advance payment of harbour supplies the foundry.", False),
        ("On 4 March 2025, Ada Moss said that yes.", False),
    ],
)
def test_words_stand_in_the_order_of_the_quote(text: str, passes: bool) -> None:
    assert (order(claim(text, QUOTE)) is None) == passes


def test_quotes_may_be_told_in_any_order() -> None:
    first, second = "The bridge was painted green.", "The tunnel was flooded twice."
    text = "On 4 March 2025, Ada Moss said that the tunnel was flooded twice and the bridge was painted green."
    assert order(claim(text, first, second)) is None


def test_numbers_are_the_same_in_words_and_figures() -> None:
    text = "On 4 March 2025, Ada Moss said that 12 bridges were painted."
    assert in_order(claim(text, "Twelve bridges were painted.")) == 1.0


@given(st.text(max_size=80), st.lists(st.text(min_size=1, max_size=60), min_size=1, max_size=3))
def test_any_text_gets_an_answer(text: str, quotes: list[str]) -> None:
    found = claim(text, *quotes)
    assert 0.0 <= in_order(found) <= 1.0
    assert order(found) is None or isinstance(order(found), str)
