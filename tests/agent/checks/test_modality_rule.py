"""A claim is as sure, as binding and as settled as its quotes."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.checks.claim import Claim, Quoted
from agent.checks.modality import modality

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
    found = modality(claim(text, words))
    assert found is None or found


@given(st.text(min_size=1, max_size=80))
def test_a_claim_that_is_its_quote_passes(words: str) -> None:
    assert modality(claim(words, words)) is None


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=80))
def test_a_framed_verbatim_quote_passes(words: str) -> None:
    assert modality(claim(f'On 4 March 2026, in *Spring letter*, Ada Moss said: "{words}"', words)) is None


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("We may open a second shop in Leeds.", "Moss said that the company will open a second shop in Leeds."),
        ("We will open a second shop in Leeds.", "Moss said that the company may open a second shop in Leeds."),
        ("We plan to open a second shop in Leeds.", "Moss said that the company has opened a second shop in Leeds."),
        ("We plan to open a second shop in Leeds.", "Moss said that the company would open a second shop in Leeds."),
        ("I hope to finish the hall by June.", "Moss promised to finish the hall by June."),
        ("We are considering a bonus for drivers.", "Moss said that the company had decided on a bonus for drivers."),
        ("Everybody must wear a badge.", "Moss said that everybody should wear a badge."),
        ("Managers can approve leave.", "Moss said that managers must approve leave."),
        (
            "If the permit comes, we will start the works in May.",
            "Moss said that the company would start the works in May.",
        ),
        ("We will probably sell the old van.", "Moss said that the company would sell the old van."),
        ("I think that the press will last.", "Moss said that the press would last."),
        ("The press will last another year.", "Moss said that the press would definitely last another year."),
        ("The meeting is on Monday.", "Moss guaranteed that the meeting is on Monday."),
    ],
)
def test_a_changed_commitment_is_stopped(words: str, text: str) -> None:
    assert modality(claim(text, words)) is not None


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("We will open a second shop in Leeds.", "Moss said that the company would open a second shop in Leeds."),
        ("We may sell the old van.", "Moss said that the company might sell the old van."),
        ("You can park behind the hall.", "Moss said that employees could park behind the hall."),
        ("Everybody must wear a badge.", "Moss said that everybody had to wear a badge."),
        ("We have to cut travel.", "Moss said that the company needs to cut travel."),
        ("We plan to hire ten drivers.", "Moss said that the company intended to hire ten drivers."),
        (
            "If the permit comes, we will start in May.",
            "Moss said that, should the permit come, the company would start in May.",
        ),
        ("I promise that nobody will be moved.", "Moss promised that nobody would be moved."),
        ("I am not going to decide that this year.", "Moss said that she would not decide that this year."),
        ("In May 2026 we opened the hall.", "Moss said that the company opened the hall in May 2026."),
    ],
)
def test_reported_speech_may_shift_back(words: str, text: str) -> None:
    assert modality(claim(text, words)) is None


def test_the_reason_shows_both_sides() -> None:
    found = modality(claim("Moss said that the company will sell the van.", "We may sell the van."))
    assert found == "“will” is “may” in the quote"
