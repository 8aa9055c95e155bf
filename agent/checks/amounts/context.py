"""Whether a figure or a time stands with its own words, or with those of another.

"Revenue rose by 4 % and costs by 2 %" has the figures of "revenue rose by 2 % and costs by 4 %", and is wrong. What a
figure governs is read from the words near it that set it apart from its neighbours.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from agent.checks.english.words import Word, words

_LIST = re.compile(r"(?:,|,? (?:and|or)) |, [^,.;]{0,9}, ")
_ASIDE = re.compile(r"\b(?:not|rather than|instead of|in place of) (?:the |about )?[£$€¥]?$", re.IGNORECASE)
Gist = dict[str, float]
_NEAR = 8
_CLAUSE = 2
_MARGIN_OF_TWO = 0.3
_MARGIN = 0.34  # so that a chance word far off decides nothing


@dataclass(frozen=True, slots=True)
class Place:
    """`text[start:end]` of a statement or a quote."""

    text: str
    start: int
    end: int


Neighbour = tuple[Place, Sequence[Place]]


def misplaced(
    here: Place,
    there: Sequence[Place],
    rivals: Sequence[Place],
    neighbours: Sequence[Neighbour],
    ignored: Sequence[str] = (),
) -> bool:
    """Whether the words around `here` are plainly those around one of `rivals`, and not those around any of `there`.

    `there` are the places in the quotes that say the same, `rivals` those that say something else in its stead,
    `neighbours` the other places of the statement, each with the places in the quotes that say the same. A rival that
    is in the statement, too, has to stand no nearer to its own words: then the two are exchanged. `ignored` are stems
    that tell nothing.
    """
    mine = {
        stem: weight
        for stem, weight in _gist(here, tuple(place for place, _ in neighbours)).items()
        if stem not in ignored
    }
    return bool(there) and all(any(_taken(mine, own, rival, here, neighbours) for rival in rivals) for own in there)


def _taken(mine: Gist, own: Place, rival: Place, here: Place, neighbours: Sequence[Neighbour]) -> bool:
    """Whether the statement has its words of `rival` in place of `own`."""
    if not _gist(own, (rival,)) or _beside(here) == _beside(own):
        return False
    lead = _lead(mine, rival, own)
    others = [place for place, places in neighbours if rival in places]
    if any(_listed(here, other) or _denied(other) for other in others):
        return False
    if not others:
        return lead > _MARGIN
    around = (here, *(place for place, _ in neighbours))
    leads = [_lead(_gist(one, tuple(place for place in around if place != one)), own, rival) for one in others]
    return lead > 0 and any(back >= 0 and (lead + back > _MARGIN_OF_TWO) for back in leads)


def _listed(one: Place, other: Place) -> bool:
    """Whether two places follow each other in a list: "two, three and four people"."""
    first, second = sorted((one, other), key=lambda place: place.start)
    return bool(_LIST.fullmatch(one.text[first.end : second.start]))


def _denied(place: Place) -> bool:
    """Whether a place is only put aside: "410 days, not 600"."""
    return bool(_ASIDE.search(place.text[: place.start]))


def _lead(mine: Gist, one: Place, other: Place) -> float:
    """By how much the words of a place in the statement are those of `one` rather than of `other`, in the quotes."""
    return _shared(mine, _gist(one, (other,))) - _shared(mine, _gist(other, (one,)))


def _beside(place: Place) -> tuple[str, str]:
    """The words directly before and behind a place."""
    found = words(place.text)
    before = [word.text for word in found if word.end <= place.start]
    behind = [word.text for word in found if word.start >= place.end]
    return "".join(before[-1:]), "".join(behind[:1])


def _shared(one: Gist, other: Gist) -> float:
    return sum(weight * other[stem] for stem, weight in one.items() if stem in other)


@lru_cache(maxsize=4096)
def _gist(place: Place, others: tuple[Place, ...]) -> Gist:
    """The stems near a place, none beyond another place or its sentence, by weight: 1 beside it, less farther off."""
    found = words(place.text)
    inside = [at for at, word in enumerate(found) if place.start <= word.start < place.end]
    barred = [(one.start, one.end) for one in others if one.text == place.text]
    gist: dict[str, float] = {}
    for at, step in ((inside[0], -1), (inside[-1], 1)) if inside else ():
        for rank, stem in enumerate(_side(found, at, step, barred), 1):
            gist[stem] = max(gist.get(stem, 0), 1 / rank)
    gist.pop("", None)
    return gist


def _side(found: tuple[Word, ...], at: int, step: int, barred: Sequence[tuple[int, int]]) -> list[str]:
    """The stems to one side of a word, the nearest first; a clause's end counts as two words."""
    stems: list[str] = []
    taken = {word.clause for word in found if any(start <= word.start < end for start, end in barred)}
    place, clause = at + step, found[at].clause
    while 0 <= place < len(found) and len(stems) < _NEAR:
        word = found[place]
        elsewhere = word.clause != found[at].clause and word.clause in taken
        if elsewhere or word.sentence != found[at].sentence or any(start <= word.start < end for start, end in barred):
            break
        stems += [""] * (_CLAUSE * (word.clause != clause))
        clause = word.clause
        if word.content and not word.text.isdigit():
            stems.append(word.stem)
        place += step
    return stems
