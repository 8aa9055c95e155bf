"""Two extractors' texts of one page, word by word: which word of one is which of the other, and which has none.

Words are compared after NFKC, without what nobody sees and without the hyphen at a line's end. What differs only in
where spaces stand (`sup- posed`, `c ©`) is the same, and so is what stands elsewhere: columns may be read in another
order. What is left of both sides has no counterpart.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import accumulate

_WORD = re.compile(r"[^\s\x00]+")
_BROKEN = re.compile(r"[-\u00ad\u2010\u0002\ufffe]$")
_NOTHING = re.compile("[\u00ad\u0002\ufffe\u200b-\u200f\u2060\ufeff\U000e0000-\U000e007f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """`form` is what is compared; the word stands at `start` to `end` of the text it was found in."""

    form: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """`places[n]` are the indices (half-open) of our words that the other extractor's word `n` is, none where it is
    none of them; `ours` and `theirs` are the indices of words without a counterpart, in order."""

    places: tuple[tuple[int, int] | None, ...]
    ours: tuple[int, ...]
    theirs: tuple[int, ...]


def words(text: str) -> list[Word]:
    """The words of `text`; two that a hyphen at a line's end parts are one."""
    raw: list[tuple[str, int, int]] = []
    for match in _WORD.finditer(text):
        form, start, end = match.group(), match.start(), match.end()
        if raw and len(raw[-1][0]) > 1 and _BROKEN.search(raw[-1][0]) and "\n" in text[raw[-1][2] : start]:
            before = raw.pop()
            form, start = _BROKEN.sub("", before[0]) + form, before[1]
        raw.append((form, start, end))
    folded = ((_NOTHING.sub("", unicodedata.normalize("NFKC", form)), start, end) for form, start, end in raw)
    return [Word(form=form, start=start, end=end) for form, start, end in folded if form]


def aligned(ours: Sequence[Word], theirs: Sequence[Word]) -> Alignment:
    """Which of `theirs` is which of `ours`."""
    one, other = [word.form for word in ours], [word.form for word in theirs]
    places: list[tuple[int, int] | None] = [None] * len(other)
    alone = dict.fromkeys(range(len(one)))  # of ours, in order
    for same, first, last, their_first, their_last in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        spans: list[tuple[int, int] | None]
        if same == "equal":
            spans = [(number, number + 1) for number in range(last - first)]
        else:
            spans = _split_otherwise(one[first:last], other[their_first:their_last])
        for number, span in enumerate(spans):
            if span is not None:
                places[their_first + number] = first + span[0], first + span[1]
    for span in places:
        for number in range(*span) if span else ():
            alone.pop(number, None)
    elsewhere: defaultdict[str, deque[int]] = defaultdict(deque)
    for number in alone:
        elsewhere[one[number]].append(number)
    for number, form in enumerate(other):
        if places[number] is None and elsewhere[form]:
            found = elsewhere[form].popleft()
            places[number] = found, found + 1
            del alone[found]
    left = tuple(number for number, span in enumerate(places) if span is None)
    return Alignment(places=tuple(places), ours=tuple(alone), theirs=left)


def _split_otherwise(ours: Sequence[str], theirs: Sequence[str]) -> list[tuple[int, int] | None]:
    """Of each of `theirs`, which of `ours` it is when spaces do not count: only as far as both sides are the same from
    their beginning or from their end."""
    one, other = "".join(ours), "".join(theirs)
    head = _alike(one, other)
    tail = _alike(one[head:][::-1], other[head:][::-1])
    ends = list(accumulate(map(len, ours)))
    found: list[tuple[int, int] | None] = []
    start = 0
    for word in theirs:
        end = start + len(word)
        if end <= head:
            found.append((bisect_right(ends, start), bisect_left(ends, end) + 1))
        elif start >= len(other) - tail:
            shift = len(one) - len(other)
            found.append((bisect_right(ends, start + shift), bisect_left(ends, end + shift) + 1))
        else:
            found.append(None)
        start = end
    return found


def _alike(one: str, other: str) -> int:
    """How many characters two strings begin with in common."""
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
