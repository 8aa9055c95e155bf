"""What is called: a page of a PDF as it is printed, drawn in a child process, and the last ones drawn kept.

    with Facsimiles() as facsimiles:
        page = facsimiles.page(wanted, lambda: path.read_bytes())
        found = boxes(wanted.text, page.marks, start, end)

Whether somebody may see a page is judged by the caller, before each call.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from audit.canonical import text_sha256
from audit.errors import BusyError, SourceRefused
from ingest.facsimile.domain import FACTS, Facsimile
from ingest.facsimile.wire import decode, request
from ingest.parse.media import Media
from ingest.parse.refusals import refused
from ingest.parse.sandbox import Confined, Limits

WIDTHS = (800, 1600)  # pixels of an image: for a screen, and for one of twice the pixels
_SECONDS = 10.0  # that drawing one page may take at most, whatever parsing a file may
WAITING = 16  # pages that are being drawn or wait for it
_AGAIN = 60.0  # seconds after which what could not be drawn is tried again
_SMALL = 1 << 10  # bytes that a refusal counts for


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A page of a PDF: the file's hash and name, the page's number (from 1) and canonical text, and how many pixels
    wide it is to be, one of `WIDTHS`."""

    sha256: str
    name: str
    number: int
    text: str
    width: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    result: Facsimile | SourceRefused
    since: float  # of the monotonic clock

    @property
    def size(self) -> int:
        if isinstance(self.result, SourceRefused):
            return _SMALL
        return len(self.result.image) + len(self.result.marks) * self.result.marks.itemsize

    @property
    def stale(self) -> bool:
        return isinstance(self.result, SourceRefused) and time.monotonic() - self.since > _AGAIN


class Facsimiles(Confined[Facsimile]):
    """Draws one page at a time, for whatever thread, and keeps what it drew last: at most `kept` bytes. A page that
    cannot be drawn is tried once a minute."""

    def __init__(
        self, limits: Limits | None = None, *, kept: int = 64 << 20, parser: str = "ingest.facsimile.draw:draw"
    ) -> None:
        limits = limits or Limits()
        limits = replace(limits, seconds=min(limits.seconds, _SECONDS))
        super().__init__(
            limits, parser=parser, encoder="ingest.facsimile.wire:encode", decode=decode, result="facsimile"
        )
        self._most = kept
        self._kept: OrderedDict[tuple[str, int, str, int], _Kept] = OrderedDict()
        self._size = 0
        self._shelf = threading.Lock()
        self._drawing = threading.Lock()
        self._places = threading.BoundedSemaphore(WAITING)

    def page(self, wanted: Wanted, read: Callable[[], bytes]) -> Facsimile:
        """`read` gives the file's bytes, which the caller has compared with the hash; it is called only for a page that
        is not kept, and what it raises is passed on. Raises `SourceRefused`, and BusyError where `WAITING` others are
        being drawn or wait for it."""
        key = (wanted.sha256, wanted.number, text_sha256(wanted.text), wanted.width)
        found = self._found(key)
        if found is None:
            with self._place(), self._drawing:  # whoever waited here for the same page finds it
                found = self._found(key) or self._drawn(wanted, read())
                self._keep(key, found)
        if isinstance(found.result, SourceRefused):
            raise found.result
        return found.result

    def warm(self) -> None:
        """Start the process that starts children, and load what draws: else the first page would wait for that."""
        nothing = Wanted(sha256="", name="nothing", number=1, text="", width=WIDTHS[0])
        self._drawn(nothing, b"")

    @contextmanager
    def _place(self) -> Iterator[None]:
        """One of the places in which to wait: slow pages of one reader do not hold every thread of a service."""
        if not self._places.acquire(blocking=False):
            raise BusyError("many pages are being drawn just now.", advice="Look again in a moment.")
        try:
            yield
        finally:
            self._places.release()

    def _drawn(self, wanted: Wanted, data: bytes) -> _Kept:
        asked = request(data, number=wanted.number, width=wanted.width, text=wanted.text)
        result: Facsimile | SourceRefused
        try:
            self._limits.admit(wanted.name, len(data))
            result = self._read(Media.PDF, asked, wanted.name)
            if len(result.marks) != FACTS * len(wanted.text):
                raise refused(wanted.name, "crashed", "its facsimile does not fit its text")
        except SourceRefused as error:
            result = error
        return _Kept(result=result, since=time.monotonic())

    def _found(self, key: tuple[str, int, str, int]) -> _Kept | None:
        with self._shelf:
            found = self._kept.get(key)
            if found is None or found.stale:
                return None
            self._kept.move_to_end(key)
            return found

    def _keep(self, key: tuple[str, int, str, int], kept: _Kept) -> None:
        with self._shelf:
            before = self._kept.pop(key, None)
            self._size += kept.size - (before.size if before else 0)
            self._kept[key] = kept
            while self._size > self._most:
                self._size -= self._kept.popitem(last=False)[1].size
