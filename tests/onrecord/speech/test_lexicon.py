"""How a company's own words are said, and files that say it wrong."""

from pathlib import Path

import pytest

from audit.errors import SettingsError
from onrecord.speech import lexicon
from onrecord.speech.lexicon import Lexicon
from onrecord.speech.normal.reading import said

FILE = """
[words]
"Tønsvik" = "Turns vick"
"Ben Okafor" = "Ben Oh kah for"
"Okafor" = "[[oʊkˈɑːfɔːɹ]]"
"HVAC" = "h vack"
"Lamp 4" = "lamp number four"
"""


@pytest.fixture
def read(tmp_path: Path) -> Lexicon:
    (tmp_path / lexicon.FILE).write_text(FILE, encoding="utf-8")
    return lexicon.load(tmp_path)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("At TØNSVIK, or Tønsvik's quay", "At Turns vick, or Turns vick's quay"),
        ("Ben  Okafor and Ada Okafor", "Ben Oh kah for and Ada [[oʊkˈɑːfɔːɹ]]"),
        ("Okafor’s HVAC.", "[[oʊkˈɑːfɔːɹz]] h vack."),
        ("lamp 4 of Lamp 42", "lamp number four of Lamp forty two"),
        ("Tønsviken and unTønsvik", "Tønsviken and unTønsvik"),
    ],
)
def test_a_word_is_found_whole_the_longest_first(read: Lexicon, text: str, words: str) -> None:
    assert " ".join(one.words for one in said(text, read)) == words


@pytest.mark.parametrize("word", ["May Chen", "Will Orr", "3M", "MX-200", "Four Seasons", "Lamp 4", "Nota"])
def test_a_name_may_have_such_a_word_in_it(tmp_path: Path, word: str) -> None:
    (tmp_path / lexicon.FILE).write_text(f"[words]\n'{word}' = 'said so'\n", encoding="utf-8")
    assert lexicon.load(tmp_path).said == {word: "said so"}


def test_places_are_of_the_text_as_it_is_read(read: Lexicon) -> None:
    (ada, okafor) = said("Ada Okafor’s", read)
    assert (okafor.start, okafor.end) == (4, 12)
    assert ada.words == "Ada"


def test_without_a_file_nothing_is_said_otherwise(tmp_path: Path) -> None:
    assert lexicon.load(tmp_path) == lexicon.NONE


@pytest.mark.parametrize(
    ("file", "where", "told"),
    [
        ("[words]\na = ''", "words.a", "expected words in letters"),
        ("[words]\na = 'b2'", "words.a", "got 'b2'"),
        ("[words]\na = '[[x]'", "words.a", "between [[ and ]]"),
        ("[words]\na = '[[ɑ]] b'", "words.a", "between [[ and ]]"),
        ("[words]\na = '[[ˈː]]'", "words.a", "between [[ and ]]"),
        ("[words]\n40 = 'fourteen'", "words.40", "are said as they are written"),
        ("[words]\n'£5m' = 'six million pounds'", "words.£5m", "are said as they are written"),
        ("[words]\n'4 March' = 'the fifth of March'", "words.4 March", "are said as they are written"),
        ("[words]\nForty = 'fourteen'", "words.Forty", "are said as they are written"),
        ("[words]\n'will not' = 'will'", "words.will not", "are said as they are written"),
        ("[words]\na = 3", "words.a", "as a string"),
        ("[words]\n' ' = 'b'", "words. ", "expected a word"),
        ("[words]\nA = 'b'\na = 'c'", "words.a", "here twice"),
        ("[word]\na = 'b'", "word", "has one table, [words]"),
        ("words = 3", "words", "expected a table"),
        ("a", "", "Expected '='"),
    ],
)
def test_a_fault_is_told_with_its_place(tmp_path: Path, file: str, where: str, told: str) -> None:
    (tmp_path / lexicon.FILE).write_text(file, encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        lexicon.load(tmp_path)
    (problem,) = caught.value.problems
    assert problem.path == where
    assert told in problem.message


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / lexicon.FILE).write_text("x = 1\n[words]\na = 1\nb = 2", encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        lexicon.load(tmp_path)
    assert [one.path for one in caught.value.problems] == ["x", "words.a", "words.b"]


@pytest.mark.parametrize(
    ("word", "text"),
    [("Weiß", "Weiß"), ("Weiß", "WEIẞ"), ("Istanbul", "İstanbul"), ("Istanbul", "ıSTANBUL"), ("İstanbul", "istanbul"),
     ("Kelvin", "\u212aelvin")],
)  # fmt: skip
def test_capitals_that_other_alphabets_have_are_folded_too(tmp_path: Path, word: str, text: str) -> None:
    (tmp_path / lexicon.FILE).write_text(f'[words]\n"{word}" = "so said"\n', encoding="utf-8")
    assert [one.words for one in said(text, lexicon.load(tmp_path))] == ["so said"]


def test_a_file_that_is_nested_without_end_is_one_line(tmp_path: Path) -> None:
    (tmp_path / lexicon.FILE).write_text(f"words = {'[' * 3000}", encoding="utf-8")
    with pytest.raises(SettingsError, match="recursion"):
        lexicon.load(tmp_path)
