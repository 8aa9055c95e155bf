"""Up stays up: comparisons and changes point where those of the quotes point."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.checks.claim import Claim, Quoted
from agent.checks.direction import direction

SAID = date(2026, 3, 4)


def claim(text: str, *quotes: str, speaker: str = "Ada Moss") -> Claim:
    return Claim(
        text=text,
        quotes=tuple(
            Quoted(words=words, speaker=speaker, role="Chief Executive Officer", title="Spring letter", date=SAID)
            for words in quotes
        ),
        as_of=date(2026, 6, 1),
        people=("Ada Moss", "Ben Lind"),
        organisation="Harrow Works",
    )


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_text_on_both_sides_gets_an_answer(text: str, words: str) -> None:
    found = direction(claim(text, words))
    assert found is None or found


@given(st.text(min_size=1, max_size=80))
def test_a_claim_that_is_its_quote_passes(words: str) -> None:
    assert direction(claim(words, words)) is None


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=80))
def test_a_framed_verbatim_quote_passes(words: str) -> None:
    assert direction(claim(f'On 4 March 2026, in *Spring letter*, Ada Moss said: "{words}"', words)) is None


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("Revenue rose by four per cent.", "Moss said that revenue fell by four per cent."),
        ("Revenue rose and returns fell.", "Moss said that revenue fell and returns rose."),
        ("The queue is shorter than last year.", "Moss said that the queue was longer than last year."),
        ("We closed the paint shop in May.", "Moss said that the company opened the paint shop in May."),
        ("Debt is down to £47 million.", "Moss said that debt was up to £47 million."),
        ("Brass costs more than steel.", "Moss said that steel costs more than brass."),
        ("Leavers went from 19 to 18.", "Moss said that leavers went from 18 to 19."),
        ("We sold 40 lathes.", "Moss said that the company sold more lathes."),
        ("It drifts by less than 2 mm.", "Moss said that it drifts by more than 2 mm."),
        ("It was a good quarter.", "Moss said that it was the strongest quarter."),
    ],
)
def test_a_turned_direction_is_stopped(words: str, text: str) -> None:
    assert direction(claim(text, words)) is not None


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("Revenue rose by four per cent.", "Moss said that revenue grew by four per cent."),
        ("Revenue was 10 per cent above last year.", "Moss said that revenue was up by 10 per cent on last year."),
        ("Returns did not rise.", "Moss said that returns did not rise."),
        ("The early shift starts at seven.", "Moss said that the early shift starts at seven."),
        ("We closed the paint shop and opened the hall.", "Moss said that the company opened the hall."),
        ("The queue went from nine days to 26.", "Moss said that the queue had lengthened from nine days to 26."),
    ],
)
def test_the_same_direction_in_other_words_passes(words: str, text: str) -> None:
    assert direction(claim(text, words)) is None
