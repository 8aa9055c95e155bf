"""Plain text: UTF-8, or UTF-16 with a byte order mark. An encoding is never guessed.

Big5 read as Latin-1 is text without an error in it and without a true word in it. A company can save a file
as UTF-8 once; nobody can take back a misquotation.
"""

import codecs

from ingest.domain import Parsed
from ingest.parse.canonical import canonical
from ingest.parse.media import Media
from ingest.parse.refusals import Unreadable
from ingest.parse.versions import parser_name

_UTF32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def parse(data: bytes) -> Parsed:
    return Parsed(text=canonical(decode(data)), parser=parser_name(Media.TEXT))


def decode(data: bytes) -> str:
    """The text of `data`. Raises `Unreadable` ("encoding") with the offset of the first wrong byte."""
    if data.startswith(_UTF32):
        raise Unreadable("encoding", "it begins with the byte order mark of UTF-32, expected UTF-8 or UTF-16")
    return decode_as("utf-16" if data.startswith(_UTF16) else "utf-8", data)


def decode_as(encoding: str, data: bytes) -> str:
    """`data` decoded strictly as `encoding`, which is not to be text that a stranger wrote."""
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        found = f"byte {error.start} (0x{data[error.start]:02x})"
        raise Unreadable("encoding", f"{found} is not valid {encoding.upper()}: {error.reason}") from None
    if "\0" in text:
        # UTF-16 without a byte order mark is valid UTF-8 for most of Europe's letters.
        where = text.index("\0")
        raise Unreadable("encoding", f"character {where} is NUL, as in UTF-16 without a byte order mark")
    return text.removeprefix("\ufeff")
