"""What somebody says of an answer, by whichever way it comes: only of what they may read."""

from typing import Any

from audit.database import reading, writing
from audit.errors import RecordError, UsageError
from audit.ledger import feedback
from audit.ledger.feedback import WHOLE_ANSWER, Opinion, Voice
from onrecord.access import Shown
from onrecord.identity.domain import Identity
from onrecord.reports import owners_of
from onrecord.web.answers import readable
from onrecord.web.faults import Forbidden, NotFound
from onrecord.web.service import Service


def say(service: Service, who: Identity, record_id: str, *, statement: int, kind: Opinion, comment: str) -> Voice:
    """Raises NotFound for an answer that is not theirs to read, UsageError for a statement that they are not shown."""
    _meant(service, who, record_id, statement)
    with writing(service.parts.engine) as connection:
        try:
            return feedback.say(connection, record_id, statement=statement, kind=kind, comment=comment, by=who.person,
                                at=service.now())  # fmt: skip
        except RecordError:  # it was erased in between
            raise NotFound from None


def take_back(service: Service, who: Identity, record_id: str, *, statement: int, kind: Opinion) -> bool:
    """Raises as `say`."""
    _meant(service, who, record_id, statement)
    with writing(service.parts.engine) as connection:
        return feedback.take_back(connection, record_id, statement=statement, kind=kind, by=who.person)


def mine(service: Service, who: Identity, record_id: str) -> dict[str, Any]:
    """What an answer's page says to this reader alone: is it their own, is it shared, and what they said of it."""
    own = service.parts.ledger.asker(record_id) == who.person
    return {"own": own, "shared": service.shared(record_id), "voices": own_voices(service, who, record_id)}


def own_voices(service: Service, who: Identity, record_id: str) -> list[Voice]:
    """What they said of it, with what came of their reports."""
    with reading(service.parts.engine) as connection:
        return feedback.voices_on(connection, record_id, by=who.person)


def thanks(service: Service, who: Identity, voice: Voice) -> str:
    """What becomes of it, in one line."""
    if voice.kind is not Opinion.WRONG:
        return "Thank you. It is kept with the answer."
    found = readable(service, who, voice.record_id)
    place = found.numbers.index(voice.statement) + 1 if voice.statement else WHOLE_ANSWER  # among what they are shown
    with reading(service.parts.engine) as connection:
        owners = owners_of(connection, found.record, place)
    shown = f"is shown to {' and '.join(owners)} on their desk" if owners else "is shown on the communications desk"
    return f"Thank you. Your report {shown}; no mail is sent. What came of it will stand beside this answer."


def share(service: Service, who: Identity, record_id: str, *, end: bool) -> None:
    """Let others read one's own answer, or end that. Raises NotFound for anybody else's."""
    readable(service, who, record_id)
    if not who.person or service.parts.ledger.asker(record_id) != who.person:
        raise NotFound
    with writing(service.parts.engine) as connection:
        if end:
            feedback.unshare(connection, record_id)
        else:
            feedback.share(connection, record_id, service.now())


def opinion(kind: str) -> Opinion:
    """Raises UsageError."""
    try:
        return Opinion(kind)
    except ValueError:
        raise UsageError(f"expected one of {', '.join(Opinion)}.") from None


def _meant(service: Service, who: Identity, record_id: str, statement: int) -> Shown:
    if not who.person:
        raise Forbidden("Nobody is known by this session, so nothing can be kept of what you say.")
    found = readable(service, who, record_id)
    if statement != WHOLE_ANSWER and statement not in found.numbers:
        raise UsageError(f"there is no statement {statement} here.")
    return found
