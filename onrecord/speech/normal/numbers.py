"""Numbers in words, by num2words, as the British say them: `one hundred and one`. What a number's form leaves open is
not guessed: it is said as it is written, digit by digit, with its comma or its gaps."""

import re
import unicodedata

FRACTIONS = "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞⅐⅑⅒"
RAISED = "⁰¹²³⁴-⁹"  # superscript digits, inside of a class
FIGURES = RAISED + FRACTIONS  # what Unicode counts as parts of words as well
NUMBER = (
    r"(?:(?:\d{1,3}(?:\.\d{3})+,\d+"  # 1.234,5: only so can both marks be there
    r"|\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d+)?"  # by thousands, and as India counts
    r"|\d{1,3}(?:['’]\d{3})+(?:\.\d+)?"  # as Switzerland does
    r"|\d{1,3}(?: \d{3})+(?:,\d{1,2})?"  # one number, or several of a table's row
    rf"|\d+,\d{{1,2}}|\d*\.\d+|\d+)[{FRACTIONS}]?|[{FRACTIONS}])(?![.,]?\d)"
)
"""For the patterns of the rules: the whole of a number, or nothing of it."""
END = rf"(?![^\W{RAISED}])"  # no letter and no digit behind it, but a raised one
MOST_DIGITS = 15  # of a number that is said as one; more are said one by one
IN_A_ROW = 9  # digits; more are said in groups
_GROUP = 3
_WRITTEN = re.compile(r"\d+|[.,]")
_MARKS = {".": "point", ",": "comma"}


def number(text: str) -> str:
    """A number as it is written: `1,250.05`; with a zero in front, or very long, digit by digit."""
    if text[-1] in FRACTIONS:
        return f"{number(text[:-1])} and {fraction(text[-1])}" if text[:-1] else fraction(text)
    if " " in text:
        return ", ".join(written(one) for one in text.split(" "))
    if re.search(r"\..*,", text):
        text = text.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"\d+,\d{1,2}", text):
        return written(text)
    whole, _, rest = re.sub("[,'’]", "", text).partition(".")
    said = _whole(whole or "0")
    return f"{said} point {digits(rest)}" if rest else said


def written(text: str) -> str:
    """Digit by digit, with the marks between them."""
    return " ".join(_MARKS.get(one) or digits(one) for one in _WRITTEN.findall(text))


def fraction(sign: str) -> str:
    """One of FRACTIONS: `a half`, `three quarters`."""
    said = unicodedata.name(sign).removeprefix("VULGAR FRACTION ").lower()
    return said if said == "one eighth" else re.sub("^one ", "a ", said)


def cardinal(value: int) -> str:
    return _spelled(value, "cardinal")


def ordinal(value: int) -> str:
    return _spelled(value, "ordinal")


def year(value: int) -> str:
    return _spelled(value, "year")


def digits(text: str) -> str:
    """Each digit by itself; what is none is left out. Many stand in groups of three, with a pause behind each."""
    said = [cardinal(int(one)) for one in text if one.isdecimal()]
    if len(said) <= IN_A_ROW:
        return " ".join(said)
    return ", ".join(" ".join(said[place : place + _GROUP]) for place in range(0, len(said), _GROUP))


def _whole(text: str) -> str:
    if len(text) > MOST_DIGITS or (len(text) > 1 and text.startswith("0")):
        return digits(text)
    return cardinal(int(text))


def _spelled(value: int, to: str) -> str:
    from num2words import num2words

    words: str = num2words(value, lang="en", to=to)
    return words.replace(",", "").replace("-", " ")
