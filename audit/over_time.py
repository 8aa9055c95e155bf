"""What a record of a topic over time says beside its statements: which of them tell the same point otherwise, and which
of its sources held no longer on the day asked about. The statements stand in the order in which they were made."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class ChangedBy(StrEnum):
    """What tells that a position changed."""

    SUPERSEDED = "superseded"  # the later source replaces the earlier one
    WORDS = "words"  # the two sentences differ in a figure or in sense (agent/composers/differing.py)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A sentence of a statement: the statement's number, from 1, and the place in the text that it cites."""

    statement: int
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Two sentences of one leader on one point."""

    earlier: Told
    later: Told
    by: ChangedBy


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """A source that was no longer in effect on the as-of date: `on` is the first such day."""

    source_id: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class OverTime:
    """`ended` is of every source that the record shows, in the order of their ids."""

    changes: tuple[Change, ...] = ()
    ended: tuple[Ended, ...] = ()

    def ended_on(self, source_id: str) -> date | None:
        """The first day on which a source was not in effect any longer; none where it still was on the as-of date."""
        return next((one.on for one in self.ended if one.source_id == source_id), None)


def words_of(told: Told, quotes: Sequence[tuple[int, str]]) -> tuple[str, ...]:
    """The parts of a sentence in the quotes of its statement, each with its first character's offset; one part but
    where a page ends within it."""
    found = [quote[max(0, told.start - start) : max(0, told.end - start)] for start, quote in quotes]
    return tuple(one for one in found if one.strip())
