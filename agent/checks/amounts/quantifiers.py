"""Whether "all", "most", "some", "few" and "none" are those of the quotes, where both speak of the same things."""

from dataclasses import dataclass
from functools import lru_cache

from agent.checks.claim import Claim
from agent.checks.english.words import Word, words
from agent.checks.times.frames import named, within

_KINDS = {
    **dict.fromkeys(["all", "every", "everyone", "everybody", "entire", "whole", "each"], "all"),
    **dict.fromkeys(["most", "majority"], "most"),
    **dict.fromkeys(["many", "numerous", "much"], "many"),
    **dict.fromkeys(["some", "several"], "some"),
    **dict.fromkeys(["few", "minority", "hardly"], "few"),
    **dict.fromkeys(["none", "nobody", "neither"], "none"),
}
_COMPATIBLE = {frozenset(("all", "many")), frozenset(("some", "many")), frozenset(("few", "some"))}
_SELVES = frozenset(["everyone", "everybody", "nobody"])
_PASSED = frozenset(["of", "the", "its", "their", "our", "your", "these", "those", "them", "us", "you", "this", "that"])


@dataclass(frozen=True, slots=True)
class Quantifier:
    """A word of quantity, its kind, and the stems of what it is of (empty: of people, or of what went before)."""

    word: Word
    kind: str
    things: frozenset[str]


def quantifiers(claim: Claim) -> str | None:
    """The first word of quantity that a quote has another kind for, of the same things, or none."""
    metadata = named(claim)
    there = [one for quote in claim.quotes for one in _read(quote.words)]
    for one in _read(claim.text):
        if within(one.word.start, metadata) or any(one.kind == other.kind for other in there):
            continue
        for other in there:
            if one.things & other.things and frozenset((one.kind, other.kind)) not in _COMPATIBLE:
                return f"“{one.word.written}” is “{other.word.written}” in the quote"
    return None


@lru_cache(maxsize=4096)
def _read(text: str) -> tuple[Quantifier, ...]:
    found = words(text)
    result = []
    for at, word in enumerate(found):
        kind = _KINDS.get(word.text)
        if kind is None or (word.text == "all" and at and found[at - 1].text in ("at", "after", "above", "in")):
            continue
        if word.text == "few" and at and found[at - 1].text == "a":
            kind = "some"
        if word.text == "most" and at and found[at - 1].text in ("at", "the"):
            continue
        result.append(Quantifier(word, kind, frozenset() if word.text in _SELVES else _things(found, at)))
    return tuple(result)


def _things(found: tuple[Word, ...], at: int) -> frozenset[str]:
    stems: list[str] = []
    for word in found[at + 1 : at + 6]:
        if word.text in _PASSED:
            if word.text in ("you", "us", "them"):
                return frozenset({"person"})
            continue
        if not word.content or word.clause != found[at].clause or len(stems) == 2:
            break
        stems.append("person" if word.text in _PEOPLE else word.stem)
    return frozenset(stems)


_PEOPLE = frozenset(["people", "staff", "employees", "employee", "colleagues", "workers", "everyone", "person"])
