"""A past answer as the operator has it, who may read everything in the workspace."""

from onrecord.access import Shown, operator, shown
from onrecord.identity.domain import Identity
from onrecord.parts import Parts


def past(made: Parts, record_id: str) -> tuple[Identity, Shown]:
    """By its id, or the beginning of one as answers print it. What of it may be heard is judged for the audience that
    it was asked for. Raises RecordError where there is none."""
    record = made.ledger.read(made.ledger.resolve(record_id))
    who = operator(record.audience)
    found = shown(who, record, asker=None, shared=False, by=made.playing.records())
    assert found is not None  # an auditor's to read, whosever it is
    return who, found
