"""What points back at a sentence before it, and what only looks so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.composers.references import points_back, takes_back


@pytest.mark.parametrize(
    "words",
    [
        "We will not do that again.",
        "This is why we stay in Leeds.",
        "It was a mistake.",
        "He told me so.",
        "But not yet.",
        "They have existed for six years, and you cannot hurry a decade.",
        "That's a promise.",
        "That decision was mine.",
        "These rules apply to everybody.",
        "Nineteen were invented references.",
        "Most of them are wrong.",
        "The same applies to trains.",
        "So the clocks stay.",
        "Not at all.",
        "“It will be closed,” I said.",
        "Instead, we will hire in Leeds.",
    ],
)
def test_it_needs_the_sentence_before_it(words: str) -> None:
    assert points_back(words)


@pytest.mark.parametrize(
    "words",
    [
        "We will close the plant in Leeds.",
        "It is true that costs rose.",
        "It is important to be early.",
        "This year we will hire forty engineers.",
        "This policy holds from April.",
        "That the plant stays is certain.",
        "All of us work in Leeds.",
        "Thirty-four people work there.",
        "Two people travelling to the same meeting need a reason.",
        "No site will close in 2027.",
        "Some of you preferred three days, and some of you preferred none.",
        "Theirs is a small company in Italy.",
        "Italy and Thessaly are our markets.",
        "Butter costs more than it did when I came to Leeds in the spring.",
        "So each of us in the works carried about nine per cent more.",
    ],
)
def test_it_stands_by_itself(words: str) -> None:
    assert not points_back(words)


@pytest.mark.parametrize(
    ("words", "does"),
    [
        ("That is not correct.", True),
        ("That was wrong, and I said so at once.", True),
        ("The right figure is four hundred and ten days.", True),
        ("I was wrong.", True),
        ("That is not the whole of the story.", False),
        ("The right people are in Leeds.", False),
        ("Nothing was wrong.", False),
    ],
)
def test_what_takes_back_is_known_by_its_beginning(words: str, does: bool) -> None:
    assert takes_back(words) is does


@given(st.text(max_size=60))
def test_any_text_can_be_asked(words: str) -> None:
    assert points_back(words) in (True, False)
    assert takes_back(words) in (True, False)
