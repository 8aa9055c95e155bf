"""What was said on a topic in order of date, as a program has it."""

from dataclasses import dataclass
from datetime import date

from onrecord.client.domain import Answer

Day = date  # inside a type, `date` is a field


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the words of an entry stand in the text of its source."""

    page: int | None
    timecode: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One statement, under its number in the record, from 1. `superseded_by` and `ended_on` (the first day on which its
    source was not in effect any longer) are as of the date asked about; `changes` are numbers."""

    number: int
    date: date
    speaker: str
    leader_id: str
    source_id: str
    title: str
    quote: str
    places: tuple[Place, ...]
    superseded_by: tuple[str, ...]
    ended_on: Day | None
    changes: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """A sentence of an entry."""

    entry: int
    date: date
    source_id: str
    title: str
    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Two sentences of one leader; `by` is `superseded` or `words` (they differ in a figure or in sense)."""

    number: int
    by: str
    earlier: Side
    later: Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """`answer` is the record of it, a refusal where there are no `entries`."""

    answer: Answer
    entries: tuple[Entry, ...]
    changes: tuple[Change, ...]
