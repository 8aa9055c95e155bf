"""The phrases of a question that bound a time: "in spring 2025", "since March", "between 1961 and 1977", "as of May".

A time that describes a thing bounds none: "the 2024 recall", "in the March all-hands", "last year's budget". Nor does
what stands in quotation marks, or within the title of a document.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from agent.checks.english.words import STOP, listed
from agent.checks.times.expressions import When, times
from agent.understanding.documents import KINDS, Titled, mentioned, title_places
from agent.understanding.spans import Days, span


class Bound(StrEnum):
    """How a phrase bounds its time."""

    IN = "in"
    SINCE = "since"
    BEFORE = "before"
    AFTER = "after"
    UNTIL = "until"
    BETWEEN = "between"
    AS_OF = "as of"


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """`text[start:end]` bounds the days `[first, until)`, none where that end is open.

    `fine` times are too short, or too plainly counted from today, to be a year or quarter that figures are of; `named`
    is whether a document is told by its day ("the memo of 4 March").
    """

    start: int
    end: int
    bound: Bound
    first: date | None
    until: date | None
    fine: bool = False
    named: bool = False


_BOUNDS = {
    Bound.AS_OF: "as of|as at",
    Bound.SINCE: "ever since|since",
    Bound.BEFORE: "before|prior to|ahead of",
    Bound.AFTER: "after|following",
    Bound.UNTIL: "until|till|up to|through|by",
    Bound.BETWEEN: "between",
    Bound.IN: "back in|back on|in|on|at|during|throughout|within|over|from",
}
_NAMES = {word: bound for bound, words in _BOUNDS.items() for word in words.split("|")}
_WORDS = "|".join(sorted(_NAMES, key=len, reverse=True))
_INNER = r"(?:(?:the )?(?:early|late|mid|start of|beginning of|end of|middle of|course of) )?"
_LEAD = re.compile(
    rf"(?<![\w-])(?P<word>{_WORDS}) {_INNER}(?P<the>(?:the (?:year |month of |week of )?)?)$", re.IGNORECASE
)
_ANCHOR = re.compile(r"(?<![\w-])(?P<word>as of|as at|ever since|since|before|prior to|after|until) ", re.IGNORECASE)
_DOCUMENTS = "|".join(sorted((rf"{re.escape(word)}s?" for word in KINDS), key=len, reverse=True))
_DATED = re.compile(
    rf"(?:(?<!\w)(?P<word>as of|since|before|after|until) )?"
    rf"(?:(?:the|her|his|their|our|all|\w+['’]s) (?:[\w-]+ ){{0,2}}?)?"
    rf"(?<!\w)(?:{_DOCUMENTS}|speeches|words) (?P<of>of|from|dated|on)(?: the)? $",
    re.IGNORECASE,
)
_AND = re.compile(r"\s*(?:and|to|until|till|through|[–-])\s+(?:the )?", re.IGNORECASE)
_MONTH = (
    "january|february|march|april|may|june|july|august|september|october|november|december|monday|tuesday|wednesday"
    "|thursday|friday|saturday|sunday"
)
_TYPED = re.compile(
    rf"\b(?:(?<=in )|(?<=on )|(?<=since )|(?<=before )|(?<=after )|(?<=until )|(?<=during )|(?<=from )|(?<=as of )"
    rf"|(?<=between )|(?<=last )|(?<=this )|(?<=by )|(?<=early )|(?<=late )|(?<=\d )|(?<=\dth )|(?<=\dst )|(?<=\dnd )"
    rf"|(?<=\drd ))(?:{_MONTH})\b|\b(?:{_MONTH})(?= (?:\d{{1,2}},? )?(?:19|20)\d\d\b)",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"\"[^\"]*\"|“[^”]*”")
_FOLLOWING = listed("onward onwards morning afternoon evening regarding concerning please too exactly then")
_ONWARDS = re.compile(r"\s*(?:on|onwards?|forward)\b", re.IGNORECASE)
_OPENING = re.compile(r"(?:^|[.?!]\s)\s*(?:(?:and|so|but|then),?\s)?\s*$", re.IGNORECASE)


def tells_of_time(text: str) -> bool:
    """Whether a text has any time, or may name a document for one; most have none, and need no look at the library."""
    return bool(_ANCHOR.search(text) or times(_typed(text)))


def phrases(text: str, today: date, documents: Sequence[Titled] = ()) -> tuple[Phrase, ...]:
    """All of them in order; `documents` are those that the asker may read."""
    anchored = list(_anchored(text, documents))
    hidden = [*title_places(text, documents), *(match.span() for match in _QUOTED.finditer(text))]
    shown = _blank(_typed(text), [*hidden, *((one.start, one.end) for one in anchored)])
    found = list(times(shown))
    made: list[Phrase] = []
    while found:
        when = found.pop(0)
        joined = _range(shown, when, found[0], today) if found else None
        if joined is not None:
            found.pop(0)
        phrase = joined or _phrase(shown, when, today)
        if phrase is not None:
            made.append(phrase)
    return tuple(sorted([*anchored, *made], key=lambda one: one.start))


def _typed(text: str) -> str:
    """Months and weekdays as names, where people type them small: "in march 2025". As long as the text."""
    return _TYPED.sub(lambda match: match[0].capitalize(), text)


def _blank(text: str, places: Sequence[tuple[int, int]]) -> str:
    for start, end in places:
        text = text[:start] + "_" * (end - start) + text[end:]
    return text


def _anchored(text: str, documents: Sequence[Titled]) -> Iterator[Phrase]:
    end = 0
    for match in _ANCHOR.finditer(text):
        found = mentioned(text, match.end(), documents) if match.start() >= end else None
        if found is not None:
            end = found.end
            days = (found.day, found.day + timedelta(days=1))
            yield _bounded(match.start(), found.end, _NAMES[match["word"].casefold()], days, fine=True)


def _range(text: str, one: When, other: When, today: date) -> Phrase | None:
    """Reads "between March and May 2025", "from 4 March to 6 June"."""
    lead = _LEAD.search(text[: one.start])
    if (
        lead is None
        or lead["word"].casefold() not in ("between", "from")
        or not _AND.fullmatch(text[one.end : other.start])
    ):
        return None
    last = span(other, text[other.start : other.end], today)
    if last is None or _describes(text, lead.start(), other.end):
        return None
    if one.year is None and other.year is not None and not one.unit:
        first = span(replace(one, year=other.year), text[one.start : one.end], today)
        if first is not None and first[0] >= last[1]:
            first = span(replace(one, year=other.year - 1), text[one.start : one.end], today)
    else:
        first = span(one, text[one.start : one.end], last[0])
    if first is None or first[0] >= last[1]:
        return None
    return _bounded(lead.start(), other.end, Bound.BETWEEN, (first[0], last[1]))


def _phrase(text: str, when: When, today: date) -> Phrase | None:
    lead, dated = _LEAD.search(text[: when.start]), _DATED.search(text[: when.start])
    start = lead.start() if lead else dated.start() if dated else when.start
    if (not lead and not dated and not _stands_alone(when)) or _describes(text, start, when.end):
        return None
    if lead and lead["the"].casefold() == "the " and not dated and not _takes_article(when):
        return None
    days = span(when, text[when.start : when.end], today)
    if days is None:
        return None
    fine = bool(when.month or when.season or when.weekday is not None or when.unit) and not (when.quarter or when.half)
    if dated:
        if not fine and (when.year is None or when.quarter or when.half or dated["of"].casefold() in ("of", "on")):
            return None  # "the letter of the fourth quarter" is about it, and later
        bound = _NAMES[dated["word"].casefold()] if dated["word"] else Bound.IN
        return _bounded(dated.start(), when.end, bound, days, fine=fine, named=True)
    bound = _NAMES[lead["word"].casefold()] if lead else Bound.IN
    if bound is Bound.BETWEEN:
        return None
    if lead and lead["word"].casefold() == "from" and _ONWARDS.match(text[when.end :]):
        bound = Bound.SINCE
    return _bounded(start, when.end, bound, days, fine=fine)


def _bounded(start: int, end: int, bound: Bound, days: Days, *, fine: bool = False, named: bool = False) -> Phrase:
    first, until = {
        Bound.SINCE: (days[0], None),
        Bound.AFTER: (days[1], None),
        Bound.BEFORE: (None, days[0]),
        Bound.UNTIL: (None, days[1]),
    }.get(bound, days)
    return Phrase(start=start, end=end, bound=bound, first=first, until=until, fine=fine, named=named)


def _stands_alone(when: When) -> bool:
    """Whether it needs no preposition: "last year", "yesterday", "two weeks ago"."""
    return bool(when.unit) and when.shift is not None


def _takes_article(when: When) -> bool:
    return bool(when.season or when.quarter or when.half or when.decade or when.day)


def _describes(text: str, start: int, end: int) -> bool:
    """Whether a time belongs to the word behind it. One that opens its sentence belongs to the whole of it."""
    after = text[end:]
    if re.match(r"['’]s?\b|[-_]", after):
        return True
    following = re.match(r"\s+([^\W_]+)", after)
    if following is None or _OPENING.search(text[:start]):
        return False
    return following[1].casefold() not in STOP | _FOLLOWING
