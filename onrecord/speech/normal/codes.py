"""Addresses, telephone numbers, names of letters and digits, and numbers by themselves."""

import re

from onrecord.speech.normal.abbreviations import letters
from onrecord.speech.normal.numbers import NUMBER, cardinal, digits, number, ordinal, year
from onrecord.speech.normal.rule import Rule, rule

_RUN = re.compile(r"[A-Z]+(?![a-z])|[^\W\d_]+|\d+")
SIGNS = {
    "&": "and", "+": "plus", "=": "equals", "±": "plus or minus", "×": "times", "÷": "divided by",
    "§": "section", "%": "percent", "@": "at", "°": "degrees", "≥": "at least", "≤": "at most", "≈": "about",
    "→": "to", "²": "squared", "³": "cubed", "£": "pounds", "€": "euros", "$": "dollars",
}  # fmt: skip
_BY_SOUND = {".": "dot", "@": "at", "-": "dash", "_": "underscore", "/": "slash", ":": "colon"}


def _address(found: re.Match[str]) -> str:
    """Of mail, or of a page."""
    text = re.sub(r"^https?://", "", found[0])
    pieces = re.findall(r"[^\W\d_]+|\d+|[^\w\s]|_", text)
    return " ".join(_BY_SOUND.get(one, digits(one) if one.isdecimal() else one) for one in pieces)


def _telephone(found: re.Match[str]) -> str:
    plus = "plus " if found[0].startswith("+") else ""
    return plus + ", ".join(digits(one) for one in re.findall(r"\d+", found[0]))


def _run(text: str) -> str:
    if text.isdecimal():
        if len(text) == 4 and text.startswith(("19", "20")):
            return year(int(text))
        return number(text) if len(text) < 4 else digits(text)
    return letters(text) if text.isupper() and len(text) < 4 else text


def _mixed(found: re.Match[str]) -> str:
    """`Q1`, `A4`, `B2B`, `MX-200`: letters by their names, numbers as numbers."""
    return " ".join(_run(one) for one in _RUN.findall(found[0]))


def _times(found: re.Match[str]) -> str:
    return f"{number(found['first'])} by {number(found['second'])}"


def _dotted(found: re.Match[str]) -> str:
    """`2.1.3`, a version or an address."""
    letter = "v " if found[0].startswith("v") else ""
    return letter + " point ".join(number(one) for one in found[0].lstrip("v").split("."))


def _numeral(found: re.Match[str]) -> str:
    sign = "minus " if found["sign"] in ("-", "−") else "plus " if found["sign"] else ""
    return sign + number(found["value"])


RULES: tuple[Rule, ...] = (
    rule(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", _address),
    rule(r"(?:https?://|www\.)[\w./:-]*\w", _address),
    rule(r"(?:\+\d{1,3}|0\d{2,4})(?:[\s-]\d{2,5}){1,4}(?![\d,])", _telephone),
    rule(rf"(?P<first>{NUMBER})\s?[×x]\s?(?P<second>{NUMBER})(?!\w)", _times),
    rule(r"(?P<value>\d+)(?:st|nd|rd|th)\b", lambda found: ordinal(int(found["value"]))),
    rule(r"v?\d+(?:\.\d+){2,}(?!\w)", _dotted),
    rule(r"(?=[^\W_]*\d)(?=[^\W_]*[^\W\d_])[^\W_]+(?:-\d+)?(?!\w)", _mixed),
    rule(r"[A-Z]{1,4}-\d+(?!\w)", _mixed),
    rule(r"#(?P<value>\d+)", lambda found: f"number {cardinal(int(found['value']))}"),
    rule(r"\.(?P<digits>\d+)(?!\w)", lambda found: f"zero point {digits(found['digits'])}"),
    rule(rf"(?P<sign>[-−+](?=\d))?(?P<value>{NUMBER})(?!\w)", _numeral),
    rule(r"[<>](?=\s?[£$€]?\d)", lambda found: "less than" if found[0] == "<" else "more than"),
    Rule(pattern=re.compile(f"[{re.escape(''.join(SIGNS))}]"), say=lambda found: SIGNS[found[0]]),
)
