"""The characters of a PDF page as pdfium draws them: where on the page's image, how large, and with what.

Reads by pdfium's own names (`fpdf_text.h`, `fpdf_edit.h`); only ever in a child.
"""

import math
from collections.abc import Iterator
from ctypes import (
    POINTER,
    c_double,
    c_float,
    c_int,
    c_uint,
    c_ulong,
    c_ushort,
    c_void_p,
    cast,
    create_string_buffer,
)
from dataclasses import dataclass
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as c

Box = tuple[float, float, float, float]  # left, top, right, bottom
Colour = tuple[int, int, int, int]  # red, green, blue, alpha, 0 to 255

_GRID = 1 << 20  # steps into which a side of the page is divided to learn where pdfium puts it
_DEEPEST = 32  # forms within forms
_MARK = 64  # bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A text object. `mode` is PDF's text render mode (ISO 32000-1 table 106); a colour is none where it is a pattern;
    `size` is in points of the page; `clip` bounds what is not clipped away, none where nothing is, or not known."""

    mode: int
    fill: Colour | None
    stroke: Colour | None
    size: float
    clip: Box | None
    layered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Glyph:
    """`box` is around what is drawn, in pixels of the image; `drawn` is none for what pdfium adds between words."""

    character: str
    box: Box
    drawn: Drawn | None


class Canvas:
    """Where the points of a page lie on its image of `width` by `height` pixels, whatever its crop box and rotation."""

    def __init__(self, page: pdfium.PdfPage, width: int, height: int) -> None:
        self._scale = width / _GRID, height / _GRID
        self._page = page
        origin, right, up = self._device(0, 0), self._device(1000, 0), self._device(0, 1000)
        self._origin = origin
        self._x = (right[0] - origin[0]) / 1000, (right[1] - origin[1]) / 1000
        self._y = (up[0] - origin[0]) / 1000, (up[1] - origin[1]) / 1000

    def _device(self, x: float, y: float) -> tuple[float, float]:
        across, down = c_int(), c_int()
        c.FPDF_PageToDevice(self._page, 0, 0, _GRID, _GRID, 0, x, y, across, down)
        return across.value * self._scale[0], down.value * self._scale[1]

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        points = [self._point(x, y) for x in (left, right) for y in (bottom, top)]
        across, down = [x for x, _ in points], [y for _, y in points]
        return min(across), min(down), max(across), max(down)

    def _point(self, x: float, y: float) -> tuple[float, float]:
        return (
            self._origin[0] + x * self._x[0] + y * self._y[0],
            self._origin[1] + x * self._x[1] + y * self._y[1],
        )


def text_objects(page: pdfium.PdfPage) -> Iterator[tuple[Any, bool]]:
    """Every text object of the page and of the forms that it draws, each with whether it is the page's own."""
    stack = [(c.FPDFPage_CountObjects(page), c.FPDFPage_GetObject, page, 0)]
    while stack:
        count, get, parent, depth = stack.pop()
        for number in range(count):
            found = get(parent, number)
            kind = c.FPDFPageObj_GetType(found)
            if kind == c.FPDF_PAGEOBJ_TEXT:
                yield found, depth == 0
            elif kind == c.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
                stack.append((c.FPDFFormObj_CountObjects(found), c.FPDFFormObj_GetObject, found, depth + 1))


def glyphs(page: pdfium.PdfPage, text: pdfium.PdfTextPage, canvas: Canvas) -> list[Glyph]:
    """In pdfium's order of reading. What it adds itself, spaces and ends of lines, is among them."""
    own = {_address(found) for found, is_own in text_objects(page) if is_own}
    known: dict[int, Drawn] = {}
    sides = left, right, bottom, top = c_double(), c_double(), c_double(), c_double()
    result = []
    for number in range(text.count_chars()):
        handle = c.FPDFText_GetTextObject(text, number)
        drawn = None
        if handle and c.FPDFText_IsGenerated(text, number) != 1:
            address = _address(handle)
            if address not in known:
                known[address] = _drawn(text, number, handle, canvas if address in own else None)
            drawn = known[address]
        found = c.FPDFText_GetCharBox(text, number, *sides)
        box = canvas.box(left.value, bottom.value, right.value, top.value) if found else (0.0, 0.0, 0.0, 0.0)
        result.append(Glyph(character=character(c.FPDFText_GetUnicode(text, number)), box=box, drawn=drawn))
    return result


def character(code: int) -> str:
    """Of what pdfium calls a character's Unicode: U+FFFD for what is none."""
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"


def _address(handle: Any) -> int:
    return cast(handle, c_void_p).value or 0


def _drawn(text: pdfium.PdfTextPage, number: int, handle: Any, canvas: Canvas | None) -> Drawn:
    matrix = c.FS_MATRIX()
    c.FPDFText_GetMatrix(text, number, matrix)
    height, width = math.hypot(matrix.c, matrix.d), math.hypot(matrix.a, matrix.b)
    return Drawn(
        mode=c.FPDFTextObj_GetTextRenderMode(handle),
        fill=_colour(c.FPDFPageObj_GetFillColor, handle),
        stroke=_colour(c.FPDFPageObj_GetStrokeColor, handle),
        size=c.FPDFText_GetFontSize(text, number) * min(height, 2 * width),
        clip=_clip(handle, canvas) if canvas else None,
        layered="OC" in _marks(handle),
    )


def _colour(get: Any, handle: Any) -> Colour | None:
    red, green, blue, alpha = c_uint(), c_uint(), c_uint(), c_uint()
    if not get(handle, red, green, blue, alpha):
        return None
    return red.value, green.value, blue.value, alpha.value


def _clip(handle: Any, canvas: Canvas) -> Box | None:
    """What the bounds of all clipping paths have in common; curves are bounded by their control points."""
    path = c.FPDFPageObj_GetClipPath(handle)
    bounds = None
    for number in range(max(c.FPDFClipPath_CountPaths(path), 0)):
        x, y = c_float(), c_float()
        points = []
        for segment in range(max(c.FPDFClipPath_CountPathSegments(path, number), 0)):
            c.FPDFPathSegment_GetPoint(c.FPDFClipPath_GetPathSegment(path, number, segment), x, y)
            points.append((x.value, y.value))
        across, down = [p[0] for p in points] or [0.0], [p[1] for p in points] or [0.0]
        box = canvas.box(min(across), min(down), max(across), max(down))
        bounds = box if bounds is None else _common(bounds, box)
    return bounds


def _common(one: Box, other: Box) -> Box:
    return max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])


def _marks(handle: Any) -> Iterator[str]:
    """The names of the marked content that an object stands in (`OC` for a layer's)."""
    length, buffer = c_ulong(), create_string_buffer(_MARK)
    for number in range(max(c.FPDFPageObj_CountMarks(handle), 0)):
        mark = c.FPDFPageObj_GetMark(handle, number)
        if c.FPDFPageObjMark_GetName(mark, cast(buffer, POINTER(c_ushort)), _MARK, length):
            yield buffer.raw[: length.value].decode("utf-16-le", "replace").rstrip("\0")
