"""What a time means: words of a text, and the day on which they were said, to the dates that they may stand for."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache

from agent.checks.claim import Quoted
from agent.checks.times.expressions import When, times

PAST, COMING, EITHER = -1, 1, 0
_COMING_WORDS = re.compile(r"\b(?:will|shall|going to|plans?|expect\w*|intend\w*|due|aims?|hopes?|next)\b|['’]ll\b")
_PAST_WORDS = re.compile(
    r"\b(?:was|were|had|did|last|ago|since|became|came|went|rose|fell|made|took|began|stood|brought|got|lost|won|met|ran"
    r"|\w{2,}ed)\b"
)
_NEAR = 60  # characters within which another time's year may be meant, as in "from May to July 2027"
_NEW_YEAR = 3  # months in which "the year" may still be the one that is over
FIELDS = ("year", "month", "day", "weekday", "quarter", "half", "season", "decade")


def of_day(day: date) -> When:
    """A calendar day with all that follows from it."""
    return _full(When(start=0, end=0, year=day.year, month=day.month, day=day.day))


def meanings(when: When, said: date | None, leaning: int = EITHER, year: int | None = None) -> tuple[When, ...]:
    """What `when` may stand for if said on `said`: itself first, then with what was left open filled in.

    `leaning` tells whether past or coming times are spoken of, `year` another year that the text gives.
    """
    found = [_full(when)]
    if said is not None:
        found += [_full(one) for one in (_shifted(when, said) if when.unit else _dated(when, said, leaning))]
        if when.unit and when.loose and year is not None and when.unit == "year" and when.shift is not None:
            found.append(replace(when, year=year + when.shift))
    if year is not None and when.year is None and not when.unit and when.decade is None:
        found.append(_full(replace(when, year=year)))
    return tuple(found)


def agrees(one: When, other: When) -> bool:
    """Whether everything that `one` says of year, month, day and so on, `other` says, too; at least one thing."""
    fields = [name for name in FIELDS if getattr(one, name) is not None]
    return bool(fields) and all(getattr(one, name) == getattr(other, name) for name in fields)


def same_words(one: When, other: When) -> bool:
    """Whether both are relative in the same way: "next year" and "the following year"."""
    if not (one.unit and other.unit) or one.span != other.span:
        return False
    named = [name for name in ("month", "weekday", "quarter", "half", "season") if getattr(one, name) is not None]
    if any(getattr(one, name) != getattr(other, name) for name in named):
        return False
    if one.unit == other.unit:
        return None in (one.shift, other.shift) or one.shift == other.shift
    days = {"day": 1, "week": 7}
    if one.unit in days and other.unit in days and one.shift is not None and other.shift is not None:
        return days[one.unit] * one.shift == days[other.unit] * other.shift
    return False


def _full(when: When) -> When:
    """With weekday, season, quarter and half where date or month give them."""
    if when.month is None:
        return when if when.quarter is None else replace(when, half=(when.quarter + 1) // 2)
    quarter = (when.month + 2) // 3
    season = when.season or (when.month % 12) // 3 or 4
    when = replace(when, quarter=quarter, half=(quarter + 1) // 2, season=season)
    day = _day(when.year, when.month, when.day)
    return when if day is None or when.weekday is not None else replace(when, weekday=day.weekday())


def _day(year: int | None, month: int | None, day: int | None) -> date | None:
    try:
        return date(year or 0, month or 0, day or 0)
    except ValueError:
        return None


def _shifted(when: When, said: date) -> Iterator[When]:
    """Relative words: units counted from the day of saying."""
    bare = replace(when, unit="", shift=None, span=None)
    if when.unit == "now":
        yield of_day(said)
    if when.shift is None or when.span is not None:
        return
    if when.unit == "day":
        yield from _days(said, when.shift)
    elif when.unit == "week":
        yield from _days(said, 7 * when.shift + (0 if when.weekday is None else when.weekday - said.weekday()))
    elif when.unit == "month":
        months = said.year * 12 + said.month - 1 + when.shift
        yield replace(bare, year=months // 12, month=months % 12 + 1)
    elif when.unit == "quarter":
        quarters = said.year * 4 + (said.month - 1) // 3 + when.shift
        yield replace(bare, year=quarters // 4, quarter=quarters % 4 + 1)
    elif when.unit in ("year", "month name", "season"):
        yield replace(bare, year=said.year + when.shift)
        if when.unit != "year" and when.shift:
            yield from _dated(bare, said, when.shift)
    elif when.unit == "weekday":
        yield from _dated(bare, said, when.shift)
        yield from (replace(one, day=None, month=None) for one in _dated(bare, said, when.shift))


def _days(said: date, number: int) -> Iterator[When]:
    try:
        yield of_day(said + timedelta(days=number))
    except OverflowError:
        return


def _dated(when: When, said: date, leaning: int) -> Iterator[When]:
    """A date with a part left open: the last such time up to `said`, or the next from then on."""
    if when.decade is not None or when.recurs:
        return
    if when.year is None and when.weekday is not None and when.month is None:
        for number in range(-13, 14):
            if number * leaning >= 0:
                yield from (
                    one for one in _days(said, number) if one.weekday == when.weekday and when.day in (None, one.day)
                )
        return
    if when.year is not None or not any((when.month, when.quarter, when.half, when.season)):
        return
    first, last = _bounds(when)
    for year in (said.year - 1, said.year, said.year + 1):
        begins, ends = (year, first) <= (said.year, said.month), (year, last) >= (said.year, said.month)
        near = (
            (begins or leaning != PAST)
            and (ends or leaning != COMING)
            and (year, first) < (said.year + 1, said.month)
            and (year, last) > (said.year - 1, said.month)
        )
        if near:
            yield replace(when, year=year)


def _bounds(when: When) -> tuple[int, int]:
    """First and last month of a period within its year."""
    if when.month is not None:
        return when.month, when.month
    if when.quarter is not None:
        return 3 * when.quarter - 2, 3 * when.quarter
    if when.half is not None:
        return 6 * when.half - 5, 6 * when.half
    return {1: (2, 6), 2: (5, 9), 3: (8, 12), 4: (1, 12)}[when.season or 4]


@lru_cache(maxsize=4096)
def meant(when: When, quote: Quoted) -> tuple[When, ...]:
    """All that a time of `quote.words` may stand for."""
    around = [one for one in times(quote.words) if one != when]
    years = [one.year for one in around if one.year is not None and abs(one.start - when.start) < _NEAR]
    leaning = _leaning(when, quote.words)
    found = list(meanings(when, quote.date, leaning, years[0] if years else None))
    if quote.date is None or when.unit != "year" or not when.loose or when.shift is None:
        return tuple(found)
    if when.shift == 0 and quote.date.month <= _NEW_YEAR and leaning == PAST:
        return (found[0], When(start=0, end=0, year=quote.date.year - 1))
    before = [one for one in around if one.end <= when.start and one.unit == "year" and one.shift is not None]
    if before:
        found.append(When(start=0, end=0, year=quote.date.year + (before[-1].shift or 0) + when.shift))
    return tuple(found)


def _leaning(when: When, text: str) -> int:
    """Whether the words around a time speak of the past or of what is to come."""
    start = max(text.rfind(mark, 0, when.start) for mark in ".;?!") + 1
    ends = [end for mark in ".;?!" if (end := text.find(mark, when.end)) >= 0]
    sentence = text[start : min(ends, default=len(text))]
    coming, past = bool(_COMING_WORDS.search(sentence)), bool(_PAST_WORDS.search(sentence))
    return EITHER if coming == past else COMING if coming else PAST
