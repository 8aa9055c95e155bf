"""What is masked in a question that others will read."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.gaps.masking import masked

MASKED = {
    "Write to jo.bloggs+x@example.co.uk: may I?": "Write to [address]: may I?",
    "I'm <jo@example.com>.": "I'm <[address]>.",
    "jo＠example．com asks": "[address] asks",
    "Call 07700 900123.": "Call [number].",
    "Call +44 (0)7700 900-123 now": "Call [number] now",
    "Staff no. 1048576?": "Staff no. [number]?",
    "GB29 NWBK 6016 1331 9268 19": "GB29 NWBK [number]",
    "two\nlines\u202e": "two lines",
}
KEPT = [
    "What held on 2026-03-04?",
    "Will we make 1,250,000,000 pounds in 2025-26?",
    "Is it 40 % or 12.5?",
    "Who is at desk 40213?",
    "Meet @ noon",
    "Was it 2025, 2026 and 2027?",
]


@pytest.mark.parametrize("text", MASKED)
def test_addresses_and_numbers_are_masked(text: str) -> None:
    assert masked(text) == MASKED[text]


@pytest.mark.parametrize("text", KEPT)
def test_what_is_nobodys_stays(text: str) -> None:
    assert masked(text) == text


WORDS = st.text(st.sampled_from("ab19 @.-()+"), max_size=30)


@given(WORDS)
def test_what_is_masked_stays_so(text: str) -> None:
    once = masked(text)
    assert masked(once) == once
    assert not re.search(r"\d{6}|\w@\w", once)


@given(st.text(max_size=20), st.integers(10**5, 10**15), st.text(max_size=20))
def test_a_long_number_is_gone_whatever_stands_around_it(before: str, number: int, after: str) -> None:
    assert str(number) not in masked(f"{before}{number}{after}")
