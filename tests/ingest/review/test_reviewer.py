"""A whole document, looked at in children: places count in the document; whatever a file does ends in one line."""

import hashlib
import io
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject, NumberObject, RectangleObject, StreamObject
from reportlab.lib.colors import white
from reportlab.pdfgen.canvas import Canvas

from audit.errors import SourceRefused
from ingest.domain import Document, Page, Parsed
from ingest.parse.media import declared
from ingest.parse.registry import parse
from ingest.parse.sandbox import Limits
from ingest.review.reviewer import Reviewer

PdfOf = Callable[..., bytes]
DocumentOf = Callable[[Parsed], Document]


def _page(number: int) -> Callable[[Canvas], None]:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 780, f"We sold {number} lamps.")
        if number == 6:
            canvas.setFillColor(white)
            canvas.drawString(72, 760, "We lost all of them.")

    return draw


def _written(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_places_count_in_the_document_and_every_page_has_its_image(
    reviewer: Reviewer, pdf_of: PdfOf, document: DocumentOf
) -> None:
    data = pdf_of(*map(_page, range(1, 10)))
    read = document(parse("application/pdf", data))
    review = reviewer.review(data, "a.pdf", read, images=True)
    (found,) = review.findings
    assert (found.kind, found.page, read.text[found.start : found.end]) == ("colour", 6, "We lost all of them.")
    assert len(review.images) == 9
    pictures = [Image.open(io.BytesIO(image)) for image in review.images]
    assert {(picture.size, picture.mode) for picture in pictures} == {((910, 1287), "RGB")}  # A4 at 110 dpi
    assert all(picture.convert("L").getextrema() == (0, 255) for picture in pictures), "black on white"
    assert reviewer.review(data, "a.pdf", read).images == ()


def test_characters_of_the_text_are_looked_at_in_every_kind_of_file(reviewer: Reviewer, document: DocumentOf) -> None:
    for name in ("a.txt", "a.md", "a.html", "a.srt"):
        said = "We\u200b stay."
        data = (
            f"1\n00:00:01,000 --> 00:00:02,000\n{said}\n"
            if name == "a.srt"
            else f"<p>{said}</p>" * (name == "a.html") or said
        )
        (found,) = reviewer.review(data.encode(), name, document(parse(declared(name), data.encode()))).findings
        assert (found.kind, found.page, found.start, found.end) == ("zero_width", None, 2, 3)


def _differing(lines: int) -> Callable[[Canvas], None]:
    """Forty lines of five words, of which so many show two words and mean two others."""

    def draw(canvas: Canvas) -> None:
        for row in range(40):
            other = row < lines
            canvas.drawString(72, 800 - 18 * row, f"Line {row} is {'not' if other else 'one'}")
            if other:
                canvas._code.append("/Span <</ActualText (two here)>> BDC")
            canvas.drawString(300, 800 - 18 * row, "here either")
            if other:
                canvas._code.append("EMC")

    return draw


def test_two_extractors_may_differ_in_one_word_of_a_hundred(
    reviewer: Reviewer, pdf_of: PdfOf, document: DocumentOf
) -> None:
    few, many = pdf_of(_differing(2)), pdf_of(_differing(5))
    assert reviewer.review(few, "a.pdf", document(parse("application/pdf", few))).findings == ()
    read = document(parse("application/pdf", many))
    (found,) = reviewer.review(many, "a.pdf", read).findings
    assert (found.kind, found.page, read.text[found.start : found.end]) == ("extractors", 1, "either")
    assert found.detail.startswith("2.1% of the words differ; first only in the text: “either either")
    assert "first only in what pdfium reads: “two two" in found.detail


# --- hostile files -----------------------------------------------------------------------------------------------


def _refused(reviewer: Reviewer, data: bytes, pages: int = 1) -> SourceRefused:
    text = "a\f" * pages
    read = Document(
        source_id="a", text=text, text_sha256="", parser="x", segments=(), cues=(), furniture=(),
        pages=tuple(Page(number=n + 1, start=2 * n, end=2 * n + 1) for n in range(pages)),
    )  # fmt: skip
    with pytest.raises(SourceRefused) as caught:
        reviewer.review(data, "a.pdf", read)
    assert str(caught.value).isprintable()
    assert "a.pdf" in str(caught.value)
    assert caught.value.advice
    return caught.value


def test_what_pdfium_cannot_open_is_refused_in_one_line(reviewer: Reviewer, pdf_of: PdfOf) -> None:
    good = pdf_of(_page(1))
    assert "pdfium does not" in _refused(reviewer, b"%PDF-1.7\nnot really").message
    assert "pdfium finds 1 pages" in _refused(reviewer, good, pages=3).message
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(good)))
    writer.encrypt("secret", algorithm="RC4-128")
    assert "assword" in _refused(reviewer, _written(writer)).message


def test_forms_that_draw_forms_without_end_are_stopped(pdf_of: PdfOf) -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf_of(_page(1)))))
    inner = None
    for depth in range(12):
        form = DecodedStreamObject()
        form.set_data(b"/F Do " * 12 if depth else b"0 0 9 9 re f " * 50)
        form.update({
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Form"),
            NameObject("/BBox"): RectangleObject((0, 0, 900, 900)),
        })  # fmt: skip
        if inner is not None:
            form[NameObject("/Resources")] = DictionaryObject(
                {NameObject("/XObject"): DictionaryObject({NameObject("/F"): inner})}
            )
        inner = writer._add_object(form)
    content = DecodedStreamObject()
    content.set_data(b"/F Do")
    page = writer.pages[0]
    page[NameObject("/Contents")] = writer._add_object(content)
    page["/Resources"][NameObject("/XObject")] = DictionaryObject({NameObject("/F"): inner})  # type: ignore[index]
    began = time.monotonic()
    with Reviewer(Limits(seconds=1.0, memory_bytes=256 << 20)) as timed:
        assert _refused(timed, _written(writer)).code in ("timeout", "memory", "crashed")
    assert time.monotonic() - began < 5


def test_a_picture_that_unpacks_without_end_is_refused_or_left_out(pdf_of: PdfOf, document: DocumentOf) -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf_of(_page(1)))))
    picture = StreamObject()
    picture._data = zlib.compress(bytes(8_000_000), 1)
    picture.update({
        NameObject("/Type"): NameObject("/XObject"),
        NameObject("/Subtype"): NameObject("/Image"),
        NameObject("/Width"): NumberObject(9_000),
        NameObject("/Height"): NumberObject(9_000),
        NameObject("/BitsPerComponent"): NumberObject(8),
        NameObject("/ColorSpace"): NameObject("/DeviceRGB"),
        NameObject("/Filter"): NameObject("/FlateDecode"),
    })  # fmt: skip
    content = DecodedStreamObject()
    content.set_data(b"BT /F1 12 Tf 72 700 Td (Words.) Tj ET /I Do")
    page = writer.pages[0]
    page[NameObject("/Contents")] = writer._add_object(content)
    page["/Resources"][NameObject("/XObject")] = DictionaryObject(  # type: ignore[index]
        {NameObject("/I"): writer._add_object(picture)}
    )
    data = _written(writer)
    with Reviewer(Limits(seconds=5.0, memory_bytes=64 << 20)) as tight:
        try:
            assert tight.review(data, "a.pdf", document(parse("application/pdf", data))).findings == ()
        except SourceRefused as told:
            assert told.code in ("memory", "crashed", "timeout")  # noqa: PT017 - either outcome will do


def test_a_page_as_large_as_a_house_is_drawn_small(reviewer: Reviewer, pdf_of: PdfOf, document: DocumentOf) -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf_of(_page(1)))))
    writer.pages[0].mediabox = RectangleObject((0, 0, 14_400, 14_400))
    data = _written(writer)
    review = reviewer.review(data, "a.pdf", document(parse("application/pdf", data)), images=True)
    assert [one.kind.value for one in review.findings] == ["tiny"], "what is small beyond reading on such a page"
    assert max(Image.open(io.BytesIO(review.images[0])).size) <= 2001


def test_a_review_that_does_not_fit_its_text_is_refused(
    pdf_of: PdfOf, document: DocumentOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    data = pdf_of(_page(1))
    with Reviewer(parser="hostile_looks:beyond") as hostile:
        assert "does not fit" in _refused(hostile, data).message
    with Reviewer(parser="hostile_looks:no_pages") as hostile:
        assert "does not fit" in _refused(hostile, data).message


def test_broken_bytes_are_reviewed_or_refused(reviewer: Reviewer, pdf_of: PdfOf, document: DocumentOf) -> None:
    good = pdf_of(_page(1), _page(6))
    read = document(parse("application/pdf", good))
    for number in range(25):
        digest = hashlib.sha256(bytes([number])).digest()
        broken = bytearray(good)
        for one, other in zip(digest[::2], digest[1::2], strict=True):
            broken[(one * 256 + other) * len(broken) >> 16] ^= one | 1
        try:
            reviewer.review(bytes(broken), "a.pdf", read)
        except SourceRefused as told:
            assert str(told).isprintable()  # noqa: PT017 - either outcome will do
