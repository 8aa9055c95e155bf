"""What a command calls: a document beside its file, reviewed in a child process as files are parsed in one.

with Reviewer() as reviewer:
    review = reviewer.review(data, "corpus/speeches/all-hands.pdf", document)
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.domain import Document, Page
from ingest.parse.media import Media
from ingest.parse.refusals import refused
from ingest.parse.registry import media_of
from ingest.parse.sandbox import Confined, Limits
from ingest.review.characters import characters
from ingest.review.domain import Finding, Kind, Review, Seen
from ingest.review.look import MODULES, request
from ingest.review.wire import decode

_PAGES = 4  # that one child looks at: the limits on time, memory and output hold for them
_TIMES = 10  # the limit on time that a whole document may take
_SHARE = 0.01  # of two extractors' words


class Reviewer(Confined[tuple[Seen, ...]]):
    """Looks at one document at a time. `parser` is `module:function`, called in the child with a media type and what
    `look.request` makes."""

    def __init__(self, limits: Limits | None = None, *, parser: str = "ingest.review.look:look") -> None:
        super().__init__(limits, parser=parser, encoder="ingest.review.wire:encode", decode=decode, result="review")

    def review(self, data: bytes, name: str, document: Document, *, images: bool = False) -> Review:
        """What a reader of the file would not see of the `document` that was parsed from `data`, and with `images` a
        PDF's pages. Raises `SourceRefused` where the file cannot be looked at."""
        media = media_of(name)
        if media not in MODULES:
            return Review(findings=tuple(characters(document.text)))
        pages = document.pages or (Page(number=1, start=0, end=len(document.text)),)
        seen = list(self._seen(media, data, name, [document.text[page.start : page.end] for page in pages], images))
        found = [
            _placed(one, page)
            for page, looked in zip(pages, seen, strict=True)
            for one in (*characters(document.text[page.start : page.end]), *looked.findings)
        ]
        found += _differing(pages, seen)
        if not document.pages:
            found = [replace(one, page=None) for one in found]
        found.sort(key=lambda one: (one.page or 0, one.start is None, one.start or 0))
        return Review(findings=tuple(found), images=tuple(one.image for one in seen if one.image))

    def _seen(self, media: Media, data: bytes, name: str, texts: Sequence[str], images: bool) -> Iterator[Seen]:
        """One for each of the texts."""
        until = time.monotonic() + _TIMES * self._limits.seconds
        for at in range(0, len(texts), _PAGES):
            if time.monotonic() > until:
                raise refused(name, "timeout", f"its review was stopped after {_TIMES * self._limits.seconds:g} s")
            some = texts[at : at + _PAGES]
            found = self._read(media, request(data, some, first=at + 1, images=images), name)
            if len(found) != len(some) or not all(_within(one, text) for one, text in zip(found, some, strict=True)):
                raise refused(name, "crashed", "its review does not fit its text")
            yield from found


def _within(seen: Seen, text: str) -> bool:
    first = seen.differences.first if seen.differences else None
    return all((one.end or 0) <= len(text) for one in (*seen.findings, *([first] if first else [])))


def _placed(finding: Finding, page: Page) -> Finding:
    if finding.start is None or finding.end is None:
        return replace(finding, page=page.number)
    return replace(finding, page=page.number, start=page.start + finding.start, end=page.start + finding.end)


def _differing(pages: Sequence[Page], seen: Sequence[Seen]) -> list[Finding]:
    """One finding, at the first difference, where two extractors read more than one word in a hundred otherwise."""
    told = [(page, one.differences) for page, one in zip(pages, seen, strict=True) if one.differences]
    words, alone = sum(one.words for _, one in told), sum(one.alone for _, one in told)
    first = next((_placed(one.first, page) for page, one in told if one.first), None)
    if first is None or alone <= _SHARE * words:
        return []
    return [replace(first, kind=Kind.EXTRACTORS, detail=f"{alone / words:.1%} of the words differ; {first.detail}")]
