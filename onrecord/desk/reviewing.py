"""What a reader of a document's file would not see, and who has said that it may stay."""

from collections.abc import Collection, Sequence
from pathlib import Path

from audit.errors import NotReviewed
from audit.records import to_json
from ingest.domain import Document, Source
from ingest.review.domain import Finding, Review
from onrecord.extract import declared_bytes
from onrecord.parts import Parts


def review(made: Parts, source: Source, folder: Path, document: Document, *, images: bool) -> Review:
    """The `document` beside its file, whose bytes are those that it was read from; with `images` a PDF's pages as
    pictures. Raises SourceRefused."""
    with made.reviewer() as reviewer:
        return reviewer.review(declared_bytes(source, folder), source.path, document, images=images)


def nothing_unseen(source_id: str, findings: Sequence[Finding], *, advice: str, seen: Collection[int] = ()) -> None:
    """Raise NotReviewed where a finding is not among the `seen`, by number from 1: nobody has judged it."""
    count = sum(number not in seen for number, _ in enumerate(findings, start=1))
    if count:
        raise NotReviewed(
            f"a reader of {source_id} would not see everything: {count} finding{'s' if count > 1 else ''}.",
            findings=[to_json(one) for one in findings],
            advice=advice,
        )
