"""A topic over time as its page shows it: by years, each document of a leader once, and when it was all said, drawn.

Pure, but for `tell`, which has a worker of the queue look into the record.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from agent.domain import Question
from agent.timeline import timeline
from agent.wording import day
from audit.domain import AnswerRecord
from ingest.display import folded
from onrecord.access import Shown
from onrecord.identity.domain import Identity
from onrecord.places import Place, place_of
from onrecord.render.citations import Surroundings
from onrecord.render.over_time import WHY, Entry, Side, Timeline, timeline_of
from onrecord.web.asking import recorded
from onrecord.web.service import Service
from onrecord.web.timeline_chart import Chart, chart_of
from onrecord.web.view import NOT_HEARD, Mark, href

Recording = tuple[int, str]
"""A cited place's number in the whole record, and what plays its recording: `audio` or `video`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteView:
    """One entry: its words, the pages or the time of them, the places where they can be read, and their recordings."""

    number: int
    words: str
    place: str
    marks: tuple[Mark, ...]
    changes: tuple[int, ...]
    recordings: tuple[Recording, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldView:
    """What one leader said in one document; `standing` is what a reader must know of it, and `held` whether it all
    holds still."""

    when: date
    speaker: str
    role: str
    title: str
    quotes: tuple[QuoteView, ...]
    standing: tuple[str, ...]
    held: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SideView:
    """One side of a change."""

    entry: int
    when: date
    speaker: str
    title: str
    words: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeView:
    """Two sentences beside each other, and what tells that they differ."""

    number: int
    earlier: SideView
    later: SideView
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineView:
    """Years in their order; no chart where nothing is shown."""

    years: tuple[tuple[int, tuple[ToldView, ...]], ...]
    changes: tuple[ChangeView, ...]
    chart: Chart | None


def tell(service: Service, who: Identity, question: Question) -> AnswerRecord:
    """What was said on a topic, recorded and counted. Raises Overloaded, TooMany, and as `agent.timeline.timeline`."""
    return recorded(service, who, lambda agent: timeline(agent, question))


def timeline_view(shown: Shown, around: Surroundings, heard: Mapping[int, str] = NOT_HEARD) -> TimelineView:
    """Of a record as somebody may read it; `heard` as for `answer_view`."""
    record = shown.record
    numbered = {place: number for place, number in shown.places.items() if number in heard}
    recordings = {place: (number, heard[number]) for place, number in numbered.items()}
    made = timeline_of(record, around.texts, shown.numbers)
    years = tuple(
        (year, tuple(_told(list(told), record, around, recordings) for _, told in groupby(of_year, _teller)))
        for year, of_year in groupby(made.entries, lambda one: one.date.year)
    )
    return TimelineView(years=years, changes=_changes(made, record), chart=chart_of(made, around))


def _teller(one: Entry) -> tuple[str, str]:
    return one.first.source_id, one.first.leader_id


def _told(
    entries: list[Entry], record: AnswerRecord, around: Surroundings, recordings: Mapping[Place, Recording]
) -> ToldView:
    first = entries[0].first
    standing = _standing(entries[0], around)
    return ToldView(
        when=first.date,
        speaker=folded(first.speaker),
        role=folded(around.leaders.get(first.leader_id, ("", ""))[1]),
        title=folded(first.title),
        quotes=tuple(_quote(one, record, recordings) for one in entries),
        standing=standing,
        held=not standing,
    )


def _standing(one: Entry, around: Surroundings) -> tuple[str, ...]:
    source_id, found = one.first.source_id, []
    if source_id in around.withdrawn:
        found.append(f"Withdrawn on {day(around.withdrawn[source_id])}")
    if one.superseded_by or source_id in around.superseded:
        by = around.superseded.get(source_id, ", ".join(one.superseded_by))
        found.append(f"Superseded since by {folded(by)}")
    if one.ended_on is not None:
        found.append(f"No longer in effect since {day(one.ended_on)}")
    return tuple(found)


def _quote(one: Entry, record: AnswerRecord, recordings: Mapping[Place, Recording]) -> QuoteView:
    return QuoteView(
        number=one.number,
        words=one.words,
        place=one.place,
        marks=tuple(
            Mark(number=number, href=href(item, record.record_id)) for number, item in enumerate(one.citations, 1)
        ),
        changes=one.changes,
        recordings=tuple(recordings[place] for item in one.citations if (place := place_of(item)) in recordings),
    )


def _changes(made: Timeline, record: AnswerRecord) -> tuple[ChangeView, ...]:
    def side(one: Side) -> SideView:
        return SideView(
            entry=one.entry,
            when=one.citation.date,
            speaker=folded(one.citation.speaker),
            title=folded(one.citation.title),
            words=one.words,
            href=href(one.citation, record.record_id),
        )

    return tuple(
        ChangeView(number=one.number, earlier=side(one.earlier), later=side(one.later), why=WHY[one.by])
        for one in made.changes
    )
