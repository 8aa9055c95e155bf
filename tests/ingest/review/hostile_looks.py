"""What a child may say of a page once a file has taken it over. Given to `Reviewer(parser=...)`."""

from ingest.review.domain import Finding, Kind, Seen


def beyond(media_type: str, asked: bytes) -> tuple[Seen, ...]:
    """A place behind the end of the text."""
    return (Seen(findings=(Finding(kind=Kind.TINY, page=None, start=0, end=99, detail="x"),)),)


def no_pages(media_type: str, asked: bytes) -> tuple[Seen, ...]:
    return ()
