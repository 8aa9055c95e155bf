"""Text as it is embedded and displayed: never what is cited."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.display import displayer, folded


@given(st.text())
def test_folded_text_is_one_line_without_outer_or_double_space(text: str) -> None:
    line = folded(text)
    assert line == line.strip()
    assert "  " not in line
    assert len(line.splitlines()) <= 1


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@given(st.text())
def test_folding_loses_no_letter_and_no_figure(text: str) -> None:
    def kept(words: str) -> str:
        return "".join(character for character in words if character.isalnum())

    assert kept(folded(text)) == kept(text)


@pytest.mark.parametrize(
    "attack",
    [
        "\x1b[31mred\x1b[0m",
        "a\x00b",
        "a\x07b",
        "a\x9bb",
        "a\u202eb",
        "a\u200bb",
        "a\u2066b",
        "a\ufeffb",
        "a\U000e0041b",
    ],
)
def test_nothing_that_moves_a_cursor_or_hides_is_displayed(attack: str) -> None:
    assert folded(attack).isprintable()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("we pay divi-\ndends", "we pay dividends"),
        ("we pay divi\u00ad\ndends", "we pay dividends"),
        ("divi-\n  dends", "dividends"),
        ("a long-\nterm plan is long-term", "a long-term plan is long-term"),
        ("a long-\nterm plan", "a longterm plan"),
        ("Anglo-\nSaxon", "Anglo-Saxon"),
        ("2025-\n2026", "2025-2026"),
        ("COVID-\n19", "COVID-19"),
        ("well - \nyes", "well - yes"),
        ("one\ntwo\n\nthree", "one two three"),
    ],
)
def test_a_word_broken_at_a_lines_end_is_joined_as_the_document_writes_it(text: str, shown: str) -> None:
    assert displayer(text)(text) == shown


def test_a_dash_at_a_lines_end_between_two_words_is_not_swallowed() -> None:
    text = "We will not wait. Wages will rise-\nnot fall. We will re-\nsign the agreement. The instru-\nments are here."
    shown = displayer(text)(text)
    assert "rise-not fall" in shown
    assert "re-sign" in shown
    assert "instruments" in shown
