"""Every time in a statement is one of its quotes' words, or the day on which a quote was said, told as such.

1. A time beside a word of saying, a cited speaker or document may be the citation's own date, whole or in part.
2. Any other has to stand in a quote, spelt in any way, or be what a quote's words mean on the day they were said
   ("next year", or "in March" without its year).
3. It has to be bounded as there: "by June" is neither "in June" nor "from June".
4. Of several times in a statement each has to stand with what the quote says of it.
5. A relative word that a quote has ("next year") may be repeated while it still means the same, or beside the day of
   saying.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agent.checks.amounts.context import Place, misplaced
from agent.checks.claim import Claim, Day, Quoted
from agent.checks.times.bounds import bound, edge, points_back, same_bound, same_edge, same_turn
from agent.checks.times.calendar import agrees, meanings, meant, same_words
from agent.checks.times.expressions import When, times
from agent.checks.times.frames import bare, repeats
from agent.checks.times.saying import other_day, said_then
from agent.checks.times.telling import Telling, opens, telling, tells_of_saying

_STATE = re.compile(r"\b(?:is|are|has|have|am)\b|['’](?:s|re|ve|m)\b")


@dataclass(frozen=True, slots=True)
class Found:
    """A time of a quote that a time of the statement may rest on."""

    quote: Quoted
    when: When


def dates(claim: Claim) -> str | None:
    """What is wrong with the first time in the statement that neither quotes nor citations have, or none."""
    if repeats(claim):
        return None
    content_times: list[tuple[When, list[Found]]] = []
    said_on, retold = False, None
    for when in times(bare(claim)):
        if when.unit == "now":
            continue
        of_saying, told = said_then(when, claim), telling(claim, when)
        if of_saying and told:
            fault = other_day(when, of_saying, claim)
            if fault is not None:
                return fault
            said_on = said_on or when.year is not None
            continue
        if _vague(when) or _in_title(when, claim) or (when.loose and when.month is None and told):
            continue
        found = _resting(when, claim)
        if not found and when.loose and _has_period(when, claim):
            continue
        again = [one for one in found if tells_of_saying(one.quote.words, one.when)]
        if told is Telling.SURE and when.year is not None and claim.quotes[0].date is not None:
            found = again  # a day of saying is told, and not worked out
        if again and opens(claim, when) and len(again) == len(found):
            retold = when
        if found:
            content_times.append((when, found))
        elif not (of_saying and _states(when, claim, of_saying)):
            return _missing(when, claim)
    if retold is not None and retold.month is not None and not said_on and _dated(claim):
        return f"“{_written(retold, claim)}” is not the day on which it was said"
    return _bounds(claim, content_times) or _places(claim, content_times) or _stale(claim, content_times, said_on)


def _has_period(when: When, claim: Claim) -> bool:
    """Whether a quote has the noun of "the next morning" or "that week", and so a time that it may point at."""
    noun = re.search(r"\w+$", _written(when, claim))
    return noun is not None and any(
        re.search(rf"\b{noun[0]}\b", quote.words, re.IGNORECASE) and not _fixes(when, quote) for quote in claim.quotes
    )


def _fixes(when: When, quote: Quoted) -> bool:
    """Whether a quote gives such a period with a shift of its own: "the year before" is not "the next year"."""
    return any(one.unit == when.unit and one.shift is not None for one in times(quote.words))


def _dated(claim: Claim) -> bool:
    return all(quote.date is not None for quote in claim.quotes)


def _vague(when: When) -> bool:
    """In "the year" or "that month": pointing at a time that is told elsewhere."""
    names = (when.month, when.weekday, when.season, when.quarter, when.half)
    return bool(when.unit) and when.shift is None and all(one is None for one in names)


def _in_title(when: When, claim: Claim) -> bool:
    """Whether a citation's title gives this time."""
    return any(
        agrees(when, other) for quote in claim.quotes for one in times(quote.title) for other in meanings(one, None)
    )


def _resting(when: When, claim: Claim) -> list[Found]:
    """The times in the quotes that say this time, most like it first."""
    found = []
    for quote in claim.quotes:
        for other in times(quote.words):
            if _says(when, other, quote):
                found.append(Found(quote, other))
    return found


def _says(when: When, other: When, quote: Quoted) -> bool:
    if when.recurs != other.recurs and None not in (when.weekday, other.weekday):
        return False
    if same_words(when, other):
        return True
    wanted = meanings(when, quote.date) if when.unit else (when,)
    offered = meant(other, quote)
    if when.unit and when.shift is not None:
        wanted = wanted[1:] if any(getattr(one, "year", None) for one in wanted[1:]) else wanted
    return any(agrees(one, there) for one in wanted for there in offered)


def _states(when: When, claim: Claim, own: Sequence[Quoted]) -> bool:
    """Whether the only quote tells a state of the day on which it was said: it then holds on that day."""
    if len(claim.quotes) > 1 or when.month is None:
        return False
    return any(_STATE.search(one.words) and all(time.unit == "now" for time in times(one.words)) for one in own)


def _missing(when: When, claim: Claim) -> str:
    written = _written(when, claim)
    if said_then(when, claim):
        return f"“{written}” is the time of saying, and in no quote"
    return f"“{written}” is in no quote"


def _written(when: When, claim: Claim) -> str:
    return claim.text[when.start : when.end]


def _bounds(claim: Claim, found: Sequence[tuple[When, list[Found]]]) -> str | None:
    """A time that is bounded in another way than in any quote that has it."""
    for when, places in found:
        alike = [
            one
            for one in places
            if (
                same_bound((claim.text, when), (one.quote.words, one.when))
                or points_back(bound(claim.text, when), one.quote.words)
            )
            and same_edge((claim.text, when), (one.quote.words, one.when))
        ]
        if not alike:
            there = places[0]
            claimed = _phrase(claim.text, when)
            return f"“{claimed}” is “{_phrase(there.quote.words, there.when)}” in the quote"
        if not any(same_turn((claim.text, when), (one.quote.words, one.when)) for one in alike):
            return f"what ends and what begins at “{_written(when, claim)}” is exchanged"
    return None


def _phrase(text: str, when: When) -> str:
    """A time with its bound, as a reader would say it."""
    ends = {"end": "the end of ", "start": "the start of "}
    parts = [bound(text, when).replace("at", "in or on"), ends.get(edge(text, when), "") + text[when.start : when.end]]
    return " ".join(part for part in parts if part)


def _places(claim: Claim, found: Sequence[tuple[When, list[Found]]]) -> str | None:
    """A time that stands with what a quote says of another time of its kind."""
    for when, places in found:
        if when.unit:
            continue
        here = Place(claim.text, when.start, when.end)
        there = [Place(one.quote.words, one.when.start, one.when.end) for one in places]
        rivals = [Place(quote.words, one.start, one.end) for quote, one in _rivals(claim, when, places)]
        neighbours = [
            (Place(claim.text, one.start, one.end), [Place(at.quote.words, at.when.start, at.when.end) for at in ats])
            for one, ats in found
            if one != when
        ]
        if misplaced(here, there, rivals, neighbours):
            return f"“{_written(when, claim)}” stands with something else in the quote"
    return None


def _rivals(claim: Claim, when: When, places: Sequence[Found]) -> Iterator[tuple[Quoted, When]]:
    """The times of the quotes that are as exact as this one, and another."""
    for quote in claim.quotes:
        for one in times(quote.words):
            alike = all((getattr(one, name) is None) == (getattr(when, name) is None) for name in ("month", "day"))
            taken = any(place.quote == quote and place.when == one for place in places)
            if alike and not one.unit and not taken and (one.weekday is None or one.day is not None):
                yield quote, one


def _stale(claim: Claim, found: Sequence[tuple[When, list[Found]]], said_on: bool) -> str | None:
    """A relative word that means another time on the day of the answer than when it was said, and no day beside it."""
    if said_on:
        return None
    for when, places in found:
        if when.unit and when.shift is not None and not when.loose:
            days = [one.quote.date for one in places if one.quote.date is not None]
            if days and all(not _same_period(when.unit, day, claim.as_of) for day in days):
                return f"“{_written(when, claim)}” was said on {days[0]:%-d %B %Y}, which the statement does not say"
    return None


def _same_period(unit: str, one: Day, other: Day) -> bool:
    if one.year != other.year:
        return False
    if unit in ("year", "season", "month name", "half"):
        return True
    if unit == "quarter":
        return (one.month - 1) // 3 == (other.month - 1) // 3
    if unit == "month":
        return one.month == other.month
    if unit in ("week", "weekday"):
        return one.isocalendar()[:2] == other.isocalendar()[:2]
    return one == other
