"""A document's text cut by speaker, by page and by mark, without what a reader may not read. Pure.

1. Who may read it whole reads every character but white space around the stretches: also what is nobody's.
2. Everybody else reads the segments of the leaders whose words they may read, and nothing else: not the questions, not
   what nobody is named for, not a label. What stands between is one place that says that something was left out.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from agent.wording import timecode
from ingest.domain import Cue, Document, Segment, Span
from onrecord.access import Reach
from onrecord.reading.domain import Run, Stretch


def within(start: int | None, end: int | None, length: int) -> Span | None:
    """A place that somebody asked for, where there is such a place in a text of this length."""
    if start is None or end is None or not 0 <= start < end <= length:
        return None
    return Span(start=start, end=end)


def stretches(document: Document, reach: Reach, marks: Sequence[Span] = ()) -> tuple[Stretch, ...]:
    """In the order of the text; several places in a row that may not be read are one."""
    found: list[Stretch] = []
    for piece in _pieces(document, reach):
        for page, start, end in _by_page(document, piece.start, piece.end):
            if piece.open:
                found.append(_stretch(document, piece, page, Span(start=start, end=end), marks))
            elif not (found and found[-1].left_out):
                at = found[-1].end if found else 0
                found.append(Stretch(speaker=None, leader_id=None, page=None, start=at, end=at, runs=()))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A segment from its label (`start` to `words`) on, or what stands between two; `open` is what may be read."""

    segment: Segment | None
    start: int
    words: int
    end: int
    open: bool


def _pieces(document: Document, reach: Reach) -> Iterator[_Piece]:
    text, at = document.text, 0
    for segment in document.segments:
        start = max(at, segment.start)
        label = _label(text, at, start) if reach.whole and segment.speaker is not None else start
        yield _Piece(None, at, at, label, reach.whole)
        yield _Piece(segment, label, start, segment.end, reach.whole or segment.leader_id in reach.words)
        at = max(start, segment.end)
    yield _Piece(None, at, at, len(text), reach.whole)


def _label(text: str, since: int, words: int) -> int:
    """Where the label of what begins at `words` begins: with its line."""
    return max(text.rfind("\n", since, words) + 1, since)


def _by_page(document: Document, start: int, end: int) -> Iterator[tuple[int | None, int, int]]:
    """The parts of a place that are no white space, each without that around it, with its page."""
    text = document.text
    pages: list[tuple[int | None, int, int]] = [(one.number, one.start, one.end) for one in document.pages]
    for number, first, last in pages or [(None, 0, len(text))]:
        part = text[max(start, first) : min(end, last)]
        if part.strip():
            begin = max(start, first) + len(part) - len(part.lstrip())
            yield number, begin, begin + len(part.strip())


def _stretch(document: Document, piece: _Piece, page: int | None, place: Span, marks: Sequence[Span]) -> Stretch:
    words = min(max(piece.words, place.start), place.end)
    segment = piece.segment
    return Stretch(
        speaker=segment.speaker if segment is not None else None,
        leader_id=segment.leader_id if segment is not None else None,
        page=page,
        start=words,
        end=place.end,
        runs=tuple(_runs(document, place, words, marks)),
        timecode=_spoken_at(document.cues, words) if segment is not None else None,
    )


def _runs(document: Document, place: Span, words: int, marks: Sequence[Span]) -> Iterator[Run]:
    text = document.text
    if place.start < words:
        yield Run(text=text[place.start : words], start=place.start, label=True)
    furniture = [one for one in document.furniture if one.start < place.end and words < one.end]
    ends = {at for one in (*marks, *furniture) for at in (one.start, one.end) if words < at < place.end}
    first = _spoken_at(document.cues, words)
    for start, end in pairwise(sorted(ends | {words, place.end})):
        marked = _covered(start, marks)
        when = _spoken_at(document.cues, start) if marked else None
        yield Run(
            text=text[start:end],
            start=start,
            marked=marked,
            furniture=_covered(start, furniture),
            timecode=when if when != first else None,
        )


def _covered(at: int, spans: Iterable[Span]) -> bool:
    return any(one.start <= at < one.end for one in spans)


def _spoken_at(cues: Sequence[Cue], at: int) -> str | None:
    """`HH:MM:SS` of the cue in which a character stands, or which is the next."""
    number = bisect_right(cues, at, key=lambda one: one.end)
    return timecode(cues[number].from_ms).partition(".")[0] if number < len(cues) else None
