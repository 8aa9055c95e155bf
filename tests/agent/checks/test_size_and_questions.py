"""What is not compared at all, and what a question supports."""

import time
from datetime import date

import pytest

from agent.checks.claim import Claim, Quoted
from agent.checks.questions import questions
from agent.checks.scope import scope
from agent.checks.size import unwieldy
from agent.verify import worded


def claim(text: str, words: str) -> Claim:
    quote = Quoted(words=words, speaker="Ada Moss", role="Director", title="Letter", date=date(2025, 3, 4))
    return Claim(text=text, quotes=(quote,), as_of=date(2026, 1, 1), people=("Ada Moss",))


@pytest.mark.parametrize("word", ["1", "1.5%", "2025", "twenty", "will not stay", "from 1 to 2"])
def test_repetition_that_would_take_minutes_is_not_compared(word: str) -> None:
    began = time.monotonic()
    checks = worded(claim((f"{word} " * 160)[:320], (f"{word} " * 3000)[:5000]))
    assert not any(check.passed for check in checks)
    assert time.monotonic() - began < 5  # not a measurement: it took minutes


def test_an_ordinary_text_is_compared() -> None:
    quote = "The plant stays open until 2030, and forty people work there. " * 8
    assert unwieldy(claim("On 4 March 2025, Ada Moss said that the plant stays open.", quote)) is None


@pytest.mark.parametrize(
    ("text", "words", "passes"),
    [
        ("On 4 March 2025, Ada Moss said that the pause was right.", "Was the pause right?", False),
        ("On 4 March 2025, Ada Moss asked whether the pause was right.", "Was the pause right?", True),
        ("On 4 March 2025, Ada Moss said that the pause was right.", "Was it? The pause was right.", True),
    ],
)
def test_a_question_supports_only_that_it_was_asked(text: str, words: str, passes: bool) -> None:
    assert (questions(claim(text, words)) is None) == passes


@pytest.mark.parametrize(
    ("text", "words", "passes"),
    [
        ("Ada Moss said that no one will lose their job.", "No one in Leeds will lose their job.", False),
        ("Ada Moss said that no one in Leeds will lose their job.", "No one in Leeds will lose their job.", True),
        ("Ada Moss said that sites will not close.", "We will not close the York site.", False),
        ("Ada Moss said that there would be a second shift.", "She had heard there would be a second shift.", False),
        ("Ada Moss said that the plan was to close.", "I said the plan was to close. That is not correct.", False),
        ("Ada Moss said that the plan was to close.", "The plan was to close. It closed.", True),
    ],
)
def test_a_limit_that_the_quote_sets_is_not_dropped(text: str, words: str, passes: bool) -> None:
    assert (scope(claim(text, words)) is None) == passes
