"""A claim denies what its quotes deny, and nothing else."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.checks.claim import Claim, Quoted
from agent.checks.negation import negation

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
    found = negation(claim(text, words))
    assert found is None or found


@given(st.text(min_size=1, max_size=80))
def test_a_claim_that_is_its_quote_passes(words: str) -> None:
    assert negation(claim(words, words)) is None


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=80))
def test_a_framed_verbatim_quote_passes(words: str) -> None:
    assert negation(claim(f'On 4 March 2026, in *Spring letter*, Ada Moss said: "{words}"', words)) is None


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("We will not close any site in 2027.", "Moss said that the company would close a site in 2027."),
        ("We will raise the training budget.", "Moss said that the company would not raise the training budget."),
        ("Nobody will lose their job over this.", "Moss said that people would lose their job over this."),
        ("There are no plans to move the workshop.", "Moss said that there were plans to move the workshop."),
        ("We refused to sign the lease.", "Moss said that the company had signed the lease."),
        ("The old press is safe.", "Moss said that the old press was unsafe."),
        ("Orders never stopped in the winter.", "Moss said that orders stopped in the winter."),
        (
            "We do not look at it unless the customer asks.",
            "Moss said that the company does not look at it even if the customer asks.",
        ),
        ("Only apprentices may use the small lathe.", "Moss said that apprentices may use the small lathe."),
        ("The survey was paid for by the bank.", "Moss said that only the survey was paid for by the bank."),
        (
            "There has been talk that the paint team will be moved. It will not be.",
            "There has been talk that the paint team will be moved, Moss said, and it would be.",
        ),
    ],
)
def test_a_turned_negation_is_stopped(words: str, text: str) -> None:
    assert negation(claim(text, words)) is not None


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (
            "We have no plans to close the workshop.",
            "Moss said that the company was not planning to close the workshop.",
        ),
        ("Nobody will lose their job over this.", "Moss said that no one would lose their job over this."),
        ("We won't reopen the pension scheme.", "Moss said that the company would not reopen the pension scheme."),
        ("It is not safe to run the press at night.", "Moss said that it was unsafe to run the press at night."),
        ("This is not only cheaper but also quieter.", "Moss said that this was not only cheaper but also quieter."),
        (
            "We signed the lease in May. We did not sign the second one.",
            "Moss said that the company signed the lease in May.",
        ),
        (
            "No e-mail can replace that call. Nor can I.",
            "Moss said that no e-mail could replace that call, and neither could she.",
        ),
        (
            "I will be there every Thursday, with no slides, from May.",
            "Moss said that she would be there every Thursday from May.",
        ),
    ],
)
def test_an_honest_rewording_passes(words: str, text: str) -> None:
    assert negation(claim(text, words)) is None


def test_the_reason_shows_the_words() -> None:
    found = negation(claim("Moss said that the site will close.", "The site will not close."))
    assert found == "“not close” of the quote is missing"
