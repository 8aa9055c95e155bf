"""What one sentence of the record says of an act: that it is so, that it is not so, or nothing."""

import re
from enum import Enum
from functools import lru_cache

from agent.checks.english.alignment import Reading
from agent.checks.english.opposites import alike, opposite, stemmed
from agent.checks.english.words import listed
from agent.checks.polarity.denials import SUBJECTS, after_denial, all_denied, denials, denied
from agent.premises.words import BEING, DETERMINERS, HAVING


class Says(Enum):
    """`SO`: it is so; `NOT_SO`: this very act is denied; `OTHERWISE`: its opposite is said to be so; `OVER`: it was so,
    and is no longer."""

    SO = "so"
    NOT_SO = "not so"
    OTHERWISE = "otherwise"
    OVER = "over"


# Words for what is done to plans and posts that stand for each other, beyond `opposites`; and what contradicts them.
_ALIKE = tuple(
    stemmed(group)
    for group in (
        "abandon cancel scrap shelve axe drop",
        "sack dismiss redundant redundancy fire",
        "resign quit",
        "relocate move transfer",
        "pay repay",
    )
)
_AGAINST = tuple(
    (stemmed(one), stemmed(other))
    for one, other in (
        ("abandon cancel scrap shelve axe drop", "build continue finish persist approve"),
        ("resign quit", "stay remain"),
        ("agree", "differ disagree"),
        ("sell", "keep retain"),
    )
)
# What can be done and undone: a site that was opened may have been closed since, and neither denies the other.
_UNDONE = stemmed("""
    open reopen close shut closure start begin launch commence introduce resume stop end finish cease halt discontinue
    conclude pause suspend buy purchase acquire sell sale dispose hire recruit employ dismiss sack fire redundancy
    redundant join arrive enter leave depart quit exit lend borrow before after first last import export
""")
# What is only supposed, asked or reported of others says nothing about what is so.
_SUPPOSED = listed("""
    if unless whether would could should might may must can ought perhaps maybe suppose supposed imagine rumour rumours
    talk asked ask hoped hope wish want wanted until before after otherwise yet
""")
_COMMA = re.compile(r"[,;:()—–]")
_OVER = listed("over ended lifted finished done")
_ENDED = listed("ended finished stopped")
_LIMITS = listed("more less fewer longer than only alone except unless until")
_THINKING = stemmed("think believe expect suppose")
_CLAUSE = 4  # content words of a clause that "I do not think" denies
_SOMEBODY = listed("nobody nothing none")


@lru_cache(maxsize=4096)
def like(stem: str) -> frozenset[str]:
    """The stems that say the same act, itself among them."""
    return frozenset({stem}).union(alike(stem), *(group for group in _ALIKE if stem in group))


@lru_cache(maxsize=4096)
def unlike(stem: str) -> frozenset[str]:
    """The stems that say the opposite."""
    own = (other for pair in _AGAINST for half, other in (pair, pair[::-1]) if stem in half)
    return opposite(stem).union(*own) - like(stem) - (_UNDONE if stem in _UNDONE else frozenset())


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
            named = at > 0 and text.words[at - 1].text in DETERMINERS  # "the right figure" says of no figure that it is
            if not named and not denied(text, at) and not _ends(text, at):
                found.append((at, Says.OTHERWISE))
        elif _ends(text, at):
            found.append((at, Says.OVER))
        elif surely_denied(text, at) and not _limited(text, at):
            found.append((at, Says.NOT_SO))
        elif not denied(text, at):
            found.append((at, Says.SO))
    over = any(verdict is Says.OVER for _, verdict in found)
    return tuple(one for one in found if not (over and text.words[one[0]].text in _ENDED | _OVER))


def supposed(text: Reading, at: int) -> bool:
    """Whether the scope of a word, up to a little behind it, only supposes."""
    scope = text.scope(text.scopes[at])
    return any(text.words[i].text in _SUPPOSED and not text.words[i].capital for i in scope if i <= at + 1)


def surely_denied(text: Reading, at: int) -> bool:
    """Whether one negation, and no second one, denies just this word."""
    denying = [i for i in denials(text) if not _answers(text, i)]
    reaching = [i for i in denying if at != i and at in _reached(text, i)]
    return len(reaching) == 1 and not any(reaching[0] in _reached(text, i) for i in denying if i != reaching[0])


def nobody(text: Reading, at: int) -> bool:
    """Whether it is "nobody" or "nothing" that denies a word: then it holds of everything that was spoken of."""
    return any(text.words[i].text in _SOMEBODY and at in _reached(text, i) for i in denials(text))


def _limited(text: Reading, at: int) -> bool:
    """ "Never pays for more than sixty" is no word against paying."""
    return any(word.text in _LIMITS for word in text.words[at + 1 : at + 5])


def _answers(text: Reading, i: int) -> bool:
    """The "no" of "no, we are not": it repeats the denial."""
    return text.words[i].text == "no" and text.text[text.words[i].end :].lstrip()[:1] in (",", ".", ":", ";")


def _reached(text: Reading, i: int) -> tuple[int, ...]:
    """What a negation denies without a comma between: "with no slides, beginning in May" denies no beginning."""
    return tuple(
        at for at in _denied(text, i) if not _COMMA.search(text.text[text.words[i].end : text.words[at].start])
    )


def _denied(text: Reading, i: int) -> tuple[int, ...]:
    most = 3 if text.words[i].text in SUBJECTS | _SOMEBODY else 1
    reached = (*all_denied(text, i), *after_denial(text, i, most))
    if i + 1 < len(text.words) and text.words[i + 1].stem in _THINKING:  # "I do not think that harbours are a market"
        sentence, after = text.words[i].sentence, range(i + 2, len(text.words))
        clause = [at for at in after if text.words[at].content and text.words[at].sentence == sentence]
        reached = (*reached, *clause[:_CLAUSE])
    return reached


def _ends(text: Reading, at: int) -> bool:
    """ "The pause is over", "the ban has been lifted", "the freeze ended"."""
    for i in range(at + 1, min(at + 9, len(text.words))):
        if text.words[i].text in BEING | HAVING:
            return any(word.text in _OVER for word in text.words[i + 1 : i + 3])
        if text.words[i].text in _ENDED:
            return True
    return False
