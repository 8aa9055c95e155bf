"""Where a quote's words are printed: within two points of where they were drawn, or nowhere."""

import io
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import RectangleObject
from reportlab.pdfbase import pdfmetrics

from ingest.domain import Document, Page, Segment
from ingest.facsimile.boxes import boxes
from ingest.facsimile.counterparts import folded
from ingest.facsimile.domain import Box, Facsimile
from ingest.facsimile.draw import draw
from ingest.facsimile.facsimiles import Facsimiles, Wanted
from ingest.facsimile.wire import request
from ingest.parse.pdf import parse
from ingest.sentences import sentences
from tests.ingest.facsimile.sheets import Known, Sheet

Drawn = Callable[..., tuple[str, Facsimile]]
CORPUS = Path(__file__).parents[3] / "corpus"


def _boxes(text: str, facsimile: Facsimile, quote: str, nth: int = 0) -> tuple[Box, ...]:
    start = -1
    for _ in range(nth + 1):
        start = text.index(quote, start + 1)
    return boxes(text, facsimile.marks, start, start + len(quote))


def _points(box: Box, width: float, height: float) -> Known:
    return box.left * width, (1 - box.bottom) * height, box.right * width, (1 - box.top) * height


def _near(box: Box, known: Known, width: float = 595.0, height: float = 842.0) -> bool:
    """Within two points; a box goes as deep as the letters of its font."""
    left, bottom, right, top = _points(box, width, height)
    sides = (left, bottom + 2.4, right, top)
    return all(abs(one - other) <= 2 for one, other in zip(sides, known, strict=True))


def _turned(data: bytes, change: Callable[[PdfWriter], object]) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_every_word_has_the_place_where_it_was_drawn(sheet: Sheet, drawn: Drawn) -> None:
    sheet.at(72, 700, "We sold nine lamps,")
    sheet.at(72, 684, "and no foundry (at all) closed.")
    text, facsimile = drawn(sheet.bytes())
    assert len(facsimile.marks) == 5 * len(text)
    for word, known in sheet.known.items():
        (found,) = _boxes(text, facsimile, word)
        assert _near(found, known), word


def test_a_quote_has_one_box_for_each_line_of_print(sheet: Sheet, drawn: Drawn) -> None:
    sheet.at(72, 700, "We sold nine lamps,")
    sheet.at(72, 684, "and no foundry closed. Good.")
    text, facsimile = drawn(sheet.bytes())
    first, second = _boxes(text, facsimile, "nine lamps,\nand no foundry closed.")
    nine, lamps, none, closed = (sheet.known[one] for one in ("nine", "lamps,", "and", "closed."))
    assert _near(first, (nine[0], 700, lamps[2], 708.6))
    assert _near(second, (none[0], 684, closed[2], 692.6))


def test_a_part_of_a_word_has_its_own_place(sheet: Sheet, drawn: Drawn) -> None:
    sheet.at(72, 700, "closed.Good")
    sheet.at(72, 600, "closed.")
    text, facsimile = drawn(sheet.bytes())
    (found,) = _boxes(text, facsimile, "Good")
    assert _near(found, (sheet.known["closed."][2], 700, sheet.known["closed.Good"][2], 708.6))


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_page_that_is_shown_turned(sheet: Sheet, drawn: Drawn, degrees: int) -> None:
    sheet.at(72, 700, "We sold nine lamps.")
    data = _turned(sheet.bytes(), lambda writer: writer.pages[0].rotate(degrees))
    text, facsimile = drawn(data)
    (found,) = _boxes(text, facsimile, "We sold nine lamps.")
    left, right = 72.0, sheet.known["lamps."][2]
    low, high = 700 - 2.4, 700 + 9.0
    width, height = (842.0, 595.0) if degrees % 180 else (595.0, 842.0)
    expected = {
        90: (low, 595 - right, high, 595 - left),
        180: (595 - right, 842 - high, 595 - left, 842 - low),
        270: (842 - high, left, 842 - low, right),
    }[degrees]
    assert _points(found, width, height) == pytest.approx(expected, abs=2)


def test_a_page_that_is_cut_shows_what_lies_within_its_crop_box(sheet: Sheet, drawn: Drawn) -> None:
    sheet.at(172, 600, "We sold nine lamps.")
    sheet.at(10, 30, "Cut away entirely.")

    def cut(writer: PdfWriter) -> None:
        writer.pages[0].cropbox = RectangleObject((100, 200, 500, 800))

    text, facsimile = drawn(_turned(sheet.bytes(), cut))
    (found,) = _boxes(text, facsimile, "nine")
    left, bottom, right, top = sheet.known["nine"]
    assert _near(found, (left - 100, bottom - 200, right - 100, top - 200), 400, 600)
    assert _boxes(text, facsimile, "Cut away entirely.") == ()


def test_columns_are_found_in_whatever_order_they_are_read(sheet: Sheet, drawn: Drawn) -> None:
    """pypdf reads in the order of drawing, and so does pdfium here; what matters is that no box spans two columns."""
    for row in range(6):
        sheet.at(72, 700 - 16 * row, f"Left line number {row} speaks of lamps")
        sheet.at(320, 700 - 16 * row, f"Right line number {row} speaks of brass")
    text, facsimile = drawn(sheet.bytes())
    for side, edge in (("Left", 72), ("Right", 320)):
        for row in range(6):
            (found,) = _boxes(text, facsimile, f"{side} line number {row} speaks of")
            left, bottom, right, _ = _points(found, 595, 842)
            assert (left, bottom + 2.4) == pytest.approx((edge, 700 - 16 * row), abs=2)
            assert right < edge + 220


def test_a_word_that_a_line_breaks_has_a_place_on_both_lines(sheet: Sheet, drawn: Drawn) -> None:
    sheet.at(72, 700, "It is what was sup-")
    sheet.at(72, 684, "posed to be so.")
    text, facsimile = drawn(sheet.bytes())
    first, second = _boxes(text, facsimile, "sup-\nposed")
    assert _near(first, sheet.known["sup-"])
    assert _near(second, sheet.known["posed"])


def test_a_ligature_is_its_letters(sheet: Sheet, drawn: Drawn) -> None:
    pdfmetrics.registerFont(pdfmetrics.Font("Mac", "Helvetica", "MacRomanEncoding"))
    sheet.canvas.setFont("Mac", 12)
    sheet.at(72, 700, "The \ufb01re is out of the \ufb02ue.")
    text, facsimile = drawn(sheet.bytes())
    start = text.index("The")
    (found,) = boxes(text, facsimile.marks, start, start + len("The \ufb01re is out of the \ufb02ue."))
    assert _points(found, 595, 842)[0] == pytest.approx(72, abs=2)
    middle = text.index("re is") - 1
    (sign,) = boxes(text, facsimile.marks, middle, middle + 1)
    left = 72 + pdfmetrics.stringWidth("The ", "Helvetica", 12)
    assert _points(sign, 595, 842)[0] == pytest.approx(left, abs=2)


def test_a_sentence_that_is_printed_twice_is_marked_where_it_was_quoted(sheet: Sheet, drawn: Drawn) -> None:
    for row, line in enumerate(["The first year.", "We stay in Leeds.", "The second year.", "We stay in Leeds."]):
        sheet.at(72, 700 - 40 * row, line)
    text, facsimile = drawn(sheet.bytes())
    for nth, baseline in ((0, 660), (1, 580)):
        (found,) = _boxes(text, facsimile, "We stay in Leeds.", nth)
        assert _points(found, 595, 842)[1] + 2.4 == pytest.approx(baseline, abs=2)


def test_a_line_that_runs_up_the_page_is_one_box(sheet: Sheet, drawn: Drawn) -> None:
    sheet.canvas.rotate(90)
    sheet.at(300, -100, "We sold nine lamps.")
    text, facsimile = drawn(sheet.bytes())
    (found,) = _boxes(text, facsimile, "We sold nine lamps.")
    right = sheet.known["lamps."][2]
    assert _points(found, 595, 842) == pytest.approx((91, 300, 102.4, right), abs=2)


def test_words_that_the_page_does_not_have_get_no_box(sheet: Sheet) -> None:
    sheet.at(72, 700, "We sold nine lamps.")
    text = "We sold nine lamps. We lost all of the others to the fire."
    facsimile = draw("application/pdf", request(sheet.bytes(), number=1, width=800, text=text))
    assert len(_boxes(text, facsimile, "We sold nine lamps.")) == 1
    assert _boxes(text, facsimile, "We lost all of the others to the fire.") == ()
    assert _boxes(text, facsimile, "lamps. We lost all of the") == ()


@pytest.mark.parametrize(("width", "height"), [(20.0, 14.0), (14_000.0, 200.0), (3.0, 3_000.0)])
def test_pages_of_any_size_have_an_image_within_bounds(drawn: Drawn, width: float, height: float) -> None:
    small = Sheet(width=width, height=height)
    small.at(1, 2, "We sold nine lamps.")
    _, facsimile = drawn(small.bytes(), width=1600)
    image = Image.open(io.BytesIO(facsimile.image))
    assert image.size == (facsimile.width, facsimile.height)
    assert max(image.size) <= 8_001
    assert image.size[0] * image.size[1] <= 4_100_000


def test_a_box_lies_on_the_ink(sheet: Sheet, drawn: Drawn) -> None:
    """The picture and the places are of the same page."""
    sheet.at(200, 500, "lamps")
    text, facsimile = drawn(sheet.bytes())
    (found,) = _boxes(text, facsimile, "lamps")
    ink = np.argwhere(np.array(Image.open(io.BytesIO(facsimile.image)).convert("L")) < 128)
    top, left = ink.min(axis=0)
    bottom, right = ink.max(axis=0)
    assert found.left * facsimile.width == pytest.approx(left, abs=3)
    assert found.right * facsimile.width == pytest.approx(right, abs=3)
    assert found.top * facsimile.height <= top + 1
    assert bottom <= found.bottom * facsimile.height


def test_offsets_beyond_the_text_are_none(sheet: Sheet, drawn: Drawn) -> None:
    sheet.at(72, 700, "We sold nine lamps.")
    text, facsimile = drawn(sheet.bytes())
    for start, end in ((-5, 0), (10**9, 10**9 + 1), (5, 5), (7, 3)):
        assert boxes(text, facsimile.marks, start, end) == ()
    assert boxes(text, facsimile.marks, -5, 10**9) == _boxes(text, facsimile, "We sold nine lamps.")


# --- the sample corpus -------------------------------------------------------------------------------------------


def _sentences(data: bytes) -> Iterator[tuple[Page, str, int, int]]:
    """Page, its text, and where each part of each sentence is in that."""
    parsed = parse(data)
    document = Document(
        source_id="a", text=parsed.text, text_sha256="", parser="", pages=parsed.pages, segments=(), cues=(),
        furniture=parsed.furniture,
    )  # fmt: skip
    whole = Segment(speaker=None, leader_id=None, start=0, end=len(parsed.text))
    for placed in sentences(document, whole):
        for part in placed.sentence.parts:
            page = next(one for one in parsed.pages if one.start <= part.start < one.end)
            yield page, parsed.text[page.start : page.end], part.start - page.start, part.end - page.start


def _within(read: pdfium.PdfTextPage, found: Sequence[Box], width: float, height: float) -> str:
    """What pdfium reads in these boxes, made smaller by a third of a point, so as not to touch their neighbours."""
    return "".join(
        read.get_text_bounded(left=left + 0.3, bottom=bottom + 0.3, right=right - 0.3, top=top - 0.3)
        for left, bottom, right, top in (_points(one, width, height) for one in found)
    )


@pytest.mark.slow
def test_sentences_of_the_sample_corpus_have_boxes_and_their_words_stand_in_them(facsimiles: Facsimiles) -> None:
    marked = total = 0
    for path in sorted(CORPUS.glob("*/*.pdf")):
        data = path.read_bytes()
        printed = pdfium.PdfDocument(data)
        for page, text, start, end in _sentences(data):
            wanted = Wanted(sha256=path.name, name=path.name, number=page.number, text=text, width=800)
            found = boxes(text, facsimiles.page(wanted, lambda data=data: data).marks, start, end)  # type: ignore[misc]
            total += 1
            marked += bool(found)
            assert len(found) <= text[start:end].count("\n") + 1, "no more boxes than lines"
            there = printed[page.number - 1]
            read = _within(there.get_textpage(), found, *there.get_size())
            assert folded(read).form == (folded(text[start:end]).form if found else "")
    print(f"{marked} of {total} sentences have boxes")  # for the README, with -s
    assert total > 800
    assert marked >= 0.99 * total
