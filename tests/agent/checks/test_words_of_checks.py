"""The one reading of words: folded, contractions opened, stems and places."""

from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.checks.english.words import content, listed, stem, words


def texts(text: str) -> list[str]:
    return [word.text for word in words(text)]


@pytest.mark.parametrize(
    ("written", "opened"),
    [
        ("We won’t", "we will not"),
        ("it isn't", "it is not"),
        ("they'll", "they will"),
        ("it’s been", "it has been"),
        ("it's open", "it is open"),
        ("we'd seen", "we had seen"),
        ("we'd see", "we would see"),
        ("cannot", "can not"),
        ("Moss's plant", "moss plant"),
        ("the engineers’ room", "the engineers room"),
    ],
)
def test_contractions_are_opened_and_possessives_dropped(written: str, opened: str) -> None:
    assert texts(written) == opened.split()


def test_irregular_forms_share_a_stem_with_their_base() -> None:
    assert stem("rose") == stem("rises") == stem("risen") == stem("rise")
    assert stem("people") == stem("person")


def test_a_sentence_begins_after_a_full_stop_but_not_after_a_title() -> None:
    found = words("Dr. Moss said so. The plant opens.")
    assert [word.text for word in found if word.first] == ["dr", "the"]
    assert [word.text for word in found if word.capital] == ["moss"]


def test_clauses_end_at_punctuation_and_before_conjunctions() -> None:
    told = groupby(words("Costs rose, which hurt and revenue fell."), key=lambda word: word.clause)
    found = [" ".join(word.text for word in clause) for _, clause in told]
    assert found == ["costs rose", "which hurt", "and revenue fell"]


def test_content_leaves_out_stop_words() -> None:
    assert content(words("It is the plant of the year")) == {"plant", "year"}


def test_a_list_written_as_one_text_is_its_words() -> None:
    assert listed("one two\n three") == {"one", "two", "three"}


@given(st.text(max_size=80))
def test_a_word_stands_where_it_says(text: str) -> None:
    for word in words(text):
        assert text[word.start : word.end] == word.written
        assert word.text
