"""What a file is: by its name, and by its bytes. Where the two differ, it is refused with both.

Reading a file as something else loses words without a word: a transcript read as plain text turns timecodes
into sentences and forgets who speaks; a web page read as text quotes its scripts.
"""

import io
import re
import zipfile
from enum import StrEnum
from pathlib import PurePath

from ingest.parse.refusals import Unreadable


class Media(StrEnum):
    PDF = "application/pdf"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    HTML = "text/html"
    MARKDOWN = "text/markdown"
    TEXT = "text/plain"
    VTT = "text/vtt"
    SRT = "application/x-subrip"


EXTENSIONS: dict[str, Media] = {
    ".pdf": Media.PDF,
    ".docx": Media.DOCX,
    ".html": Media.HTML,
    ".htm": Media.HTML,
    ".md": Media.MARKDOWN,
    ".markdown": Media.MARKDOWN,
    ".txt": Media.TEXT,
    ".vtt": Media.VTT,
    ".srt": Media.SRT,
}

NAMES: dict[Media, str] = {
    Media.PDF: "a PDF",
    Media.DOCX: "a Word document (DOCX)",
    Media.HTML: "an HTML page",
    Media.MARKDOWN: "Markdown",
    Media.TEXT: "plain text",
    Media.VTT: "a WebVTT transcript",
    Media.SRT: "an SRT transcript",
}

_HEAD = 4096
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_FOREIGN: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (0, b"\xff\xd8\xff", "a JPEG image"),
    (0, b"GIF8", "a GIF image"),
    (0, b"II*\0", "a TIFF image"),
    (0, b"MM\0*", "a TIFF image"),
    (0, b"\x1f\x8b", "a gzip archive"),
    (0, b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (0, b"Rar!\x1a\x07", "a RAR archive"),
    (0, b"PK\x05\x06", "an empty ZIP archive"),
    (0, b"{\\rtf", "an RTF document"),
    (0, b"ID3", "an MP3 recording"),
    (0, b"OggS", "an Ogg recording"),
    (0, b"RIFF", "a RIFF recording"),
    (4, b"ftyp", "an MP4 recording"),
    (0, b"\x7fELF", "a program"),
    (0, b"%!PS", "a PostScript file"),
    (0, _OLE, "an Office file of the old kind (.doc, .xls or .ppt)"),
)
# what may stand before the first tag of a page: white space, an XML declaration, comments
_PAGE = re.compile(r"(?:\s|<\?.*?\?>|<!--.*?-->)*+<(?:!doctype\s+html|html)[\s>]", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(rb"<[a-z][a-z0-9]*[\s/>]", re.IGNORECASE)
_TIMES = re.compile(r"\s*(?:\d+[ \t]*\n)?\s*\d{1,3}:\d\d:\d\d[,.]\d{1,3}[ \t]*-->")


def declared(name: str) -> Media:
    """The type that a file's name claims. Raises `Unreadable` ("unsupported") for one that is not read."""
    suffix = PurePath(name).suffix
    if suffix.lower() not in EXTENSIONS:
        ending = f"its name ends in {suffix}" if suffix else "its name has no ending"
        raise Unreadable("unsupported", f"{ending}, expected one of {', '.join(EXTENSIONS)}")
    return EXTENSIONS[suffix.lower()]


def check(media: Media, data: bytes) -> None:
    """Raise `Unreadable` unless `data` is what `media` says ("mislabelled", "encrypted", "truncated")."""
    found = _found(data)
    if found is media or (found is Media.TEXT and _may_be(media, data)):
        return
    if media is Media.DOCX and data.startswith(_ZIP) and found is None:
        raise Unreadable("truncated", "it begins as a ZIP archive, but its directory cannot be read")
    if media is Media.DOCX and data.startswith(_OLE) and "EncryptedPackage".encode("utf-16-le") in data:
        raise Unreadable("encrypted")
    holds = NAMES[found] if isinstance(found, Media) else found or "a ZIP archive"
    raise Unreadable("mislabelled", f"it is named as {NAMES[media]}, but holds {holds}")


def _may_be(media: Media, data: bytes) -> bool:
    """Whether plain text may be `media`: a part of a page needs one tag, a transcript one time."""
    if media is Media.HTML:
        return _TAG.search(data.replace(b"\0", b"")) is not None
    if media is Media.SRT:
        return b"-->" in data.replace(b"\0", b"")  # a first time that is wrong is the parser's to tell
    return media in (Media.MARKDOWN, Media.TEXT)


def _found(data: bytes) -> Media | str | None:
    """What the bytes are: a type that is read, a name for another one, or none for a ZIP that cannot be
    listed.
    """
    if b"%PDF-" in data[:1024]:  # ISO 32000-1 Annex H.3.4.1 lets junk stand before the header
        return Media.PDF
    if data.startswith(_ZIP):
        return _in_zip(data)
    for offset, magic, name in _FOREIGN:
        if data.startswith(magic, offset):
            return name
    head = _head(data)
    if head.startswith("WEBVTT"):
        return Media.VTT
    if _PAGE.match(head):
        return Media.HTML
    return Media.SRT if _TIMES.match(head) else Media.TEXT


def _head(data: bytes) -> str:
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8"
    text = data[:_HEAD].decode(encoding, "replace").removeprefix("\ufeff")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _in_zip(data: bytes) -> Media | str | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        return None
    if "[Content_Types].xml" in names:
        for folder, kind in (("word/", Media.DOCX), ("xl/", "an Excel workbook"), ("ppt/", "a slide deck")):
            if any(name.startswith(folder) for name in names):
                return kind
    return "an OpenDocument or EPUB file" if "mimetype" in names else "a ZIP archive"
