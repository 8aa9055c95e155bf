"""A topic over time, as command, JSON and page show it: pure, from a record that may be shown.

Entries are the record's statements, in their order, under their own numbers. Of a change both sides are whole sentences
of entries; one of which a side is not shown is not told.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from agent import wording
from audit.domain import AnswerRecord, Citation, Statement
from audit.over_time import ChangedBy, OverTime, Told, words_of
from ingest.display import displayer, folded

Texts = Mapping[str, str]  # canonical texts by their hashes, as far as they are at hand

WHY = {
    ChangedBy.SUPERSEDED: "The later document replaced the earlier one.",
    ChangedBy.WORDS: "The two differ on the same point.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One statement: `words` are its quotes as displayed; `ended_on` is the first day on which its source was not in
    effect any longer, none where it was on the as-of date; `changes` are the numbers of those it is a side of."""

    number: int
    words: str
    citations: tuple[Citation, ...]
    ended_on: date | None
    changes: tuple[int, ...]

    @property
    def first(self) -> Citation:
        return self.citations[0]

    @property
    def date(self) -> date:
        return self.first.date

    @property
    def superseded_by(self) -> tuple[str, ...]:
        """The ids of the sources that had replaced its own by the as-of date."""
        return self.first.superseded_by

    @property
    def place(self) -> str:
        """Its pages, and the time at which it begins in a recording; empty where its source has neither."""
        pages = [f"page {one.page}" for one in self.citations if one.page is not None]
        times = [f"at {one.timecode.partition('.')[0]}" for one in self.citations if one.timecode is not None]
        return ", ".join(dict.fromkeys([*pages, *times[:1]]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """A sentence of an entry: `start` and `end` are its place in the text of the citation's source."""

    entry: int
    citation: Citation
    words: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """Two sentences of one leader, the earlier one first; `number` counts from 1."""

    number: int
    earlier: Side
    later: Side
    by: ChangedBy


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """In the order of saying; changes in the order of what was said later."""

    entries: tuple[Entry, ...]
    changes: tuple[Changed, ...]


def timeline_of(record: AnswerRecord, texts: Texts, numbers: Sequence[int] | None = None) -> Timeline:
    """`numbers` are the statements' own in the whole record, where only some of them are shown."""
    told = record.over_time or OverTime()
    own = dict(zip(numbers or range(1, len(record.statements) + 1), record.statements, strict=True))
    changes: list[Changed] = []
    for change in told.changes:
        earlier, later = (_side(one, own, texts) for one in (change.earlier, change.later))
        if earlier is not None and later is not None:
            changes.append(Changed(number=len(changes) + 1, earlier=earlier, later=later, by=change.by))
    entries = tuple(
        Entry(
            number=number,
            words=folded(wording.words_of(one.citations, one.text)),
            citations=one.citations,
            ended_on=told.ended_on(one.citations[0].source_id),
            changes=tuple(c.number for c in changes if number in (c.earlier.entry, c.later.entry)),
        )
        for number, one in own.items()
    )
    return Timeline(entries=entries, changes=tuple(changes))


def _side(told: Told, own: Mapping[int, Statement], texts: Texts) -> Side | None:
    statement = own.get(told.statement)
    if statement is None:
        return None
    parts = words_of(told, [(one.start, one.quote) for one in statement.citations])
    cited = next((one for one in statement.citations if one.start <= told.start < one.end), statement.citations[0])
    quote = "\n".join(parts)
    words = displayer(texts.get(cited.text_sha256, quote))(quote)
    return Side(entry=told.statement, citation=cited, words=words, start=told.start, end=told.end)


def as_json(made: Timeline) -> dict[str, Any]:
    """`entries` and `changes` as `onrecord timeline --json` and the API have them, beside the record itself."""
    return {"entries": [_entry(one) for one in made.entries], "changes": [_changed(one) for one in made.changes]}


def _entry(one: Entry) -> dict[str, Any]:
    return {
        "number": one.number,
        "date": one.date.isoformat(),
        "speaker": one.first.speaker,
        "leader_id": one.first.leader_id,
        "source_id": one.first.source_id,
        "title": one.first.title,
        "quote": one.words,
        "places": [
            {"page": place.page, "timecode": place.timecode, "start": place.start, "end": place.end}
            for place in one.citations
        ],
        "superseded_by": list(one.superseded_by),
        "ended_on": one.ended_on.isoformat() if one.ended_on is not None else None,
        "changes": list(one.changes),
    }


def _changed(one: Changed) -> dict[str, Any]:
    return {"number": one.number, "by": one.by.value, "earlier": _told(one.earlier), "later": _told(one.later)}


def _told(one: Side) -> dict[str, Any]:
    return {
        "entry": one.entry,
        "date": one.citation.date.isoformat(),
        "source_id": one.citation.source_id,
        "title": one.citation.title,
        "quote": one.words,
        "start": one.start,
        "end": one.end,
    }
