"""What a child does: draw one page of a PDF, and say where the characters of its canonical text are printed."""

import math
from array import array
from ctypes import c_double

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as c

from ingest.facsimile import wire
from ingest.facsimile.counterparts import counterparts
from ingest.facsimile.domain import FACTS, STEPS, Facsimile
from ingest.parse.refusals import Unreadable
from ingest.review.glyphs import Canvas, character
from ingest.review.png import png

_LARGEST = 4_000_000  # pixels of an image; a page that would be larger is drawn smaller
_LONGEST = 8_000  # pixels of a side
_DEPTH, _HEIGHT = 0.2, 0.75  # of a font's size: below and above the line that it stands on


def draw(media_type: str, request: bytes) -> Facsimile:
    """Raises `Unreadable` for what pdfium cannot open, and for a page that it does not find."""
    page, width, text, data = wire.asked(request)
    try:
        document = pdfium.PdfDocument(data)
        document.init_forms()
        if not 1 <= page <= len(document):
            raise Unreadable("truncated", f"pdfium finds {len(document)} pages in it, and pypdf more")
        return _drawn(document[page - 1], width, text)
    except pdfium.PdfiumError as error:
        raise Unreadable("truncated", f"pypdf reads it, and pdfium does not ({error})") from None


def _drawn(page: pdfium.PdfPage, width: int, text: str) -> Facsimile:
    across, down = (max(side, 1.0) for side in page.get_size())
    scale = min(width / across, math.sqrt(_LARGEST / (across * down)), _LONGEST / max(across, down))
    bitmap = page.render(scale=scale, rev_byteorder=True)
    image = np.array(bitmap.to_numpy()[:, :, :3])
    if image.shape[2] != 3:
        image = np.repeat(image[:, :, :1], 3, axis=2)
    return Facsimile(image=png(image), width=image.shape[1], height=image.shape[0], marks=_marks(page, text))


def _marks(page: pdfium.PdfPage, text: str) -> "array[int]":
    read = page.get_textpage()
    canvas = Canvas(page, STEPS, STEPS)
    other = "".join(character(c.FPDFText_GetUnicode(read, at)) for at in range(read.count_chars()))
    turned = page.get_rotation() % 180 != 0
    marks = array("H", bytes(2 * FACTS * len(text)))
    for at, counterpart in enumerate(counterparts(text, other)):
        if counterpart >= 0 and (box := _box(read, counterpart, canvas)) is not None:
            angle = math.degrees(c.FPDFText_GetCharAngle(read, counterpart)) % 180
            upright = (45 < angle < 135) != turned
            marks[FACTS * at : FACTS * (at + 1)] = array("H", [*box, upright])
    return marks


def _box(read: pdfium.PdfTextPage, at: int, canvas: Canvas) -> tuple[int, int, int, int] | None:
    """Around a character, as high as its line, within the page; none where nothing of it is on the page."""
    left, right, bottom, top = c_double(), c_double(), c_double(), c_double()
    c.FPDFText_GetCharBox(read, at, left, right, bottom, top)  # around its ink
    foot, head = _line(read, at, 3 * max(right.value - left.value, top.value - bottom.value))
    across, down = (left.value, right.value, foot[0], head[0]), (bottom.value, top.value, foot[1], head[1])
    shown = canvas.box(min(across), min(down), max(across), max(down))
    sides = tuple(min(max(round(side), 0), STEPS) for side in shown)
    return (sides[0], sides[1], sides[2], sides[3]) if sides[0] < sides[2] and sides[1] < sides[3] else None


def _line(read: pdfium.PdfTextPage, at: int, largest: float) -> tuple[tuple[float, float], tuple[float, float]]:
    """How deep and how high the print goes where a character stands: two points of the page. What a font says of itself
    is often wrong, so these are shares of its size, which is taken for `largest` points at most."""
    x, y, matrix = c_double(), c_double(), c.FS_MATRIX()
    c.FPDFText_GetCharOrigin(read, at, x, y)
    c.FPDFText_GetMatrix(read, at, matrix)
    scale = math.hypot(matrix.c, matrix.d) or 1.0
    size = min(c.FPDFText_GetFontSize(read, at) * scale, largest)
    right, up = matrix.c / scale * size, matrix.d / scale * size
    foot = x.value - _DEPTH * right, y.value - _DEPTH * up
    return foot, (x.value + _HEIGHT * right, y.value + _HEIGHT * up)
