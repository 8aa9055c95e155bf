"""A text's words as they are said, written out by hand."""

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from num2words import num2words

from onrecord.speech.lexicon import Lexicon
from onrecord.speech.normal.abbreviations import roman
from onrecord.speech.normal.reading import said


def spoken(text: str, lexicon: Lexicon | None = None) -> str:
    return " ".join(one.words for one in (said(text, lexicon) if lexicon else said(text)))


# fmt: off
CASES = [
    # days
    ("On 16 September 2025 it was", "On the sixteenth of September twenty twenty five it was"),
    ("the 3rd of May", "the third of May"),
    ("September 16, 2025", "September the sixteenth twenty twenty five"),
    ("due 2025-09-01 at last", "due the first of September twenty twenty five at last"),
    ("from 1 April", "from the first of April"),
    ("16–18 September 2025", "the sixteenth to the eighteenth of September twenty twenty five"),
    ("in Sept. 2025 we", "in September twenty twenty five we"),
    ("a May 2030 plan; you may", "a May twenty thirty plan; you may"),
    # years
    ("in 2005, in 2019", "in two thousand and five, in twenty nineteen"),
    ("since 1850", "since eighteen fifty"),
    ("1850 lamps", "one thousand eight hundred and fifty lamps"),
    ("2000 lamps", "two thousand lamps"),
    ("our 2025 results", "our twenty twenty five results"),
    ("2025/26 and 2024–2026", "twenty twenty five to twenty six and twenty twenty four to twenty twenty six"),
    ("the 1990s, the ’80s and the 2000s",
     "the nineteen nineties, the eighties and the two thousands"),
    ("FY26 and Q3-2025", "F Y twenty six and Q three twenty twenty five"),
    # times of day
    ("at 9 a.m. and 3.30 pm", "at nine AM and three thirty PM"),
    ("We met at 5 p.m. Then", "We met at five PM. Then"),
    ("14:30, 09:05, 9:00, 15:00", "fourteen thirty, nine oh five, nine o'clock, fifteen hundred hours"),
    # money
    ("£1.9 million, £4–5m and €300k",
     "one point nine million pounds, four to five million pounds and three hundred thousand euros"),
    ("£1.50 or £0.45 or £1 or $2.00", "one pound fifty or forty five pence or one pound or two dollars"),
    ("US$5m, EUR 300", "five million US dollars, three hundred euros"),
    ("£1,250,000", "one million two hundred and fifty thousand pounds"),
    ("20p", "twenty pence"),
    # what is measured
    ("12.5% of 100 %", "twelve point five percent of one hundred percent"),
    ("10–15%", "ten to fifteen percent"),
    ("−5 °C", "minus five degrees Celsius"),
    ("5 mm, 1 kg, a 40-W lamp", "five millimetres, one kilogram, a forty watt lamp"),
    ("30 km/h and 4 m²", "thirty kilometres an hour and four square metres"),
    ("3½ years, ¾ of it, 2/3", "three and a half years, three quarters of it, two thirds"),
    # numbers
    ("1,240 of 2838", "one thousand two hundred and forty of two thousand eight hundred and thirty eight"),
    ("007 and .5", "zero zero seven and zero point five"),
    ("1st, 22nd", "first, twenty second"),
    ("4×4", "four by four"),
    ("3 - 4 rooms", "three, four rooms"),
    ("9-5", "nine to five"),
    ("v2.1.3", "v two point one point three"),
    ("+44 20 7946 0018", "plus four four, two zero, seven nine four six, zero zero one eight"),
    ("#7, No. 7, pp. 3–4", "number seven, number seven, pages three to four"),
    # words written short
    ("Dr. Smith, e.g. Mr Jones vs. them", "Doctor Smith, for example Mister Jones versus them"),
    ("AT&T, R&D, M & A", "AT and T, R and D, M and eh"),
    ("the CEO's ROI", "the CEO's R O I"),
    ("U.S. policy", "U S policy"),
    ("Phase II, Henry VIII and I", "Phase two, Henry the eighth and I"),
    ("Vitamin C, Part C, MIX", "Vitamin C, Part C, MIX"),
    ("ada@example.com", "ada at example dot com"),
    ("see https://example.com/a", "see example dot com slash a"),
    # marks
    ('said: "We (all of us) will – now." Then', "said: We, all of us, will, now. Then"),
    ("| Order book | £122 million […] next", "Order book, one hundred and twenty two million pounds, next"),
    ("so on… and what?! No", "so on, and what? No"),
    ("*Twenty-six weeks*, O’Brien’s", "Twenty six weeks, O'Brien's"),
    ("[[hello]] <b>", "hello, b"),
    ("② ﬁne km²", "two fine km squared"),
    ("5 < 6 & a = b", "five less than six and a equals b"),
    ("", ""),
    ("— * …", ""),
]
# fmt: on


@pytest.mark.parametrize(("text", "words"), CASES)
def test_it_is_said_as_a_person_would(text: str, words: str) -> None:
    assert spoken(text) == words


@given(
    st.text(st.characters(codec="utf-8"), max_size=60)
    | st.from_regex(r"[\d£$%.,/:–°A-Za-z \[\]-]{0,30}", fullmatch=True)
)
def test_places_go_forward_and_no_text_can_say_phonemes_of_its_own(text: str) -> None:
    end = 0
    for one in said(text):
        assert end <= one.start < one.end <= len(text)
        assert one.words.strip(" ,.;:?!")
        assert not set(one.words) & set("[]<>\n")
        assert not re.search(r"[0-9]", one.words)
        end = one.end


@given(st.text(st.sampled_from("aZé ,.'’-()\"\n"), max_size=80))
def test_every_letter_is_said_where_no_rule_knows_better(text: str) -> None:
    assume(not re.search(r"[^\W\d_]\.[^\W\d_]\.", text))  # `e.g.`, whose letters are named
    assert re.sub(r"[^\w]", "", spoken(text)) == re.sub(r"[^\w]", "", text)


@given(st.integers(0, 10**15 - 1))
def test_a_number_with_and_without_its_commas_is_said_alike(value: int) -> None:
    plain = num2words(value).replace(",", "").replace("-", " ")
    assert spoken(f"{value:,} of them") == f"{plain} of them"


@pytest.mark.parametrize(("text", "value"), [("I", 1), ("IV", 4), ("XIX", 19), ("XL", 40), ("CXC", 190)])
def test_numerals_of_the_romans(text: str, value: int) -> None:
    assert roman(text) == value


@pytest.mark.parametrize("text", ["IIII", "VX", "IC", "", "ABC", "XLX"])
def test_what_is_no_numeral_of_the_romans(text: str) -> None:
    assert roman(text) is None
