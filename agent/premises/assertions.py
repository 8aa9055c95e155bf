"""What one sentence of the record says of an act: that it is so, that it is not so, or nothing."""

from enum import Enum
from functools import lru_cache

from agent.checks.english.alignment import Reading
from agent.checks.english.opposites import alike, opposite, stemmed
from agent.checks.english.words import listed
from agent.checks.polarity.denials import SUBJECTS, after_denial, all_denied, denials, denied, doubled
from agent.premises.words import BEING, HAVING


class Says(Enum):
    """`SO`: it is so; `NOT_SO`: this very act is denied; `OTHERWISE`: its opposite is said to be so."""

    SO = "so"
    NOT_SO = "not so"
    OTHERWISE = "otherwise"


# Words for what is done to plans and posts that stand for each other, and their opposites, beyond `opposites`.
_TABLE = """
abandon cancel scrap shelve axe drop | build approve continue finish persist;
sack dismiss redundant redundancy fire | hire employ;
resign quit | stay remain;
agree | differ disagree;
relocate move transfer | ;
recall | ;
introduce start begin | ;
pay repay | ;
sell | keep retain
"""
_FAMILIES = tuple(
    (stemmed(one), stemmed(other)) for one, _, other in (row.partition("|") for row in _TABLE.strip().split(";"))
)
# What is only supposed, asked or reported of others says nothing about what is so.
_SUPPOSED = listed("""
    if unless whether would could should might may must can ought perhaps maybe suppose supposed imagine rumour rumours
    talk asked ask hoped hope wish wanted until before otherwise yet
""")
_OVER = listed("over ended lifted finished done")
_SOMEBODY = listed("nobody nothing none")


@lru_cache(maxsize=4096)
def like(stem: str) -> frozenset[str]:
    """The stems that say the same act, itself among them."""
    own = (half for pair in _FAMILIES for half in pair if stem in half)
    return frozenset({stem}).union(alike(stem), *own)


@lru_cache(maxsize=4096)
def unlike(stem: str) -> frozenset[str]:
    """The stems that say the opposite."""
    own = (other for one, two in _FAMILIES for half, other in ((one, two), (two, one)) if stem in half)
    return (opposite(stem).union(*own)) - like(stem)


def says(text: Reading, act: str) -> tuple[tuple[int, Says], ...]:
    """The places of a sentence that speak of an act, each with what is said there; none of what is only supposed."""
    if text.text.rstrip("\"'”’) ").endswith("?"):
        return ()
    same, other = like(act), unlike(act)
    found: list[tuple[int, Says]] = []
    for at, word in enumerate(text.words):
        if word.stem not in same | other or supposed(text, at):
            continue
        if word.stem in other:
            if not denied(text, at) and not _ends(text, at):
                found.append((at, Says.OTHERWISE))
        elif _ends(text, at):
            found.append((at, Says.OTHERWISE))
        elif surely_denied(text, at):
            found.append((at, Says.NOT_SO))
        elif not denied(text, at):
            found.append((at, Says.SO))
    return tuple(found)


def supposed(text: Reading, at: int) -> bool:
    """Whether the scope of a word, up to a little behind it, only supposes."""
    scope = text.scope(text.scopes[at])
    return any(text.words[i].text in _SUPPOSED for i in scope if i <= at + 1)


def surely_denied(text: Reading, at: int) -> bool:
    """Whether one negation, and no second one, denies just this word."""
    reaching = [i for i in denials(text) if at != i and at in _reached(text, i)]
    return len(reaching) == 1 and not doubled(text, reaching[0])


def _reached(text: Reading, i: int) -> tuple[int, ...]:
    most = 3 if text.words[i].text in SUBJECTS | _SOMEBODY else 1
    return (*all_denied(text, i), *after_denial(text, i, most))


def _ends(text: Reading, at: int) -> bool:
    """ "The pause is over", "the ban has been lifted"."""
    for i in range(at + 1, min(at + 9, len(text.words) - 1)):
        if text.words[i].text in BEING | HAVING:
            return any(word.text in _OVER for word in text.words[i + 1 : i + 3])
    return False
