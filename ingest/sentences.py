"""Sentences with their places, by construction: found in a reading of the text, mapped back piece by piece.

A reading is one speaker's words with running headers, footers and page breaks left out, so that a sentence
that a page break interrupts is seen whole; its slices in the canonical text are its parts, one a page.

The sentence boundaries inside a block are Punkt's (Kiss and Strunk 2006), with the English parameters that
LlamaIndex ships and the abbreviations of business prose; blocks are ended by blank lines, list items, table rows
and headings.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from ingest.domain import Document, Segment, Sentence, Span

RULES = "sentences 3"
_ABBREVIATIONS = {
    "e.g", "i.e", "approx", "vs", "etc", "nos", "dr", "mr", "mrs", "ms", "mx", "prof", "st", "inc", "ltd",
    "co", "corp", "dept", "est", "fig", "cf", "al", "a.m", "p.m", "jan", "feb", "mar", "apr", "jun", "jul", "aug",
    "sep", "sept", "oct", "nov", "dec", "u.s", "u.k", "e.u", "u.n", "bn", "gen", "gov", "sen", "rep", "hon",
}  # fmt: skip
_LIST_ITEM = re.compile(r"(?:[-–•*▪‣◦·]|\(?\d{1,3}[.)]|\(?[a-z][.)])[ \t]+(?=\w|[\"“'‘(])")
_SENTENCE_ENDS = re.compile(r"[.!?…][\"'’”»)\]]*\s*$")
_ENDS = re.compile(r"[.!?:;,…][\"'’”»)\]]*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A sentence, and the number of its block (paragraph, list item or heading) within the segment."""

    sentence: Sentence
    block: int


def readable_spans(document: Document, segment: Segment) -> tuple[Span, ...]:
    """The segment's slices page by page, without running headers and footers; one slice where there are no pages."""
    pages = [Span(start=page.start, end=page.end) for page in document.pages]
    pages = pages or [Span(start=0, end=len(document.text))]
    found = []
    for page in pages:
        at, end = max(page.start, segment.start), min(page.end, segment.end)
        for hole in document.furniture:
            if hole.start < end and hole.end > at:
                found.append(_trimmed(document.text, at, hole.start))
                at = max(at, hole.end)
        found.append(_trimmed(document.text, at, end))
    return tuple(span for span in found if span.start < span.end)


def _trimmed(text: str, start: int, end: int) -> Span:
    """[start, end) without outer white space: what is left white at a page's edge ends no paragraph."""
    words = text[start:end]
    stripped = words.strip()
    start += len(words) - len(words.lstrip())
    return Span(start=start, end=start + len(stripped))


def sentences(document: Document, segment: Segment) -> tuple[Placed, ...]:
    """The segment's sentences in order. Each part is a non-empty slice without outer white space, on one page."""
    spans = readable_spans(document, segment)
    reading = "\n".join(document.text[span.start : span.end] for span in spans)
    starts = []  # of each span in the reading
    at = 0
    for span in spans:
        starts.append(at)
        at += span.end - span.start + 1
    found = []
    for number, (start, end) in enumerate(_blocks(reading, headings=not document.cues)):
        for begin, finish in _spans(reading[start:end]):
            parts = _parts(document.text, spans, starts, start + begin, start + finish)
            if any(_has_words(document.text[part.start : part.end]) for part in parts):
                found.append(Placed(sentence=Sentence(parts=parts), block=number))
    return tuple(found)


def _parts(text: str, spans: Sequence[Span], starts: Sequence[int], begin: int, finish: int) -> tuple[Span, ...]:
    """The slices of the text that the reading's [begin, finish) came from."""
    parts = []
    for i in range(bisect_right(starts, begin) - 1, len(spans)):
        if starts[i] >= finish:
            break
        start = spans[i].start + max(0, begin - starts[i])
        end = min(spans[i].end, spans[i].start + finish - starts[i])
        part = _trimmed(text, start, end)
        if part.start < part.end:
            parts.append(part)
    return tuple(parts)


def _blocks(reading: str, *, headings: bool) -> Iterator[tuple[int, int]]:
    """Half-open spans of paragraphs, list items, table rows and headings."""
    lines = [(m.start(), m.end()) for m in re.finditer(r"[^\n]+", reading)]
    width = max((end - start for start, end in lines), default=0)
    begin: int | None = None
    last = 0  # where the block's last line ended
    for i, (start, end) in enumerate(lines):
        line = reading[start:end].strip()
        following = reading[slice(*lines[i + 1])].strip() if i + 1 < len(lines) else ""
        gap = reading[end : lines[i + 1][0]].count("\n") if i + 1 < len(lines) else 2
        heading = headings and _is_heading(line, following, width)
        if begin is not None and heading and _SENTENCE_ENDS.search(reading[begin:last]):
            yield begin, last
            begin = None
        heading = heading and begin is None
        begin = start if begin is None else begin
        last = end
        ruled = not _has_words(line) or not _has_words(following)
        row = " | " in line or " | " in following
        if gap > 1 or ruled or heading or row or _LIST_ITEM.match(following):
            yield begin, end
            begin = None


def _is_heading(line: str, following: str, width: int) -> bool:
    """A short line of its own that ends without punctuation, before one that begins like a sentence."""
    return (
        bool(line)
        and len(line) <= max(30, 0.75 * width)
        and len(line.split()) <= 12
        and not _ENDS.search(line)
        and not line.endswith("-")
        and (following[:1].isupper() or following[:1] in "\"“'‘(0123456789")
        and (line[:1].isupper() or line[:1].isdigit())
    )


def _spans(block: str) -> Iterator[tuple[int, int]]:
    """Sentence spans within one block; the mark of a list item is no sentence of its own."""
    mark = _LIST_ITEM.match(block)
    offset = mark.end() if mark else 0
    begin = finish = offset
    for start, end in _punkt().span_tokenize(block[offset:]):
        # What goes on in lower case goes on: `"Will it last?" she asked.`
        if finish > begin and not block[offset + start].islower():
            yield begin, finish
            begin = offset + start
        finish = offset + end
    if finish > begin:
        yield begin, finish


def _has_words(line: str) -> bool:
    return any(character.isalnum() for character in line)


@cache
def _punkt() -> Any:
    import nltk.data
    from nltk.tokenize.punkt import PunktTokenizer

    found = find_spec("llama_index.core")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("llama_index.core", name="llama_index")
    bundled = str(Path(found.origin).parent / "_static/nltk_cache")
    if bundled not in nltk.data.path:  # nltk reads models from its own list of folders only
        nltk.data.path.append(bundled)
    tokenizer = PunktTokenizer("english")
    tokenizer._params.abbrev_types |= _ABBREVIATIONS
    return tokenizer


def version() -> str:
    """What decides where sentences end; a change re-splits every document."""
    from importlib.metadata import version as installed

    return f"{RULES}, punkt_tab english, nltk {installed('nltk')}"
