"""Which character of another extractor's text is which of ours, so that what one knows of it (where it is printed) can
be said of the other.

Both texts are folded first: NFKD, without spaces, hyphens and what nobody sees, since that is where extractors differ.
Then, in steps, each character being given away once:

1. the same texts are the same from end to end;
2. stretches of at least 16 folded characters that stand once in each text are each other's, wherever they stand:
   columns may be read in another order;
3. what is known grows in both directions as long as the texts agree and nothing there is taken;
4. steps 2 and 3 once more over what is left, from 6 characters on;
5. a line of our text is one line of print: of a line whose characters were found far from each other, only the longest
   stretch is kept.

So a sentence that a page says twice gets its place from its neighbours, and none where they do not tell.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_LONG, _SHORT = 16, 6  # folded characters of a stretch
_UNSEEN = frozenset("-\u00ad\u2010\u2011\u0002\ufffe\ufeff\u2060\u200b\u200c\u200d\u200e\u200f\x00")
_FAR = 40  # characters
_NONE = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """`form` is what is compared; its character `n` came of the text's character `places[n]`; words begin at
    the characters `begins`."""

    form: str
    places: Sequence[int]
    begins: frozenset[int]


def folded(text: str) -> Folded:
    """A text as it is compared."""
    form: list[str] = []
    places: list[int] = []
    begins = {0}
    for at, character in enumerate(text):
        if character.isspace():
            begins.add(len(form))
        elif character not in _UNSEEN:
            seen = [one for one in unicodedata.normalize("NFKD", character) if not one.isspace()]
            form += seen
            places += [at] * len(seen)
    begins.add(len(form))
    return Folded(form="".join(form), places=places, begins=frozenset(begins))


def counterparts(text: str, other: str) -> list[int]:
    """For each character of `text` the index of its counterpart in `other`, -1 where it has none."""
    ours, theirs = folded(text), folded(other)
    found = [_NONE] * len(text)
    for one, counterpart in enumerate(_aligned(ours, theirs.form)):
        if counterpart != _NONE and found[ours.places[one]] == _NONE:
            found[ours.places[one]] = theirs.places[counterpart]
    start = 0
    for line in text.split("\n"):
        _in_one_place(found, start, start + len(line))
        start += len(line) + 1
    for at in range(1, len(text)):  # the hyphen that a line ends with belongs to what it follows
        beside = found[at - 1] + 1
        if text[at] in _UNSEEN and 0 < beside < len(other) and other[beside] in _UNSEEN:
            found[at] = beside
    return found


def _aligned(ours: Folded, other: str) -> list[int]:
    one = ours.form
    if one == other:
        return list(range(len(one)))
    found, taken = [_NONE] * len(one), [_NONE] * len(other)  # each the other way round
    for length in (_LONG, _SHORT):
        for start, counterpart in _alike(_free(one, found, length), _free(other, taken, length)):
            pairs = [(start + n, counterpart + n) for n in range(length)]
            if all(found[a] in (_NONE, b) and taken[b] in (_NONE, a) for a, b in pairs):
                for a, b in pairs:
                    found[a], taken[b] = b, a
        for step in (1, -1):
            _Growth(ours, other, found, taken, step).run()
    return found


def _free(text: str, given: Sequence[int], length: int) -> dict[str, int]:
    """Where each stretch of this length that nothing of is given away begins; -1 where it stands more than once."""
    found: dict[str, int] = {}
    since = 0  # how many free characters in a row end here
    for end in range(len(text)):
        since = since + 1 if given[end] == _NONE else 0
        if since >= length:
            start = end + 1 - length
            stretch = text[start : end + 1]
            found[stretch] = _NONE if stretch in found else start
    return found


def _alike(ours: dict[str, int], theirs: dict[str, int]) -> Iterator[tuple[int, int]]:
    for stretch, start in ours.items():
        counterpart = theirs.get(stretch, _NONE)
        if start != _NONE and counterpart != _NONE:
            yield start, counterpart


class _Growth:
    """Step 3, in one direction. Where it ends within a word, it does not begin that word: its next letters are known to
    be elsewhere, or are others."""

    def __init__(self, ours: Folded, other: str, found: list[int], taken: list[int], step: int) -> None:
        self._one, self._other, self._begins = ours.form, other, ours.begins
        self._found, self._taken = found, taken
        self._step = step
        self._grown: list[int] = []

    def run(self) -> None:
        """Before the first character, and after the last, the texts are each other's."""
        forth = self._step == 1
        before = -1 if forth else len(self._other)
        known = True
        for at in range(len(self._one)) if forth else range(len(self._one) - 1, -1, -1):
            beside = before + self._step
            if self._found[at] != _NONE:
                self._end(at, whole=self._found[at] == beside)
                before, known = self._found[at], True
            elif known and self._fits(at, beside):
                self._found[at], self._taken[beside] = beside, at
                self._grown.append(at)
                before = beside
            else:
                self._end(at, whole=False)
                known = False
        self._grown.clear()

    def _fits(self, at: int, beside: int) -> bool:
        within = 0 <= beside < len(self._other)
        return within and self._taken[beside] == _NONE and self._one[at] == self._other[beside]

    def _end(self, at: int, *, whole: bool) -> None:
        while self._grown and not whole and (at if self._step == 1 else at + 1) not in self._begins:
            at = self._grown.pop()
            self._taken[self._found[at]] = _NONE
            self._found[at] = _NONE
        self._grown.clear()


def _in_one_place(found: list[int], start: int, end: int) -> None:
    """Step 5, of the line `start` to `end`."""
    runs: list[list[int]] = []
    for at in range(start, end):
        if found[at] == _NONE:
            continue
        if runs and abs(found[at] - found[runs[-1][-1]] - (at - runs[-1][-1])) <= _FAR:
            runs[-1].append(at)
        else:
            runs.append([at])
    for run in sorted(runs, key=len)[:-1]:
        for at in run:
            found[at] = _NONE
