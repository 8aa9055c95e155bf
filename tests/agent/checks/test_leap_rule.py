"""A claim draws no line that its quotes do not draw."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.checks.claim import Claim, Quoted
from agent.checks.leap import leap

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
    found = leap(claim(text, words))
    assert found is None or found


@given(st.text(min_size=1, max_size=80))
def test_a_claim_that_is_its_quote_passes(words: str) -> None:
    assert leap(claim(words, words)) is None


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=80))
def test_a_framed_verbatim_quote_passes(words: str) -> None:
    assert leap(claim(f'On 4 March 2026, in *Spring letter*, Ada Moss said: "{words}"', words)) is None


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("Orders fell. We paused hiring.", "Moss said that the company paused hiring because orders fell."),
        ("Orders fell. We paused hiring.", "Orders fell, and as a result the company paused hiring, Moss said."),
        ("Orders fell. We paused hiring.", "Moss said that falling orders led to a pause in hiring."),
        ("We will hire drivers.", "Moss said that the company would again hire drivers."),
        ("We will hire drivers.", "Moss said that the company had reversed its plan and would hire drivers."),
        ("We hire drivers.", "Moss said that the company no longer hires painters."),
    ],
)
def test_a_cause_or_change_of_the_claims_own_is_stopped(words: str, text: str) -> None:
    assert leap(claim(text, words)) is not None


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("We paused hiring because orders fell.", "Moss said that the company paused hiring because orders fell."),
        ("Orders fell, so we paused hiring.", "Moss said that the company paused hiring because orders fell."),
        ("Orders fell. We paused hiring.", "Moss said that orders fell and that the company paused hiring."),
        ("We no longer paint by hand.", "Moss said that the company no longer painted by hand."),
    ],
)
def test_what_a_quote_states_and_neutral_joins_pass(words: str, text: str) -> None:
    assert leap(claim(text, words)) is None


def two(text: str) -> Claim:
    first = Quoted(words="Orders fell because of the strike.", speaker="Ada Moss", title="A", date=date(2026, 3, 4))
    second = Quoted(words="We paused hiring.", speaker="Ada Moss", title="B", date=date(2026, 5, 6))
    return Claim(text=text, quotes=(first, second), as_of=date(2026, 6, 1))


def test_a_cause_across_two_quotes_is_stopped_though_one_of_them_has_a_cause() -> None:
    text = "On 4 March 2026 Moss said that orders fell; on 6 May 2026 she said that hiring was paused because of that."
    assert leap(two(text)) is not None


@pytest.mark.parametrize(
    ("text", "passes"),
    [
        ("On 4 March 2026 Moss said that orders fell; later, on 6 May 2026, that hiring was paused.", True),
        ("On 6 May 2026 Moss said that hiring was paused; earlier, on 4 March 2026, that orders fell.", True),
        ("On 6 May 2026 Moss said that hiring was paused; later, on 4 March 2026, that orders fell.", False),
        ("On 4 March 2026 Moss said that orders fell; earlier, on 6 May 2026, that hiring was paused.", False),
    ],
)
def test_later_and_earlier_follow_the_dates(text: str, passes: bool) -> None:
    assert (leap(two(text)) is None) == passes
