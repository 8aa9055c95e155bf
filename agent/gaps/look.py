"""Which past questions are looked at, read in one view of the database.

Of the last `MOST` refusals of the period, those with nothing on record, nothing supported, or a premise that the record
contradicts; of the last `MOST` answers, those with a confidence less than `MARGIN` above the threshold; answers that a
reader called wrong or no help; and, whatever the period, the questions about which something was decided. Not those of
an evaluation, of a sentence to be checked, of a search, or with passages of their own. An erased record is not there.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import Connection

from agent.gaps import begun
from agent.gaps.domain import Asked, Dismissal, Draft, Near, Why
from agent.gaps.masking import masked
from agent.leaders import topic
from audit import feedback, past
from audit.domain import AnswerRecord, Citation, Nearest, Outcome, Reason
from audit.feedback import Opinion
from audit.past import Past, Period
from ingest.catalogue import read
from ingest.catalogue.read import Published

DAYS = 90  # looked back, by default
MOST = 2000  # questions
MARGIN = 0.1  # of confidence
EVALUATED = "eval:"
NO_QUESTIONS = ("check", "search")  # composers of what speaks for or against a sentence, and of passages
REFUSED = {
    Reason.NOTHING_ON_RECORD: Why.NOTHING,
    Reason.UNSUPPORTED: Why.UNSUPPORTED,
    Reason.FALSE_PREMISE: Why.PREMISE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What was found: questions, the newest first, none twice; drafts and dismissals by record id. `readable` are the
    ids of the sources that are served: passages of others are shown to nobody."""

    since: date
    now: datetime
    asked: tuple[Asked, ...]
    drafts: Mapping[str, tuple[Draft, ...]]
    dismissals: Mapping[str, Dismissal]
    readable: frozenset[str]


def look(connection: Connection, now: datetime, *, since: date | None = None, threshold: float | None) -> Looked:
    """`threshold` is the confidence from which on questions are answered, none where it is not known: then no answer is
    doubtful."""
    state = read.published(connection)
    first = since or (now - timedelta(DAYS)).date()
    drafts, dismissals = begun.drafts(connection, state, now), begun.dismissals(connection)
    faulted = feedback.records_with(
        connection, Opinion.UNHELPFUL, Opinion.WRONG, since=datetime.combine(first, time(), UTC)
    )
    found = dict[str, Asked]()
    for one, why in _chosen(connection, Period(since=first), threshold, faulted, {*drafts, *dismissals}):
        if one.record is not None and one.record_id not in found:
            found[one.record_id] = _asked(one, one.record, why, state)
    newest = sorted(found.values(), key=lambda one: (one.at, one.record_id), reverse=True)
    kept = [one for at, one in enumerate(newest) if at < MOST or one.record_id in drafts or one.record_id in dismissals]
    withdrawn = read.withdrawn(connection)
    entries = state.entries.values() if state is not None else ()
    return Looked(
        since=first,
        now=now,
        asked=tuple(kept),
        drafts=drafts,
        dismissals=dismissals,
        readable=frozenset(one.source.source_id for one in entries if one.served) - withdrawn,
    )


def _chosen(
    connection: Connection, period: Period, threshold: float | None, faulted: Iterable[str], decided: Iterable[str]
) -> Iterator[tuple[Past, Why]]:
    """Some more than once; the first reason that is given counts."""
    for one in past.latest(connection, period, Outcome.REFUSED, MOST):
        why = _why(one.record)
        if why is not None:
            yield one, why
    known = set(faulted)
    for one in past.these(connection, sorted(known)[:MOST]):
        if one.record is not None and _counts(one.record) and one.record.refusal is None:
            yield one, Why.FAULTED
    for one in past.latest(connection, period, Outcome.ANSWERED, MOST) if threshold is not None else ():
        if one.record is not None and _counts(one.record) and _doubtful(one.record, threshold or 0.0):
            yield one, Why.DOUBTFUL
    for one in past.these(connection, sorted(decided)):
        if one.record is not None:
            yield one, _why(one.record) or (Why.FAULTED if one.record_id in known else Why.DOUBTFUL)


def _counts(record: AnswerRecord) -> bool:
    """Whether somebody asked the record itself."""
    evaluated = record.id is not None and record.id.startswith(EVALUATED)
    checked = record.checked is not None or record.composer.kind in NO_QUESTIONS
    return not evaluated and not checked and record.closed_context is None


def _why(record: AnswerRecord | None) -> Why | None:
    refusal = record.refusal if record is not None and _counts(record) else None
    return REFUSED.get(refusal.reason) if refusal is not None else None


def _doubtful(record: AnswerRecord, threshold: float) -> bool:
    return record.confidence is not None and record.confidence < threshold + MARGIN


def _asked(one: Past, record: AnswerRecord, why: Why, state: Published | None) -> Asked:
    text = masked(record.question)
    leaders = state.leaders if state is not None else {}
    about = [leaders[leader_id] for leader_id in record.leaders if leader_id in leaders]
    cited = [citation for statement in record.statements for citation in statement.citations]
    return Asked(
        record_id=record.record_id,
        leaf=one.leaf,
        text=text,
        topic=topic(text, about),
        at=record.asked_at,
        audience=record.audience,
        leaders=record.leaders,
        why=why,
        near=_near(record.refusal.nearest if record.refusal is not None else cited),
    )


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
