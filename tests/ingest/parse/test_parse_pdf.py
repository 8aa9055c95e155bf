"""A PDF gives its pages' text exactly as pypdf extracts it, or none of it."""

import io
import logging
import zlib
from collections.abc import Callable

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import EncodedStreamObject, NameObject
from reportlab.pdfgen.canvas import Canvas

from ingest.domain import Parsed
from ingest.parse.canonical import canonical
from ingest.parse.pdf import parse
from ingest.parse.refusals import Unreadable

MakePdf = Callable[..., bytes]
PAGES = [
    ["Nordwind — Internal", f"We build {what}.", f"It takes {n * n} years.", f"Page {n} of 3"]
    for n, what in enumerate(("bridges", "hinges", "cells"), 1)
]


def _refused(data: bytes, code: str) -> str:
    with pytest.raises(Unreadable) as caught:
        parse(data)
    assert caught.value.code == code, caught.value.detail
    return caught.value.detail


def _slices(parsed: Parsed) -> list[str]:
    return [parsed.text[page.start : page.end] for page in parsed.pages]


def test_pages_are_what_the_extractor_gives_and_their_spans_say_where(make_pdf: MakePdf) -> None:
    data = make_pdf(PAGES)
    extracted = [canonical(page.extract_text()) for page in PdfReader(io.BytesIO(data)).pages]
    parsed = parse(data)
    assert _slices(parsed) == extracted
    assert parsed.text == "\f".join(extracted)
    assert [page.number for page in parsed.pages] == [1, 2, 3]
    assert parsed.parser.startswith("pypdf ")
    assert parsed.parser.endswith(" / onrecord 1")


def test_running_headers_and_footers_are_furniture(make_pdf: MakePdf) -> None:
    parsed = parse(make_pdf(PAGES))
    assert [parsed.text[span.start : span.end] for span in parsed.furniture] == [
        part for n in (1, 2, 3) for part in ("Nordwind — Internal", f"Page {n} of 3")
    ]


def test_a_page_without_text_between_others_is_an_empty_page(make_pdf: MakePdf) -> None:
    parsed = parse(make_pdf([["One."], [], ["Three."]]))
    assert [slice_.strip() for slice_ in _slices(parsed)] == ["One.", "", "Three."]


@pytest.mark.parametrize("password", ["secret", ""])
def test_an_encrypted_pdf_is_refused_even_if_it_opens_without_a_password(make_pdf: MakePdf, password: str) -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(make_pdf(PAGES))))
    writer.encrypt(user_password=password, owner_password="owner", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    _refused(out.getvalue(), "encrypted")


def test_an_unknown_cipher_is_encrypted_too(make_pdf: MakePdf) -> None:
    data = make_pdf(PAGES)
    secured = data.replace(b"trailer\n<<", b"trailer\n<< /Encrypt << /Filter /Unheard.Of /V 9 >>", 1)
    assert secured != data
    _refused(secured, "encrypted")


def test_a_pdf_of_images_alone_is_refused_as_such() -> None:
    out = io.BytesIO()
    canvas = Canvas(out)
    for _ in range(2):
        canvas.drawInlineImage(Image.new("RGB", (8, 8), "red"), 72, 72)
        canvas.drawString(72, 30, "12")  # a stamped number is no word
        canvas.showPage()
    canvas.save()
    assert "none of its 2 pages" in _refused(out.getvalue(), "image_only")


def test_a_pdf_without_pages_is_empty() -> None:
    out = io.BytesIO()
    PdfWriter().write(out)
    _refused(out.getvalue(), "empty")


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8, 0.95, 0.995])
def test_a_truncated_pdf_is_refused_wherever_it_ends(make_pdf: MakePdf, share: float) -> None:
    data = make_pdf(PAGES * 5)
    _refused(data[: int(len(data) * share)], "truncated")


def test_a_header_alone_is_truncated() -> None:
    _refused(b"%PDF-1.7\n", "truncated")


def _with_page_2(data: bytes, flate: bytes) -> bytes:
    """`data` with other compressed content on its second page."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    stream = EncodedStreamObject()
    stream._data = flate
    stream[NameObject("/Filter")] = NameObject("/FlateDecode")
    writer.pages[1][NameObject("/Contents")] = writer._add_object(stream)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _content() -> bytes:
    lines = (f"BT /F1 12 Tf 72 {800 - n} Td (We said {n * n * 7919}) Tj ET " for n in range(300))
    return zlib.compress("".join(lines).encode())


def test_a_page_whose_content_is_whole_is_read(make_pdf: MakePdf) -> None:
    assert f"We said {299 * 299 * 7919}" in parse(_with_page_2(make_pdf(PAGES), _content())).text
    assert f"We said {299 * 299 * 7919}" in parse(_with_page_2(make_pdf(PAGES), _content()[:-4])).text


def test_a_page_whose_content_ends_early_is_refused_and_not_cut(make_pdf: MakePdf) -> None:
    good = _content()
    assert "page 2" in _refused(_with_page_2(make_pdf(PAGES), good[: len(good) // 2]), "truncated")


def test_a_page_whose_content_is_damaged_is_refused_and_not_repaired(make_pdf: MakePdf) -> None:
    good = _content()
    middle = len(good) // 2
    damaged = good[:middle] + bytes(255 - byte for byte in good[middle : middle + 40]) + good[middle + 40 :]
    _refused(_with_page_2(make_pdf(PAGES), damaged), "truncated")


def test_a_huge_stream_is_a_bomb(make_pdf: MakePdf) -> None:
    huge = zlib.compress(b" " * 200_000_000, 1)
    assert "page 2" in _refused(_with_page_2(make_pdf(PAGES), huge), "bomb")


def test_nothing_is_logged_and_the_logger_is_left_as_it_was(
    make_pdf: MakePdf, caplog: pytest.LogCaptureFixture
) -> None:
    logger = logging.getLogger("pypdf")
    before = (logger.handlers[:], logger.propagate)
    with pytest.raises(Unreadable):
        parse(make_pdf(PAGES)[:-30])
    assert not caplog.records
    assert (logger.handlers, logger.propagate) == before
