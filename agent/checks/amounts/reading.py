"""Amounts of a text: a numeral with its unit, what it counts, what it is a rate of, and how it is bounded."""

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache

from agent.checks.amounts.amount import Amount, distributed, ranges
from agent.checks.amounts.limits import limit
from agent.checks.amounts.numerals import ONES, SCALES, TENS, Numeral, numeral_at
from agent.checks.amounts.units import ADVERBS, CURRENCIES, FORTNIGHTS, UNITS
from agent.checks.english.words import STOP, Word, listed, stem, words
from agent.checks.times.expressions import times

_PEOPLE = frozenset(
    stem(one)
    for one in [
        "people",
        "person",
        "staff",
        "employee",
        "colleague",
        "worker",
        "member",
        "individual",
        "man",
        "woman",
        "head",
    ]
)
_QUANTIFIED = re.compile(r"\b(all|each|every)(?: of)?(?: (?:the|its|their|these|those|our))?\s+$", re.IGNORECASE)
_LEAD = re.compile(
    r"\b(to|by|from|page|policy|section|chapter)\s+(?:(?:about|around|nearly|almost|some|just|only|the)\s+)*[£$€¥]?$",
    re.I,
)
_NO_NOUNS = listed("""
    fewer less more higher lower greater longer shorter later earlier ago apiece hundred thousand each times cent
    percent percentage
""")
_RATES = listed("second minute hour day week month quarter year kilogram tonne mile kilometre litre")
_RUN_ON = frozenset({"and", *ONES, *TENS})
_FURTHER = listed("more further additional extra other whole full")
_WHOLE = listed("whole full entire single further")
_AGO = listed("ago earlier later before after")
_COUNTED = ONES.keys() | TENS.keys() | SCALES.keys() | {"once", "twice", "times", "half", "dozen"}
_MOST_COUNTED = 2
_PAGED = ("page", "policy", "section", "chapter")


@lru_cache(maxsize=4096)
def amounts(text: str) -> tuple[Amount, ...]:
    """The amounts of a text in order; dates, years and the like are not amounts."""
    found = words(text)
    masked = [(one.start, one.end) for one in times(text) if not one.unit or one.month or one.quarter]
    result: list[Amount] = []
    at = 0
    while at < len(found):
        numeral = None if any(start <= found[at].start < end for start, end in masked) else numeral_at(found, at)
        following = [word.text for word in found[at + 1 : at + 3]]
        if found[at].text in ("a", "an") and following[:1] and following[0] in _WHOLE and following[-1] in UNITS:
            numeral = Numeral(value=Fraction(1), first=at, last=at + 1)  # "a whole year"
        if numeral is None and found[at].text in ("a", "an") and at + 1 < len(found):
            numeral = _single(found, at)
        if numeral is None:
            at += 1
            continue
        numeral = _ratio(found, numeral)
        if numeral.kind == "ordinal" and numeral.value > 2 and at and found[at - 1].text == "every":
            after = found[numeral.last + 1].text if numeral.last + 1 < len(found) else ""
            if after not in UNITS:
                numeral = replace(numeral, kind="part", value=1 / numeral.value)  # "every tenth cell"
        result.append(_amount(text, found, numeral))
        at = numeral.last + 1
        if numeral.kind in ("part", "mixed"):
            at = max(at, _unit(text, found, numeral)[1] + 1 + 3 * (numeral.kind == "mixed"))
        if result[-1].per in SCALES and found[at : at + 1] and found[at].text in ("in", "out"):
            at += 3  # "6.8 in a thousand": the thousand is no amount of its own
    return tuple(ranges(text, distributed(text, result)))


def _single(found: tuple[Word, ...], at: int) -> Numeral | None:
    """In "a week" and "an hour": one of it, if not the unit of a rate."""
    unit = found[at + 1].text
    far = found[at + 2].text if at + 2 < len(found) else ""
    counted = (word.text for word in found[:at] if word.clause == found[at].clause)
    behind_noun = at > 0 and (found[at - 1].content or found[at - 1].text in SCALES)
    rate = behind_noun and far not in _AGO and any(one[0].isdigit() or one in _COUNTED for one in counted)
    single = (unit in UNITS or unit in FORTNIGHTS) and not rate
    if single and [word.text for word in found[at + 2 : at + 5]] == ["and", "a", "half"]:
        return Numeral(value=Fraction(3, 2), first=at, last=at, kind="mixed")
    return Numeral(value=Fraction(1), first=at, last=at, kind="soft") if single else None


def _ratio(found: tuple[Word, ...], numeral: Numeral) -> Numeral:
    """What "one in thirty" and "four out of every five" come to: parts."""
    following = [word.text for word in found[numeral.last + 1 : numeral.last + 5]]
    if numeral.value == 1 and following[1:2] in (["in"], ["out"]) and following[0] not in UNITS:
        numeral = replace(numeral, last=numeral.last + 1)  # "one spring in thirty"
        following = following[1:]
    skip = 2 if following[:2] == ["out", "of"] else 1 if following[:1] == ["in"] else 0
    if not skip or numeral.kind != "cardinal" or numeral.value.denominator != 1:
        return numeral
    skip += following[skip : skip + 1] in (["every"], ["each"])
    at = numeral.last + 1 + skip
    whole = numeral_at(found, at) if at < len(found) else None
    if whole is None or whole.kind != "cardinal" or not numeral.value < whole.value <= 1000:
        return numeral
    after = found[whole.last + 1].text if whole.last + 1 < len(found) else ""
    if after in UNITS or (whole.value > 100 and found[at].text != "a"):
        return numeral
    return Numeral(value=numeral.value / whole.value, first=numeral.first, last=whole.last, kind="part")


def _amount(text: str, found: tuple[Word, ...], numeral: Numeral) -> Amount:
    start, end = found[numeral.first].start, found[numeral.last].end
    value, before, behind = numeral.value, text[max(0, start - 60) : start], text[end : end + 60]
    unit, last = _unit(text, found, numeral)
    if unit in FORTNIGHTS:
        value, unit = 2 * value, "week"
    nouns = _nouns(found, last + 1)
    bound, little = limit(before, behind)
    lead = _LEAD.search(before)
    leading = lead[1].casefold() if lead else ""
    previous = found[numeral.first - 1] if numeral.first else None
    label = leading if leading in _PAGED else ""
    if previous is not None and previous.capital and text[previous.end : start] == " " and text[start].isdigit():
        label = previous.stem
    word = found[numeral.first].text
    soft = numeral.kind == "soft" or (word in ("one", "first") and numeral.first == numeral.last and not unit)
    return Amount(
        value=value,
        start=start,
        end=end,
        kind="cardinal" if numeral.kind in ("soft", "mixed") else numeral.kind,
        code=numeral.code,
        unit=unit,
        per="" if label else _per(found, last + 1 if numeral.kind == "part" else numeral.last + 1),
        nouns=() if label else nouns,
        bound=bound,
        little=little,
        label=label,
        lead="" if label else leading,
        quantified=numeral.kind != "part" and bool(_QUANTIFIED.search(before)),
        soft=soft and not bound,
    )


def _unit(text: str, found: tuple[Word, ...], numeral: Numeral) -> tuple[str, int]:
    """The unit of a numeral and the last word that belongs to it."""
    start, end, last = found[numeral.first].start, found[numeral.last].end, numeral.last
    sign = text[:start].rstrip()[-1:]
    if sign in CURRENCIES:
        return CURRENCIES[sign], last
    if re.match(r"\s?%", text[end:]):
        return "%", last
    if numeral.suffix:
        return UNITS.get(numeral.suffix, numeral.suffix), last
    after = [word.text for word in found[last + 1 : last + 4]]
    if after[:2] == ["per", "cent"]:
        return "%", last + 2
    if after[:1] == ["percentage"]:
        return "percentage point", last + 2
    if numeral.kind == "part" and after[:1] == ["of"] and len(after) == 3 and after[1] in ("a", "an", "one"):
        return (UNITS[after[2]], last + 3) if after[2] in UNITS else ("", last)
    if after[:1] == ["of"] and after[1:2] in (["those"], ["these"]) and UNITS.get(after[-1]) in CURRENCIES.values():
        return UNITS[after[2]], last + 3
    if numeral.kind == "part" and after[:1] in (["a"], ["an"]) and after[1:2] and after[1] in UNITS:
        return UNITS[after[1]], last + 2
    for skip in (0, 1):  # "forty working days"
        if len(after) > skip and (after[skip] in UNITS or after[skip] in FORTNIGHTS) and len(after[skip]) > skip:
            same = found[last + 1 + skip].clause == found[last].clause
            if same and (skip == 0 or after[0] not in STOP or after[0] in _FURTHER):
                return UNITS.get(after[skip], after[skip]), last + 1 + skip
    return "", last


def _nouns(found: tuple[Word, ...], at: int) -> tuple[str, ...]:
    """The stems of the content words behind a numeral, up to the first word that counts nothing."""
    stems: list[str] = []
    clause = found[at - 1].clause
    for word in found[at : at + 4]:
        if word.clause != clause or not word.content or word.text in _NO_NOUNS or word.text[0].isdigit():
            break
        if word.text in ONES and word.text != "one":
            break
        stems.append(word.stem)
    return tuple(stems)


def _per(found: tuple[Word, ...], at: int) -> str:
    """What a rate is of: "a month", "per thousand", "apiece"; a counted word or two may stand before it."""
    clause, passed = found[at - 1].clause, 0
    for place in range(at, min(at + 6, len(found))):
        word, after = found[place], found[place + 1].text if place + 1 < len(found) else ""
        if word.clause != clause or passed > _MOST_COUNTED:
            break
        if word.text == "apiece":
            return "each"
        far = found[place + 2].text if place + 2 < len(found) else ""
        if word.text in ("in", "out") and after in ("a", "every") and far in SCALES:
            return far
        if word.text in ("per", "every", "each", "a", "an") and after != "cent":
            if UNITS.get(after) in _RATES and far not in _AGO:
                return UNITS[after]
            if after in SCALES and far not in SCALES and far not in UNITS and far not in _RUN_ON:
                return after
            if word.text == "per":
                return "each" if after in ("head", "person", "capita") else stem(after)
        if word.text in ADVERBS:
            return ADVERBS[word.text]
        if word.text == "for" and after in ("every", "each"):
            continue
        if word.text in ("of", "to", "for", "by", "from", "with", "on", "at"):
            break
        passed += word.content
    return ""


def is_person(stems: Sequence[str]) -> bool:
    """Whether people in general are counted."""
    return any(one in _PEOPLE for one in stems)
