"""PDF, page by page: the text is exactly what pypdf's extractor gives, made canonical; pages are joined by a
form feed.

A form feed is a character of its own under NFC, so no letter of one page ever combines with a mark of the
next.

pypdf reads strictly: where a reader for the screen would repair a broken file and perhaps lose a page, this
one refuses it. What pypdf only logs is watched too, for the messages that mean that words are missing.
"""

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager

import pypdf
from pypdf.errors import DependencyError, FileNotDecryptedError, LimitReachedError

from ingest.domain import Page, Parsed
from ingest.parse.canonical import canonical, has_words
from ingest.parse.furniture import furniture
from ingest.parse.media import Media
from ingest.parse.pdf_streams import ends_early
from ingest.parse.refusals import Unreadable
from ingest.parse.versions import parser_name

PAGE_BREAK = "\f"

# Parts of pypdf's log messages that tell of text left out. A wording that changes is no worse than not
# watching.
_LOSSES = (
    "while decompressing",
    "Impossible to decode XFormObject",
    "further form content is skipped",
    "Output will be incomplete",
    "Page contents are not a stream",
    "page tree entry that is not a dictionary",
    "might be truncated",
    "EOF marker",
    "not defined",
)


class _Watch(logging.Handler):
    """Keeps the first log message that tells of lost text, and lets none through to a terminal."""

    def __init__(self) -> None:
        super().__init__()
        self.loss = ""

    def emit(self, record: logging.LogRecord) -> None:
        message = record.getMessage()
        if not self.loss and any(part in message for part in _LOSSES):
            self.loss = message


def parse(data: bytes) -> Parsed:
    with _watching() as watch:
        texts = _page_texts(data)
    if watch.loss:
        raise Unreadable("truncated", f"its text would be incomplete ({watch.loss})")
    if not any(has_words(text) for text in texts):
        pages = f"none of its {len(texts)} pages has" if len(texts) > 1 else "its only page does not have"
        raise Unreadable("image_only", f"{pages} a letter of text")
    text, pages_ = joined(texts)
    return Parsed(text=text, parser=parser_name(Media.PDF), pages=pages_, furniture=furniture(text, pages_))


def joined(texts: list[str]) -> tuple[str, tuple[Page, ...]]:
    """Canonical pages as one text, and where each lies in it; the form feed between is in neither."""
    pages = []
    start = 0
    for number, text in enumerate(texts, start=1):
        pages.append(Page(number=number, start=start, end=start + len(text)))
        start += len(text) + len(PAGE_BREAK)
    return PAGE_BREAK.join(texts), tuple(pages)


def _page_texts(data: bytes) -> list[str]:
    page = 0
    try:
        reader = _open(data)
        texts: list[str] = []
        for page in range(1, len(reader.pages) + 1):
            content = reader.pages[page - 1]
            texts.append(canonical(content.extract_text()))
            if ends_early(content):
                raise Unreadable("truncated", f"the content of page {page} ends early")
    except Unreadable:
        raise
    except LimitReachedError as error:
        raise Unreadable("bomb", f"{_place(page)}{error}") from None
    except Exception as error:  # broken files raise whatever they happen to break (pypdf.errors says so)
        raise Unreadable("truncated", f"{_place(page)}{error or type(error).__name__}") from None
    if not texts:
        raise Unreadable("empty", "it has no pages")
    return texts


def _open(data: bytes) -> pypdf.PdfReader:
    try:
        reader = pypdf.PdfReader(io.BytesIO(data), strict=True)
    except (DependencyError, FileNotDecryptedError, NotImplementedError):
        raise Unreadable("encrypted") from None  # a cipher that pypdf cannot even try the empty password on
    if reader.is_encrypted:
        # Also one that opens without a password: its author set rights that a reader has to honour.
        raise Unreadable("encrypted")
    return reader


def _place(page: int) -> str:
    return f"page {page}: " if page else ""


@contextmanager
def _watching() -> Iterator[_Watch]:
    logger = logging.getLogger("pypdf")
    watch, propagate = _Watch(), logger.propagate
    logger.addHandler(watch)
    logger.propagate = False
    try:
        yield watch
    finally:
        logger.removeHandler(watch)
        logger.propagate = propagate
