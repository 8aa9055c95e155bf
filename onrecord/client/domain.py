"""What a program asks of the record and gets back, over HTTP or in the same process.

Offsets count Unicode code points in a document's canonical text, half-open; `text[start:end] == quote`.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from audit.domain import AnswerRecord, Citation, Outcome, Receipt, Refusal, Statement
from audit.findings import Finding, Verdict
from onrecord.client.links import Links

Day = date  # inside a type, `date` is a field


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A record as its asker may have it (of what was withheld nothing stands in it), and its place in the log, none for
    one that is older than the log."""

    record: AnswerRecord
    receipt: Receipt | None

    @property
    def record_id(self) -> str:
        return self.record.record_id

    @property
    def answered(self) -> bool:
        return self.record.outcome is Outcome.ANSWERED

    @property
    def statements(self) -> tuple[Statement, ...]:
        return self.record.statements

    @property
    def refusal(self) -> Refusal | None:
        return self.record.refusal

    @property
    def disclosure(self) -> str:
        """To be shown with every answer."""
        return self.record.disclosure

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Each cited place once, in the order in which statements name them: the order of `[1]`, `[2]`."""
        places = {(one.source_id, one.start, one.end): one for each in self.statements for one in each.citations}
        return tuple(places.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A passage that was found: an exact slice of one leader's words on one page. `rank` counts from 1; `score` orders
    within one search only. `superseded_by` as of a citation."""

    source_id: str
    title: str
    speaker: str
    leader_id: str
    date: date
    page: int | None
    timecode: str | None
    start: int
    end: int
    text: str
    rank: int
    score: float
    source_sha256: str
    text_sha256: str
    superseded_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a search has shown, the best first; it is no answer, and it is on record as `record_id`. Where there are no
    `hits`, `refusal` says why."""

    record_id: str
    query: str
    asked_at: datetime
    as_of: date
    leaders: tuple[str, ...]
    hits: tuple[Hit, ...]
    refusal: Refusal | None
    disclosure: str


def found_of(record: AnswerRecord) -> Found:
    """The record of a search, as the one who searched has it."""
    items = {one.evidence_key: one for one in record.evidence}
    hits = []
    for citation in (one.citations[0] for one in record.statements):
        item = items[citation.evidence_key]
        hits.append(
            Hit(
                source_id=citation.source_id,
                title=citation.title,
                speaker=citation.speaker,
                leader_id=citation.leader_id,
                date=citation.date,
                page=citation.page,
                timecode=citation.timecode,
                start=citation.start,
                end=citation.end,
                text=citation.quote,
                rank=item.rank,
                score=item.score,
                source_sha256=citation.source_sha256,
                text_sha256=citation.text_sha256,
                superseded_by=citation.superseded_by,
            )
        )
    return Found(
        record_id=record.record_id,
        query=record.question,
        asked_at=record.asked_at,
        as_of=record.as_of,
        leaders=record.leaders,
        hits=tuple(hits),
        refusal=record.refusal,
        disclosure=record.disclosure,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLeader:
    """Somebody whose words a source holds."""

    leader_id: str
    name: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """An approved document. `superseded_by` are ids of those that replaced it, `ended` the day on which it ceased to
    hold."""

    source_id: str
    title: str
    kind: str
    date: date
    audience: str
    leaders: tuple[SourceLeader, ...]
    superseded_by: tuple[str, ...]
    ended: Day | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcePage:
    """Where a page stands in the text; `number` counts from 1."""

    number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """One speaker's words on one page: the document's text in [start, end). `leader_id` is none where the words are no
    leader's."""

    speaker: str | None
    leader_id: str | None
    page: int | None
    timecode: str | None
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeSource:
    """A source with what may be read of it: with `whole` all of its text, else the words of some leaders."""

    source_id: str
    title: str
    kind: str
    date: date
    audience: str
    leaders: tuple[SourceLeader, ...]
    superseded_by: tuple[str, ...]
    ended: Day | None
    sha256: str
    text_sha256: str
    whole: bool
    pages: tuple[SourcePage, ...]
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What may be read of one source: `text` is its words in [start, end) of `length` characters, `[…]` in place of
    words that are nobody's whom this reader may read."""

    source_id: str
    title: str
    kind: str
    date: date
    speakers: tuple[str, ...]
    text: str
    start: int
    end: int
    length: int
    text_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """A past answer compared again with the frozen texts, step by step (audit/verify.py); `findings` are those that its
    reader may know."""

    record_id: str
    verdict: Verdict
    findings: tuple[Finding, ...]


class Record(Protocol):
    """Whoever can be asked: a service over HTTP, or a workspace in this process. `links` is none where there are no
    pages on which a place could be opened. Methods raise OnRecordError."""

    @property
    def links(self) -> Links | None: ...

    def ask(self, question: str, *, leader: str | None = None, as_of: date | None = None) -> Answer: ...

    def search(self, query: str, *, leader: str | None = None, as_of: date | None = None, limit: int = 10) -> Found: ...

    def open(self, source_id: str, *, start: int = 0, length: int = 4_000) -> Opened: ...

    def verify(self, record_id: str) -> Verification: ...
