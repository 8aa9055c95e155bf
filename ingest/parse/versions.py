"""What reads each type of file, by name and version, told without loading it.

A document's frozen text is kept under the hash of its bytes and this string, so the same bytes are not parsed
twice, and a new version of a library is a change that shows.
"""

from functools import cache

from ingest.parse.media import Media

# The libraries whose version may change a text, and our own revision: raise it when a module here gives
# another text, or other places in it, for the same bytes.
_READERS: dict[Media, tuple[tuple[str, ...], int]] = {
    Media.PDF: (("pypdf",), 1),
    Media.DOCX: (("python-docx", "lxml"), 2),
    Media.HTML: (("beautifulsoup4", "lxml"), 2),
    Media.MARKDOWN: (("markdown-it-py", "beautifulsoup4", "lxml"), 2),
    Media.TEXT: ((), 1),
    Media.VTT: ((), 2),
    Media.SRT: ((), 1),
}
_OWN = {Media.TEXT: "text", Media.VTT: "webvtt", Media.SRT: "srt"}


@cache
def parser_name(media: Media) -> str:
    """Such as `pypdf 7.1.0 / onrecord 1`; no two types share one."""
    from importlib.metadata import version  # 20 ms, which a start of the command need not pay

    libraries, revision = _READERS[media]
    named = ", ".join(f"{library} {version(library)}" for library in libraries)
    return f"{named or _OWN[media]} / onrecord {revision}"
