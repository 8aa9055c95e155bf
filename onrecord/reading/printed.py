"""A PDF's page as it is printed, with the marked words on it: only for who may read the file whole, and only where the
file is the one that was approved."""

from dataclasses import dataclass
from pathlib import Path

from audit.errors import SourceRefused
from ingest.domain import Page
from ingest.examine import approved_bytes
from ingest.facsimile.boxes import boxes
from ingest.facsimile.domain import Box, Facsimile
from ingest.facsimile.facsimiles import Facsimiles, Wanted
from ingest.parse.media import EXTENSIONS, Media
from onrecord.reading.domain import Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A page with its image. `boxes` are around the marked words; `lost` where some of them stand on this page and were
    not found on it."""

    page: Page
    facsimile: Facsimile
    boxes: tuple[Box, ...]
    lost: bool


def printable(reading: Reading) -> bool:
    """Whether there may be pictures of its pages at all."""
    suffix = Path(reading.source.path).suffix.lower()
    return reading.reach.whole and bool(reading.document.pages) and EXTENSIONS.get(suffix) is Media.PDF


def printed(facsimiles: Facsimiles, folder: Path, reading: Reading, number: int, width: int) -> Printed | None:
    """Page `number` (from 1), its image `width` pixels wide; `folder` is the manifest's. None where there is no such
    page, it may not be seen, the file is not the approved one, or it cannot be drawn."""
    if not printable(reading) or not 1 <= number <= len(reading.document.pages):
        return None
    source, page = reading.source, reading.document.pages[number - 1]
    text = reading.document.text[page.start : page.end]
    wanted = Wanted(sha256=source.sha256, name=source.path, number=number, text=text, width=width)
    try:
        facsimile = facsimiles.page(wanted, lambda: approved_bytes(source, folder))
    except SourceRefused:
        return None
    here = [one for one in reading.marks if one.start < page.end and page.start < one.end]
    found = [boxes(text, facsimile.marks, one.start - page.start, one.end - page.start) for one in here]
    return Printed(
        page=page,
        facsimile=facsimile,
        boxes=tuple(box for some in found for box in some),
        lost=not all(found),
    )
