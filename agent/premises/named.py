"""What a question names as something that there is: "the second shift", "Daniel's list", "how many robots are"."""

from collections.abc import Iterator, Sequence

from agent.checks.english.words import Word
from agent.premises.clauses import Asked, written
from agent.premises.premise import Premise
from agent.premises.words import DEFINITE, DEGREES, HELPING, REASONS, VERBS, content, is_owner, is_participle

_LONGEST = 4  # words of a name without its article


def things(one: Asked, names: frozenset[str]) -> Iterator[Premise]:
    """One premise for each thing, with the question's other words in `about`."""
    found = (*one.head, *one.rest)
    every = frozenset(content([*found, *(word for tail in one.tails for word in tail)], names | DEGREES))
    for start, end in _names(one, found, names):
        name = found[start:end]
        acts = content(name, names)
        if acts and not any(word.text in REASONS for word in name):
            yield Premise(text=_there_is(written(one, name)), acts=acts, about=every - frozenset(acts), exists=True)


def _names(one: Asked, found: Sequence[Word], names: frozenset[str]) -> Iterator[tuple[int, int]]:
    many = one.head[0].text == "how" and len(one.head) > 2 and one.head[1].text in ("many", "much")
    if many and one.head[2].content:
        yield 2, len(one.head)
    for i, word in enumerate(found):
        if (word.text in DEFINITE or is_owner(word)) and i + 1 < len(found):
            end = i + 1
            while end < len(found) and end - i <= _LONGEST and _goes_on(found, i, end, names):
                end += 1
            if end > i + 1:
                yield i + 1, end


def _goes_on(found: Sequence[Word], start: int, at: int, names: frozenset[str]) -> bool:
    word = found[at]
    ordinal = word.text in ("first", "second", "third", "last", "next", "new", "old")
    if word.text in HELPING or (word.text in names and not is_owner(word)):
        return False
    verb = at > start + 1 and word.text in VERBS and found[at - 1].text not in ("second", "first", "third", "last")
    return (word.content or ordinal) and not verb and not (at > start + 1 and is_participle(word))


def _there_is(name: str) -> str:
    if name[:1].isupper() or name[:1].isdigit():
        return f"there is something called {name}"
    if name.endswith("s") and not name.endswith("ss"):
        return f"there are {name}"
    return f"there is {'an' if name[:1] in 'aeiou' else 'a'} {name}"
