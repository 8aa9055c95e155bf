"""What a verb and the words after it say to be so."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from agent.checks.english.words import Word
from agent.premises.words import (
    ADVERBS,
    BEING,
    BOUNDS,
    CARRYING,
    DETERMINERS,
    DOING,
    FACTIVE,
    FAILING,
    HELPING,
    LIGHT,
    PREPOSITIONS,
    SAYING,
    content,
    is_participle,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Predicate:
    """`verb` is the place of the first verb or of what stands for one; `acts`, `about`, `object` are as in `Premise`.
    `inner` is the clause that it says or admits, in the order of a statement, and `gerund` whether it begins with
    "-ing"."""

    verb: int
    acts: tuple[str, ...]
    about: frozenset[str]
    negated: bool
    stem: str = ""
    object: frozenset[str] = frozenset()
    inner: tuple[Word, ...] = ()
    gerund: bool = False


def predicate(
    found: Sequence[Word], helping: str, names: frozenset[str], asked: tuple[str, ...] = ()
) -> Predicate | None:
    """What follows a subject; `helping` is the helping word ("did", "will"; empty: the verb is finite itself), `asked`
    are the stems of what is asked after ("how much bonus")."""
    acts: tuple[str, ...]
    at, negated = _skip(found, 0)
    if at >= len(found):
        return None
    first = at
    if helping in BEING and not is_participle(found[at]):
        acts = content(_phrase(found, at), names)
        return _made(found, at, acts, negated, names) if acts else None
    while found[at].text in ("be", "been", "being", "have") and at + 1 < len(found):
        at, more = _skip(found, at + 1)
        negated = negated != more
        if at >= len(found):
            return None
    while at + 2 < len(found) and found[at].stem in CARRYING | FAILING:
        to = found[at + 1].text == "to" and found[at + 2].text not in DETERMINERS
        if not to and not (is_participle(found[at + 1]) and found[at + 1].text.endswith("ing")):
            break
        negated = negated != (found[at].stem in FAILING)
        at += 2 if to else 1
    verb = found[at]
    inner, gerund = _inner(found, at)
    if inner:
        return Predicate(
            verb=first,
            acts=(verb.stem,),
            about=frozenset(),
            negated=negated,
            stem=verb.stem,
            inner=inner,
            gerund=gerund,
        )
    acts = (verb.stem,)
    if verb.stem in LIGHT:
        beside = at + 1 < len(found) and found[at + 1].text not in PREPOSITIONS
        acts = (content(_phrase(found, at + 1), names) if beside else asked) or acts
    made = _made(found, first, acts, negated, names) if acts else None
    beside = at + 1 < len(found) and found[at + 1].text not in PREPOSITIONS
    direct = content(_phrase(found, at + 1), names) if beside else asked
    return replace(made, object=frozenset(direct) - frozenset(acts)) if made is not None else None


def _made(found: Sequence[Word], first: int, acts: tuple[str, ...], negated: bool, names: frozenset[str]) -> Predicate:
    about = frozenset(content(found[first:], names)) - frozenset(acts) - CARRYING - FAILING
    return Predicate(verb=first, acts=acts, about=about, negated=negated, stem=found[first].stem)


def _skip(found: Sequence[Word], at: int) -> tuple[int, bool]:
    """The first place from `at` on that is no adverb, and whether it is denied by one."""
    negated = False
    while at < len(found) and (found[at].text in ADVERBS or found[at].text == "no"):
        longer = found[at].text == "no" and at + 1 < len(found) and found[at + 1].text == "longer"
        if found[at].text == "no" and not longer:
            break
        negated = negated != (found[at].text in ("not", "never") or longer)
        at += 2 if longer else 1
    return at, negated


def _phrase(found: Sequence[Word], at: int) -> Sequence[Word]:
    """The words from `at` up to the next preposition or clause."""
    start = at + 1 if at < len(found) and found[at].text in PREPOSITIONS else at
    end = next((i for i in range(start, len(found)) if found[i].text in PREPOSITIONS | BOUNDS), len(found))
    return found[start:end]


def _inner(found: Sequence[Word], at: int) -> tuple[tuple[Word, ...], bool]:
    """The clause that a verb of saying or admitting governs, none where it has none."""
    stem, rest = found[at].stem, found[at + 1 :]
    if stem not in FACTIVE | SAYING or not rest:
        return (), False
    if rest[0].text == "that" and len(rest) > 2:
        return tuple(rest[1:]), False
    after = rest[1:] if rest[0].text in ("to", "about") else rest
    if stem in FACTIVE and len(after) > 1 and after[0].text.endswith("ing"):
        return tuple(after), True
    told = any(word.text in HELPING - DOING for word in rest[1:])
    return (tuple(rest), False) if told and rest[0].text not in PREPOSITIONS else ((), False)
