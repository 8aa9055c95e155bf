"""A file is what its bytes are; where its name says another thing, both are told."""

import io
import zipfile

import docx
import pytest

from ingest.parse.media import Media, check, declared
from ingest.parse.refusals import Unreadable


def _zip(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(zipfile.ZipInfo(name), "x")  # of one date: the bytes name the test
    return out.getvalue()


def _docx() -> bytes:
    out = io.BytesIO()
    docx.Document().save(out)
    return out.getvalue()


VTT = b"WEBVTT\n\n00:01.000 --> 00:02.000\nHello\n"
SRT = b"1\r\n00:00:01,000 --> 00:00:02,000\r\nHello\r\n"
PAGE = b"<!-- saved -->\n<!DOCTYPE html><html><p>Hello</p></html>"


@pytest.mark.parametrize(
    ("name", "media"),
    [("a.pdf", Media.PDF), ("a.b.DOCX", Media.DOCX), ("A.HTM", Media.HTML), ("x/y.markdown", Media.MARKDOWN)],
)
def test_the_ending_tells_the_type_in_any_case(name: str, media: Media) -> None:
    assert declared(name) is media


@pytest.mark.parametrize("name", ["a.doc", "a", ".pdf", "a.pdf.exe", ""])
def test_another_ending_is_unsupported_and_the_known_ones_are_listed(name: str) -> None:
    with pytest.raises(Unreadable) as caught:
        declared(name)
    assert caught.value.code == "unsupported"
    assert ".pdf, .docx" in caught.value.detail


@pytest.mark.parametrize(
    ("media", "data"),
    [
        (Media.PDF, b"%PDF-1.7\n"),
        (Media.PDF, b"junk first\n%PDF-1.4\n"),
        pytest.param(Media.DOCX, _docx(), id="docx"),
        (Media.HTML, PAGE),
        (Media.HTML, b"\xef\xbb\xbf  <html lang=en>"),
        (Media.HTML, "<html>é</html>".encode("utf-16")),
        (Media.HTML, b"Dear all,<br>a part of a page"),
        (Media.MARKDOWN, b"# Title\n"),
        (Media.MARKDOWN, b"<!-- a comment -->\n<p align=center>Logo</p>\n\n# Title\n"),
        (Media.TEXT, b"Words"),
        (Media.TEXT, "Größe".encode("latin-1")),
        (Media.TEXT, b"The <html> tag is a tag."),
        (Media.VTT, VTT),
        (Media.VTT, b"\xef\xbb\xbf" + VTT),
        (Media.SRT, SRT),
        (Media.SRT, b"1\n00:00:0x,000 --> 00:00:02,000\nHello\n"),
    ],
)
def test_a_file_that_is_what_it_says_passes(media: Media, data: bytes) -> None:
    check(media, data)


@pytest.mark.parametrize(
    ("media", "data", "holds"),
    [
        (Media.PDF, PAGE, "an HTML page"),
        pytest.param(Media.PDF, _docx(), "a Word document", id="docx"),
        (Media.PDF, b"Words", "plain text"),
        (Media.DOCX, b"%PDF-1.7\n", "a PDF"),
        (Media.DOCX, _zip("[Content_Types].xml", "xl/workbook.xml"), "an Excel workbook"),
        (Media.DOCX, _zip("a.txt"), "a ZIP archive"),
        (Media.DOCX, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "an Office file of the old kind"),
        (Media.DOCX, b"{\\rtf1 Hello}", "an RTF document"),
        (Media.HTML, b"Words, and 3 < 4.", "plain text"),
        (Media.MARKDOWN, PAGE, "an HTML page"),
        (Media.TEXT, PAGE, "an HTML page"),
        (Media.TEXT, VTT, "a WebVTT transcript"),
        (Media.TEXT, SRT, "an SRT transcript"),
        (Media.TEXT, b"\x89PNG\r\n\x1a\n", "a PNG image"),
        (Media.TEXT, _zip("a.txt")[:40], "a ZIP archive"),
        (Media.VTT, SRT, "an SRT transcript"),
        (Media.SRT, VTT, "a WebVTT transcript"),
        (Media.SRT, b"Words", "plain text"),
    ],
)
def test_a_mislabelled_file_is_refused_with_both_types(media: Media, data: bytes, holds: str) -> None:
    with pytest.raises(Unreadable) as caught:
        check(media, data)
    assert caught.value.code == "mislabelled"
    assert "named as" in caught.value.detail
    assert holds in caught.value.detail


def test_a_locked_word_document_is_encrypted_and_a_cut_one_truncated() -> None:
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le")
    for data, code in ((locked, "encrypted"), (_docx()[:2000], "truncated")):
        with pytest.raises(Unreadable) as caught:
            check(Media.DOCX, data)
        assert caught.value.code == code


def test_a_head_of_many_comments_is_judged_at_once() -> None:
    check(Media.MARKDOWN, b"<!---->" * 500 + b"Words")
