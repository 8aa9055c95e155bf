"""Canonical text keeps its offsets and its hash wherever it is stored."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.parse.canonical import canonical, has_words, is_canonical
from ingest.parse.pdf import joined

ANY = st.text(st.characters(codec=None), max_size=60)  # surrogates too
MARKS = st.text(st.sampled_from("e\u0301\u0308a\u1100\u1161\u11a8\ufeff\r\n\f\0 "), max_size=12)


@given(ANY | MARKS)
def test_it_is_nfc_with_lf_and_utf8_can_carry_it(text: str) -> None:
    found = canonical(text)
    assert unicodedata.is_normalized("NFC", found)
    assert not {"\r", "\0"} & set(found)
    assert found.encode().decode() == found


@given(ANY | MARKS)
def test_canonical_text_is_left_as_it_is(text: str) -> None:
    assert canonical(canonical(text)) == canonical(text)
    assert is_canonical(canonical(text))


@given(st.lists(MARKS, max_size=6))
def test_joined_pages_are_canonical_and_each_page_is_its_slice(pages: list[str]) -> None:
    texts = [canonical(page) for page in pages]
    text, spans = joined(texts)
    assert is_canonical(text) or text.startswith("\ufeff")
    assert [text[span.start : span.end] for span in spans] == texts
    assert [span.number for span in spans] == list(range(1, len(texts) + 1))


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        ("cafe\u0301", "café"),
        ("a\r\nb\rc\n", "a\nb\nc\n"),
        ("\ufeffHello", "Hello"),
        ("a\0b", "a\ufffdb"),
        ("\ud83d\ude00", "\U0001f600"),
        ("a\ud800b", "a\ufffdb"),
        ("  two  spaces\t\u00a0and ﬁne ligatures \f", "  two  spaces\t\u00a0and ﬁne ligatures \f"),
    ],
)
def test_nothing_else_is_changed(given_text: str, expected: str) -> None:
    assert canonical(given_text) == expected


def test_a_letter_of_any_script_is_words_and_a_number_is_none() -> None:
    assert has_words("1. 文")
    assert not has_words("12 % — …\n\f")
