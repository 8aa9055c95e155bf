"""Questions whose helping word stands before the subject, or whose subject is what they ask after."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from agent.checks.english.words import Word
from agent.premises.clauses import Asked, written
from agent.premises.predicates import Predicate, predicate
from agent.premises.premise import Premise
from agent.premises.statements import behind, premise
from agent.premises.subjects import subject
from agent.premises.words import (
    ADVERBS,
    ALONE,
    ASKER,
    BEING,
    DEGREES,
    DOING,
    OPEN,
    PREPOSITIONS,
    SUPPOSING,
    VERBS,
    content,
    is_participle,
    is_past,
    is_present,
    told,
)


def inverted(one: Asked, names: frozenset[str]) -> Iterator[Premise]:
    """ "Why did she close it", "how many balances were called back"."""
    helping, after = one.rest[0].text, one.rest[1:]
    negated = bool(after) and after[0].text == "not"  # "didn't she"
    after = after[negated:]
    if helping in SUPPOSING or not after or after[0].text in (*ASKER, "there"):
        return
    plain = one.head[0].text in ("why", "when", "where") or (one.head[0].text == "how" and len(one.head) == 1)
    if not plain and _is_subject(after, helping):
        anything = {"who": "somebody", "much": "something", "many": "some"}
        yield from _said_of(one, _thing(one) or anything.get(one.head[-1].text, ""), names)
        return
    opens = len(one.head) == 1 and one.head[0].text not in ("why", "when", "where")
    usual = one.head[0].text == "how" and len(one.head) == 1 and helping in ("do", "does")  # how it is done
    size = subject(after, helping, names)
    if not size or size >= len(after) or (usual and after[0].text == "we") or (opens and helping in BEING):
        return
    who, rest = after[:size], after[size:]
    more = content(one.head[1:], names | DEGREES)
    act = predicate(rest, helping, names, more)
    if act is None or (opens and act.stem in OPEN and one.head[0].text != "how"):
        return
    act = replace(act, negated=act.negated != negated)
    if act.inner:
        yield from behind(one, who, act, names)
    else:
        told_so = f"{helping} not {written(one, rest)}" if negated else _predicate(one, rest, act, helping)
        text = f"{written(one, who)} {told_so}"
        yield premise(text, act, names, who=who, helping=helping, more=more)


def _is_subject(after: Sequence[Word], helping: str) -> bool:
    """Whether a verb follows at once: "how many balances were | called back"."""
    first = next((word for word in after if word.text not in ADVERBS), after[0])
    if helping in DOING:
        return False
    if helping in BEING and (first.text in PREPOSITIONS or first.stem in ALONE):
        return True
    return is_participle(first) or first.text in ("be", "been") or (helping == "will" and first.text in VERBS)


def _said_of(one: Asked, who: str, names: frozenset[str]) -> Iterator[Premise]:
    helping, after = one.rest[0].text, one.rest[1:]
    act = predicate(after, helping, names)
    if who and act is not None and not act.inner:
        more = content(one.head[1:], names | DEGREES)
        text = f"{who} {helping} {written(one, after)}"
        yield premise(text, act, names, who=one.head[1:], helping=helping, more=more)


def _predicate(one: Asked, rest: Sequence[Word], act: Predicate, helping: str) -> str:
    """What is said of the subject, in the order of a statement; what is asked after stands behind the verb."""
    if helping not in DOING:
        return f"{helping} {written(one, rest)} {_object(one, rest, act) if _thing(one) else ''}"
    if any(word.text == "not" for word in rest[: act.verb]):
        return f"{helping} {written(one, rest)}"
    verb = rest[act.verb]
    parts = (
        written(one, rest[: act.verb]),
        told(helping, verb.text),
        _object(one, rest, act),
        written(one, rest[act.verb + 1 :]),
    )
    return " ".join(part for part in parts if part)


def _object(one: Asked, rest: Sequence[Word], act: Predicate) -> str:
    if one.head[0].text in ("why", "when", "where") or act.stem in ALONE:
        return ""
    thing = _thing(one)
    following = rest[act.verb + 1].text if act.verb + 1 < len(rest) else ""
    if thing or (following and following not in PREPOSITIONS):
        return thing
    asks = one.head[-1].text
    return "something" if asks in ("much", "many", "what", "which") else "somebody" if asks in ("who", "whom") else ""


def _thing(one: Asked) -> str:
    """What is asked after by name: "balances" of "how many balances", "some site" of "which site"."""
    degree = len(one.head) > 1 and one.head[1].text in DEGREES
    if one.head[0].text == "how" and not (degree and one.head[1].text in ("many", "much")):
        return ""
    named = one.head[2 if degree else 1 :]
    if not named:
        return ""
    return written(one, named) if degree and named[0].text != "of" else f"some {written(one, named)}"


def subject_asked(one: Asked, names: frozenset[str]) -> Iterator[Premise]:
    """ "Who closed it", "which site closed", "how many laboratories pay"."""
    head, rest = one.head[0].text, one.rest
    at = 0
    if head != "who" and not (head == "what" and is_past(rest[0])):
        at = next((i for i, word in enumerate(rest) if i and (is_past(word) or is_present(word, head == "how"))), 0)
        if not at:
            return
    if not at and not (is_past(rest[at]) or is_present(rest[at])):
        return
    named = rest[1:at] if head == "how" and rest[0].text in DEGREES else rest[:at]
    who = f"some {written(one, named)}" if named else ("something" if head == "what" else "somebody")
    act = predicate(rest[at:], "", names)
    if act is not None and not act.inner and not (head == "what" and act.stem in OPEN):
        yield premise(f"{who} {written(one, rest[at:])}", act, names, who=named, past=is_past(rest[at]))


def made_to(one: Asked, names: frozenset[str]) -> Iterator[Premise]:
    """ "What made her close it", "what led Daniel to close it"."""
    to = next((i for i, word in enumerate(one.rest) if word.text == "to"), None)
    made = one.head[1].text == "made"
    size = 1 if one.rest[0].text in ("her", "him") else subject(one.rest, "did", names) if made else (to or 0)
    who, after = one.rest[:size], one.rest[size + (0 if made else 1) :]
    act = predicate(after, "did", names) if size and after else None
    if act is not None and not act.inner and after[act.verb].text in VERBS:
        begin = {"her": "she", "him": "he"}.get(who[0].text, written(one, who))
        text = f"{begin} {told('did', after[act.verb].text)} {written(one, after[act.verb + 1 :])}"
        yield premise(text, act, names, who=who if begin not in ("she", "he") else (), past=True)
