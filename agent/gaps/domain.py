"""The types of gaps. Nothing in a `Gap` says who asked; `record_ids` are for the database alone, never shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Why(StrEnum):
    """What was amiss with a question's answer."""

    NOTHING = "nothing_on_record"
    UNSUPPORTED = "unsupported"
    PREMISE = "false_premise"  # the record says otherwise, and many may not know
    DOUBTFUL = "doubtful"  # answered with little more confidence than is needed
    FAULTED = "faulted"  # answered, and a reader said that it was wrong or no help


class State(StrEnum):
    """What is being done about a gap."""

    OPEN = "open"
    WRITING = "being_written"  # a draft is meant to close it
    CLOSED = "closed"  # what was written is served, and nobody was refused since
    DISMISSED = "dismissed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """A passage that lay near a question, by its place in the source's canonical text."""

    source_id: str
    title: str
    speaker: str
    date: date
    page: int | None
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One past question. `text` is masked; `leaf` is its record's place in the log, none where it is older."""

    record_id: str
    leaf: int | None
    text: str
    at: datetime
    audience: str
    leaders: tuple[str, ...]
    why: Why
    near: tuple[Near, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A source that was begun to close a gap. `served_from` is the leaf of the log from which on it has been served
    without a break, none while it is not; `withdrawn` whether it was taken back."""

    source_id: str
    by: str
    at: datetime
    served_from: int | None = None
    withdrawn: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Dismissal:
    """Why nothing is to be written, and who decided it when."""

    by: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """`again` counts the questions that were asked after a draft was published, and in vain: such a gap is open."""

    state: State
    drafts: tuple[Draft, ...] = ()
    dismissal: Dismissal | None = None
    again: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A question as it was asked, and how often it was asked so."""

    text: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """Another gap, whose questions may mean the same after all."""

    gap_id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Questions that mean the same. `name` is the one that is nearest to all the others; `texts` are all, the most
    frequent first; `leaders` (by id) and `audiences` say how many meant or were whom; `weeks` counts the questions of
    each seven days, the last ones last."""

    gap_id: str
    name: str
    count: int
    first: datetime
    last: datetime
    texts: tuple[Text, ...]
    why: Mapping[Why, int]
    leaders: Mapping[str, int]
    audiences: Mapping[str, int]
    near: tuple[Near, ...]
    weeks: tuple[int, ...]
    standing: Standing
    record_ids: frozenset[str]
    alike: tuple[Alike, ...] = ()
