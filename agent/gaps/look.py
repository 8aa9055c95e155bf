"""Which past questions are looked at, read in one view of the database.

Of the last `MOST` refusals of the period, those with nothing on record, nothing supported, or a premise that the record
contradicts; of the last `MOST` answers, those with a confidence less than `MARGIN` above the threshold; answers that a
reader called wrong or no help; and, whatever the period, the questions about which something was decided. Not those of
an evaluation, of a sentence to be checked, of a search, or with passages of their own. An erased record is not there.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import Connection

from agent.gaps import begun
from agent.gaps.domain import Asked, Dismissal, Draft, Why
from agent.gaps.memory import Memory, Question
from audit.domain import Outcome
from audit.ledger import feedback, past
from audit.ledger.feedback import Opinion
from audit.ledger.past import Period
from ingest.catalogue import read
from ingest.domain import Leader

DAYS = 90  # looked back, by default
MOST = 2000  # refusals, answers, and questions that are grouped
MARGIN = 0.1  # of confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What was found: questions, the newest first, none twice; drafts and dismissals by record id; the leaders whose
    names are left out where questions are compared. `readable` are the ids of the sources that are served: passages of
    others are shown to nobody."""

    since: date
    now: datetime
    asked: tuple[Asked, ...]
    drafts: Mapping[str, tuple[Draft, ...]]
    dismissals: Mapping[str, Dismissal]
    leaders: Mapping[str, Leader]
    readable: frozenset[str]


def look(
    connection: Connection, memory: Memory, now: datetime, *, since: date | None = None, threshold: float | None
) -> Looked:
    """`threshold` is the confidence from which on questions are answered, none where it is not known: then no answer is
    doubtful."""
    state = read.published(connection)
    first = since or (now - timedelta(DAYS)).date()
    drafts, dismissals = begun.drafts(connection, state, now), begun.dismissals(connection)
    asked = _chosen(connection, memory, first, threshold, {*drafts, *dismissals})
    newest = sorted(asked, key=lambda one: (one.at, one.record_id), reverse=True)
    kept = [one for at, one in enumerate(newest) if at < MOST or one.record_id in drafts or one.record_id in dismissals]
    entries = state.entries.values() if state is not None else ()
    return Looked(
        since=first,
        now=now,
        asked=tuple(kept),
        drafts=drafts,
        dismissals=dismissals,
        leaders=state.leaders if state is not None else {},
        readable=frozenset(one.source.source_id for one in entries if one.served) - read.withdrawn(connection),
    )


def _chosen(
    connection: Connection, memory: Memory, first: date, threshold: float | None, decided: set[str]
) -> list[Asked]:
    """Each once, with the first reason that there is for it."""
    period, since = Period(since=first), datetime.combine(first, time(), UTC)
    refused = past.latest(connection, period, Outcome.REFUSED, MOST)
    answered = past.latest(connection, period, Outcome.ANSWERED, MOST) if threshold is not None else []
    faulted = sorted(feedback.records_with(connection, Opinion.UNHELPFUL, Opinion.WRONG, since=since))[:MOST]
    known = memory.of(connection, {*refused, *answered, *faulted, *decided})
    wanted = {*refused, *faulted, *decided}
    found = []
    for record_id, one in known.items():
        if one.answered and record_id in faulted:
            found.append(replace(one.asked, why=Why.FAULTED))
        elif record_id in wanted or _doubtful(one, threshold):
            found.append(one.asked)
    return found


def _doubtful(one: Question, threshold: float | None) -> bool:
    return threshold is not None and one.confidence is not None and one.confidence < threshold + MARGIN
