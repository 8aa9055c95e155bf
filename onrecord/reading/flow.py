"""Lines as a reader's window breaks them, and not as a file does. Pure, and for display only: what it gives are no
slices any more.

A line's end is the file's own doing, and becomes a space, where the line was full: its file breaks lines at a width,
and the next word would not have fitted. In a recording's transcript every line's end is. Blank lines, and what was
ended early (a heading, a paragraph, an item of a list), stay as they are.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from ingest.domain import Document
from onrecord.reading.domain import Run, Stretch

_WIDEST = 120  # characters: longer lines are paragraphs, which no file has broken
_FULL = 0.92  # of that width: letters differ in theirs
_HYPHENS = ("-", "\u00ad", "\u2010")


def flowed(document: Document, found: Sequence[Stretch]) -> tuple[Stretch, ...]:
    """The same stretches with only those line ends that mean something."""
    ends = frozenset(_full(document))
    return tuple(replace(one, runs=tuple(_flowed(run, ends) for run in one.runs)) for one in found)


def _flowed(run: Run, ends: frozenset[int]) -> Run:
    if "\n" not in run.text:
        return run
    shown = [run.text[:1] if run.start not in ends else " "]
    for at, (before, character) in enumerate(pairwise(run.text), start=run.start + 1):
        shown.append(character if at not in ends else "" if before in _HYPHENS else " ")
    return replace(run, text="".join(shown))


def _full(document: Document) -> Iterator[int]:
    """Where the ends of full lines stand."""
    lines = _lines(document.text)
    lengths = sorted(end - start for start, end in lines if end > start)
    width = lengths[len(lengths) * 9 // 10] if lengths else 0
    for (start, end), (following, stop) in pairwise(lines):
        line, next_line = document.text[start:end].strip(), document.text[following:stop].strip()
        if not line or not next_line:
            continue
        needed = end - start + 1 + len(next_line.split(maxsplit=1)[0])
        if document.cues or (width <= _WIDEST and needed > _FULL * width):
            yield end


def _lines(text: str) -> list[tuple[int, int]]:
    found, start = [], 0
    for line in text.split("\n"):
        found.append((start, start + len(line)))
        start += len(line) + 1
    return found
