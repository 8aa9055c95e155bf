"""Whether a reader of a page sees a character: by how it is drawn, and by what the page's image shows of it.

Two images are compared, the page as it is drawn and the page drawn without its text. What lies behind a character is
what the second shows in its place, so white text in a dark box is seen and white text on paper is not. What does not
differ between the two has left nothing on the page, whatever the cause.
"""

import unicodedata
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from ingest.review.domain import Kind
from ingest.review.glyphs import Box, Colour, Drawn, Glyph

Image = npt.NDArray[np.uint8]  # height x width x 3: red, green, blue

_TINIEST = 4.0  # points; smaller text is not read by anybody
_FINEST = 3.0  # pixels of the image: the same for pages so large that they are shown smaller
_SMALLEST_SIGN = 1.5  # points, of a letter's longer side: what a font of four points never goes below
_NEAR = 24  # of 255, in the channel that differs most: closer colours are one to the eye
_SHARE = 0.1  # of a character's place that may be of another colour and still not show it
_INK = 8  # of 255: less than that, text has not changed anywhere within its place
_FAINTEST = 26  # of 255, opacity
_INVISIBLE, _CLIPS = 3, 7  # text render modes
_STROKES, _FILLS = (1, 2, 5, 6), (0, 2, 4, 6)
_SIGNS = ("L", "N", "Sc", "Sm", "So")  # categories of characters that leave ink
_MANY = 5  # characters of one drawn sign; a ligature has three, and four of any language's letters are rare


def verdicts(glyphs: Sequence[Glyph], shown: Image, bare: Image, scale: float) -> list[Kind | None]:
    """Of each glyph why nobody sees it, none where somebody does. `scale` is in pixels of the image per point."""
    found = [_verdict(glyph, shown, bare, scale) for glyph in glyphs]
    start = 0
    for end in range(1, len(glyphs) + 1):
        if end == len(glyphs) or glyphs[end].drawn is not glyphs[start].drawn or glyphs[end].box != glyphs[start].box:
            if end - start >= _MANY and glyphs[start].drawn is not None:
                found[start + 1 : end] = [one or Kind.GLYPH for one in found[start + 1 : end]]
            start = end
    return found


def stretches(glyphs: Sequence[Glyph], kinds: Sequence[Kind | None]) -> Iterator[tuple[Kind, int, int]]:
    """What nobody sees for one reason, from the first glyph to behind the last: a sign that is seen ends a stretch,
    spaces and points do not, and a point belongs to the signs that were drawn with it."""
    under: tuple[Kind, int, int] | None = None
    for number, (glyph, kind) in enumerate(zip(glyphs, kinds, strict=True)):
        last = glyphs[under[2] - 1] if under is not None else None
        follows = last is not None and kind is None and glyph.drawn is last.drawn and not glyph.character.isspace()
        if under is not None and (kind is under[0] or (follows and not _leaves_ink(glyph))):
            under = under[0], under[1], number + 1
        elif kind is not None or (glyph.drawn is not None and _leaves_ink(glyph)):
            if under is not None:
                yield under
            under = (kind, number, number + 1) if kind is not None else None
    if under is not None:
        yield under


def _verdict(glyph: Glyph, shown: Image, bare: Image, scale: float) -> Kind | None:
    drawn = glyph.drawn
    if drawn is None or glyph.character.isspace():
        return None
    if drawn.mode == _INVISIBLE:
        return Kind.INVISIBLE
    height, width = bare.shape[:2]
    left, top, right, bottom = glyph.box
    if right <= 0 or bottom <= 0 or left >= width or top >= height:
        return Kind.OFF_PAGE
    place = _place(glyph.box, width, height)
    if drawn.mode == _CLIPS:  # it draws nothing itself, but what is painted through it may show it
        return Kind.COVERED if _leaves_ink(glyph) and _even(shown[place]) else None
    colours = [
        colour
        for colour, modes in ((drawn.fill, _FILLS), (drawn.stroke, _STROKES))
        if colour is not None and drawn.mode in modes
    ]
    if colours and all(colour[3] < _FAINTEST for colour in colours):
        return Kind.TRANSPARENT
    longest = max(right - left, bottom - top) / scale
    if drawn.size < max(_TINIEST, _FINEST / scale) or (_leaves_ink(glyph) and 0 < longest < _SMALLEST_SIGN):
        return Kind.TINY
    if colours and all(_near(colour, bare[place]) for colour in colours):
        return Kind.COLOUR
    if _leaves_ink(glyph) and not _differ(shown[place], bare[place]):
        return _reason(drawn, glyph.box)
    return None


def _leaves_ink(glyph: Glyph) -> bool:
    category = unicodedata.category(glyph.character)
    return category in _SIGNS or category[0] in _SIGNS


def _reason(drawn: Drawn, box: Box) -> Kind:
    if drawn.layered:
        return Kind.LAYER
    clip = drawn.clip
    if clip and (box[2] <= clip[0] or box[0] >= clip[2] or box[3] <= clip[1] or box[1] >= clip[3]):
        return Kind.CLIPPED
    return Kind.COVERED


def _place(box: Box, width: int, height: int) -> tuple[slice, slice]:
    """The pixels that a box touches, at least one."""
    left, top = min(max(int(box[0]), 0), width - 1), min(max(int(box[1]), 0), height - 1)
    right, bottom = min(max(int(box[2]) + 1, left + 1), width), min(max(int(box[3]) + 1, top + 1), height)
    return slice(top, bottom), slice(left, right)


def _near(colour: Colour, behind: Image) -> bool:
    distance = np.abs(behind.astype(np.int16) - np.array(colour[:3], np.int16)).max(axis=2) * (colour[3] / 255)
    return bool((distance >= _NEAR).mean() < _SHARE)


def _differ(shown: Image, bare: Image) -> bool:
    return bool((np.abs(shown.astype(np.int16) - bare) >= _INK).any())


def _even(shown: Image) -> bool:
    return bool((shown.max(axis=(0, 1)).astype(np.int16) - shown.min(axis=(0, 1)) < _INK).all())
