"""Every number, sum of money, share and measure in a statement is one of its quotes', and stands as it does there.

1. The value has to be in a quote, spelt in any way, or in a citation's title.
2. Unit, rate and what is counted have to be the quote's, where both give one.
3. It has to be bounded as there: "forty" is neither "about forty" nor "at least forty".
4. Of several numbers each has to stand with what the quote says of it.
5. "All", "most", "some", "few" and "none" of the same things are not exchanged.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from agent.checks.amounts.amount import Amount
from agent.checks.amounts.context import Place, misplaced
from agent.checks.amounts.dated import clashes, other_time, own_time, time_of
from agent.checks.amounts.derived import is_derived
from agent.checks.amounts.likeness import There, comparable, in_base, same_bound, same_kind, same_value
from agent.checks.amounts.quantifiers import quantifiers
from agent.checks.amounts.reading import amounts
from agent.checks.amounts.units import CURRENCIES, is_time
from agent.checks.claim import Claim
from agent.checks.english.words import words
from agent.checks.times.frames import bare, named, repeats, within
from agent.checks.times.saying import said_then
from agent.checks.times.telling import is_telling

_HEADS = re.compile(r"(?:^|[.;:,]\s|\band )$")  # "Forty-one dollars go to people. Thirty-three go to things."


def numbers(claim: Claim) -> str | None:
    """What is wrong with the first amount in the statement that the quotes do not have so, or none."""
    if repeats(claim):
        return None
    metadata = named(claim)
    here = [one for one in _completed(claim.text) if not within(one[0].start, metadata)]
    there = [[There(quote, one) for one in readings] for quote in claim.quotes for readings in _completed(quote.words)]
    flat = [one for readings in there for one in readings]
    placed: list[tuple[Amount, list[There]]] = []
    for readings in here:
        fault, found = _judged(readings, flat, claim)
        if fault is not None and is_derived(readings[0], [one[0] for one in here], flat, claim):
            continue
        if fault is not None:
            return fault
        placed.append((readings[0], found))
    plain = [readings[0] for readings in there]
    return _exchanged(claim, placed, plain) or _redated(claim, placed, plain) or quantifiers(claim)


def _completed(text: str) -> Iterator[list[Amount]]:
    """The amounts of a text, each with what it may mean: "they opened at 6.8" after "4.1 million kroner"."""
    before: list[Amount] = []
    for one in amounts(text):
        readings = [one]
        short = one.bare or (not one.unit and not one.nouns)
        if one.kind == "cardinal" and not short and not one.unit and _HEADS.search(text[: one.start]):
            readings += [replace(one, unit=other.unit) for other in before if other.unit in CURRENCIES.values()]
        if one.kind == "cardinal" and short and not one.label:
            for other in before:
                scale = _scale(other.value)
                if other.unit:
                    readings += [replace(one, unit=other.unit, value=one.value * factor) for factor in {1, scale}]
                elif other.nouns:
                    readings.append(replace(one, nouns=other.nouns))
        before.append(one)
        yield readings


def _scale(value: Fraction) -> int:
    return next((scale for scale in (10**9, 10**6, 10**3) if value >= scale), 1)


def _judged(readings: Sequence[Amount], there: Sequence[There], claim: Claim) -> tuple[str | None, list[There]]:
    """The fault of an amount, and the amounts of the quotes that it may rest on."""
    first = readings[0]
    written = _written(claim.text, first)
    if first.soft:
        return _single(first, there, claim), []
    found = [(one, other) for one in readings for other in there if same_value(one, other.amount)]
    if not found:
        return (None if _elsewhere(first, claim) else f"{written} is in no quote"), []
    fits = [(one, other) for one, other in found if same_kind(one, other, claim)]
    if not fits:
        return f"{written} is {_written(found[0][1].text, found[0][1].amount)} in the quote", []
    bounded = [other for one, other in fits if same_bound(one, other, claim)]
    if not bounded:
        return f"“{_phrase(claim.text, first)}” is “{_phrase(fits[0][1].text, fits[0][1].amount)}” in the quote", []
    if not (first.bound or first.part_of_range or first.lead in ("from", "to")) and all(
        one.amount.part_of_range for one in bounded
    ):
        return f"{written} is one end of a range in the quote", []
    return None, bounded


def _single(one: Amount, there: Sequence[There], claim: Claim) -> str | None:
    """What is wrong with "one site" where the quote has two; "one" and "first" are too common otherwise."""
    stems, value = set(one.nouns[:1]), in_base(one)[0]
    rivals = [
        other.amount
        for other in there
        if other.amount.kind == one.kind
        and (stems & set(other.amount.nouns[:1]) or (one.unit and one.unit == other.amount.unit))
    ]
    if not rivals or any(in_base(other)[0] == value for other in rivals):
        return None
    if any(_has_single(one, quote.words) for quote in claim.quotes):
        return None
    return f"{_written(claim.text, one)} is in no quote"


def _has_single(one: Amount, text: str) -> bool:
    """Whether a text has the thing in the singular: "a site", "the site", "one site"."""
    found = words(text)
    for before, word in pairwise(found):
        if word.stem in one.nouns[:1] and before.text in (
            "a",
            "an",
            "one",
            "single",
            "the",
            "another",
            "every",
            "each",
        ):
            return True
    return False


def _elsewhere(one: Amount, claim: Claim) -> bool:
    """A number of a citation's title, or one that a quote has as a year or as nought."""
    texts = [text for quote in claim.quotes for text in (quote.title, quote.role)]
    if any(same_value(one, other) for text in texts for other in amounts(text)):
        return True
    pairs = {Fraction(0): r"\b(?:no|none|nil|nobody|nothing|never|without)\b", Fraction(2): r"\b(?:both|pair|couple)\b"}
    pattern = pairs.get(one.value) if one.kind in ("cardinal", "times") else None
    if pattern is not None and any(re.search(pattern, quote.words, re.IGNORECASE) for quote in claim.quotes):
        return True
    plain = claim.text[one.start : one.end]
    return (
        plain.isdigit() and len(plain) == 4 and any(re.search(rf"\b{plain}\b", quote.words) for quote in claim.quotes)
    )


def _exchanged(claim: Claim, placed: Sequence[tuple[Amount, list[There]]], all_there: Sequence[There]) -> str | None:
    """An amount that stands with what a quote says of another, or that has "all" before it and none in the quotes."""
    for one, found in placed:
        if one.quantified and not any(
            re.search(r"\b(?:all|every|each|whole|everyone|everybody)\b", quote.words, re.I) for quote in claim.quotes
        ):
            return f"“{_phrase(claim.text, one)}” has no such word in a quote"
        rival_amounts = [
            other
            for other in all_there
            if other.amount.value != one.value
            and not (one.part_of_range and other.amount.part_of_range)
            and comparable(other.amount, one)
            and in_base(other.amount)[1] == in_base(one)[1]
        ]
        short = {(other.text, other.amount.start) for other in all_there if other.amount.bare}
        if all((other.text, other.amount.start) in short for other in found):  # "Four should consider it": four what
            taken = {other.value for other, _ in placed}
            rival_amounts = [other for other in rival_amounts if other.amount.value in taken]
        rivals = [Place(other.text, other.amount.start, other.amount.end) for other in rival_amounts]
        there = [Place(other.text, other.amount.start, other.amount.end) for other in found]
        neighbours = [
            (Place(claim.text, other.start, other.end), [Place(at.text, at.amount.start, at.amount.end) for at in ats])
            for other, ats in placed
            if other is not one and other.kind == one.kind
        ]
        shared_noun = () if any(other.amount.nouns for other in found) else one.nouns[:1]  # "Three need a reason"
        if misplaced(Place(claim.text, one.start, one.end), there, rivals, neighbours, shared_noun):
            return f"{_written(claim.text, one)} stands with something else in the quote"
    return None


def _redated(claim: Claim, placed: Sequence[tuple[Amount, list[There]]], all_there: Sequence[There]) -> str | None:
    """An amount that stands with the time of another."""
    mine = [one for one, _ in placed]
    theirs = [other.amount for other in all_there]
    for one, found in placed:
        if _clashing(claim, one, found):
            return f"{_written(claim.text, one)} has another time in the quote"
        when = time_of(bare(claim), one, mine)
        timed = [(own, time_of(own.text, own.amount, theirs)) for own in found]
        if (
            when is None
            or when.unit
            or (said_then(when, claim) and is_telling(claim, when))
            or not timed
            or any(there is None for _, there in timed)
        ):
            continue
        for rival in all_there:
            then = time_of(rival.text, rival.amount, theirs) if comparable(rival.amount, one) else None
            alike = in_base(rival.amount)[1] == in_base(one)[1] or (is_time(rival.amount.unit) and is_time(one.unit))
            if then is None or rival.amount.value == one.value or not alike:
                continue
            if all(own and other_time(when, (at.quote, own), (rival.quote, then)) for at, own in timed):
                return f"{_written(claim.text, one)} has another time in the quote"
    return None


def _clashing(claim: Claim, one: Amount, found: Sequence[There]) -> bool:
    """Whether the one time in an amount's clause is another than in each clause of a quote that has the amount."""
    stated = own_time(bare(claim), one)
    owned = [(at.quote, when) for at in found if (when := own_time(at.text, at.amount)) is not None]
    if stated is None or stated.unit or not owned or len(owned) < len(found):
        return False
    said = said_then(stated, claim) and is_telling(claim, stated)
    return not said and all(clashes(stated, each) for each in owned)


def _written(text: str, one: Amount) -> str:
    """An amount as it stands, with the sign before it or the word behind it."""
    sign = text[one.start - 1 : one.start] if text[one.start - 1 : one.start] in CURRENCIES else ""
    behind = re.match(r"\s?%|\s+per ?cent\b| \w+", text[one.end :]) if one.unit and not sign else None
    return sign + text[one.start : one.end] + (behind[0] if behind else "")


def _phrase(text: str, one: Amount) -> str:
    """An amount with up to three words before it and one behind."""
    before = re.search(r"(?:\S+\s+){0,3}\S*$", text[: one.start])
    behind = re.match(r"\S*(?:\s\w+)?", text[one.end :])
    return (before[0] if before else "") + text[one.start : one.end] + (behind[0] if behind else "")
