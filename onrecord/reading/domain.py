"""Types of reading. Offsets count Unicode code points in the document's canonical text, half-open; pages from 1."""

from dataclasses import dataclass
from datetime import date

from ingest.domain import Document, Source, Span
from onrecord.access import Reach


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A part of a stretch, `start` its first character's offset. `label` is a speaker's name as the file writes it
    before their words, `furniture` a running header or footer; `timecode` is when what is marked was said, where that
    is not when the stretch begins."""

    text: str
    start: int
    marked: bool = False
    label: bool = False
    furniture: bool = False
    timecode: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """One speaker's words on one page: `text[start:end]`, in `runs`. `speaker` is none where nobody is named,
    `leader_id` where the words are no leader's of this document; `timecode` (`HH:MM:SS`) is when a recording's begin.

    Where something stands that may not be read there is one without runs, of nobody, that begins and ends where the
    readable text does.
    """

    speaker: str | None
    leader_id: str | None
    page: int | None
    start: int
    end: int
    runs: tuple[Run, ...]
    timecode: str | None = None

    @property
    def left_out(self) -> bool:
        return not self.runs

    @property
    def text(self) -> str:
        return "".join(one.text for one in self.runs if not one.label)


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A leader with their title, or a source with its date in words."""

    id: str
    name: str
    more: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Since:
    """What became of a source, which its reader must know before trusting it today: the sources that replaced it, of
    those that they may read; the day on which it ceased to hold; what only those who work on the record may know."""

    superseded_by: tuple[Named, ...] = ()
    ended: date | None = None
    held_back: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A source that somebody may read something of."""

    source: Source
    leaders: tuple[Named, ...]
    since: Since


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One source, as far as one person may read it. `marks` are the places that were asked for, within its text."""

    source: Source
    document: Document
    reach: Reach
    leaders: tuple[Named, ...]
    since: Since
    stretches: tuple[Stretch, ...]
    marks: tuple[Span, ...] = ()

    @property
    def page(self) -> int | None:
        """The page on which the first mark begins."""
        if not self.marks:
            return None
        at = self.marks[0].start
        return next((one.number for one in self.document.pages if one.start <= at < one.end), None)
