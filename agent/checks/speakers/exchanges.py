"""Two names that have changed places: in the claim each stands nearer to the words that the other has in the quotes."""

import re
from itertools import combinations

from agent.checks.claim import Claim
from agent.checks.english.alignment import body
from agent.checks.english.figures import figures
from agent.checks.english.words import STOP, Word, listed, words

_DAYS = listed("""
    january february march april may june july august september october november december monday tuesday wednesday
    thursday friday saturday sunday
""")
_MOST = 8  # names of a claim that are looked at
_LEAST = 2  # words that must have changed sides
_FAR = 14  # words


def swapped(claim: Claim) -> str | None:
    """The first two names that a claim exchanges, or none."""
    left, found = body(claim), words(claim.text)
    quoted = "\n\n".join(quote.words for quote in claim.quotes)
    source = words(quoted)
    written = {word.text for word in source if word.written[:1].isupper()}
    named = [
        word.text
        for word in found
        if word.written[:1].isupper() and word.text in written and word.text not in STOP | _DAYS and _left(left, word)
    ]
    own, theirs = _marked(found, left), _marked(source, quoted)
    for one, other in combinations(list(dict.fromkeys(named))[:_MOST], 2):
        mine, said = _nearer(found, own, one, other), _nearer(source, theirs, one, other)
        common = [stem for stem in mine if stem in said]
        crossed = [stem for stem in common if mine[stem] != said[stem]]
        ways = {mine[stem] for stem in crossed}
        if len(crossed) >= _LEAST and len(ways) == 2 and len(crossed) > 2 * (len(common) - len(crossed)):
            return f"{one.capitalize()} and {other.capitalize()} are exchanged"
    return None


def _left(left: str, word: Word) -> bool:
    return bool(left[word.start : word.end].strip())


def _marked(found: tuple[Word, ...], text: str) -> list[tuple[int, str]]:
    """The places of content words outside the frame, with their stems; a number is its value."""
    numbers = {first: f"{value:g}" for first, _, value in figures(re.sub(r"\s", " ", text))}
    return [
        (i, numbers.get(i, word.stem))
        for i, word in enumerate(found)
        if word.content and not word.capital and text[word.start : word.end].strip()
    ]


def _nearer(found: tuple[Word, ...], marked: list[tuple[int, str]], one: str, other: str) -> dict[str, str]:
    """For each stem that stands once, which of two names is nearer to it; none where both are as near, or far."""
    places = {name: [i for i, word in enumerate(found) if word.text == name] for name in (one, other)}
    stems = [stem for _, stem in marked]
    nearer = {}
    for at, stem in marked:
        if found[at].text in (one, other) or stems.count(stem) > 1:
            continue
        gaps = {name: min((_gap(found, at, i) for i in where), default=99.0) for name, where in places.items()}
        if min(gaps.values()) < _FAR and gaps[one] != gaps[other]:
            nearer[stem] = min(gaps, key=lambda name: gaps[name])
    return nearer


def _gap(found: tuple[Word, ...], at: int, i: int) -> float:
    """Words between two places; the end of a sentence or clause counts as more."""
    low, high = sorted((at, i))
    return high - low + 6 * (found[high].sentence - found[low].sentence) + 2 * (found[high].clause != found[low].clause)
