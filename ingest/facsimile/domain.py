"""Types of facsimiles. Places on a page are fractions of its width and height as it is shown, from its upper left."""

from array import array
from dataclasses import dataclass

STEPS = 0xFFFF  # into which the sides of a page are divided where a character's place is kept
FACTS = 5  # of a character: left, top, right, bottom, and 1 where its line runs up or down the page


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle on a page, its sides as fractions from 0 to 1."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Facsimile:
    """`image` is a PNG of `width` by `height` pixels. `marks` are five numbers for each character of the page's
    canonical text, in steps; all are 0 where nothing is known of it."""

    image: bytes
    width: int
    height: int
    marks: "array[int]"
