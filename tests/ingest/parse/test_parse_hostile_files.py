"""Real hostile files through the real sandbox: each gets its own message, and the next file is read."""

import io
import zipfile
import zlib
from collections.abc import Callable

import docx
import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import EncodedStreamObject, NameObject
from reportlab.pdfgen.canvas import Canvas

from audit.errors import SourceRefused
from ingest.parse.media import declared
from ingest.parse.registry import parse, parser_of
from ingest.parse.sandbox import Limits, Sandbox

MakePdf = Callable[..., bytes]
PAGES = [["We build bridges."], ["We build hinges."]]


def _written(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.fixture(scope="module")
def files(make_pdf: MakePdf) -> dict[str, bytes]:
    """Named for what is wrong with them."""
    good = make_pdf(PAGES)
    encrypted = PdfWriter(clone_from=PdfReader(io.BytesIO(good)))
    encrypted.encrypt("secret", algorithm="RC4-128")
    bomb = PdfWriter(clone_from=PdfReader(io.BytesIO(good)))
    stream = EncodedStreamObject()
    stream._data = zlib.compress(b" " * 300_000_000, 1)
    stream[NameObject("/Filter")] = NameObject("/FlateDecode")
    bomb.pages[0][NameObject("/Contents")] = bomb._add_object(stream)
    images = io.BytesIO()
    canvas = Canvas(images)
    canvas.drawInlineImage(Image.new("RGB", (8, 8), "red"), 72, 72)
    canvas.showPage()
    canvas.save()
    word = io.BytesIO()
    docx.Document().save(word)
    archive = io.BytesIO(word.getvalue())
    with zipfile.ZipFile(archive, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as opened:
        opened.writestr("word/more.xml", bytes(300_000_000))
    return {
        "encrypted.pdf": _written(encrypted),
        "image_only.pdf": images.getvalue(),
        "truncated.pdf": good[:-200],
        "bomb.pdf": _written(bomb),
        "bomb.docx": archive.getvalue(),
        "truncated.docx": word.getvalue()[:-30],
        "empty.docx": word.getvalue(),
        "empty.txt": b"",
        "empty.md": b"---\ntitle: x\n---\n\n12 %\n",
        "empty.html": b"<html><script>words</script><p hidden>words</p></html>",
        "empty.vtt": b"WEBVTT\n",
        "mislabelled.pdf": b"<!doctype html><p>Words",
        "mislabelled.docx": good,
        "mislabelled.txt": b"WEBVTT\n\n00:01.000 --> 00:02.000\nWords\n",
        "malformed.srt": b"1\n00:00:02,000 --> 00:00:01,000\nWords\n",
        "encoding.txt": "Größe".encode("latin-1"),
        "encoding.html": b"<meta charset=utf-7><p>Words",
        "unsupported.pages": b"Words",
    }


NAMES = (
    *("encrypted.pdf", "image_only.pdf", "truncated.pdf", "bomb.pdf", "mislabelled.pdf"),
    *("bomb.docx", "truncated.docx", "empty.docx", "mislabelled.docx"),
    *("empty.txt", "empty.md", "empty.html", "empty.vtt", "mislabelled.txt", "malformed.srt"),
    *("encoding.txt", "encoding.html", "unsupported.pages"),
)


@pytest.mark.parametrize("name", NAMES)
def test_each_hostile_file_gets_its_own_refusal(
    sandbox: Sandbox, files: dict[str, bytes], refusal: Callable[..., SourceRefused], name: str
) -> None:
    refusal(sandbox, files[name], name, name.partition(".")[0])
    assert sandbox.parse(b"Words.", "a.txt").text == "Words."


def test_a_text_of_200_mb_is_refused_in_one_line(sandbox: Sandbox, refusal: Callable[..., SourceRefused]) -> None:
    told = refusal(sandbox, bytes(200_000_000), "corpus/a.txt", "too_large")
    assert str(told).startswith("corpus/a.txt is too large: 190.7 MiB, expected at most 128 MiB.")


def test_a_text_of_more_than_the_output_allows_is_refused(refusal: Callable[..., SourceRefused]) -> None:
    with Sandbox(Limits(output_bytes=1 << 20)) as small:
        refusal(small, b"word " * 250_000, "a.txt", "output")


def test_a_page_nested_without_end_is_read_or_refused_in_time(sandbox: Sandbox) -> None:
    page = b"<div>" * 60_000 + b"inner" + b"<table><tr><td>" * 2_000 + b"end"
    with Sandbox(Limits(seconds=10)) as timed:
        try:
            assert "inner" in timed.parse(page, "deep.html").text
        except SourceRefused as told:
            assert told.code in ("timeout", "bomb", "memory")  # noqa: PT017 - either outcome will do


@pytest.mark.parametrize(
    ("name", "mark"), [("a.md", b"> "), ("a.md", b"["), ("a.md", b"*a "), ("a.html", b"<b>"), ("a.html", b"&amp;")]
)
def test_marks_piled_up_do_not_hold_the_ingest(name: str, mark: bytes) -> None:
    with Sandbox(Limits(seconds=5)) as timed:
        try:
            assert "Words" in timed.parse(b"<p>Words" + mark * 20_000 + b" Words", name).text
        except SourceRefused as told:
            assert told.code in ("timeout", "bomb", "memory")  # noqa: PT017 - either outcome will do


def test_a_script_is_no_text(sandbox: Sandbox) -> None:
    page = b"<html><head><script>steal()</script></head><body onload='steal()'><p>Words.</p></body></html>"
    assert sandbox.parse(page, "a.html").text == "Words."


def test_a_good_file_of_each_type_is_what_its_parser_gives(sandbox: Sandbox, make_pdf: MakePdf) -> None:
    word = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("Words.")
    document.save(word)
    for name, data in {
        "a.pdf": make_pdf(PAGES),
        "a.docx": word.getvalue(),
        "a.html": b"<p>Words.",
        "a.md": b"# Words.",
        "a.txt": b"Words.",
        "a.vtt": b"WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ada>Words.\n",
        "a.srt": b"1\n00:00:01,000 --> 00:00:02,000\nADA: Words.\n",
    }.items():
        parsed = sandbox.parse(data, name)
        assert parsed == parse(declared(name), data)
        assert parsed.parser == parser_of(name)


@pytest.mark.parametrize("mebibytes", [8, 30, 52, 54, 56, 58, 60, 90, 120])
def test_a_page_that_runs_out_of_memory_is_whole_or_refused(mebibytes: int) -> None:
    """libxml2 gives a page's first half as all of it when it gets no more memory."""
    page = "<html><body>" + "".join(f"<p>word <b>{n}</b> <i>x</i></p>" for n in range(30_000)) + "<p>END"
    with Sandbox(Limits(memory_bytes=mebibytes << 20)) as tight:
        try:
            assert tight.parse(page.encode(), "a.html").text.endswith("END")
        except SourceRefused as told:
            assert told.code == "memory"  # noqa: PT017 - either outcome will do
