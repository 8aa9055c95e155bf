"""The clause of a question that asks what somebody said: "what did Ada Moss say", "was the closure announced".

Only the main clause counts. In "When is the pay rise paid that she announced in March?" nobody asks what was said.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from agent.checks.english.words import Word, listed

BASE = listed("""
    say tell announce promise mention write declare state explain describe speak talk comment report claim warn admit
    confirm deny suggest propose pledge argue express reply answer respond stress emphasise emphasize insist assure
    communicate publish issue predict forecast acknowledge apologise apologize address discuss reveal disclose
    reiterate repeat
""")
_IRREGULAR = {"say": "said", "tell": "told", "write": "wrote written", "speak": "spoke spoken", "deny": "denied"}
_IRREGULAR |= {"reply": "replied", "forecast": "forecast forecasted", "admit": "admitted"}
PAST = frozenset(
    form for verb in BASE for form in _IRREGULAR.get(verb, f"{verb}d" if verb.endswith("e") else f"{verb}ed").split()
)
GOING = frozenset(
    {"admitting", *(f"{verb.removesuffix('e') if verb.endswith('e') else verb}ing" for verb in BASE - {"admit"})}
)
TELLING = listed("tell told telling assure assured assuring")  # their object is who hears it
_ASKING = listed("what which who whom when where why how")
_BREAKS = listed("that who whom whose because if when while after before since until although whether unless where")
_OWNERS = listed("the a an this that these those our my your his her its their any some every no annual last latest")
_SOMEBODY = listed("he she they we you i everyone everybody anyone anybody management leadership leaders board")
_ROLES = listed("ceo cfo coo cto officer chief head director president boss executive")
_ADVERBS = listed("also been first last publicly officially ever really actually already just then exactly previously")
_THINGS = listed("what everything anything all whatever things how statements words")
_WIDEST, _LATEST = 9, 6  # words of a subject, and words before the clause's verb


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """`first` is the clause's first word, `verb` its verb of saying; `perfect`: has or have said, up to now."""

    first: Word
    verb: Word
    perfect: bool


def saying(found: Sequence[Word]) -> Saying | None:
    """The main clause of saying among the words of one sentence, those of its times left out."""
    return _inverted(found) or _passive(found) or _by_whom(found) or _headless(found)


def owned(word: Word) -> bool:
    """Whether what follows is a thing: "the report", "Ada's promise"."""
    return word.text in _OWNERS or word.written.endswith(("'s", "’s", "s'", "s’"))


def _opens(before: Sequence[Word]) -> bool:
    """Whether a main clause may begin after these words: nothing, or what is asked for ("how many people")."""
    rest = list(before)
    while rest and rest[0].text in ("and", "so", "but", "please", "well"):
        rest.pop(0)
    if not rest:
        return True
    asked = [place for place, word in enumerate(rest) if word.text in _ASKING]
    return bool(asked) and asked[0] <= 1 and len(rest) <= _LATEST and not any(one.text in _BREAKS for one in rest[2:])


def _inverted(found: Sequence[Word]) -> Saying | None:
    """Reads "did Ada say", "has anything been announced", "are they saying"."""
    for at, word in enumerate(found):
        forms = _forms(word.text)
        if not forms or not _opens(found[:at]):
            continue
        for place in range(at + 1, min(at + 1 + _WIDEST, len(found))):
            one = found[place]
            if one.text in _BREAKS:
                break
            later = place + 1 < len(found) and found[place + 1].text in forms
            if one.text in forms and not later and not (owned(found[place - 1]) and word.text not in ("has", "have")):
                return Saying(first=found[0], verb=one, perfect=word.text in ("has", "have"))
    return None


def _forms(auxiliary: str) -> frozenset[str]:
    if auxiliary in ("did", "does", "do"):
        return BASE
    if auxiliary in ("has", "have", "had"):
        return PAST
    return GOING if auxiliary in ("is", "are", "was", "were") else frozenset()


def _passive(found: Sequence[Word]) -> Saying | None:
    """Reads "what was said", "which changes were announced", "when was the closure announced"."""
    for at, word in enumerate(found):
        if word.text not in ("was", "were", "is", "are") or not _opens(found[:at]):
            continue
        thing = bool(at) and found[0].text in (
            "what",
            "which",
            "who",
        )  # "what was the rise announced in May" asks of it
        for place in range(at + 1, min(at + 1 + _WIDEST, len(found))):
            one = found[place]
            if one.text in PAST and (place > at + 1 or thing):
                return Saying(first=found[0], verb=one, perfect=False)
            if one.text in _BREAKS or (thing and one.text not in _ADVERBS):
                break
    return None


def _by_whom(found: Sequence[Word]) -> Saying | None:
    """Reads "who said", "which leader promised"."""
    if not found or found[0].text not in ("who", "which"):
        return None
    place = 1
    while place < len(found) and found[place].text in _ADVERBS | _ROLES | {"leader", "leaders", "of", "our", "us"}:
        place += 1
    if place < len(found) and found[place].text in PAST and (place > 1 or found[0].text == "who"):
        return Saying(first=found[0], verb=found[place], perfect=False)
    return None


def _headless(found: Sequence[Word]) -> Saying | None:
    """Reads "what Ada said", "show me everything she has said"."""
    for at, word in enumerate(found[:_LATEST]):
        if word.text not in _THINGS or any(one.text in _BREAKS for one in found[:at]):
            continue
        subject: list[Word] = []
        for one in found[at + 1 : at + 1 + _WIDEST]:
            if one.text in PAST and subject:
                somebody = any(each.capital or each.text in _SOMEBODY | _ROLES for each in subject)
                perfect = subject[-1].text in ("has", "have")
                return Saying(first=found[0], verb=one, perfect=perfect) if somebody else None
            if one.text in _BREAKS and one.text != "that":
                break
            subject.append(one)
        return None
    return None
