"""What past records say of their questions, kept in memory from one look to the next: a record never changes, so it is
read, and compared with the log, once. What is not looked at any more is let go, and so is what was erased."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock

from sqlalchemy import Connection

from agent.gaps.domain import Asked, Near, Why
from agent.gaps.masking import masked
from audit.domain import AnswerRecord, Citation, Nearest, Reason
from audit.ledger import past
from audit.ledger.erasure import erased
from audit.ledger.past import Past

EVALUATED = "eval:"  # how the id of an evaluation's question begins
NO_QUESTIONS = ("check", "search")  # composers of what speaks for or against a sentence, and of passages
REFUSED = {
    Reason.NOTHING_ON_RECORD: Why.NOTHING,
    Reason.UNSUPPORTED: Why.UNSUPPORTED,
    Reason.FALSE_PREMISE: Why.PREMISE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """`asked.why` is the refusal's, or else doubtful, which the `confidence` of the answer decides."""

    asked: Asked
    answered: bool
    confidence: float | None


@dataclass(slots=True)
class Memory:
    """By record id; none for a record whose question is of no gap."""

    _kept: dict[str, Question | None] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def of(self, connection: Connection, record_ids: Collection[str]) -> Mapping[str, Question]:
        """Those of the records whose questions may be of a gap."""
        wanted = set(record_ids) - erased(connection)
        with self._lock:
            new = wanted - set(self._kept)
            kept = {record_id: self._kept[record_id] for record_id in wanted - new}
            kept |= {one.record_id: _question(one) for one in past.these(connection, new)}
            self._kept = kept
        return {record_id: one for record_id, one in kept.items() if one is not None}


def _question(one: Past) -> Question | None:
    """None also for a record that cannot be read: the auditor's report counts those."""
    record = one.record
    if record is None or not _counts(record):
        return None
    refusal = record.refusal
    if refusal is not None and refusal.reason not in REFUSED:
        return None
    cited = [citation for statement in record.statements for citation in statement.citations]
    asked = Asked(
        record_id=record.record_id,
        leaf=one.leaf,
        text=masked(record.question),
        at=record.asked_at,
        audience=record.audience,
        leaders=record.leaders,
        why=REFUSED[refusal.reason] if refusal is not None else Why.DOUBTFUL,
        near=_near(refusal.nearest if refusal is not None else cited),
    )
    return Question(asked=asked, answered=refusal is None, confidence=record.confidence)


def _counts(record: AnswerRecord) -> bool:
    """Whether somebody asked the record itself."""
    evaluated = record.id is not None and record.id.startswith(EVALUATED)
    checked = record.checked is not None or record.composer.kind in NO_QUESTIONS
    return not evaluated and not checked and record.closed_context is None


def _near(found: Sequence[Nearest | Citation]) -> tuple[Near, ...]:
    return tuple(
        Near(
            source_id=one.source_id,
            title=one.title,
            speaker=one.speaker,
            date=one.date,
            page=one.page,
            start=one.start,
            end=one.end,
            quote=one.quote,
        )
        for one in found
    )
