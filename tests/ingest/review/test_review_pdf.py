"""Each way to keep text of a PDF from its reader is found, with its place; what a reader sees is not."""

import io
from collections.abc import Callable

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText, Link, Text
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, RectangleObject, StreamObject, TextStringObject
from reportlab.lib.colors import HexColor, white
from reportlab.pdfgen.canvas import Canvas

PdfOf = Callable[..., bytes]
Findings = Callable[[bytes], list[tuple[str, str]]]
SEEN = "We will open a plant in Leeds."
UNSEEN = "We will close it again."


def _line(canvas: Canvas, y: float = 700.0) -> None:
    canvas.drawString(72, y, UNSEEN)


def _mode(mode: int) -> Callable[[Canvas], None]:
    def draw(canvas: Canvas) -> None:
        text = canvas.beginText(72, 700)
        text.setTextRenderMode(mode)
        text.textOut(UNSEEN)
        canvas.drawText(text)

    return draw


def _white(canvas: Canvas) -> None:
    canvas.setFillColor(white)
    _line(canvas)


def _nearly_white(canvas: Canvas) -> None:
    canvas.setFillColor(HexColor("#f2f2f2"))
    _line(canvas)


def _dark_in_a_dark_box(canvas: Canvas) -> None:
    canvas.setFillColor(HexColor("#202020"))
    canvas.rect(60, 690, 300, 30, stroke=0, fill=1)
    canvas.setFillColor(HexColor("#2a2a2a"))
    _line(canvas)


def _white_over_what_is_read(canvas: Canvas) -> None:
    canvas.setFillColor(white)
    _line(canvas, 780)


def _white_outlines(canvas: Canvas) -> None:
    canvas.setStrokeColor(white)
    _mode(1)(canvas)


def _transparent(canvas: Canvas) -> None:
    canvas.setFillAlpha(0)
    _line(canvas)


def _faint(canvas: Canvas) -> None:
    canvas.setFillAlpha(0.05)
    _line(canvas)


def _tiny(canvas: Canvas) -> None:
    canvas.setFont("Helvetica", 3.5)
    _line(canvas)


def _shrunk(canvas: Canvas) -> None:
    canvas.scale(0.1, 0.1)
    canvas.drawString(720, 7000, UNSEEN)


def _squeezed(canvas: Canvas) -> None:
    text = canvas.beginText(72, 700)
    text.setHorizScale(5)
    text.textOut(UNSEEN)
    canvas.drawText(text)


def _left_of_the_page(canvas: Canvas) -> None:
    canvas.drawString(-400, 700, UNSEEN)


def _below_the_page(canvas: Canvas) -> None:
    _line(canvas, -40)


def _clipped(canvas: Canvas) -> None:
    path = canvas.beginPath()
    path.rect(72, 600, 20, 20)
    canvas.clipPath(path, stroke=0, fill=0)
    _line(canvas)


def _covered(canvas: Canvas) -> None:
    _line(canvas)
    canvas.setFillColor(HexColor("#dfe8df"))
    canvas.rect(60, 690, 300, 30, stroke=0, fill=1)


def _white_in_a_form(canvas: Canvas) -> None:
    canvas.beginForm("stamp")
    _white(canvas)
    canvas.endForm()
    canvas.doForm("stamp")


def _clipped_in_a_form(canvas: Canvas) -> None:
    canvas.beginForm("stamp", lowerx=0, lowery=0, upperx=50, uppery=50)
    canvas.setFont("Helvetica", 12)
    _line(canvas)
    canvas.endForm()
    canvas.doForm("stamp")


@pytest.mark.parametrize(
    ("draw", "kind"),
    [
        (_mode(3), "invisible"),
        (_mode(7), "covered"),
        (_white, "colour"),
        (_nearly_white, "colour"),
        (_dark_in_a_dark_box, "colour"),
        (_white_over_what_is_read, "colour"),
        (_white_outlines, "colour"),
        (_white_in_a_form, "colour"),
        (_transparent, "transparent"),
        (_faint, "transparent"),
        (_tiny, "tiny"),
        (_shrunk, "tiny"),
        (_squeezed, "tiny"),
        (_left_of_the_page, "off_page"),
        (_below_the_page, "off_page"),
        (_clipped, "clipped"),
        (_clipped_in_a_form, "covered"),
        (_covered, "covered"),
    ],
)
def test_what_nobody_sees_is_found_with_its_place(
    pdf_of: PdfOf, findings: Findings, draw: Callable[[Canvas], None], kind: str
) -> None:
    def page(canvas: Canvas) -> None:
        canvas.drawString(72, 780, SEEN)
        draw(canvas)

    assert findings(pdf_of(page)) == [(kind, UNSEEN)]


def test_one_word_of_a_line_that_nobody_sees_is_found_alone(pdf_of: PdfOf, findings: Findings) -> None:
    def page(canvas: Canvas) -> None:
        text = canvas.beginText(72, 700)
        text.textOut("We will ")
        text.setFillColor(white)
        text.textOut("not ")
        text.setFillColorRGB(0, 0, 0)
        text.textOut("close the plant, un")
        text.setFillColor(white)
        text.textOut("happ")
        text.setFillColorRGB(0, 0, 0)
        text.textOut("y as we are.")
        canvas.drawText(text)

    assert findings(pdf_of(page)) == [("colour", "not"), ("colour", "happ")]


def test_what_the_crop_box_cuts_off_is_off_the_page_however_it_is_turned(pdf_of: PdfOf, findings: Findings) -> None:
    def page(canvas: Canvas) -> None:
        canvas.drawString(72, 780, SEEN)
        _line(canvas, 300)

    for angle in (0, 90, 180, 270):
        writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf_of(page))))
        writer.pages[0].cropbox = RectangleObject((50, 500, 550, 820))
        writer.pages[0].rotate(angle)
        assert findings(_written(writer)) == [("off_page", UNSEEN)]


def test_a_layer_that_is_switched_off_is_told_as_one(pdf_of: PdfOf, findings: Findings) -> None:
    def page(canvas: Canvas) -> None:
        canvas.drawString(72, 780, SEEN)
        canvas._code.append("/OC /Layer BDC")
        _line(canvas)
        canvas._code.append("EMC")

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf_of(page))))
    layer = writer._add_object(_dictionary(Type=NameObject("/OCG"), Name=TextStringObject("Notes")))
    off = _dictionary(OFF=ArrayObject([layer]))
    writer._root_object[NameObject("/OCProperties")] = _dictionary(OCGs=ArrayObject([layer]), D=off)
    writer.pages[0]["/Resources"][NameObject("/Properties")] = _dictionary(Layer=layer)  # type: ignore[index]
    assert findings(_written(writer)) == [("layer", UNSEEN)]


def test_one_sign_that_stands_for_a_sentence_is_found(pdf_of: PdfOf, findings: Findings) -> None:
    """A font may say that its letter A means whatever its maker likes."""

    def page(canvas: Canvas) -> None:
        canvas.drawString(72, 780, "GREAT NEWS")

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf_of(page))))
    said = "".join(f"{ord(one):04x}" for one in "A and there is more").encode()
    table = StreamObject()
    table.set_data(
        b"/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00> <ff> endcodespacerange"
        b" 1 beginbfchar <41> <" + said + b"> endbfchar endcmap end"
    )
    fonts = writer.pages[0]["/Resources"]["/Font"]  # type: ignore[index]
    fonts["/F1"].get_object()[NameObject("/ToUnicode")] = writer._add_object(table)
    assert findings(_written(writer)) == [("glyph", "and there is more")]


def test_annotations_are_told_where_the_text_does_not_have_their_words(pdf_of: PdfOf, findings: Findings) -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf_of(lambda canvas: canvas.drawString(72, 780, SEEN)))))
    box = (100, 100, 300, 200)
    writer.add_annotation(0, Text(text="Not for publication.", rect=box))
    writer.add_annotation(0, FreeText(text="a plant in Leeds", rect=box))
    writer.add_annotation(0, Link(rect=box, url="https://example.com"))
    (found,) = findings(_written(writer))
    assert found == ("annotation", "a note that is not in the text says “Not for publication.”")


def test_another_text_than_the_drawn_one_is_a_difference(pdf_of: PdfOf, findings: Findings) -> None:
    def page(canvas: Canvas) -> None:
        canvas.drawString(72, 780, SEEN)
        canvas._code.append("/Span <</ActualText (Nothing at all.)>> BDC")
        _line(canvas)
        canvas._code.append("EMC")

    assert findings(pdf_of(page)) == [("extractors", UNSEEN)]


def _dictionary(**entries: object) -> DictionaryObject:
    return DictionaryObject({NameObject(f"/{name}"): value for name, value in entries.items()})  # type: ignore[misc]


def _written(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


# --- what a reader does see --------------------------------------------------------------------------------------


def _innocent(canvas: Canvas) -> None:
    """Columns, header, footer, small print, white on a dark box, pale, turned, half transparent and outlined text."""
    canvas.setFont("Helvetica", 8)
    canvas.drawString(72, 820, "Okafor Lamps, annual address")
    canvas.drawString(280, 20, f"Page {canvas.getPageNumber()}")
    canvas.setFont("Times-Roman", 10)
    for column, left in enumerate((72, 310)):
        for row in range(40):
            canvas.drawString(
                left, 700 - 14 * row, f"In {2000 + row} we sold {40 * row + column} lamps, which is good."
            )
    canvas.setFont("Helvetica", 6)
    canvas.drawString(72, 60, "Small print: no figure of this address was audited; ask finance before you quote one.")
    canvas.setFillColor(HexColor("#10305a"))
    canvas.rect(60, 740, 480, 60, stroke=0, fill=1)
    canvas.setFillColor(white)
    canvas.setFont("Helvetica-Bold", 20)
    canvas.drawString(72, 760, "White on dark, which everybody sees")
    canvas.setFillColor(HexColor("#aaaaaa"))
    canvas.setFont("Helvetica", 9)
    canvas.drawString(72, 40, "Pale, and readable: - ... ' , ; (i) | l 1")
    canvas.setFillColorRGB(0, 0, 0)
    canvas.saveState()
    canvas.translate(560, 300)
    canvas.rotate(90)
    canvas.setFillAlpha(0.5)
    canvas.drawString(0, 0, "In the margin, turned and half transparent")
    canvas.restoreState()
    canvas.saveState()
    path = canvas.beginPath()
    path.rect(60, 100, 500, 30)
    canvas.clipPath(path, stroke=0, fill=0)
    canvas.drawString(72, 110, "Inside of its clipping path")
    canvas.restoreState()
    text = canvas.beginText(72, 80)
    text.setTextRenderMode(2)
    text.textOut("Filled and stroked")
    canvas.drawText(text)
    canvas.saveState()
    text = canvas.beginText(300, 80)
    text.setTextRenderMode(7)
    text.setFont("Helvetica-Bold", 24)
    text.textOut("A picture through letters")
    canvas.drawText(text)
    canvas.setFillColor(HexColor("#cc3300"))
    canvas.rect(290, 60, 300, 50, stroke=0, fill=1)
    canvas.restoreState()


def test_an_innocent_document_of_several_pages_has_no_findings(pdf_of: PdfOf, findings: Findings) -> None:
    assert findings(pdf_of(_innocent, _innocent, _innocent)) == []
