"""A stretch of a document as one reader may have it. Pure; offsets count code points in its canonical text."""

from collections.abc import Collection, Mapping

from ingest.domain import Document, Leader, Source
from onrecord.access import Reach
from onrecord.client.domain import Opened

LEFT_OUT = "[…]"


def opened(
    source: Source, leaders: Mapping[str, Leader], document: Document, theirs: Reach, *, start: int, length: int
) -> Opened:
    """The stretch with what its document is; `theirs` is what the reader may read of it, `leaders` are those published,
    by id."""
    text, first, last = excerpt(document, theirs.words, theirs.whole, start, length)
    return Opened(
        source_id=source.source_id,
        title=source.title,
        kind=source.kind.value,
        date=source.date,
        speakers=tuple(leaders[one].name for one in source.leaders if one in theirs.words),
        text=text,
        start=first,
        end=last,
        length=len(document.text),
        text_sha256=document.text_sha256,
    )


def excerpt(document: Document, words: Collection[str], whole: bool, start: int, length: int) -> tuple[str, int, int]:
    """The text of at most `length` characters from `start`, and where it begins and ends. Where not the `whole` may be
    read, what is no leader's of `words` stands as LEFT_OUT; a stretch of nothing else is all LEFT_OUT."""
    first = min(max(start, 0), len(document.text))
    last = min(first + length, len(document.text))
    if whole:
        return document.text[first:last], first, last
    parts: list[str] = []
    place = first
    for segment in document.segments:
        if segment.leader_id not in words or segment.end <= first or segment.start >= last:
            continue
        begin, end = max(segment.start, first), min(segment.end, last)
        if document.text[place:begin].strip():
            parts.append(LEFT_OUT)
        parts.append(document.text[begin:end])
        place = end
    if document.text[place:last].strip():
        parts.append(LEFT_OUT)
    return "\n".join(parts), first, last
