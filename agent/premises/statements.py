"""Clauses in the order of a statement as premises: "when she closed the site", "that the rule was a disaster"."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from agent.checks.english.words import Word
from agent.premises.clauses import Asked, written
from agent.premises.predicates import Predicate, predicate
from agent.premises.premise import Premise
from agent.premises.subjects import told_subject
from agent.premises.words import (
    ASKER,
    BEING,
    COMING,
    COMPANY,
    CONDITIONS,
    DETERMINERS,
    HELPING,
    PREPOSITIONS,
    PRONOUNS,
    REASONS,
    SUPPOSING,
    VERBS,
    base_of,
    content,
    is_past,
    is_present,
    told,
)

_NO = frozenset({"nobody", "nothing", "none", "no", "neither"})
DONE = frozenset({"did", "was", "were", "had", "has", "have"})


def premise(
    text: str,
    act: Predicate,
    names: frozenset[str],
    *,
    who: Sequence[Word] = (),
    helping: str = "",
    past: bool = False,
    more: Sequence[str] = (),
) -> Premise:
    """`who` is the subject, `more` are stems that the question has beside the clause."""
    return Premise(
        text=" ".join(text.split()),
        acts=act.acts,
        about=(act.about | frozenset(more)) - frozenset(act.acts),
        subject=frozenset(content(who, names)) - frozenset(act.acts) - COMPANY,
        object=act.object,
        negated=act.negated != any(word.text in _NO for word in who),
        past=past or helping in DONE,
        coming=helping in COMING,
    )


def stated(one: Asked, found: Sequence[Word], names: frozenset[str], *, reported: bool = False) -> Iterator[Premise]:
    """The premise of a clause, none where its subject or its verb cannot be told; `reported`: "would" is "will"."""
    size = told_subject(found, names)
    if not size or size >= len(found) or found[0].text in ASKER or any(word.text in CONDITIONS for word in found):
        return
    who, rest = found[:size], found[size:]
    helping = rest[0].text if rest[0].text in HELPING else ""
    if helping in SUPPOSING and not (reported and helping == "would"):
        return
    if not helping and not (is_past(rest[0]) or is_present(rest[0])):
        return
    act = predicate(rest[1:] if helping else rest, "will" if helping == "would" else helping, names)
    if act is None:
        return
    if act.inner:
        yield from behind(one, who, act, names)
    else:
        past = not helping and is_past(rest[0])
        yield premise(written(one, found), act, names, who=who, helping=helping, past=past)


def behind(one: Asked, who: Sequence[Word], act: Predicate, names: frozenset[str]) -> Iterator[Premise]:
    """What somebody says or admits, as the clause itself; told only where the verb is not denied."""
    if act.negated:
        return
    if not act.gerund:
        yield from stated(one, act.inner, names, reported=True)
        return
    doing = predicate(act.inner, "", names)
    if doing is not None and not doing.inner:
        text = f"{written(one, who)} {told('did', base_of(act.inner[0].text))} {written(one, act.inner[1:])}"
        yield premise(text, doing, names, who=who, past=True)


def tails(one: Asked, names: frozenset[str]) -> Iterator[Premise]:
    """The clauses that say when or why."""
    for tail in one.tails:
        yield from stated(one, tail, names)


def which(one: Asked, names: frozenset[str]) -> Iterator[Premise]:
    """ "The kiln line that Daniel abandoned": that he did."""
    for i in range(1, len(one.rest) - 2):
        after = one.rest[i + 1 :]
        named = after[0].text in names or after[0].text in ("she", "he", "we", "they")
        if one.rest[i].text not in ("that", "which", "whom") or not named or one.rest[i - 1].text in VERBS:
            continue
        size = told_subject(after, names)
        if not size or size >= len(after) or is_past(one.rest[i - 1]):
            continue
        thing = _thing_before(one.rest, i)
        for found in stated(one, after, names):
            text = f"{found.text} {written(one, thing)}"
            about = found.about | frozenset(content(thing, names))
            yield replace(found, text=text, about=about)


def _thing_before(found: Sequence[Word], end: int) -> Sequence[Word]:
    start = end
    while start and found[start - 1].text not in HELPING | PREPOSITIONS and found[start - 1].text not in PRONOUNS:
        start -= 1
        if found[start].text in DETERMINERS:
            break
    return found[start:end]


def reasoned(one: Asked, names: frozenset[str]) -> Iterator[Premise]:
    """ "What reason did she give for closing it", "what were her reasons for closing it"."""
    spoken = [*one.head, *one.rest]
    at = next((i for i, word in enumerate(spoken) if word.text in REASONS), None)
    if at is None:
        return
    doing = next(
        (i + 1 for i in range(at, len(spoken) - 1) if spoken[i].text == "for" and spoken[i + 1].text.endswith("ing")), 0
    )
    if not doing:
        return
    giver = [word for word in spoken[: doing - 1] if word.text in names or word.text in ("she", "he", "we")]
    act = predicate(spoken[doing:], "", names)
    if act is not None and not act.inner and one.rest[0].text not in SUPPOSING - BEING:
        who = written(one, giver).removesuffix("'s").removesuffix("’s") or "somebody"
        text = f"{who} {told('did', base_of(spoken[doing].text))} {written(one, spoken[doing + 1 :])}"
        yield premise(text, act, names, past=True)
