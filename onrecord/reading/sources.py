"""The sources that somebody may read, and one of them opened. What may not be read is not there.

Access is judged here, by `onrecord.access.reach`, each time that something is listed or opened.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from agent.wording import day
from ingest.catalogue import controls, read
from ingest.catalogue.read import Entry, Published
from ingest.domain import Source, Status
from ingest.standing import Moment, Standing, status, successors
from onrecord.access import Reach, reach
from onrecord.identity.domain import Identity
from onrecord.reading.domain import Listed, Named, Reading, Since
from onrecord.reading.stretches import stretches, within

HELD_BACK = {
    Status.DRAFT: "Not approved",
    Status.EMBARGOED: "Under embargo",
    Status.LAPSED: "Held back: no consent covers it today",
}
Withdrawals = Mapping[str, tuple[datetime, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who reads, and when, in which published state. `desk`: at a page of those who work on the record."""

    who: Identity
    state: Published
    standing: Standing
    now: datetime
    desk: bool = False

    def reach(self, source: Source) -> Reach:
        """What they may read of it."""
        return reach(self.who, source, self.standing, self.now, desk=self.desk)

    def superseding(self) -> Mapping[str, Sequence[Source]]:
        """By source id, what has replaced it until today, of what they may read."""
        audiences = self.standing.audiences
        rank = len(audiences) - 1 if self.desk else audiences.index(self.who.audience)
        moment = Moment(now=self.now, as_of=self.now.date(), rank=rank)
        served = [entry.source for entry in self.state.entries.values() if entry.served]
        return successors(served, self.standing, moment)


def listed(connection: Connection, reader: Reader) -> tuple[Listed, ...]:
    """Every source with a text that the reader may read something of, the latest first."""
    sources = [one.source for one in reader.state.entries.values() if one.served and reader.reach(one.source)]
    if not sources:
        return ()
    superseding, gone = reader.superseding(), controls.withdrawals(connection)
    found = [
        Listed(source=one, leaders=_leaders(reader, one), since=_since(reader, one, superseding, gone))
        for one in sources
    ]
    return tuple(sorted(found, key=lambda one: (one.source.date, one.source.source_id), reverse=True))


def opened(
    connection: Connection, reader: Reader, source_id: str, start: int | None = None, end: int | None = None
) -> Reading | None:
    """One source with the place `start` to `end` marked, where there is such a place; none where the source is unknown,
    has no text, or nothing of it may be read. Raises CatalogueError where its frozen text was changed."""
    entry = _readable(reader, source_id)
    if entry is None:
        return None
    source = entry.source
    document = read.document(connection, entry)
    mark = within(start, end, len(document.text))
    marks = (mark,) if mark is not None else ()
    found = reader.reach(source)
    return Reading(
        source=source,
        document=document,
        reach=found,
        leaders=_leaders(reader, source),
        since=_since(reader, source, reader.superseding(), controls.withdrawals(connection)),
        stretches=stretches(document, found, marks),
        marks=marks,
    )


def _readable(reader: Reader, source_id: str) -> Entry | None:
    entry = reader.state.entries.get(source_id)
    return entry if entry is not None and entry.served and reader.reach(entry.source) else None


def _leaders(reader: Reader, source: Source) -> tuple[Named, ...]:
    known = reader.state.leaders
    return tuple(
        Named(id=one, name=known[one].name, more=known[one].title) if one in known else Named(id=one, name=one, more="")
        for one in source.leaders
    )


def _since(reader: Reader, source: Source, superseding: Mapping[str, Sequence[Source]], gone: Withdrawals) -> Since:
    replaced = tuple(
        Named(id=one.source_id, name=one.title, more=day(one.date)) for one in superseding.get(source.source_id, ())
    )
    ended = source.effective_until
    return Since(
        superseded_by=replaced,
        ended=ended if ended is not None and ended <= reader.now.date() else None,
        held_back=_held_back(reader, source, gone) if reader.desk else "",
    )


def _held_back(reader: Reader, source: Source, gone: Withdrawals) -> str:
    found = status(source, reader.state.leaders, gone.keys(), reader.now)
    if found is Status.WITHDRAWN:
        at = source.withdrawn.at if source.withdrawn is not None else gone[source.source_id][0]
        return f"Withdrawn on {day(at)}"
    return HELD_BACK.get(found, "")
