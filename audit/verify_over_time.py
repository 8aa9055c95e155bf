"""Of a record of a topic over time: is it in order, and are its changes what it cites? Pure, like `audit.verify`."""

from collections.abc import Iterator
from itertools import pairwise

from audit.domain import AnswerRecord, Citation, Statement
from audit.over_time import Change, ChangedBy, Told


def faults(record: AnswerRecord) -> Iterator[tuple[str, str]]:
    """What is wrong, as (place, what), in a record whose statements all have citations."""
    if record.over_time is None:
        return
    dates = [one.citations[0].date for one in record.statements]
    for number, (before, after) in enumerate(pairwise(dates), 2):
        if after < before:
            yield f"statement {number}", f"it was said on {after}, before the one above it, of {before}"
    for number, change in enumerate(record.over_time.changes, 1):
        fault = _fault(change, record)
        if fault is not None:
            yield f"change {number}", fault


def _fault(change: Change, record: AnswerRecord) -> str | None:
    found = [_statement(told, record) for told in (change.earlier, change.later)]
    earlier, later = found
    if earlier is None or later is None:
        return "it is of sentences that the record does not cite"
    first, second = earlier.citations[0], later.citations[0]
    if first.leader_id != second.leader_id:
        return f"{first.speaker} and {second.speaker} are two people"
    if (first.date, change.earlier.statement) >= (second.date, change.later.statement):
        return f"what is told as earlier was said on {first.date}, what is told as later on {second.date}"
    if change.by is ChangedBy.SUPERSEDED and second.source_id not in first.superseded_by:
        return f"{second.source_id} does not stand as what replaced {first.source_id}"
    return None


def _statement(told: Told, record: AnswerRecord) -> Statement | None:
    """The statement whose citations hold the sentence."""
    if not 1 <= told.statement <= len(record.statements):
        return None
    statement = record.statements[told.statement - 1]
    inside = [one for one in statement.citations if one.start < told.end and told.start < one.end]
    return statement if inside and _covers(told, inside) else None


def _covers(told: Told, citations: list[Citation]) -> bool:
    """From its first character to its last; where a page ends within it, what stands between is no part of it."""
    return told.start < told.end and citations[0].start <= told.start and told.end <= citations[-1].end
