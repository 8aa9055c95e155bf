"""Phonemes of a sentence and of its words alone, brought together."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.speech.alignment import spans


def cut(words: list[str], heard: str) -> list[str]:
    return [heard[begin:end] for begin, end in spans(words, heard)]


@pytest.mark.parametrize(
    ("words", "heard", "expected"),
    [
        # as espeak-ng has them: alone, then in a sentence
        (["ðə", "fˈaʊndɹi"], "ðə fˈaʊndɹi.", ["ðə", "fˈaʊndɹi"]),
        (["ˈʌv", "ðə", "bˈɔːɹd"], "ʌvðə bˈɔːɹd,", ["ʌv", "ðə", "bˈɔːɹd"]),
        (["ˈɔn", "ðə", "sˈɪksθ"], "ɔnðə sˈɪksθ", ["ɔn", "ðə", "sˈɪksθ"]),
        (["ˈeɪ", "lˈɑːt", "ˈʌv", "ˈɪt"], "ɐ lˈɑːɾ ʌvɪt", ["ɐ", "lˈɑːɾ", "ʌv", "ɪt"]),
        (["sˈʌmɚ", "ˈʌv"], "sˈʌmɚɹ ʌv", ["sˈʌmɚɹ", "ʌv"]),
        (["twˈɛnti twˈɛnti fˈaɪv", "jˈɪɹz"], "twˈɛnti twˈɛnti fˈaɪv jˈɪɹz",
         ["twˈɛnti twˈɛnti fˈaɪv", "jˈɪɹz"]),
        (["ðˈæt", "ðˈæt", "ðˈæt"], "ðæt ðæt, ðˈæt", ["ðæt", "ðæt", "ðˈæt"]),
        (["mˈoʊ", "", "mˈæn"], "mˈoʊ mˈæn", ["mˈoʊ", "", "mˈæn"]),
    ],
)  # fmt: skip
def test_each_word_has_its_own(words: list[str], heard: str, expected: list[str]) -> None:
    assert cut(words, heard) == expected


WORD = st.text(st.sampled_from("abdɪʊəstkð"), min_size=1, max_size=8)


@settings(deadline=None)
@given(st.lists(WORD, min_size=1, max_size=8))
def test_what_is_said_as_it_is_alone_is_cut_where_the_spaces_are(words: list[str]) -> None:
    assert cut(words, " ".join(words)) == words


@settings(deadline=None)
@given(st.lists(WORD, min_size=1, max_size=8), st.text(st.sampled_from("abdɪʊə stkðˈː,."), max_size=40))
def test_spans_follow_one_another_whatever_was_heard(words: list[str], heard: str) -> None:
    found = spans(words, heard)
    assert len(found) == len(words)
    assert all(0 <= begin <= end <= len(heard) for begin, end in found)
    assert all(before[1] <= after[0] for before, after in pairwise(found))
