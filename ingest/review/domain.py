"""Types of the review. Offsets count in a document's canonical text, half-open; pages count from 1."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """Why a reader of the page would not see what stands in the file, or would see what does not stand in the text."""

    INVISIBLE = "invisible"  # PDF's text render mode 3, which draws nothing
    TRANSPARENT = "transparent"
    COLOUR = "colour"  # that of what lies behind it, or nearly
    TINY = "tiny"
    OFF_PAGE = "off_page"
    CLIPPED = "clipped"
    LAYER = "layer"  # optional content that is switched off
    COVERED = "covered"  # nothing of it shows, for another reason
    GLYPH = "glyph"  # one drawn sign that stands for many characters of the text
    ANNOTATION = "annotation"
    EXTRACTORS = "extractors"  # two programs read different words
    HIDDEN = "hidden"  # by a property or an attribute that says so
    DELETED = "deleted"
    INSERTED = "inserted"
    COMMENT = "comment"
    ZERO_WIDTH = "zero_width"
    BIDIRECTIONAL = "bidirectional"
    TAG = "tag"
    IGNORABLE = "ignorable"
    CONTROL = "control"
    PRIVATE_USE = "private_use"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """`page` is none where the file has no pages; `start` and `end` where it is not in the text, or not found there.

    `detail` is one line of printable characters.
    """

    kind: Kind
    page: int | None
    start: int | None
    end: int | None
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Differences:
    """Two extractors' words of one page: how many there are on both sides together, and how many of them have no
    counterpart. `first` tells the first of these, none where there are none.
    """

    words: int
    alone: int
    first: Finding | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a child saw of one page, or of a whole file without pages. Offsets count from the page's beginning.

    `image` is a PNG, empty where none was asked for.
    """

    findings: tuple[Finding, ...]
    differences: Differences | None = None
    image: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """All findings in the text's order, those without a place in it at their page's end; a PNG a page, or none."""

    findings: tuple[Finding, ...]
    images: tuple[bytes, ...] = ()
