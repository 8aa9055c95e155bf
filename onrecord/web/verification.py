"""A past answer compared again with the frozen texts, as far as whoever asks may know of it.

Auditors have every finding, also of what was erased. Its own reader has the verdict, and how much of what they may read
was compared: not who approved a document, not what was written and withheld, and not by what a document was superseded,
which may be nothing of theirs.
"""

import re
from collections.abc import Sequence

from audit.findings import Finding
from onrecord.access import Action, Shown, may
from onrecord.client.domain import Verification, steps
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
        whole = verified(service.parts, record_id)
        return Verification(
            record_id=record_id, verdict=whole.verdict, steps=steps(whole.findings), findings=whole.findings
        )
    shown = readable(service, who, record_id)
    found = verified(service.parts, record_id)
    nearest = found.record.refusal.nearest if found.record is not None and found.record.refusal is not None else ()
    theirs = told(shown, found.findings, len(nearest))
    return Verification(record_id=record_id, verdict=found.verdict, steps=steps(theirs), findings=None)


def told(shown: Shown, findings: Sequence[Finding], nearest: int) -> list[Finding]:
    """What the answer's reader may know of; `nearest` counts the passages that the whole record showed beside its
    refusal."""
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
            kept.append(one)
    return kept
