"""Passages: runs of whole sentences of one leader, on one page, each an exact slice of the text.

Slice law: `document.text[start:end] == passage.text`. A sentence that a page break interrupts ends one passage
and begins the next; both are embedded with the whole of it. Words that are no leader's make no passage: they
can be read in the document, but never retrieved, so never be taken for an answer.
"""

import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from ingest.display import displayer
from ingest.domain import Document, Leader, Page, Passage, Sentence, Source, Span
from ingest.sentences import Placed, sentences, version

MAX_WORDS = 90
FULL_ENOUGH = 0.6  # of MAX_WORDS: from here on a new paragraph begins a new passage
TAIL_WORDS = 20  # a last passage shorter than this joins the one before
NAMESPACE = uuid.UUID("6f1c0f2e-8d0b-5d39-9a53-7d1f5a0c4f11")


def settings() -> str:
    """The splitter's name and settings; a change re-splits every document."""
    return f"passages 1, {MAX_WORDS} words; {version()}"


def passage_id(source_id: str, text_sha256: str, start: int, end: int) -> str:
    """UUID5 of the passage's place: the same place in the same text has the same id in every snapshot."""
    return str(uuid.uuid5(NAMESPACE, f"{source_id}/{text_sha256}/{start}-{end}"))


@dataclass(frozen=True, slots=True)
class _Unit:
    """The part of a sentence that lies on one page."""

    span: Span
    page: int | None
    sentence: Sentence
    block: int
    words: int


def split(document: Document, source: Source, leaders: Sequence[Leader]) -> tuple[Passage, ...]:
    """Every passage of the document's declared leaders, in the order of the text."""
    by_id = {leader.leader_id: leader for leader in leaders}
    display = displayer(document.text)
    found = []
    for number, segment in enumerate(document.segments):
        leader = by_id.get(segment.leader_id or "")
        if leader is None:
            continue
        context = _context(document, number, source, leader)
        for run in _runs(_units(document, sentences(document, segment))):
            found.append(_passage(document, source, leader, run, context, display))
    return tuple(found)


def _context(document: Document, number: int, source: Source, leader: Leader) -> str:
    """What a passage's words do not say themselves and a question asks for: who, where, when, and what was asked.
    Nothing of the words of nobody."""
    lines = [f"{leader.name}, {source.title}, {source.date:%-d %B %Y}."] if leader.name else []
    before = document.segments[number - 1] if number else None
    if before is not None and before.leader_id is None and before.speaker:
        asked = document.text[before.start : before.end].split()
        lines.append(" ".join(asked[-40:]))
    return " ".join(lines)


def _units(document: Document, placed: Sequence[Placed]) -> Iterator[_Unit]:
    for one in placed:
        for part in one.sentence.parts:
            words = len(document.text[part.start : part.end].split())
            yield _Unit(part, page_of(document.pages, part.start), one.sentence, one.block, words)


def page_of(pages: Sequence[Page], offset: int) -> int | None:
    """The number of the page that `offset` lies on, or none where the format has no pages."""
    return next((page.number for page in pages if page.start <= offset < page.end), None)


def _runs(units: Iterator[_Unit]) -> list[list[_Unit]]:
    runs: list[list[_Unit]] = []
    size = 0
    for unit in units:
        last = runs[-1][-1] if runs else None
        turned = last is not None and last.page != unit.page
        full = size + unit.words > MAX_WORDS
        paragraph = last is not None and last.block != unit.block and size >= FULL_ENOUGH * MAX_WORDS
        if last is None or turned or full or paragraph:
            runs.append([])
            size = 0
        runs[-1].append(unit)
        size += unit.words
    return _without_tail(runs)


def _without_tail(runs: list[list[_Unit]]) -> list[list[_Unit]]:
    if len(runs) > 1 and sum(unit.words for unit in runs[-1]) < TAIL_WORDS and runs[-1][0].page == runs[-2][-1].page:
        return [*runs[:-2], runs[-2] + runs[-1]]
    return runs


def _passage(
    document: Document,
    source: Source,
    leader: Leader,
    run: Sequence[_Unit],
    context: str,
    display: Callable[[str], str],
) -> Passage:
    start, end = run[0].span.start, run[-1].span.end
    whole = tuple(dict.fromkeys(unit.sentence for unit in run))
    words = " ".join(display(read(document.text, sentence)) for sentence in whole)
    return Passage(
        passage_id=passage_id(source.source_id, document.text_sha256, start, end),
        source_id=source.source_id,
        text_sha256=document.text_sha256,
        start=start,
        end=end,
        page=run[0].page,
        leader_id=leader.leader_id,
        text=document.text[start:end],
        sentences=whole,
        embedded=f"{context} {words}".lstrip(),
    )


def read(text: str, sentence: Sentence) -> str:
    """The sentence as a reader meets it: its parts joined by a line break."""
    return "\n".join(text[part.start : part.end] for part in sentence.parts)
