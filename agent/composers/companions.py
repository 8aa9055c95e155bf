"""The sentences that another one is not shown without, since alone it says too little, or something else.

One step, by what can be seen of a sentence and of the lines around it:

1. a list item brings the line that announces its list ("We will do three things:"), or where there is none and the item
   has no subject, the heading above it;
2. a sentence of a list item that begins with a run-in heading ("Hotels.") brings that heading;
3. a row of a table brings the table's first row;
4. a line that announces a list brings the items, up to MOST_ITEMS and MOST_WORDS, and one that announces anything else
   the sentence after it;
5. a sentence that begins or ends by pointing back (references.py) brings the one before it;
6. a sentence that the next one takes back ("That is not correct.") brings that, and what is right instead.

A sentence that is brought by rule 5 and points back itself brings one more, and there it ends: two at most. Everything
brought is the same leader's, in the same segment of the same document: another speaker's question is never among it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from agent.checks.english.verbs import Time, timed
from agent.composers.references import points_back, takes_back
from agent.composers.sentences import Candidate

STEPS = 2  # sentences that are brought one for the other
MOST_ITEMS = 7
MOST_WORDS = 120  # of all items of a list together
LEAST_ANNOUNCING = 3  # words: "So:" announces nothing
RUN_IN = 3  # words of a run-in heading, at most
HEADING = 12  # words of a heading, at most
_MARK = re.compile(r"[ \t]*(?:[-–•*▪‣◦·]|\(?\d{1,3}[.)]|\(?[a-z][.)])[ \t]+")
_ENDS = re.compile(r"[.!?:;,…][\"'’”»)\]]*$")
_SUBJECT = re.compile(r"\b(?:i|we|you|he|she|it|they|nobody|everybody|everyone|there)\b|['’](?:ll|ve|re|m|d)\b", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a leader said in one segment, sentence by sentence in the order of the text, each once."""

    text: str
    sentences: tuple[Candidate, ...]

    def at(self, one: Candidate) -> int | None:
        return next((i for i, other in enumerate(self.sentences) if other.place == one.place), None)

    def opens_line(self, i: int) -> bool:
        return not self._before(i).strip() or self.is_item(i)

    def is_item(self, i: int) -> bool:
        """Whether the sentence opens a list item."""
        return _MARK.fullmatch(self._before(i)) is not None

    def _before(self, i: int) -> str:
        """The line up to the sentence."""
        start = self.sentences[i].sentence.parts[0].start
        return self.text[self.text.rfind("\n", 0, start) + 1 : start]

    def apart(self, i: int) -> bool:
        """Whether a blank line, or the edge of a list item, stands before the sentence."""
        if i == 0 or self.is_item(i):
            return True
        between = self.text[self.sentences[i - 1].sentence.parts[-1].end : self.sentences[i].sentence.parts[0].start]
        return between.count("\n") > 1 or not _ENDS.search(self.sentences[i - 1].words)

    def opening(self, i: int) -> int:
        """The first sentence of the paragraph, list item or heading that the sentence is in."""
        while not self.apart(i):
            i -= 1
        return i


def companions(one: Candidate, told: Told) -> tuple[Candidate, ...]:
    """What `one` brings, in the order of the text; nothing where `told` does not have it."""
    i = told.at(one)
    if i is None:
        return ()
    places = {*_above(told, i), *_announced(told, i), *_taken_back(told, i)}
    step, j = 0, i
    while step < STEPS and j > 0 and points_back(told.sentences[j].words) and not _is_heading(told, j - 1):
        step, j = step + 1, j - 1
        places.add(j)
    return tuple(replace(told.sentences[place], companions=()) for place in sorted(places - {i}))


def whole_lists(chosen: Sequence[Candidate], told: Sequence[Told]) -> list[Candidate]:
    """`chosen`, where two items of one list are among them with all its items: then the list is the answer."""
    made = list(chosen)
    for stretch in told:
        heads = [_announcing(stretch, i) for i in (stretch.at(one) for one in chosen) if i is not None]
        for head in dict.fromkeys(head for head in heads if head is not None and heads.count(head) > 1):
            first = next(n for n, one in enumerate(made) if stretch.at(one) in _items(stretch, head))
            items = tuple(replace(stretch.sentences[i], companions=()) for i in _announced(stretch, head))
            made[first] = replace(made[first], companions=_ordered((*made[first].companions, *items), made[first]))
    return made


def _ordered(brought: Sequence[Candidate], own: Candidate) -> tuple[Candidate, ...]:
    by_place = {one.place: one for one in brought if one.place != own.place}
    return tuple(by_place[place] for place in sorted(by_place))


def _above(told: Told, i: int) -> list[int]:
    """Rules 1 to 3: what stands above a sentence and belongs to it."""
    if _is_row(told.sentences[i]):
        first = i
        while first > 0 and _is_row(told.sentences[first - 1]):
            first -= 1
        return [first]
    found = []
    opening = told.opening(i)
    if told.is_item(opening):
        if opening < i and _is_run_in(told.sentences[opening].words):
            found.append(opening)
        head = _announcing(told, i)
        if head is not None:
            found.append(head)
        elif not found and not _has_subject(told.sentences[i].words):
            found += _heading(told, opening)
    return found


def _announcing(told: Told, i: int) -> int | None:
    """The line that announces the list of an item, or none."""
    at = told.opening(i)
    while at > 0 and told.is_item(at):
        before = at - 1
        if _announces(told.sentences[before].words):
            return before
        at = told.opening(before)
    return None


def _announces(words: str) -> bool:
    return words.endswith(":") and len(words.split()) >= LEAST_ANNOUNCING


def _heading(told: Told, opening: int) -> list[int]:
    """The heading above the list that an item is in."""
    at = opening
    while at > 0 and told.is_item(at):
        if _is_heading(told, at - 1):
            return [at - 1]
        at = told.opening(at - 1)
    return []


def _announced(told: Told, i: int) -> list[int]:
    """Rule 4."""
    if not _announces(told.sentences[i].words) or i + 1 >= len(told.sentences):
        return []
    return _items(told, i) or [i + 1]


def _taken_back(told: Told, i: int) -> list[int]:
    """Rule 6."""
    after = [one.words for one in told.sentences[i + 1 : i + 3]]
    if not after or not takes_back(after[0]):
        return []
    goes_on = len(after) > 1 and (takes_back(after[1]) or points_back(after[1]))
    return [i + 1, i + 2] if goes_on else [i + 1]


def _items(told: Told, head: int) -> list[int]:
    """The sentences of the list's items below the line that announces it, as many whole items as are shown."""
    found: list[int] = []
    items = size = 0
    at = head + 1
    while at < len(told.sentences) and told.is_item(at) and items < MOST_ITEMS:
        end = at + 1
        while end < len(told.sentences) and not told.apart(end):
            end += 1
        size += sum(len(told.sentences[j].words.split()) for j in range(at, end))
        if found and size > MOST_WORDS:
            break
        found += range(at, end)
        items, at = items + 1, end
    return found


def _is_heading(told: Told, i: int) -> bool:
    one = told.sentences[i]
    short = len(one.words.split()) <= HEADING and not _ENDS.search(one.words)
    return short and told.opens_line(i) and not told.is_item(i) and not _is_row(one)


def _is_run_in(words: str) -> bool:
    return words.endswith((".", ":")) and len(words.split()) <= RUN_IN


def _is_row(one: Candidate) -> bool:
    return " | " in one.words


def _has_subject(words: str) -> bool:
    """Whether a sentence seems to say who does or is something: a pronoun or a verb with its time."""
    return bool(_SUBJECT.search(words)) or any(one.time is not Time.OPEN for one in timed(words))
