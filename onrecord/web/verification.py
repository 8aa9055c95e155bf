"""A past answer compared again with the frozen texts, as far as whoever asks may know of it.

Auditors have every finding. Its own reader has what was compared of what they may read: not who approved a document,
not what was written and withheld, and not the titles of what has replaced it, which they may not be meant to read.
"""

import re
from collections.abc import Sequence

from audit.findings import Finding, Level
from onrecord.access import Action, Shown, may
from onrecord.client.domain import Verification
from onrecord.identity.domain import Identity
from onrecord.room.verification import verified
from onrecord.web.answers import readable
from onrecord.web.faults import NotFound
from onrecord.web.service import Service

_STATEMENT = re.compile(r"statement (\d+)")


def verification(service: Service, who: Identity, record_id: str) -> Verification:
    """Raises NotFound where there is no such answer, or it is not this person's to read."""
    if may(who, Action.RECORDS):
        if not service.parts.ledger.knows(record_id):
            raise NotFound
        whole = verified(service.parts, record_id)  # of an erased one, that it was
        return Verification(record_id=record_id, verdict=whole.verdict, findings=whole.findings)
    found = readable(service, who, record_id)
    checked = verified(service.parts, record_id)
    record = checked.record
    nearest = len(record.refusal.nearest) if record is not None and record.refusal is not None else 0
    findings = tuple(told(found, checked.findings, nearest))
    return Verification(record_id=record_id, verdict=checked.verdict, findings=findings)


def told(shown: Shown, findings: Sequence[Finding], nearest: int) -> list[Finding]:
    """What the answer's reader may know; `nearest` counts the passages that the whole record showed."""
    left = len(shown.record.refusal.nearest) if shown.record.refusal is not None else 0
    kept = []
    for one in findings:
        number = _STATEMENT.match(one.place)
        theirs = (
            one.place in ("record", "log")
            or (number is not None and int(number[1]) in shown.numbers)
            or (one.place.startswith("nearest") and left == nearest)
        )
        if theirs and one.step <= 5:
            kept.append(_without_names(one) if one.step == 3 else one)
    return kept


def _without_names(one: Finding) -> Finding:
    passed = one.level is Level.PASSED
    detail = "its document was approved by a second person" if passed else "its document's approval does not hold"
    return Finding(step=one.step, place=one.place, level=one.level, detail=detail)
