"""Small numbers written as words or figures, and the pairs of figures between which something moves."""

import re
from collections.abc import Iterator
from itertools import pairwise

from agent.checks.english.words import Word, words

_UNITS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
VALUES = {**{word: i for i, word in enumerate(_UNITS)}, **{word: 20 + 10 * i for i, word in enumerate(_TENS)}}
_FIGURE = re.compile(r"\d[\d,]*(?:\.\d+)?")
_NEAR = 9  # words between the two figures of a pair


def figures(text: str) -> Iterator[tuple[int, int, float]]:
    """The numbers of a text with the places of their first and last words; "twenty-six" is one."""
    found = words(text)
    i = 0
    while i < len(found):
        value = _value(found[i])
        if value is not None:
            follows = found[i + 1] if i + 1 < len(found) else None
            if found[i].text in _TENS and follows is not None and 0 < VALUES.get(follows.text, 0) < 10:
                yield i, i + 1, value + VALUES[follows.text]
                i += 2
                continue
            yield i, i, value
        i += 1


def moves(text: str) -> frozenset[tuple[float, float]]:
    """(before, after) of each "from A to B", "to B from A", "B, from A" and "B, up on the A"."""
    found, numbers = words(text), list(figures(text))
    pairs: set[tuple[float, float]] = set()
    for (first, end, a), (start, _, b) in pairwise(numbers):
        if found[first].sentence != found[start].sentence or start - end > _NEAR:
            continue
        before = found[first - 1].text if first else ""
        between = [word.text for word in found[end + 1 : start]]
        if before == "from" and "to" in between:
            pairs.add((a, b))
        elif "from" in between[-2:] or ({"up", "down"} & set(between) and "on" in between):
            pairs.add((b, a))
    return frozenset(pairs)


def _value(word: Word) -> float | None:
    if word.text in VALUES:
        return float(VALUES[word.text])
    return float(word.text.replace(",", "")) if _FIGURE.fullmatch(word.text) and word.text.isascii() else None
