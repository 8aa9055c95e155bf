"""Signs that are said, and what stands before, between and above numbers. None that changes a number is passed over."""

import re
import unicodedata

from onrecord.speech.normal import money
from onrecord.speech.normal.numbers import FRACTIONS, NUMBER, RAISED, cardinal, number
from onrecord.speech.normal.rule import Rule, rule

SIGNS = {
    "&": "and", "+": "plus", "=": "equals", "±": "plus or minus", "×": "times", "÷": "divided by", "⁄": "over",
    "§": "section", "%": "percent", "‰": "per mille", "@": "at", "°": "degrees", "≥": "at least", "≤": "at most",
    "≈": "about", "≠": "is not", "→": "to", "№": "number", "′": "prime", "″": "double prime",
} | {one: money.named(one)[1] for one in money.SIGNS}  # fmt: skip
_AMOUNT = rf"(?=\s?(?:{money.CURRENCY}\s?)?(?:\.?\d|[{FRACTIONS}]))"
_BRACKETED = rf"(?:{money.CURRENCY}\s?)?{NUMBER}(?:{money.SCALE})?\s?%?"  # in accounts it is less than nought
_SCALE = r"(?:thousand|million|billion|trillion|bn|m)\b"
_SHORT = re.compile(r"(?<![^\W\d_])[^\W\d_]{1,2}$")
_POWERS = {"2": "squared", "3": "cubed"}
_FROM = re.compile(rf"\d(?:[^\W\d_]{{0,4}}|\s?[ap]\.?m\.?)[%‰°{money.SIGNS}]?$")
_TO = re.compile(rf"[–-](?!\d+\s?=)(?=[−-]?(?:{money.CURRENCY})?\.?\d|[QH][1-4]\b|FY\d)")
_NEAR = 8  # characters that tell whether a dash stands between two numbers


def to(text: str, place: int) -> bool:
    """Whether the dash that stands here is that of a range: `5–7`, `$1.2bn-$1.4bn`, `-5--3`, `Q1–Q3`."""
    return _TO.match(text, place) is not None and _FROM.search(text[max(0, place - _NEAR) : place]) is not None


def _power(found: re.Match[str]) -> str:
    """`10⁶`, `x²`; behind anything else a raised number may be a note's."""
    before = found.string[max(0, found.start() - 3) : found.start()]
    raised = unicodedata.normalize("NFKC", found[0])
    said = f"{'minus ' if raised.startswith('−') else ''}{number(raised.lstrip('+−'))}"
    if _SHORT.search(before):
        return _POWERS.get(raised, f"to the power of {said}")
    return f"{'to the power of' if re.search(r'(?<![0-9])10$', before) else 'superscript'} {said}"


def _shares(found: re.Match[str]) -> str | None:
    """`50/50`, `80/20`."""
    first, second = int(found["first"]), int(found["second"])
    return f"{cardinal(first)} {cardinal(second)}" if first + second == 100 else None


def _ratio(found: re.Match[str]) -> str:
    return f"{number(found['first'])} to {number(found['second'])}"


def _sign(pattern: str, said: str) -> Rule:
    return Rule(pattern=re.compile(pattern), say=lambda _: said)


RULES: tuple[Rule, ...] = (
    rule(r"(?P<first>\d\d?)/(?P<second>\d\d?)(?![\d/])", _shares),
    rule(r"(?<!:)(?P<first>\d{1,3}):(?P<second>[1-9]\d{0,2})(?![\d:])", _ratio),
    _sign(r"(?<=[\d%]\s)–(?=\d)", "dash"),
    _sign(r"(?<=\d)-(?=\d+\s?=)", "minus"),
    _sign(rf"(?:−|(?<![\w)\]])-(?!\s)|(?<![^\s(\[])–(?!\s)){_AMOUNT}", "minus"),
    _sign(rf"~{_AMOUNT}", "about"),
    _sign(rf"<{_AMOUNT}", "less than"),
    _sign(rf">{_AMOUNT}", "more than"),
    _sign(rf"\((?!\d+\))(?={_BRACKETED}\))|\((?=\d+\)\s?{_SCALE})", "in brackets"),
    _sign(r"(?<=\d)\*(?=\d)", "times"),
    _sign(r"(?<=\w)\^(?=[\w−(-])", "to the power of"),
    _sign(r"(?<=\d)/(?=[QH]?\d)", "slash"),
    _sign(r"§§(?=\s?\d)", "sections"),
    Rule(pattern=re.compile(rf"[⁺⁻]?[{RAISED}]+"), say=_power),
    Rule(pattern=re.compile(f"[{re.escape(''.join(SIGNS))}]"), say=lambda found: SIGNS[found[0]]),
)
