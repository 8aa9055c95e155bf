"""Addresses, telephone numbers, names of letters and digits, and numbers by themselves."""

import re
import unicodedata

from onrecord.speech.normal.abbreviations import letters, roman
from onrecord.speech.normal.numbers import (
    END,
    FIGURES,
    FRACTIONS,
    NUMBER,
    RAISED,
    cardinal,
    digits,
    fraction,
    number,
    ordinal,
    written,
    year,
)
from onrecord.speech.normal.rule import Rule, rule

_RUN = re.compile(r"[A-Z]+(?![a-z])|[^\W\d_]+|\d+(?:\.\d+)?")
_BY_SOUND = {".": "dot", "@": "at", "-": "dash", "_": "underscore", "/": "slash", ":": "colon", "?": "question mark",
             "=": "equals", "&": "and", "#": "hash", "%": "percent", "+": "plus", "~": "tilde"}  # fmt: skip
_DOMAINS = "com|org|net|edu|gov|eu|io|uk|de|fr|no|se"
_BEHIND = {"bn": "billion", "mn": "million", "tn": "trillion", "x": "times"}
_FEWEST_DIGITS = 7  # of a telephone number


def mixed(text: str) -> str:
    """`Q1`, `A4`, `B2B`, `MX-200`: letters by their names, numbers as numbers."""
    return " ".join(_run(one) for one in _RUN.findall(text))


def _run(text: str) -> str:
    if text[0].isdecimal():
        if len(text) == 4 and text.startswith(("19", "20")):
            return year(int(text))
        return number(text) if len(text) < 4 or "." in text else digits(text)
    return letters(text) if text.isupper() and len(text) < 4 else text


def _address(found: re.Match[str]) -> str:
    """Of mail, or of a page."""
    text = re.sub(r"^https?://", "", found[0])
    pieces = re.findall(r"[^\W\d_]+|\d+|[^\w\s]|_", text)
    return " ".join(_BY_SOUND.get(one, digits(one) if one.isdecimal() else one) for one in pieces)


def _telephone(found: re.Match[str]) -> str | None:
    if sum(map(str.isdecimal, found[0])) < _FEWEST_DIGITS:
        return None
    plus = "plus " if found[0].startswith("+") else ""
    return plus + ", ".join(digits(one) for one in re.findall(r"\d+", found[0]))


def _times(found: re.Match[str]) -> str:
    return f"{number(found['first'])} by {number(found['second'])}"


def _scientific(found: re.Match[str]) -> str:
    minus = "minus " if found["sign"] == "-" else ""
    return f"{number(found['value'])} times ten to the power of {minus}{number(found['power'])}"


def _letters_behind(found: re.Match[str]) -> str:
    """`3x`, `2.5bn`, `1.5T`."""
    behind = found["behind"].strip()
    return f"{number(found['value'])} {_BEHIND.get(behind) or mixed(behind)}"


def _dotted(found: re.Match[str]) -> str:
    """`2.1.3`, a version or an address."""
    letter = "v " if found[0].startswith("v") else ""
    return letter + " point ".join(number(one) for one in found[0].lstrip("v").split("."))


def _numeral(found: re.Match[str]) -> str | None:
    """`Ⅳ`, which is one character."""
    value = roman(unicodedata.normalize("NFKC", found[0]).upper())
    return cardinal(value) if value is not None else None


ADDRESSES: tuple[Rule, ...] = (
    rule(r"(?<![.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+", _address),
    rule(r"(?:https?://|www\.)[\w./:?=&#%+~-]*[\w/]", _address),
    rule(rf"(?<![.-])[\w-]+(?:\.[\w-]+)*\.(?:{_DOMAINS})(?:/[\w./?=&#%+~-]*[\w/])?(?![\w-]|\.\w)", _address),
    rule(r"(?:\+\d{1,3}|0\d{2,4})(?:[\s-]\d{2,5}){1,4}(?![\d,])", _telephone),
)
RULES: tuple[Rule, ...] = (
    rule(rf"(?P<first>{NUMBER})\s?[×x]\s?(?!10[\^⁻{RAISED}])(?P<second>{NUMBER}){END}", _times),
    rule(rf"(?P<value>{NUMBER})[eE](?P<sign>[+-])?(?P<power>\d{{1,3}})(?!\w)", _scientific),
    rule(rf"(?P<value>{NUMBER})(?P<behind>x|\s?(?:bn|mn|tn))(?!\w)", _letters_behind),
    rule(rf"(?=\d+[.,])(?P<value>{NUMBER})(?P<behind>[^\W\d_]{{1,4}})(?!\w)", _letters_behind),
    rule(r"(?P<value>\d{1,9})(?:st|nd|rd|th)\b", lambda found: ordinal(int(found["value"]))),
    rule(r"v?\d+(?:\.\d+){2,}(?!\w|,\d)", _dotted),
    rule(
        rf"(?=[^\W_]*\d)(?=[^\W_]*[^\W\d_{FIGURES}])[^\W_{FIGURES}]+(?:-\d+|\.\d+)?{END}",
        lambda found: mixed(unicodedata.normalize("NFKC", found[0])),
    ),
    rule(r"[A-Z]{1,4}-\d+(?!\w)", lambda found: mixed(found[0])),
    rule(r"#(?P<value>\d+)", lambda found: f"number {number(found['value'])}"),
    rule(rf"(?P<value>{NUMBER}){END}", lambda found: number(found["value"])),
    rule(r"[\u2160-\u217f]+(?!\w)", _numeral),
    Rule(pattern=re.compile(r"\d+(?:[.,]\d+)*"), say=lambda found: written(found[0])),  # at last: no digit is lost
    Rule(pattern=re.compile(f"[{FRACTIONS}]"), say=lambda found: fraction(found[0])),
)
