"""Every name in a claim stands in a quote, or in its citations."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.checks.claim import Claim, Quoted
from agent.checks.names import names

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
    found = names(claim(text, words))
    assert found is None or found


@given(st.text(min_size=1, max_size=80))
def test_a_claim_that_is_its_quote_passes(words: str) -> None:
    assert names(claim(words, words)) is None


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=80))
def test_a_framed_verbatim_quote_passes(words: str) -> None:
    assert names(claim(f'On 4 March 2026, in *Spring letter*, Ada Moss said: "{words}"', words)) is None


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("We will open a shop in Leeds.", "Moss said that the company would open a shop in Whitby."),
        ("The Heron 4 goes to customers in May.", "Moss said that the Heron 5 goes to customers in May."),
        ("Our scanner goes to customers in May.", "Moss said that the X200 goes to customers in May."),
        ("Our partner will pay.", "Moss said that NASA will pay."),
        ("The works team asked for time.", "Moss said that the adhesive team asked for time."),
        ("The letter was wrong.", "Moss said that *Summer letter* was wrong."),
        ("Gwen has run the room since May.", "Winifred has run the room since May, Moss said."),
        ("Nobody in finance has asked.", "Moss said that nobody in payroll had asked."),
    ],
)
def test_a_name_of_nowhere_is_stopped(words: str, text: str) -> None:
    assert names(claim(text, words)) is not None


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (
            "We will open a shop in Leeds.",
            "On 4 March 2026, in *Spring letter*, Ada Moss said that Harrow Works would open a shop in Leeds.",
        ),
        ("We will open in May.", "According to the CEO, Ada Moss, the company will open in May."),
        ("Ben asked me to say so.", "Moss said that Ben Lind had asked her to say so."),
        ("We sell to Norway.", "Moss said that Norwegian customers buy."),
        ("I told the board.", "Moss said that she told the Board on Monday."),
        ("The Heron's mast is new.", "The mast of the Heron is new, Moss said."),
        ("Headcount rose.", "Headcount rose, Moss said."),
        ("The works were moved.", "Employees were told by Moss that the works were moved."),
    ],
)
def test_names_of_the_citation_and_ordinary_capitals_pass(words: str, text: str) -> None:
    assert names(claim(text, words)) is None


def test_the_reason_names_the_name() -> None:
    assert names(claim("Moss said that Whitby is open.", "Leeds is open.")) == "Whitby is in no quote"
