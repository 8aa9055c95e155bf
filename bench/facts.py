"""What must be right in words that were read aloud and heard again: numbers with what they count, months, names.

Reads a text as it is written and a recogniser's alike (`£11.6 million`, `eleven point six million pounds`), and knows
nothing of how OnRecord has it said: what is said wrong is heard as something else.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal

Facts = Counter[str]

# fmt: off
_ONES = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_ORDINALS = [
    "zeroth", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
]
_MONTHS = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
]
# fmt: on
_SMALL = {word: value for value, word in enumerate(_ONES)} | {word: value for value, word in enumerate(_ORDINALS)}
_SMALL |= {word: 10 * value for value, word in enumerate(_TENS, 2)} | {"twentieth": 20, "thirtieth": 30, "thirds": 3}
_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9}
_COUNTED = {"pounds": "£", "pound": "£", "dollars": "$", "dollar": "$", "percent": "%", "%": "%"}
_TOKEN = re.compile(r"[£$]?\d+(?:,\d{3})*(?:\.\d+)?%?|%|[^\W\d_]+")
_NUMERAL = re.compile(r"(?P<sign>[£$]?)(?P<value>[\d,]+(?:\.\d+)?)(?P<percent>%?)")


def facts(text: str, names: Iterable[str] = ()) -> Facts:
    """Each number as `£11600000`, each month beside a number, and each of `names`, with how often it is there."""
    folded = text.casefold().replace("per cent", "percent").replace("’", "'")
    tokens = _TOKEN.findall(re.sub(r"(?<=\d)(?:st|nd|rd|th)\b", "", folded).replace("-", " "))
    found: Facts = Counter()
    places: set[int] = set()
    at = 0
    while at < len(tokens):
        end, fact = _number(tokens, at)
        if fact:
            found[fact] += 1
            places |= {at, end - 1}
        at = max(end, at + 1)
    for place, token in enumerate(tokens):
        if token in _MONTHS and places & set(range(place - 2, place + 3)):
            found[token] += 1
    plain = " ".join(re.findall(r"[^\W\d_]+", folded))
    for name in names:
        found[name] += len(re.findall(rf"\b{name.casefold()}\b", plain))
    return +found


def _number(tokens: Sequence[str], at: int) -> tuple[int, str]:
    """Where the number that begins at `at` ends, and what it is; an empty text for none."""
    numeral = _NUMERAL.fullmatch(tokens[at])
    if numeral is not None:
        value, end, sign = Decimal(numeral["value"].replace(",", "")), at + 1, numeral["sign"] or numeral["percent"]
    else:
        end, spoken = _spoken(tokens, at)
        if spoken is None:
            return at, ""
        value, sign = spoken, ""
    while end < len(tokens) and tokens[end] in _SCALES:
        value, end = value * _SCALES[tokens[end]], end + 1
    if end < len(tokens) and tokens[end] in _COUNTED:
        sign, end = _COUNTED[tokens[end]], end + 1
    return end, f"{sign}{value.normalize():f}"


def _spoken(tokens: Sequence[str], at: int) -> tuple[int, Decimal | None]:
    """`two thousand eight hundred and thirty eight`, `twenty twenty five`, `ten point six`; no millions."""
    total, part, end = 0, -1, at
    while end < len(tokens):
        token = tokens[end]
        if token in _SMALL:
            value = _SMALL[token]
            if part < 0:
                part = value
            elif (part % 100 == 0 and (part or total)) or (part % 10 == 0 and part % 100 >= 20 and 0 < value < 10):
                part += value
            elif 10 <= part < 100 and value >= 10:  # a year
                part = 100 * part + value
            else:
                break
        elif token == "hundred" and 0 < part < 100:
            part *= 100
        elif token == "thousand" and part > 0:
            total, part = part * 1000, 0
        elif token == "and" and end > at and tokens[end - 1] in ("hundred", "thousand") and _follows(tokens, end + 1):
            pass
        else:
            break
        end += 1
    if part < 0:
        return at, None
    value = Decimal(total + part)
    if end + 1 < len(tokens) and tokens[end] == "point" and tokens[end + 1] in _ONES[:10]:
        end += 1
        digits = ""
        while end < len(tokens) and tokens[end] in _ONES[:10]:
            digits, end = digits + str(_SMALL[tokens[end]]), end + 1
        value += Decimal(f"0.{digits}")
    return end, value


def _follows(tokens: Sequence[str], at: int) -> bool:
    return at < len(tokens) and tokens[at] in _SMALL
