"""Numbers as a text writes them: "1,400,000", "1.4m", "twelve", "two and a half", "a third", "twenty-first".

Only their values and places are read here; what they count and how they are bounded is for `amounts`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from agent.checks.english.words import STOP, Word, listed

_ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_ORDINAL_ONES = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth"
ONES = {word: number for number, word in enumerate(f"{_ONES} seventeen eighteen nineteen".split())}
TENS = {word: 10 * number for number, word in enumerate(_TENS.split(), 2)}
SCALES = {"hundred": 10**2, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_SUFFIXES = {"k": 10**3, "m": 10**6, "mn": 10**6, "bn": 10**9, "b": 10**9, "tn": 10**12}
_DOZEN = {"dozen": 12}
_UPPER = "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
ORDINALS = {word: number for number, word in enumerate(f"{_ORDINAL_ONES} {_UPPER}".split(), 1)}
ORDINALS |= {f"{word[:-1]}ieth": number for word, number in TENS.items()} | {"hundredth": 100, "thousandth": 1000}
_PARTS = {"half": 2, "quarter": 4} | {word: number for word, number in ORDINALS.items() if number > 2}
_MANY_PARTS = {"halves": 2} | {f"{word}s": number for word, number in _PARTS.items() if word != "half"}
_TIMES = {"twice": 2, "double": 2, "doubled": 2, "doubles": 2, "thrice": 3, "triple": 3, "tripled": 3, "trebled": 3}
_OF_PART = listed("of more less fewer higher lower as to in since")  # behind "a third", where it is a part of something
_ROUGHLY = listed("some about roughly nearly almost around")
_DIGITS = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?([a-z]*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Numeral:
    """`value` of the words `first` to `last` (places in the list of words).

    `kind` is "cardinal", "ordinal", "part" (a fraction), "times" ("twice") or "code" (a time of day, a version:
    compared as written in `code`); `suffix` is what is written onto the digits without being a scale ("kg", "am").
    """

    value: Fraction
    first: int
    last: int
    kind: str = "cardinal"
    suffix: str = ""
    code: str = ""


def numeral_at(found: Sequence[Word], at: int) -> Numeral | None:
    """The numeral that begins at a word, or none."""
    text = found[at].text
    if text[0].isdigit():
        return _digits(found, at)
    if text in _TIMES:
        return Numeral(value=Fraction(_TIMES[text]), first=at, last=at, kind="times")
    if text.endswith("fold") and text[:-4] in ONES.keys() | TENS:
        return Numeral(value=Fraction((ONES | TENS)[text[:-4]]), first=at, last=at, kind="times")
    if text in ("half", "halved"):
        return _half(found, at)
    if text in ("a", "an"):
        return _behind_article(found, at)
    if text in ONES and _text(found, at + 1) == "point" and _text(found, at + 2) in ONES:
        return _pointed(found, at)
    if text in _PARTS and at and found[at - 1].text in _ROUGHLY and _text(found, at + 1) == "of":
        return Numeral(value=Fraction(1, _PARTS[text]), first=at, last=at, kind="part")  # "some third of it"
    if text in ORDINALS:
        return Numeral(value=Fraction(ORDINALS[text]), first=at, last=at, kind="ordinal")
    return _cardinal(found, at, at, None) if text in ONES or text in TENS else None


def _pointed(found: Sequence[Word], at: int) -> Numeral:
    """Reads "one point four million"."""
    value, last, place = Fraction(ONES[found[at].text]), at + 1, Fraction(1, 10)
    while ONES.get(_text(found, last + 1), 10) < 10:
        value, last, place = value + ONES[found[last + 1].text] * place, last + 1, place / 10
    while _text(found, last + 1) in SCALES:
        value, last = value * SCALES[found[last + 1].text], last + 1
    return Numeral(value=value, first=at, last=last)


def _text(found: Sequence[Word], at: int) -> str:
    return found[at].text if at < len(found) else ""


def _digits(found: Sequence[Word], at: int) -> Numeral:
    text = found[at].text
    match = _DIGITS.fullmatch(text)
    if match is None:
        return Numeral(value=Fraction(0), first=at, last=at, kind="code", code=text)
    value = Fraction(int(match[1].replace(",", "")))
    if match[2]:
        value += Fraction(int(match[2][1:]), 10 ** (len(match[2]) - 1))
    suffix = match[3]
    if suffix in ("st", "nd", "rd", "th"):
        return Numeral(value=value, first=at, last=at, kind="ordinal")
    last = at
    if suffix in _SUFFIXES:
        value, suffix = value * _SUFFIXES[suffix], ""
    elif not suffix and _text(found, at + 1) in ("bn", "mn", "tn"):
        last, value = at + 1, value * _SUFFIXES[found[at + 1].text]
    while not suffix and _text(found, last + 1) in SCALES and found[last + 1].clause == found[last].clause:
        last, value = last + 1, value * SCALES[found[last + 1].text]
    return _with_half(found, Numeral(value=value, first=at, last=last, suffix=suffix))


def _with_half(found: Sequence[Word], numeral: Numeral) -> Numeral:
    """Adds the end of "two and a half", "two and a half million"."""
    last = numeral.last
    after = [_text(found, last + step) for step in (1, 2, 3)]
    if after[:2] != ["and", "a"] or after[2] not in ("half", "quarter"):
        return numeral
    value, last = numeral.value + Fraction(1, _PARTS[after[2]]), last + 3
    while _text(found, last + 1) in SCALES:
        last, value = last + 1, value * SCALES[found[last + 1].text]
    return Numeral(value=value, first=numeral.first, last=last)


def _half(found: Sequence[Word], at: int) -> Numeral:
    """Reads "half", "half a million", "half a dozen"."""
    unit = _text(found, at + 2)
    whole = SCALES.get(unit) or _DOZEN.get(unit)
    if whole and _text(found, at + 1) in ("a", "an"):
        return Numeral(value=Fraction(whole, 2), first=at, last=at + 2)
    return Numeral(value=Fraction(1, 2), first=at, last=at, kind="part")


def _behind_article(found: Sequence[Word], at: int) -> Numeral | None:
    """Reads "a hundred", "a dozen", "a third of": but neither "a third kiln" nor "a quarter later"."""
    after = _text(found, at + 1)
    if after in SCALES or after in _DOZEN:
        return _cardinal(found, at + 1, at, Fraction(1))
    if after not in _PARTS:
        return None
    following = _text(found, at + 2)
    ends = at + 2 >= len(found) or found[at + 2].clause != found[at + 1].clause
    if (
        after == "half"
        or following in _OF_PART
        or following.endswith("er")
        or following in SCALES
        or (following in STOP and after != "quarter")
        or (ends and after != "quarter")
    ):
        numeral = Numeral(value=Fraction(1, _PARTS[after]), first=at, last=at + 1, kind="part")
        if following in SCALES:
            return Numeral(value=numeral.value * SCALES[following], first=at, last=at + 2)
        return numeral
    return None


def _cardinal(found: Sequence[Word], at: int, first: int, start: Fraction | None) -> Numeral | None:
    """Worded cardinals ("two hundred and sixty"), ordinals on tens ("twenty-first") and parts ("two thirds")."""
    total, group, last, place = Fraction(0), start, at - 1, at
    while place < len(found):
        text = found[place].text
        if (
            text == "and"
            and last >= at
            and _text(found, last) in SCALES
            and _text(found, place + 1) in ONES.keys() | TENS
        ):
            place += 1
            continue
        grown = _grown(group, text) if place == at or _runs_on(found, place) else None
        if grown is None and group is not None and text in SCALES and text != "hundred":
            total, grown = total + group * SCALES[text], Fraction(0)
        if grown is None:
            break
        group, last, place = grown, place, place + 1
    if group is None:
        return None
    value, after = total + group, _text(found, last + 1)
    if 20 <= value < 100 and value % 10 == 0 and 0 < ORDINALS.get(after, 0) < 10:
        return Numeral(value=value + ORDINALS[after], first=first, last=last + 1, kind="ordinal")
    whole = _MANY_PARTS.get(after) if value > 1 else _PARTS.get(after)
    if whole and 0 < value < max(whole, 2) and last == at:
        return Numeral(value=value / whole, first=first, last=last + 1, kind="part")
    return _with_half(found, Numeral(value=value, first=first, last=last))


def _runs_on(found: Sequence[Word], place: int) -> bool:
    """Whether nothing but a space, a hyphen or "and" stands before a word."""
    return found[place].clause == found[place - 1].clause or found[place - 1].text == "and"


def _grown(group: Fraction | None, text: str) -> Fraction | None:
    """A group below a thousand with one more word, or none where the word does not continue it."""
    if text in TENS and (group is None or group % 100 == 0):
        return (group or Fraction(0)) + TENS[text]
    if text in ONES:
        number = ONES[text]
        if group is None or group % 100 == 0 or (number < 10 and group % 10 == 0 and group % 100 >= 20):
            return (group or Fraction(0)) + number
    if text == "hundred" and group is not None and 0 < group < 100:
        return group * 100
    return group * _DOZEN[text] if text in _DOZEN and group else None
