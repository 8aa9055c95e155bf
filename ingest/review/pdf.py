"""A PDF's pages as pdfium draws them, beside the text that pypdf read of them. Only ever in a child."""

import math
from collections.abc import Iterator, Sequence

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as c

from ingest.parse.refusals import Unreadable
from ingest.review.annotations import annotations
from ingest.review.codepoints import excerpt
from ingest.review.domain import Finding, Kind, Seen
from ingest.review.glyphs import Canvas, glyphs, text_objects
from ingest.review.pair import Pair
from ingest.review.png import png
from ingest.review.visible import Image, stretches, verdicts

DPI = 110  # of a page's image
_LARGEST = 4_000_000  # pixels of an image; a larger page is shown smaller (A2 at 102 dpi)
_REASONS = {
    Kind.INVISIBLE: "drawn without ink, as OCR does over a scan: compare it with the page",
    Kind.TRANSPARENT: "wholly transparent",
    Kind.COLOUR: "in the colour of what lies behind it",
    Kind.TINY: "smaller than 4 points",
    Kind.OFF_PAGE: "outside of the page",
    Kind.CLIPPED: "clipped away",
    Kind.LAYER: "in a layer that is switched off",
    Kind.COVERED: "nothing of it shows: it is covered, clipped away or empty",
    Kind.GLYPH: "one drawn sign stands for all of this",
}


def look(data: bytes, texts: Sequence[str], first: int, images: bool) -> tuple[Seen, ...]:
    """Pages `first` (from 1) and after, one for each of the `texts`, which are their canonical texts.

    Raises `Unreadable` for what pdfium cannot open, and for a document of other pages.
    """
    try:
        document = pdfium.PdfDocument(data)
        document.init_forms()
        if not first <= first + len(texts) - 1 <= len(document):
            raise Unreadable("truncated", f"pdfium finds {len(document)} pages in it, and pypdf more")
        return tuple(_seen(document[first - 1 + n], text, images) for n, text in enumerate(texts))
    except pdfium.PdfiumError as error:
        raise Unreadable("truncated", f"pypdf reads it, and pdfium does not ({error})") from None


def _seen(page: pdfium.PdfPage, text: str, images: bool) -> Seen:
    width, height = page.get_size()
    scale = min(DPI / 72, math.sqrt(_LARGEST / max(width * height, 1.0)))
    shown = _image(page, scale)
    drawn = glyphs(page, page.get_textpage(), Canvas(page, shown.shape[1], shown.shape[0]))
    for found, _ in text_objects(page):
        c.FPDFTextObj_SetTextRenderMode(found, c.FPDF_TEXTRENDERMODE_INVISIBLE)
    kinds = verdicts(drawn, shown, _image(page, scale), scale)
    other = "".join(glyph.character for glyph in drawn)
    pair = Pair(text, other)
    hidden = (one for kind, first, last in stretches(drawn, kinds) for one in _unseen(kind, first, last, pair))
    return Seen(
        findings=(*hidden, *pair.rows(), *annotations(page, text)),
        differences=pair.differences(),
        image=png(shown) if images else b"",
    )


def _image(page: pdfium.PdfPage, scale: float) -> Image:
    bitmap = page.render(scale=scale, rev_byteorder=True)
    image: Image = np.array(bitmap.to_numpy()[:, :, :3])  # its own copy: the bitmap's memory goes with it
    return image if image.shape[2] == 3 else np.repeat(image, 3, axis=2)


def _unseen(kind: Kind, first: int, last: int, pair: Pair) -> Iterator[Finding]:
    """A finding for each place in the canonical text at which a stretch of pdfium's text stands; what stands nowhere in
    it is one more, without a place."""
    places, nowhere = pair.places(first, last)
    for start, end in places:
        detail = f"{_REASONS[kind]}: {excerpt(pair.text[start:end])}"
        yield Finding(kind=kind, page=None, start=start, end=end, detail=detail)
    if nowhere:
        yield Finding(kind=kind, page=None, start=None, end=None, detail=f"{_REASONS[kind]}: {excerpt(nowhere)}")
