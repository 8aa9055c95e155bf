"""Searching past records, as the command, the page and the API tell what was found. Who asked stands in none of it."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from audit.database import reading
from audit.domain import Outcome
from audit.errors import UsageError
from audit.ledger.search import INTERRUPTED, MOST, Criteria, Found, Page, search
from audit.ledger.skim import Place
from audit.records.wire import to_json
from onrecord.parts import Parts

OUTCOMES = (*(one.value for one in Outcome), INTERRUPTED)
_ABOUT: Sequence[str] = ("question", "as_of", "audience", "leaders")


def searched(made: Parts, criteria: Criteria, after: str | None = None, *, most: int = MOST) -> Page:
    """`after` is where an earlier page ended. Raises UsageError for a place that is none, or a period without days."""
    if criteria.since is not None and criteria.until is not None and criteria.until <= criteria.since:
        raise UsageError(f"no day lies from {criteria.since} until {criteria.until}: the second is the first left out.")
    place = Place.read(after) if after else None
    with reading(made.engine) as connection:
        return search(connection, criteria, after=place, most=most)


def following(day: date | None) -> date | None:
    """The day after: people name the last day that they mean. Raises UsageError for the last of all."""
    try:
        return None if day is None else day + timedelta(days=1)
    except OverflowError:
        raise UsageError(f"no day comes after {day}.") from None


def facts(page: Page) -> dict[str, Any]:
    """As JSON; `after` is none where every record was looked at."""
    return {
        "records": [_fact(one) for one in page.found],
        "after": None if page.after is None else str(page.after),
        "looked_at": page.looked_at,
        "back_to": to_json(page.back_to),
        "erased": page.erased,
        "unreadable": page.unreadable,
        "total": page.total,
    }


def _fact(one: Found) -> dict[str, Any]:
    record = one.record
    cited = () if record is None else (item for made in record.statements for item in made.citations)
    refusal = None if record is None else record.refusal
    return {
        "record_id": one.record_id,
        "number": one.number,
        "asked_at": to_json(one.asked_at),
        "outcome": one.outcome,
        "reason": None if refusal is None else refusal.reason.value,
        "erased": one.erased,
        "fault": None if one.fault is None else one.fault.message,
        **{key: None if record is None else to_json(getattr(record, key)) for key in _ABOUT},
        "composer": None if record is None else record.composer.kind,
        "statements": None if record is None else len(record.statements),
        "sources": list(dict.fromkeys(item.source_id for item in cited)),
    }
