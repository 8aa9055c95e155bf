"""A document's text in pieces: page by page, whose words they are, the findings of its review marked and numbered."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.display import folded
from ingest.domain import Document, Page, Segment
from ingest.review.codepoints import visible
from ingest.review.domain import Finding

Numbered = Sequence[tuple[int, Finding]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Text as it is shown; with a `number` it is marked as that finding, and what does not show is written out."""

    text: str
    number: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A stretch of one speaker's words, or of nobody's (`speaker` empty); `own`: a leader of the document says them."""

    speaker: str
    own: bool
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedPage:
    """`number` is none where the file has no pages."""

    number: int | None
    blocks: tuple[Block, ...]


def numbered(findings: Sequence[Finding]) -> Numbered:
    """Those that have a place in the text, with their numbers from 1."""
    return [(number, one) for number, one in enumerate(findings, start=1) if one.start is not None]


def pages_of(document: Document) -> tuple[Page, ...]:
    """Its pages, or the whole text as one."""
    return document.pages or (Page(number=1, start=0, end=len(document.text)),)


def within(page: Page, findings: Numbered) -> Numbered:
    """The findings that begin on a page."""
    return [(number, one) for number, one in findings if page.start <= (one.start or 0) < max(page.end, 1)]


def pieces(text: str, start: int, end: int, findings: Numbered) -> Iterator[Piece]:
    """`text[start:end]`; each finding in it is marked where nothing before it is, and numbered where it begins."""
    at = start
    for number, one in findings:
        begins, ends = one.start or 0, min(one.end or 0, end)
        if text[at:begins]:
            yield Piece(text=text[at:begins])
        shown = "\n".join(visible(row) for row in text[max(begins, at) : ends].split("\n"))
        yield Piece(text=shown, number=number)
        at = max(at, begins, ends)
    if text[at:end]:
        yield Piece(text=text[at:end])


def marked(document: Document, findings: Sequence[Finding]) -> tuple[MarkedPage, ...]:
    """The whole text, each page cut where another begins to speak."""
    told = numbered(findings)
    return tuple(
        MarkedPage(
            number=page.number if document.pages else None,
            blocks=tuple(_blocks(document, page, within(page, told))),
        )
        for page in pages_of(document)
    )


def _blocks(document: Document, page: Page, here: Numbered) -> Iterator[Block]:
    stretches = list(_stretches(document.segments, page))
    for index, (start, end, segment) in enumerate(stretches):
        last = index == len(stretches) - 1
        mine = [(number, one) for number, one in here if start <= (one.start or 0) and (last or (one.start or 0) < end)]
        if mine or document.text[start:end].strip():
            yield Block(
                speaker=folded(segment.speaker or "") if segment is not None else "",
                own=segment is not None and segment.leader_id is not None,
                pieces=tuple(pieces(document.text, start, end, mine)),
            )


def _stretches(segments: Sequence[Segment], page: Page) -> Iterator[tuple[int, int, Segment | None]]:
    """The page from its beginning to its end, cut at the segments; what lies between them is nobody's."""
    at = page.start
    for one in segments:
        start, end = max(one.start, at), min(one.end, page.end)
        if start >= end:
            continue
        if at < start:
            yield at, start, None
        yield start, end, one
        at = end
    if at < page.end or at == page.start:
        yield at, page.end, None
