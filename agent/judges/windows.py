"""A text too long for a model, in runs of whole sentences that fit it."""

from collections.abc import Callable, Iterator, Sequence

from ingest.domain import Document, Segment
from ingest.sentences import sentences


def sentences_of(quote: str) -> list[str]:
    """The quote's sentences in order, by the rules of `ingest.sentences`; the mark of a list item is in none."""
    segment = Segment(speaker=None, leader_id=None, start=0, end=len(quote))
    document = Document(
        source_id="",
        text=quote,
        text_sha256="",
        parser="",
        pages=(),
        segments=(segment,),
        cues=(),
        furniture=(),
    )
    placed = sentences(document, segment)
    return [" ".join(quote[part.start : part.end] for part in one.sentence.parts) for one in placed]


def windows(found: Sequence[str], fits: Callable[[str], bool]) -> Iterator[str]:
    """Runs of neighbouring sentences, joined by a space, each as long as fits, in order.

    A run begins in the middle of the one before, so that two neighbours are seldom torn apart. A sentence that does
    not fit by itself is in none: it is never cut.
    """
    begin = reached = 0  # where the next run begins; up to where sentences have been in a run, or fit none
    while reached < len(found):
        end = begin
        while end < len(found) and fits(" ".join(found[begin : end + 1])):
            end += 1
        if end > reached:
            yield " ".join(found[begin:end])
            begin, reached = max(begin + 1, (begin + end) // 2), end
        elif begin == reached:
            begin = reached = reached + 1
        else:  # what remains of the last run and one sentence more: too long yet
            begin += 1
