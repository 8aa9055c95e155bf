"""A question taken apart: what it asks with, and the clauses that it states along with asking."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from agent.checks.english.words import Word, words
from agent.premises.words import ASKING, BOUNDS, CAUSING, DEGREES, HELPING, PREPOSITIONS, is_past
from ingest.display import folded

LONGEST = 60  # words of a question that is read
_SENTENCE = re.compile(r"(?<=[.?!])\s+")
_LEAD = re.compile(
    r"^(?:(?:and|but|so|then|well|now|please|also)\b,?\s+)*"
    r"(?:(?:please |can you |could you |would you )*(?:tell me|tell us|explain|show me|do you know|i wonder|"
    r"i would like to know|i want to know|remind me)\s+(?=wh|how))?",
    re.IGNORECASE,
)
_CLEFT = re.compile(
    r"^(?:who|what|why|when|where|how|which \w+)\s+(?:is|was)\s+it\s+(that|who|which)\s+", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question's words: `head` is what it asks with ("how many balances"), `rest` what follows. `told`: `rest` is in
    the order of a statement; `made`: it is what somebody was made to do; `bare`: what is asked after is itself the
    subject ("who closed it"). `tails` are clauses that say when or why something was so."""

    text: str
    head: tuple[Word, ...]
    rest: tuple[Word, ...]
    told: bool
    bare: bool
    made: bool
    tails: tuple[tuple[Word, ...], ...]


def asked(question: str) -> Asked | None:
    """The question, or none where it is none that asks for something by a word such as "why"."""
    one = _one(question)
    if one is None:
        return None
    lead = _LEAD.match(one)
    led = lead is not None and bool(re.search(r"tell|explain|know|show|wonder|remind", lead[0], re.IGNORECASE))
    text = one[lead.end() :] if lead is not None else one
    cleft = _CLEFT.match(text)
    found = words(text)
    if not found or len(found) > LONGEST:
        return None
    if cleft is not None:
        rest = found[next((i for i, word in enumerate(found) if word.start >= cleft.end()), len(found)) :]
        if len(rest) > 2 and found[0].text == "what" and rest[0].text in CAUSING and _somebody((found[0], *rest)):
            return _split(text, (found[0], rest[0]), rest[1:], made=True)
        bare = bool(rest) and is_past(rest[0])  # "what was it that caused it"
        return _split(text, found[:1], rest, told=not bare, bare=bare)
    start = next((i for i, word in enumerate(found[:3]) if word.text in ASKING or word.text == "how"), None)
    if start is None or any(word.text not in PREPOSITIONS | {"since"} for word in found[:start]):
        return None
    return _headed(text, found[start:], led)


def _one(question: str) -> str | None:
    """The last sentence that asks; one without any mark at its end may ask, one with a full stop does not."""
    parts = [one for one in _SENTENCE.split(folded(question)) if one]
    asking = [one for one in parts if one.rstrip("\"'”’) ").endswith("?")]
    if asking:
        return asking[-1].strip("\"'“”‘’() ")
    return parts[0] if len(parts) == 1 and not parts[0].rstrip().endswith((".", "!", "…", ":", ";", ",")) else None


def _headed(text: str, found: Sequence[Word], led: bool) -> Asked | None:
    head = found[0].text
    if head == "how" and len(found) > 1 and found[1].text == "come":
        return _split(text, found[:2], found[2:], told=True)
    if head == "what" and len(found) > 2 and found[1].text in CAUSING and _somebody(found):
        return _split(text, found[:2], found[2:], made=True)
    if head in ("why", "when", "where") or (head == "how" and (len(found) < 2 or found[1].text not in DEGREES)):
        inverted = len(found) > 1 and found[1].text in HELPING
        if inverted:
            return _split(text, found[:1], found[1:])
        return _split(text, found[:1], found[1:], told=True) if led else None
    # "how many balances | did she", "which site | closed", "who | approved"
    end = next((i for i, word in enumerate(found[1:8], 1) if word.text in HELPING), None)
    if end is None:
        return _split(text, found[:1], found[1:], bare=True)
    return _split(text, found[:end], found[end:])


def _somebody(found: Sequence[Word]) -> bool:
    """ "What made her | close", "what led Daniel to | close", and not "what caused the delay"."""
    return found[1].text in ("made", "got") or any(word.text == "to" for word in found[3:])


def _split(
    text: str, head: Sequence[Word], rest: Sequence[Word], *, told: bool = False, bare: bool = False, made: bool = False
) -> Asked:
    cuts = [i for i, word in enumerate(rest) if i and word.text in BOUNDS and not _prepositional(rest, i)]
    ends = [*cuts, len(rest)][1:]
    tails = tuple(tuple(rest[cut + 1 : end]) for cut, end in zip(cuts, ends, strict=True))
    main = tuple(rest[: cuts[0]]) if cuts else tuple(rest)
    return Asked(text=text, head=tuple(head), rest=main, told=told, bare=bare, made=made, tails=tails)


def _prepositional(rest: Sequence[Word], i: int) -> bool:
    """ "After the hinge?" and "since March" have no clause of their own."""
    return rest[i].text == "because" and i + 1 < len(rest) and rest[i + 1].text == "of"


def written(one: Asked, found: Sequence[Word]) -> str:
    """These neighbouring words as they stand in the question."""
    return one.text[found[0].start : found[-1].end] if found else ""
