"""Speech never changes a number's meaning: its digits, its sign, its mark, its unit and its magnitude are said."""

from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bench.shapes import SHAPES
from onrecord.speech.normal.money import SIGNS
from onrecord.speech.normal.reading import said


def spoken(text: str) -> str:
    return " ".join(one.words for one in said(text))


# fmt: off
CASES = [
    # less than nought
    ("EUR-5, €-5, -€5, US$-5", "minus five euros, minus five euros, minus five euros, minus five US dollars"),
    ("−5 %, –5%, (–5%)", "minus five percent, minus five percent, minus five percent,"),
    ("-$0.50 and -€1.2bn", "minus fifty cents and minus one point two billion euros"),
    ("£(5)m, €(0.12), (5.2)%",
     "minus five million pounds, minus twelve cents, minus five point two percent"),
    ("EPS of (0.12), a cost (£5m), (3) million",
     "E P S of, in brackets zero point one two, a cost, in brackets five million pounds, in brackets three, million"),
    ("the third (3) of (2025)", "the third, three, of, twenty twenty five,"),
    ("-.5 and -¼", "minus zero point five and minus a quarter"),
    ("3 − 2, 3-2=1", "three minus two, three minus two equals one"),
    ("a - 5 b", "a, five b"),
    # ranges, and what is about so much
    ("$1.2bn-$1.4bn, €5m–7m, €5–7m",
     "one point two billion to one point four billion dollars, five million to seven million euros, five to seven "
     "million euros"),
    ("-5--3, −5–−3, -5%–-3%",
     "minus five to minus three, minus five to minus three, minus five percent to minus three percent"),
    ("1st–3rd, Q1–Q3, 9am-5pm, 2-3x", "first to third, Q one to Q three, nine AM to five PM, two to three times"),
    ("5 –10", "five dash ten"),
    ("~5%, ±5%, <5%, ≥ 5, +3.5%",
     "about five percent, plus or minus five percent, less than five percent, at least five, plus three point five "
     "percent"),
    # magnitudes
    ("$5M, $5MM, $5-million, 5bn, 5 EUR million",
     "five million dollars, five million dollars, five million dollars, five billion, five million euros"),
    ("5m people, 12M, 5 m", "five m people, twelve M, five metres"),
    ("2.5M, 3.5x, 3x", "two point five M, three point five times, three times"),
    ("10^6, 10⁶, 10⁻³, 1.5e-3",
     "ten to the power of six, ten to the power of six, ten to the power of minus three, one point five times ten to "
     "the power of minus three"),
    ("€1,005k, €1,250m", "one million five thousand euros, one thousand two hundred and fifty million euros"),
    ("€m, €½m, 1½, 2 3/4", "million euros, a half million euros, one and a half, two and three quarters"),
    ("2.5×10^6", "two point five times ten to the power of six"),
    # currencies and units
    ("₹5, ₩500, A$5, CHF 5, 5 SEK, 5,00 €",
     "five rupees, five hundred won, five Australian dollars, five Swiss francs, five Swedish kronor, five comma zero "
     "zero euros"),
    ("₴7", "seven hryvnia"),
    ("0.5 ‰, -5°C, €50/MWh, 5 kg/m3",
     "zero point five per mille, minus five degrees Celsius, fifty euros per megawatt hour, five kilograms per cubic "
     "metre"),
    ("CO2, CO₂, x², PM2.5", "C O two, C O two, x squared, P M two point five"),
    # numbers as other countries write them; where nobody knows, as they are written
    ("1,234,567.89", "one million two hundred and thirty four thousand five hundred and sixty seven point eight nine"),
    ("12,34,567", "one million two hundred and thirty four thousand five hundred and sixty seven"),
    ("1.234,5", "one thousand two hundred and thirty four point five"),
    ("1’234", "one thousand two hundred and thirty four"),
    ("1 234 or 1,5 or 1,234,56", "one, two three four or one comma five or one comma two three four comma five six"),
    ("1_000", "one zero zero zero"),
    ("1234567890123456", "one two three, four five six, seven eight nine, zero one two, three four five, six"),
    # dates, times, periods
    ("12/03/2025, 12-03-2025, 03.04.2025",
     "twelve slash zero three slash twenty twenty five, twelve dash zero three dash twenty twenty five, zero three "
     "point zero four point twenty twenty five"),
    ("2025-03-04T14:00Z", "the fourth of March twenty twenty five at fourteen hundred hours Z"),
    ("1:30–3 p.m., 14:00 CET, 24:00",
     "one thirty to three PM, fourteen hundred hours CET, twenty four hundred hours"),
    ("FY2025/26, H1, Q3'25", "F Y twenty twenty five to twenty six, H one, Q three twenty five"),
    # years, and what is written as they are and counts something
    ("1901 %, 1901 kg, -1905 GWh, 1901-MW, 1905 million",
     "one thousand nine hundred and one percent, one thousand nine hundred and one kilograms, minus one thousand nine "
     "hundred and five gigawatt hours, one thousand nine hundred and one megawatt, one thousand nine hundred and five "
     "million"),
    ("1950-2010 kg, 2019 €, 1901 x 3, 2005/MWh",
     "one thousand nine hundred and fifty to two thousand and ten kilograms, two thousand and nineteen euros, one "
     "thousand nine hundred and one by three, two thousand and five per megawatt hour"),
    ("in 2025 €5m, in 2019 $ 5, in 2018 – 5 % more, a 2025 V-shape, 2019 T&C, 1950–2010",
     "in twenty twenty five five million euros, in twenty nineteen five dollars, in twenty eighteen, five percent "
     "more, a twenty twenty five V shape, twenty nineteen T and C, nineteen fifty to twenty ten"),
    # parts and pairs
    ("24/7, 50/50, 1/3, 7/8, ⅞, 16:9",
     "twenty four seven, fifty fifty, a third, seven slash eight, seven eighths, sixteen to nine"),
    ("Scope 1/2, 1/2 of it, A/B", "Scope one slash two, a half of it, eh B"),
    # names
    ("№ 4, §§ 5, v2.13.0, Ⅳ", "number four, sections five, v two point thirteen point zero, four"),
    ("e.g. i.e. vs. approx. 5 Ph.D.", "for example that is versus approximately five P H D"),
    ("ada.b@example.co.uk, example.com/a?b=1",
     "ada dot b at example dot co dot uk, example dot com slash a question mark b equals one"),
]
# fmt: on


@pytest.mark.parametrize(("text", "words"), CASES)
def test_nothing_of_a_number_is_lost_or_guessed(text: str, words: str) -> None:
    assert spoken(text) == words


_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
SMALL = {word: value for value, word in enumerate(_SMALL.split())}
VALUES = SMALL | {word: 10 * value for value, word in enumerate(_TENS.split(), 2)}
SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}


def understood(words: str) -> tuple[Decimal, list[str]]:
    """The number that is heard, and what is said behind it."""
    heard = [one for one in words.split() if one != "and"]
    sign = -1 if heard[0] == "minus" else 1
    heard = heard[sign < 0 :]
    whole, group, least = 0, 0, 0
    while heard and heard[0] in VALUES | SCALES | {"hundred": 0}:
        word = heard.pop(0)
        if word in SCALES:
            scale = SCALES[word]
            whole = (whole + group) * scale if scale > least else whole + group * scale  # `one thousand million`
            group, least = 0, scale
        else:
            group = group * 100 if word == "hundred" else group + VALUES[word]
    value = Decimal(whole + group)
    if heard and heard[0] == "point":
        behind = next(place for place, one in enumerate([*heard[1:], ""]) if one not in SMALL)
        value += Decimal("0." + "".join(str(SMALL[one]) for one in heard[1 : behind + 1]))
        heard = heard[behind + 1 :]
        value *= SCALES[heard.pop(0)] if heard and heard[0] in SCALES else 1
    return sign * value, heard


MINUS = st.sampled_from(["", "-", "−"])
YEARS = st.integers(1500, 2100)  # which a number may look like
WHOLE = (st.integers(0, 10**8) | YEARS).flatmap(lambda value: st.sampled_from([f"{value}", f"{value:,}"]))
DECIMALS = st.from_regex(r"[0-9]{1,5}", fullmatch=True).map(lambda digits: f".{digits}")
NUMBERS = st.tuples(WHOLE, st.just("") | DECIMALS).map("".join)
CURRENCIES = {"€": "euro", "$": "dollar", "£": "pound", "CHF ": "Swiss franc", "US$": "US dollar", "₹": "rupee"}
MAGNITUDES = {"": 1, "k": 10**3, "m": 10**6, " million": 10**6, "bn": 10**9, "tn": 10**12}
MEASURES = {"%": "percent", " %": "percent", "‰": "per", " kg": "kilogram", "°C": "degree", " GWh": "gigawatt"}


def worth(number: str) -> Decimal:
    return Decimal(number.replace(",", ""))


@given(MINUS, st.sampled_from(sorted(CURRENCIES)), MINUS, NUMBERS, st.sampled_from(sorted(MAGNITUDES)))
def test_a_sum_is_heard_as_it_is_written(before: str, currency: str, inside: str, number: str, magnitude: str) -> None:
    assume(not (before and inside))
    assume(magnitude or len(number.partition(".")[2]) != 2)  # which is said in pence
    value, behind = understood(spoken(f"{before}{currency}{inside}{number}{magnitude}"))
    assert value == worth(number) * MAGNITUDES[magnitude] * (-1 if before or inside else 1)
    assert " ".join(behind).startswith(CURRENCIES[currency])


@given(MINUS, NUMBERS, st.sampled_from(sorted(MEASURES)))
def test_a_measure_is_heard_as_it_is_written(minus: str, number: str, unit: str) -> None:
    value, behind = understood(spoken(f"{minus}{number}{unit}"))
    assert value == worth(number) * (-1 if minus else 1)
    assert behind[0].startswith(MEASURES[unit])


COUNTING = "0123456789.,-–−+±~%‰€$£₹/:()'’^⁶½²³ kmbnMxpQFYT_"


@given(st.text(st.sampled_from(COUNTING), max_size=30) | st.text(max_size=30))
def test_no_digit_and_no_unit_is_passed_over(text: str) -> None:
    told = {place for one in said(text) for place in range(one.start, one.end)}
    lost = [place for place, one in enumerate(text) if one.isdecimal() or one in f"½²³⁶%‰±+°{SIGNS}"]
    assert [text[place] for place in lost if place not in told] == []


@pytest.mark.parametrize("part", SHAPES, ids=ascii)
def test_a_long_text_of_one_shape_is_put_into_words_too(part: str) -> None:
    """How the time it takes grows is told by `bench/shapes.py`."""
    text = (part * 10_000)[:10_000]
    places = [one.start for one in said(text)]
    assert places == sorted(places)
