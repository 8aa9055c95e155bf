"""Which module reads which type of file. A module, with its libraries, is loaded when it is first needed."""

from collections.abc import Callable
from importlib import import_module
from typing import cast

from ingest.domain import Parsed
from ingest.parse.canonical import has_words
from ingest.parse.media import Media, check, declared
from ingest.parse.refusals import Unreadable, refused
from ingest.parse.versions import parser_name

_MODULES: dict[Media, str] = {
    Media.PDF: "pdf",
    Media.DOCX: "docx",
    Media.HTML: "html",
    Media.MARKDOWN: "markdown",
    Media.TEXT: "text",
    Media.VTT: "vtt",
    Media.SRT: "srt",
}


def parser_of(name: str) -> str:
    """The parser, with its version, of a file of this name. Raises `SourceRefused` ("unsupported")."""
    return parser_name(media_of(name))


def media_of(name: str) -> Media:
    """What a file of this name is to be. Raises `SourceRefused` ("unsupported")."""
    try:
        return declared(name)
    except Unreadable as error:
        raise refused(name, error.code, error.detail) from None


def reader(media_type: str) -> Callable[[bytes], Parsed]:
    """The function that reads `media_type`, with its libraries loaded."""
    module = import_module(f"ingest.parse.{_MODULES[Media(media_type)]}")
    return cast(Callable[[bytes], Parsed], module.parse)


def parse(media_type: str, data: bytes) -> Parsed:
    """Read `data` as `media_type`. Raises `Unreadable` for bytes that are no such document, or say nothing.

    Not for untrusted bytes in a process that matters: `Sandbox.parse` calls this in a child.
    """
    media = Media(media_type)
    if not data:
        raise Unreadable("empty", "the file has no bytes")
    check(media, data)
    parsed = reader(media)(data)
    if not has_words(parsed.text):
        raise Unreadable("empty", "there is no letter in its text")
    return parsed


def preload(media_type: str) -> None:
    """What a forker calls before it forks, so that no child has to load or look up what all of them need."""
    reader(media_type)
    parser_name(Media(media_type))
