"""Which words of the quotes each word of a claim rests on.

The frame of a claim (its citations' names, titles and dates, and a quote repeated whole) is blanked out, so that a
title such as "May we" is not read as a promise. What is left, the body, and the quotes are cut into scopes: stretches
over which a "not" or a "will" can reach. Every scope of the claim rests on the quotes' scopes that share most of its
content words.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from agent.checks.claim import Claim, Day
from agent.checks.english.words import Word, fold, listed, words

# A comma or "and" before one of these opens a new scope: a subject, a helping verb or a negation of its own.
_OPENERS = listed("""
    i we he she it they you there this that these those nobody nothing no none not never neither nor everybody
    everyone anybody anyone will would shall can could may might must should is are was were has have had do does did
    without with my our your his her its their the a an each every all
""")
_PRONOUNS = listed("i we he she it they you")
_HELPING = listed("will would shall can could may might must should is are was were has have had do does did not")
_AFTER_AND = _OPENERS - listed("my our your his her its their the a an each every all this that these those")
_BREAKING = listed("but because although though whereas unless if while whilst until when whenever nor so")
_RELATIVE = listed("which who whom whose where since yet and or then as")
_SUBORDINATE = listed("if when while although though because unless since as after before until once")
_STRONG = re.compile(r"[;:()\[\]…—–]|\s-+\s|\n\s*\n")
_SAID = re.compile(r":\s*[\"“](.*)[\"”]\s*$", re.DOTALL)
_ENOUGH = 0.5  # of a quote's scope, or two words: then the claim rests on that scope and not on a chance word of it


@dataclass(frozen=True, slots=True)
class Reading:
    """Words of a text and, for each, the number of its scope."""

    text: str
    words: tuple[Word, ...]
    scopes: tuple[int, ...]

    def opens(self, at: int) -> bool:
        """Whether a word begins its sentence, or what follows a semicolon, a colon, a dash or a conjunction."""
        if at == 0 or self.words[at - 1].sentence != self.words[at].sentence:
            return True
        before = self.words[at - 1]
        return before.text in ("and", "but", "or") or bool(_STRONG.search(self.text[before.end : self.words[at].start]))

    def ahead(self, at: int, most: int) -> tuple[int, ...]:
        """The places of up to `most` content words after `at` in its scope."""
        found = (i for i in range(at + 1, len(self.words)) if self.words[i].content)
        return tuple(i for _, i in zip(range(most), found, strict=False) if self.scopes[i] == self.scopes[at])

    def behind(self, at: int, most: int) -> tuple[int, ...]:
        """The places of up to `most` content words before `at` in its scope, the nearest first."""
        found = (i for i in range(at - 1, -1, -1) if self.words[i].content)
        return tuple(i for _, i in zip(range(most), found, strict=False) if self.scopes[i] == self.scopes[at])

    def scope(self, number: int) -> tuple[int, ...]:
        """The places of all words of one scope."""
        return tuple(i for i, one in enumerate(self.scopes) if one == number)


@dataclass(frozen=True, slots=True)
class Alignment:
    """`covers` gives, for each scope of the claim, the (quote, scope) pairs it rests on; `partners`, for each word of
    the claim, the (quote, place) pairs of the same stem, those in covering scopes where there are any."""

    claim: Reading
    quotes: tuple[Reading, ...]
    covers: dict[int, tuple[tuple[int, int], ...]]
    partners: tuple[tuple[tuple[int, int], ...], ...]

    def matched(self, quote: int, at: int) -> tuple[int, ...]:
        """The places in the claim that rest on this word of this quote."""
        return tuple(i for i, found in enumerate(self.partners) if (quote, at) in found)


@lru_cache(maxsize=4096)
def reading(text: str) -> Reading:
    """The words of a text with their scopes."""
    found = words(text)
    scopes: list[int] = []
    number, opener = 0, ""
    for i, word in enumerate(found):
        if i and _opens(text, found, i, opener):
            number, opener = number + 1, word.text
        elif not i or (i and found[i - 1].sentence != word.sentence):
            opener = word.text
        scopes.append(number)
    return Reading(text, found, tuple(scopes))


def _opens(text: str, found: tuple[Word, ...], i: int, opener: str) -> bool:
    word, before = found[i], found[i - 1]
    if word.start == before.start:
        return False
    gap = text[before.end : word.start]
    if word.sentence != before.sentence or _STRONG.search(gap):
        return True
    if word.text in _BREAKING:
        return before.text != "not"
    if "," in gap:
        return word.text in _OPENERS or word.text in _RELATIVE or opener in _SUBORDINATE
    if word.text in _PRONOUNS and before.content and i + 1 < len(found) and found[i + 1].text in _HELPING:
        return True
    return before.text in ("and", "or") and word.text in _AFTER_AND


def verbatim(claim: Claim) -> bool:
    """Whether the claim is a stretch of one quote, word for word."""
    text = fold(claim.text).strip()
    return any(text in fold(quote.words) for quote in claim.quotes)


@lru_cache(maxsize=1024)
def body(claim: Claim) -> str:
    """The claim with its frame blanked out, every other character in its place."""
    text = claim.text
    said = _SAID.search(text)
    if said is not None and any(said[1].strip() == quote.words.strip() for quote in claim.quotes):
        text = text[: said.start()]
    for quote in claim.quotes:
        if quote.title:
            text = _blank(text, rf"\*{re.escape(quote.title)}\*|[\"“‘']{re.escape(quote.title)}[\"”’']")
            text = _blank(text, rf"(?<!\w){re.escape(quote.title)}(?!\w)") if " " in quote.title else text
        for name in (quote.role, quote.speaker, *_parts(quote.speaker)):
            text = _blank(text, rf"(?<!\w){re.escape(name)}(?:['’]s?)?(?!\w)") if name else text
        text = _blank(text, _date(quote.date)) if quote.date is not None else text
    return text


@lru_cache(maxsize=1024)
def aligned(claim: Claim) -> Alignment:
    """The body of a claim against its quotes."""
    text, quotes = reading(body(claim)), tuple(reading(quote.words) for quote in claim.quotes)
    stems = {
        (q, number): frozenset(one.words[i].stem for i in one.scope(number) if one.words[i].content)
        for q, one in enumerate(quotes)
        for number in dict.fromkeys(one.scopes)
    }
    covers = {
        number: _cover(frozenset(text.words[i].stem for i in text.scope(number) if text.words[i].content), stems)
        for number in dict.fromkeys(text.scopes)
    }
    by_stem: dict[str, list[tuple[int, int]]] = {}
    for q, one in enumerate(quotes):
        for i, word in enumerate(one.words):
            by_stem.setdefault(word.stem, []).append((q, i))
    partners = []
    for i, word in enumerate(text.words):
        everywhere = by_stem.get(word.stem, []) if word.content else []
        near = [at for at in everywhere if (at[0], quotes[at[0]].scopes[at[1]]) in covers[text.scopes[i]]]
        partners.append(tuple(near or everywhere))
    return Alignment(text, quotes, covers, tuple(partners))


def _cover(wanted: frozenset[str], stems: dict[tuple[int, int], frozenset[str]]) -> tuple[tuple[int, int], ...]:
    """The fewest scopes that hold what the quotes have of `wanted`, the best first."""
    chosen: list[tuple[int, int]] = []
    left = wanted
    while left and stems:
        best = max(stems, key=lambda one: (len(left & stems[one]), len(wanted & stems[one]) / (1 + len(stems[one]))))
        shared = wanted & stems[best]
        if not left & stems[best]:
            break
        if not chosen or len(shared) > 1 or len(shared) >= _ENOUGH * len(stems[best]):
            chosen.append(best)
        left -= stems[best]
    return tuple(chosen)


def _blank(text: str, pattern: str) -> str:
    return re.sub(pattern, lambda found: " " * len(found[0]), text)


def _parts(name: str) -> tuple[str, ...]:
    """A name's words, the longest first; initials are none."""
    return tuple(sorted((one for one in name.split() if len(one.strip(".")) > 1), key=len, reverse=True))


def _date(day: Day) -> str:
    """What a date may look like, with its preposition: "on 4 March 2026", "March 4, 2026", "in March 2026"."""
    month, number = f"{day:%B}", f"0?{day.day}(?:st|nd|rd|th)?"
    forms = rf"{number} (?:of )?{month}(?:,? {day.year})?|{month} {number}(?:,? {day.year})?|{month}(?: of)? {day.year}"
    return rf"(?:(?<!\w)(?:[Oo]n|[Ii]n)(?: the)? )?(?<!\w)(?:{forms}|{day.isoformat()})(?!\w)"


def dated(claim: Claim) -> tuple[tuple[int, int, Day], ...]:
    """Where the claim gives a citation's date, in order: start, end, and the date."""
    days = dict.fromkeys(quote.date for quote in claim.quotes if quote.date is not None)
    found = [(one.start(), one.end(), day) for day in days for one in re.finditer(_date(day), claim.text)]
    return tuple(sorted(found))
