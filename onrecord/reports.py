"""What readers reported as wrong, with the words that they meant and whose documents these rest on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlalchemy import Connection

from agent.gaps.masking import masked
from audit.domain import AnswerRecord, Citation
from audit.ledger import feedback, stored
from audit.ledger.feedback import Settlement, Voice
from audit.records.wire import from_json
from ingest.catalogue import read
from ingest.catalogue.read import Published
from ingest.display import folded

MOST = 500  # reports that are looked at, the newest


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """A place that a reported statement cites. `owner` is the source's today, empty where it is published no longer."""

    source_id: str
    title: str
    speaker: str
    quote: str
    owner: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """`statements` are the words that were reported, all of an answer's where `number` is 0; `question` is masked. Who
    reported it is not told: it is the words that are in question."""

    report_id: str
    at: datetime
    number: int
    question: str
    statements: tuple[str, ...]
    meant: tuple[Meant, ...]
    comment: str
    settled: Settlement | None

    @property
    def owners(self) -> tuple[str, ...]:
        """Whom it concerns, each once."""
        return tuple(dict.fromkeys(one.owner for one in self.meant if one.owner))


def reports_for(connection: Connection, owner: str | None, *, settled: bool) -> Sequence[Report]:
    """The newest first: those about a source of this owner, or all (none)."""
    state = read.published(connection)
    found = (_report(connection, one, state) for one in islice(feedback.reports(connection, settled=settled), MOST))
    return [one for one in found if owner is None or owner in one.owners]


def owners_of(connection: Connection, record: AnswerRecord, number: int) -> tuple[str, ...]:
    """Who is shown a report on a statement of this record, or on all of it (0)."""
    return tuple(dict.fromkeys(one.owner for one in _meant(record, number, read.published(connection)) if one.owner))


def _report(connection: Connection, voice: Voice, state: Published | None) -> Report:
    content = stored.content(connection, stored.known(connection, voice.record_id))
    record: AnswerRecord = from_json(AnswerRecord, content)
    return Report(
        report_id=voice.report_id,
        at=voice.at,
        number=voice.statement,
        question=masked(record.question),
        statements=tuple(folded(one.text) for one in feedback.statements_of(record, voice.statement)),
        meant=_meant(record, voice.statement, state),
        comment=voice.comment,
        settled=voice.settled,
    )


def _meant(record: AnswerRecord, number: int, state: Published | None) -> tuple[Meant, ...]:
    """Each cited place once. What the question brought along is nobody's."""
    cited = [one for statement in feedback.statements_of(record, number) for one in statement.citations]
    own = record.closed_context is None
    return tuple(dict.fromkeys(_place(one, state) for one in cited if own))


def _place(item: Citation, state: Published | None) -> Meant:
    entry = state.entries.get(item.source_id) if state is not None else None
    return Meant(
        source_id=item.source_id,
        title=folded(item.title),
        speaker=folded(item.speaker),
        quote=folded(item.quote),
        owner=entry.source.owner if entry is not None else "",
    )
