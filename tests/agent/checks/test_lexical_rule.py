"""How far a claim keeps to the words of its quotes."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.checks.claim import Claim, Quoted
from agent.checks.lexical import containment, lexical

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
    found = lexical(claim(text, words))
    assert found is None or found


@given(st.text(min_size=1, max_size=80))
def test_a_claim_that_is_its_quote_passes(words: str) -> None:
    assert lexical(claim(words, words)) is None


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=80))
def test_a_framed_verbatim_quote_passes(words: str) -> None:
    assert lexical(claim(f'On 4 March 2026, in *Spring letter*, Ada Moss said: "{words}"', words)) is None


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("We will open a shop in Leeds.", "Moss said that pensions and salaries would suffer under the merger."),
        ("We will open a shop in Leeds.", "Moss said that a shop would generate astonishing profits."),
    ],
)
def test_a_claim_of_foreign_words_is_stopped(words: str, text: str) -> None:
    assert lexical(claim(text, words)) is not None


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (
            "We will open a shop in Leeds with eleven people.",
            "On 4 March 2026, in *Spring letter*, Ada Moss said that it would open a shop in Leeds with 11 people.",
        ),
        ("We raised the price of brass twice.", "Moss told employees that the price of brass had been raised twice."),
        ("Revenue grew.", "Moss said that revenue rose."),
    ],
)
def test_a_claim_in_its_quotes_words_passes(words: str, text: str) -> None:
    assert lexical(claim(text, words)) is None


def test_names_that_have_changed_places_are_stopped() -> None:
    words = "In the old hall Heron presses will replace Linnet presses."
    assert lexical(claim("Moss said that Linnet will replace Heron in the hall.", words)) is not None
    assert lexical(claim("Moss said that Linnet will be replaced by Heron in the hall.", words)) is None


def test_containment_is_the_share_of_content_words_that_quotes_have() -> None:
    assert containment(claim("Moss said that brass is dear.", "Brass is dear.")) == 1.0
    assert containment(claim("Moss said that brass is purple.", "Brass is dear.")) == 0.5
    assert containment(claim("Moss said so.", "Brass is dear.")) == 1.0


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("The store house is warm. It stays warm.", "Moss said that the store house has burnt down."),
        ("The store lease goes on.", "Moss said that the store lease has been sold on."),
        ("The store in Leeds by the river opens early.", "Moss said that the store in Leeds by the river was robbed."),
        ("The yard is open.", "Moss said that the yard is worthless."),
    ],
)
def test_a_predicate_that_is_in_no_quote_is_stopped(words: str, text: str) -> None:
    assert lexical(claim(text, words)) is not None


def test_a_title_says_where_and_supports_nothing() -> None:
    words = "We will open a shop in Leeds."
    assert lexical(claim("At the Spring talk, Moss said that the company would open a shop in Leeds.", words)) is None
    assert lexical(claim("Moss said that the spring has opened in Leeds.", words)) is not None


def test_common_synonyms_stand_for_each_other() -> None:
    assert lexical(claim("Moss said that the press had been mended.", "We have repaired the press.")) is None
