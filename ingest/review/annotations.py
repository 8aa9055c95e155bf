"""What stands on a PDF page beside its text: notes, text boxes, the values of form fields."""

from collections.abc import Iterator
from ctypes import POINTER, c_ushort, cast, create_string_buffer

import pypdfium2 as pdfium
import pypdfium2.raw as c

from ingest.review.codepoints import excerpt
from ingest.review.domain import Finding, Kind
from ingest.review.words import words

_LONGEST = 1 << 16  # bytes that are read of one text
# A link's text describes its target; a pop-up repeats the note that it belongs to.
_PASSED_OVER = (c.FPDF_ANNOT_LINK, c.FPDF_ANNOT_POPUP)
_NAMES = {
    c.FPDF_ANNOT_TEXT: "a note",
    c.FPDF_ANNOT_FREETEXT: "a text box",
    c.FPDF_ANNOT_WIDGET: "a form field",
    c.FPDF_ANNOT_STAMP: "a stamp",
}


def annotations(page: pdfium.PdfPage, text: str) -> Iterator[Finding]:
    """Those whose words are not in the page's `text` one after the other."""
    known = " ".join(word.form for word in words(text))
    for number in range(c.FPDFPage_GetAnnotCount(page)):
        annotation = c.FPDFPage_GetAnnot(page, number)
        kind = c.FPDFAnnot_GetSubtype(annotation)
        said = "" if kind in _PASSED_OVER else _string(annotation, b"Contents") or _value(annotation)
        c.FPDFPage_CloseAnnot(annotation)
        told = " ".join(word.form for word in words(said))
        if told and told not in known:
            detail = f"{_NAMES.get(kind, 'an annotation')} that is not in the text says {excerpt(said)}"
            yield Finding(kind=Kind.ANNOTATION, page=None, start=None, end=None, detail=detail)


def _value(annotation: object) -> str:
    """What a form field holds; a box that is ticked or not holds a name, which says nothing."""
    named = c.FPDFAnnot_GetValueType(annotation, b"V") == c.FPDF_OBJECT_NAME
    return "" if named else _string(annotation, b"V")


def _string(annotation: object, key: bytes) -> str:
    length = min(c.FPDFAnnot_GetStringValue(annotation, key, None, 0), _LONGEST)
    buffer = create_string_buffer(length)
    c.FPDFAnnot_GetStringValue(annotation, key, cast(buffer, POINTER(c_ushort)), length)
    return buffer.raw.decode("utf-16-le", "replace").partition("\0")[0]
