"""Running headers and footers: lines at the edge of (nearly) every page that differ by nothing but its
number.

They stay in the text, where offsets count; their spans tell what to leave out of what is embedded and
displayed. To take body text for furniture loses a leader's words, to miss a footer costs a little noise: so
every doubt is decided for body text. Only the first and last three lines with words are looked at, from the
edge inward, none behind a line that is not furniture; a number in them may only stay or rise with the page's;
a page is never furniture as a whole.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Sequence

from ingest.domain import Page, Span

_LINES = 3  # deepest line of an edge that is looked at
_LONGEST = 200  # characters; a longer line is a paragraph
_NUMBER = re.compile(r"[0-9]+")
_SENTENCE = re.compile(r"(?:\w+\W+){4}.*[.!?…]\W*$", re.DOTALL)

_Line = tuple[int, int]  # start and end in the whole text


def furniture(text: str, pages: Sequence[Page]) -> tuple[Span, ...]:
    """The spans of `text` that are running headers or footers, in order; none for a document of one page."""
    lines = {page.number: _lines(text, page) for page in pages}
    lines = {number: found for number, found in lines.items() if found}
    if len(lines) < 2:
        return ()
    tops = _edge(text, lines, lambda found, depth: found[depth])
    ends = _edge(text, lines, lambda found, depth: found[-1 - depth])
    spans = []
    for number, found in lines.items():
        top, end = tops[number], ends[number]
        if top + end >= len(found):
            continue
        if top:
            spans.append(Span(start=found[0][0], end=found[top - 1][1]))
        if end:
            spans.append(Span(start=found[-end][0], end=found[-1][1]))
    return tuple(spans)


def _lines(text: str, page: Page) -> list[_Line]:
    """The lines of a page that are not blank, without the white space around them."""
    found = []
    start = page.start
    for line in text[page.start : page.end].split("\n"):
        words = line.strip()
        if words:
            first = start + line.index(words)
            found.append((first, first + len(words)))
        start += len(line) + 1
    return found


def _edge(text: str, lines: dict[int, list[_Line]], pick: Callable[[list[_Line], int], _Line]) -> dict[int, int]:
    """How many lines of each page's edge are furniture."""
    depths = dict.fromkeys(lines, 0)
    for depth in range(_LINES):
        # A page that ended its furniture further out has none here.
        here = {
            number: text[slice(*pick(found, depth))]
            for number, found in lines.items()
            if depths[number] == depth and len(found) > depth
        }
        for number in _repeated(here, total=len(lines)):
            depths[number] = depth + 1
    return depths


def _repeated(lines: dict[int, str], *, total: int) -> list[int]:
    """The numbers of the pages whose line is the same one, if these are nearly all of `total` pages."""
    groups: defaultdict[str, list[int]] = defaultdict(list)
    for number, line in lines.items():
        if len(line) <= _LONGEST:
            groups[_NUMBER.sub("#", " ".join(line.split()))].append(number)
    pages = max(groups.values(), key=len, default=[])
    # Up to three pages: all of them. More: four of five, for a title page or a chapter's first has often
    # none.
    if len(pages) < (total if total <= 3 else -(-total * 4 // 5)):
        return []
    if total == 2 and any(_SENTENCE.match(lines[number]) for number in pages):
        return []  # twice is no habit yet: a speaker may begin two pages with one sentence
    return pages if _numbers_run(lines, pages) else []


def _numbers_run(lines: dict[int, str], pages: list[int]) -> bool:
    """Whether each number in the line is the same on all pages, or rises with the page's own number."""
    rows = [[int(number[:18]) for number in _NUMBER.findall(lines[page])] for page in pages]
    return all(
        len(set(column)) == 1 or len({value - page for value, page in zip(column, pages, strict=True)}) == 1
        for column in zip(*rows, strict=True)
    )
