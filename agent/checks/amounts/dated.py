"""An amount keeps the time that the quote gives it: "£5 million in 2025 and £6 million in 2024" is not the reverse."""

from collections.abc import Sequence

from agent.checks.amounts.amount import Amount
from agent.checks.claim import Quoted
from agent.checks.english.words import words
from agent.checks.times.calendar import agrees, meant
from agent.checks.times.expressions import When, times


def time_of(text: str, one: Amount, others: Sequence[Amount]) -> When | None:
    """The time that goes with an amount: one of its clause, behind it rather than before, or else of its sentence."""
    places = {word.start: (word.sentence, word.clause) for word in words(text)}
    home = places.get(one.start)
    if home is None:
        return None
    near = []
    for when in times(text):
        there = places.get(when.start)
        between = range(min(one.end, when.end), max(one.start, when.start))
        crossed = any(other is not one and other.start in between for other in others)
        if there is not None and there[0] == home[0] and not crossed:
            near.append((there[1] != home[1], when.start < one.start, abs(when.start - one.start), when))
    return min(near, key=lambda item: item[:3])[3] if near else None


def other_time(claimed: When, own: tuple[Quoted, When], rival: tuple[Quoted, When]) -> bool:
    """Whether a time in a statement is the one that the quote gives another amount, and not this one."""
    mine = any(agrees(claimed, there) for there in meant(own[1], own[0]))
    theirs = any(agrees(claimed, there) for there in meant(rival[1], rival[0]))
    return theirs and not mine


def own_time(text: str, one: Amount) -> When | None:
    """The only time in an amount's clause; "that day" is the time before it."""
    found = words(text)
    clause = next((word.clause for word in found if word.start == one.start), None)
    places = {
        word.start: found[at - 1].clause if at and word.text == "that" else word.clause for at, word in enumerate(found)
    }
    every = times(text)
    near = [when for when in every if clause is not None and places.get(when.start) == clause]
    if len(near) != 1:
        return None
    if near[0].unit in ("day", "week", "month", "year") and near[0].shift is None:
        return next((when for when in reversed(every) if when.end <= near[0].start and not when.unit), None)
    return near[0]


def clashes(claimed: When, own: tuple[Quoted, When]) -> bool:
    """Whether the quote gives an amount one time, and the statement gives it another of the same quote."""
    quote, when = own
    if any(agrees(claimed, there) or agrees(there, claimed) for there in meant(when, quote)):
        return False
    return any(agrees(claimed, there) for other in times(quote.words) if other != when for there in meant(other, quote))
