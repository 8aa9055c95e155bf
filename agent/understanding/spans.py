"""The days that a time of a question stands for, asked on a given day.

Words of the past are meant: a month, quarter or season without a year is the latest that has begun. Quarters are those
of the calendar, weeks begin on Monday. Seasons are northern: spring is March to May, summer June to August, autumn
September to November, and winter December to February, named by the year of its December, or by that of its February
where its December is still to come.
"""

import re
from dataclasses import replace
from datetime import date, timedelta

from agent.checks.times.expressions import When

Days = tuple[date, date]  # half-open

_BUSINESS_YEAR = re.compile(r"\b(?:fiscal|FY)|\d[/–-]\d", re.IGNORECASE)  # where it begins is the company's to say
_UNCOUNTED = re.compile(r"\b(?:few|several)\b", re.IGNORECASE)
_ROLLING = re.compile(r"\bpast\b", re.IGNORECASE)
_MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}


def span(when: When, words: str, today: date) -> Days | None:
    """The days of `when`, written as `words`; none where the words leave them open, or they are all to come."""
    if when.recurs or when.loose or when.unit == "now" or _UNCOUNTED.search(words):
        return None
    if when.day is None and _BUSINESS_YEAR.search(words):
        return None
    try:
        found = _relative(when, words, today) if when.unit else _named(when, today)
    except (ValueError, OverflowError):  # 30 February, or 999 years ago
        return None
    return found if found is not None and found[0] <= today else None


def _relative(when: When, words: str, today: date) -> Days | None:
    """Words that count from today: "last year", "in March of last year", "two weeks ago", "the past three months"."""
    shift, unit = when.shift, when.unit
    if shift is None:
        return None
    count = when.span or (1 if _ROLLING.search(words) and shift < 0 else None)
    if count is not None:
        return _rolling(unit, count, today) if shift < 0 else None
    if unit == "year" and (when.month or when.quarter or when.half or when.season):
        return _named(replace(when, year=today.year + shift), today)
    if unit in ("month name", "season", "weekday"):
        return _stepped(when, shift, today)
    if unit == "day":
        return _day(today + timedelta(days=shift))
    if unit == "week":
        monday = today + timedelta(days=7 * shift - today.weekday())
        return _week(monday) if when.weekday is None else _day(monday + timedelta(days=when.weekday))
    if unit in _MONTHS:
        size = _MONTHS[unit]
        number = (today.year * 12 + today.month - 1) // size + shift
        return _months(number * size, size)
    return None


def _rolling(unit: str, count: int, today: date) -> Days | None:
    """The stretch of so many units that ends with today."""
    until = today + timedelta(days=1)
    if unit in ("day", "week"):
        return until - timedelta(days=count * (7 if unit == "week" else 1)), until
    if unit not in _MONTHS:
        return None
    number = today.year * 12 + today.month - 1 - count * _MONTHS[unit]
    return min(date(number // 12, number % 12 + 1, min(today.day, 28)), today), until


def _stepped(when: When, shift: int, today: date) -> Days | None:
    """Reads "last March", "this spring" and "last Monday"; `last` is the latest that is over."""
    latest = _named(replace(when, unit="", shift=None), today)
    if latest is None or shift > 0:
        return None
    if shift < 0 and latest[1] > today:
        if when.unit == "weekday":
            return _day(latest[0] - timedelta(days=7))
        return _named(replace(when, unit="", shift=None, year=latest[0].year - 1), today)
    return latest


def _named(when: When, today: date) -> Days | None:
    """What has a name: a day, month, quarter, half, season, year or decade; without a year the latest begun."""
    if when.decade is not None:
        return date(when.decade, 1, 1), date(when.decade + 10, 1, 1)
    if when.day is not None and when.month is not None:
        if when.year is not None:
            return _day(date(when.year, when.month, when.day))
        this = date(today.year, when.month, when.day)
        return _day(this if this <= today else this.replace(year=today.year - 1))
    if when.weekday is not None:
        return _day(today - timedelta(days=(today.weekday() - when.weekday) % 7))
    first = _first_month(when)
    if first is None:
        return None if when.year is None or when.day is not None else _months(when.year * 12, 12)
    month, size = first
    if when.year is not None:
        found = _months(when.year * 12 + month - 1, size)
        return _months((when.year - 1) * 12 + month - 1, size) if when.season == 4 and found[0] > today else found
    found = _months(today.year * 12 + month - 1, size)
    return found if found[0] <= today else _months((today.year - 1) * 12 + month - 1, size)


def _first_month(when: When) -> tuple[int, int] | None:
    """First month and number of months."""
    if when.day is not None:
        return None
    if when.month is not None:
        return when.month, 1
    if when.quarter is not None:
        return 3 * when.quarter - 2, 3
    if when.half is not None:
        return 6 * when.half - 5, 6
    return (3 * when.season, 3) if when.season is not None else None


def _months(number: int, size: int) -> Days:
    """`size` months from month `number`, counted from January of year 0."""
    until = number + size
    return date(number // 12, number % 12 + 1, 1), date(until // 12, until % 12 + 1, 1)


def _day(day: date) -> Days:
    return day, day + timedelta(days=1)


def _week(monday: date) -> Days:
    return monday, monday + timedelta(days=7)
