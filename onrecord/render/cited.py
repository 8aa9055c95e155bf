"""An answer as text that carries its citations along, for chat clients, assistants and libraries. Pure.

1. Each statement, then `[1]` for each of its places; a place keeps its number.
2. `Sources:` with title, speaker, date, page or time, and where it can be opened; of a refusal, why there is no answer,
   and the nearest passages in the same form.
3. Notices, the disclosure, and the record's id.

The parts are made one after another, so that a stream of them is, to the letter, the text that is made at once. Chat
clients show text as Markdown: what comes out of documents is kept from becoming a link, an image or markup of theirs.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from agent.wording import day
from audit.domain import AnswerRecord, Citation, Nearest, Refusal, Statement
from audit.records.titles import plain_title
from ingest.display import folded
from onrecord.client.links import Links

LONGEST_NEAREST = 400  # characters of a passage that is shown beside a refusal
_LINK = re.compile(r"\][(\[:]")  # where Markdown may end a link's text or an image's
_TAG = re.compile(r"<(?=[A-Za-z/!?])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A citation's marker: `text[start:end] == "[1]"`, in Unicode code points, half-open."""

    start: int
    end: int
    url: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """The whole text, and its markers that can be opened."""

    text: str
    marks: tuple[Mark, ...]


@dataclass(slots=True)
class CitedText:
    """The text as it is made: `statement` for each, then `rest` once. `links` none: nothing can be opened."""

    record_id: str
    links: Links | None = None
    marks: list[Mark] = field(default_factory=list)
    _numbers: dict[tuple[str, int, int], int] = field(default_factory=dict)
    _places: list[Citation] = field(default_factory=list)
    _length: int = 0

    def statement(self, statement: Statement) -> str:
        """The next statement with its markers, and the empty line behind it."""
        parts = [harmless(folded(statement.text)), " "]
        length = self._length + sum(map(len, parts))
        for one in self._new(statement.citations):
            marker = f"[{one}]"
            self._mark(length, marker, self._places[one - 1])
            parts.append(marker)
            length += len(marker)
        return self._said("".join([*parts, "\n\n"]))

    def rest(self, record: AnswerRecord) -> str:
        """What stands under the statements."""
        lines: list[str] = []
        if self._places:
            lines += ["Sources:", ""]
            lines += [self._source(f"[{number}] ", one) for number, one in enumerate(self._places, 1)]
            lines.append("")
        elif record.refusal is not None:
            lines += self.refused(record.refusal)
        for told in (*record.notices, record.disclosure):
            lines += [harmless(folded(told)), ""]
        where = f": {self.links.record(record.record_id)}" if self.links is not None else ""
        return self._said("\n".join([*lines, f"Record {record.record_id}{where}"]))

    def _new(self, citations: Sequence[Citation]) -> list[int]:
        """The numbers of a statement's places; a new place takes the next number."""
        found = []
        for one in {(each.source_id, each.start, each.end): each for each in citations}.values():
            key = (one.source_id, one.start, one.end)
            if key not in self._numbers:
                self._numbers[key] = len(self._numbers) + 1
                self._places.append(one)
            found.append(self._numbers[key])
        return found

    def _mark(self, start: int, marker: str, item: Citation) -> None:
        if self.links is not None:
            url = self.links.place(item, self.record_id)
            title = f"{folded(plain_title(item.title))}, {folded(item.speaker)}, {day(item.date)}"
            self.marks.append(Mark(start=start, end=start + len(marker), url=url, title=title))

    def _said(self, text: str) -> str:
        self._length += len(text)
        return text

    def _source(self, label: str, item: Citation | Nearest) -> str:
        told = f"{folded(plain_title(item.title))}, {folded(item.speaker)}, {day(item.date)}"
        if item.page is not None:
            told += f", page {item.page}"
        if isinstance(item, Citation):
            told += f", at {item.timecode.partition('.')[0]}" if item.timecode is not None else ""
            told += ", superseded since" if item.superseded_by else ""
        where = self.links.place(item, self.record_id) if self.links is not None else item.source_id
        return f"- {label}{harmless(told)}: {where}"

    def refused(self, refusal: Refusal) -> list[str]:
        """The lines of a refusal, each block with an empty line behind it."""
        lines = [f"No answer. {harmless(folded(refusal.detail))}", ""]
        if refusal.choices:
            lines += [f"Ask again about one of these leaders: {', '.join(refusal.choices)}", ""]
        if refusal.nearest:
            lines += ["The nearest that is on record, which is no answer; judge for yourself whether it helps:", ""]
            for one in refusal.nearest:
                lines.append(self._source("", one))
                lines += [f"  “{harmless(_shortened(folded(one.quote)))}”"]
            lines.append("")
        if refusal.ask and refusal.ask not in refusal.detail:
            lines += [f"Whom to ask: {harmless(folded(refusal.ask))}", ""]
        return lines


def cited(record: AnswerRecord, links: Links | None = None) -> Cited:
    """The whole of a record at once."""
    made = CitedText(record_id=record.record_id, links=links)
    parts = [made.statement(one) for one in record.statements]
    text = "".join([*parts, made.rest(record)])
    return Cited(text=text, marks=tuple(made.marks))


def harmless(text: str) -> str:
    """A backslash before what Markdown would make a link, an image or HTML of; every other text is as it was."""
    text = _TAG.sub(r"\\<", text)
    return text.replace("[", "\\[") if _LINK.search(text) else text


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_NEAREST else text[:LONGEST_NEAREST].rsplit(" ", 1)[0] + " …"
