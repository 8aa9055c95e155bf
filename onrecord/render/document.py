"""A document's text, with its pages marked and whose words they are in the margin."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from ingest.display import folded
from ingest.domain import Document, Segment
from onrecord.render.lines import BLANK, WIDTH, Line, Span, Style, line

MARGIN = 22  # columns for a speaker's name, at most
WIDE = WIDTH + MARGIN + 4  # columns: a PDF's own lines, behind the margin, are not broken again
LEGEND = "(in brackets: words that are no leader's of this document, and can never be quoted)"


def format_document(document: Document) -> list[Line]:
    """Every line of the text, in order. Nobody's words are dim; what a leader says bears the leader's name."""
    names = [margin_name(segment) for segment in document.segments]
    width = max([0, *(len(name) for name in names)])
    starts = [segment.start for segment in document.segments]
    pages = list(reversed(document.pages))
    found: list[Line] = []
    for start, end in _pieces(document):
        while pages and pages[-1].start <= start:
            found.append(line(Span(f"── page {pages.pop().number} ──", Style.NUMBER)))
        words = folded(document.text[start:end])
        first = bisect_left(starts, start)
        begins = first < len(starts) and starts[first] < end
        inside = document.segments[first] if begins else _around(document, starts, start)
        own = inside is not None and inside.leader_id is not None
        label = f"{names[first] if begins else '':<{width}} │" if width else ""
        margin = Span(label, Style.STRONG if own else Style.DIM)
        found.append(Line((Span(words, Style.PLAIN if own else Style.DIM),), margin) if words or begins else BLANK)
    if any(segment.leader_id is None for segment in document.segments):
        found += [BLANK, line(Span(LEGEND, Style.DIM))]
    return found


def spoken(document: Document) -> dict[str | None, int]:
    """How many words are each leader's, by id; under none, those that are no leader's of the document."""
    counts: dict[str | None, int] = {}
    for segment in document.segments:
        words = len(document.text[segment.start : segment.end].split())
        counts[segment.leader_id] = counts.get(segment.leader_id, 0) + words
    return counts


def margin_name(segment: Segment) -> str:
    """`Ada Okafor` for a leader's words, `(Q)` or `(nobody)` for what is none's."""
    name = folded(segment.speaker or "nobody")
    shown = name if len(name) <= MARGIN else name[: MARGIN - 1] + "…"
    return shown if segment.leader_id is not None else f"({shown})"


def _around(document: Document, starts: list[int], offset: int) -> Segment | None:
    at = bisect_right(starts, offset) - 1
    segment = document.segments[at] if at >= 0 else None
    return segment if segment is not None and offset < segment.end else None


def _pieces(document: Document) -> Iterator[tuple[int, int]]:
    """The text's lines, cut where a page begins and where a second speaker begins on the same line."""
    text, at = document.text, 0
    cuts = {page.start for page in document.pages}
    for before, after in zip(document.segments, document.segments[1:], strict=False):
        if "\n" not in text[before.end : after.start]:
            cuts.add(after.start)
    ordered = sorted(cut for cut in cuts if 0 < cut < len(text))
    for row in text.split("\n"):
        end = at + len(row)
        inside = ordered[bisect_right(ordered, at) : bisect_left(ordered, end)]
        yield from zip([at, *inside], [*inside, end], strict=True)
        at = end + 1
