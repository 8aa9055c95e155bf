"""The days of saying in a statement: whose they are, and whether they stand beside the words that were said then."""

import re
from collections.abc import Sequence

from agent.checks.claim import Claim, Quoted
from agent.checks.english.words import content, fold, words
from agent.checks.times.calendar import agrees, meanings, of_day
from agent.checks.times.expressions import When, times
from agent.checks.times.frames import bare, surnames
from agent.checks.times.telling import is_telling, leads

_BESIDE = 40  # characters within which a speaker stands next to a date
_SEASON_MONTHS = {1: (3, 4, 5, 6), 2: (6, 7, 8, 9), 3: (9, 10, 11, 12), 4: (12, 1, 2, 3)}


def said_then(when: When, claim: Claim) -> list[Quoted]:
    """The quotes that were said at this time."""
    found = []
    for quote in claim.quotes:
        if quote.date is not None:
            day = of_day(quote.date)
            candidates = [when] if not when.unit or when.shift is None else list(meanings(when, claim.as_of))[1:]
            season = when.season is not None and quote.date.month in _SEASON_MONTHS[when.season]
            if any(agrees(one, day) for one in candidates) or (season and when.year in (None, quote.date.year)):
                found.append(quote)
    return found


def other_day(when: When, own: Sequence[Quoted], claim: Claim) -> str | None:
    """A day of saying beside words that were plainly said on another."""
    others = [quote for quote in claim.quotes if quote not in own]
    if not others:
        return None
    beside = _speaker_beside(when, claim)
    if beside and not any(beside in surnames(quote) for quote in own):
        return f"“{claim.text[when.start : when.end]}” is not the day on which {beside.capitalize()} said it"
    part = content(words(_part(when, claim)))
    best = max(_shared(part, quote) for quote in own)
    rival = max(others, key=lambda quote: _shared(part, quote))
    if rival.date is not None and _shared(part, rival) >= best + 2:
        return f"“{claim.text[when.start : when.end]}” stands beside words of {rival.date:%-d %B %Y}"
    return None


def _speaker_beside(when: When, claim: Claim) -> str:
    """The folded surname of the cited speaker who stands next to a day of saying, or empty."""
    leading = leads(claim.text, when)
    near = claim.text[when.end :][:_BESIDE] if leading else claim.text[: when.start][-_BESIDE:]
    near = fold(near if leading else near[::-1])
    found = {
        name: place
        for quote in claim.quotes
        for name in surnames(quote)
        if (place := near.find(name if leading else name[::-1])) >= 0
    }
    return min(found, key=lambda name: found[name]) if found else ""


def _part(when: When, claim: Claim) -> str:
    """The part of the statement that a day of saying belongs to: what it leads, or what it closes."""
    text = claim.text
    days = [one for one in times(bare(claim)) if said_then(one, claim) and is_telling(claim, one)]
    before = [one.end for one in days if one.end <= when.start]
    after = [one.start for one in days if one.start >= when.end]
    if re.match(r"\s*(?:[.;,]|$)", text[when.end :]) and not leads(text, when):
        return text[max([0, *before, text.rfind(";", 0, when.start)]) : when.start]
    return text[when.end : min([len(text), *after])]


def _shared(stems: frozenset[str], quote: Quoted) -> int:
    return len(stems & content(words(quote.words)))
