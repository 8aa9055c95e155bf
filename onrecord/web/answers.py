"""Past answers, as far as somebody may read them: one look at catalogue and ledger, judged by `access.shown`."""

from audit.domain import AnswerRecord
from audit.errors import CatalogueError, RecordError
from onrecord.access import Records, Shown, shown
from onrecord.identity.domain import Identity
from onrecord.web.faults import NotFound
from onrecord.web.service import Service


def readable(service: Service, who: Identity, record_id: str) -> Shown:
    """Raises NotFound where there is no such answer, or it is not this person's to read."""
    return judged(service, who, *kept(service, record_id))


def kept(service: Service, record_id: str) -> tuple[AnswerRecord, str | None]:
    """An answer as it was recorded, which never changes, and who asked. Raises NotFound."""
    ledger = service.parts.ledger
    try:
        return ledger.read(record_id), ledger.asker(record_id)
    except RecordError:
        raise NotFound from None


def judged(service: Service, who: Identity, record: AnswerRecord, asker: str | None) -> Shown:
    """What of it somebody may read now. Raises NotFound."""
    found = shown(who, record, asker=asker, shared=service.shared(record.record_id), by=records(service))
    if found is None:
        raise NotFound
    return found


def records(service: Service) -> Records:
    """What decides, now, who may read what of past answers."""
    try:
        state, standing = service.published()
    except CatalogueError:
        raise NotFound from None
    sources = {one: entry.source for one, entry in state.entries.items()}
    return Records(sources=sources, standing=standing, now=service.now())
