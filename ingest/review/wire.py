"""How a review travels from the child that made it; as little of it is believed as of a parsed document.

Its JSON names the pages' findings and how long each image is; the images follow, one after the other.
"""

from collections.abc import Sequence
from typing import Any

from ingest.parse.refusals import one_line
from ingest.parse.wire import expect, framed, natural, opened, string
from ingest.review.domain import Differences, Finding, Kind, Seen
from ingest.review.png import SIGNATURE

_LONGEST_DETAIL = 1000


def encode(pages: Sequence[Seen]) -> bytes:
    head = [
        {
            "findings": [_plain(one) for one in page.findings],
            "differences": page.differences
            and [
                page.differences.words,
                page.differences.alone,
                page.differences.first and _plain(page.differences.first),
            ],
            "image": len(page.image),
        }
        for page in pages
    ]
    return framed({"pages": head}, b"".join(page.image for page in pages))


def decode(message: bytes) -> tuple[Seen, ...]:
    """Raises `Unreadable` for a refusal, `Forged` for anything that is no review."""
    return opened(message, _pages)


def _plain(finding: Finding) -> list[object]:
    return [finding.kind.value, finding.start, finding.end, finding.detail]


def _pages(head: Any, images: bytes) -> tuple[Seen, ...]:
    found = []
    at = 0
    for page in head["pages"]:
        image = images[at : at + natural(page["image"])]
        at += page["image"]
        expect(not image or image.startswith(SIGNATURE), "an image is a PNG")
        told = page["differences"]
        findings = tuple(_finding(one) for one in page["findings"])
        found.append(Seen(findings=findings, differences=told and _differences(told), image=image))
    expect(at == len(images), "the images are as long as was said")
    return tuple(found)


def _differences(told: Any) -> Differences:
    words, alone, first = told
    expect(natural(alone) <= natural(words), "no more words differ than there are")
    return Differences(words=words, alone=alone, first=first and _finding(first))


def _finding(told: Any) -> Finding:
    kind, start, end, detail = told
    expect((start is None) == (end is None), "a place has both its ends")
    expect(start is None or natural(start) < natural(end), "a place has at least one character")
    expect(one_line(string(detail)) == detail and len(detail) <= _LONGEST_DETAIL, "a detail is one short line")
    return Finding(kind=Kind(kind), page=None, start=start, end=end, detail=detail)
