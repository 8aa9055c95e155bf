"""`/room/recalls`: documents that were taken back, the answers that used each, and who was told."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from audit.errors import OnRecordError, RecordError
from ingest.manifest import values
from onrecord.access import Action
from onrecord.identity.domain import Identity
from onrecord.room.recalls import recall, taken_back, tell
from onrecord.web import pages
from onrecord.web.faults import NotFound
from onrecord.web.service import service_of
from onrecord.web.signin import needs

router = APIRouter(prefix="/room/recalls", include_in_schema=False)
Reader = Annotated[Identity, needs(Action.RECALLS)]
LISTED = 200  # answers that a page lists


@router.get("")
def recalls_page(request: Request, who: Reader) -> Response:
    """Every document that is taken back now, with the sums of its recall."""
    found = taken_back(service_of(request).parts)
    return pages.page(request, who, "room_recalls.html", title="Recalls", found=found)


@router.get("/{source_id}")
def recall_page(request: Request, source_id: str, who: Reader) -> Response:
    """One document: every past answer that used it."""
    try:
        found = recall(service_of(request).parts, source_id)
    except RecordError:
        raise NotFound from None
    return pages.page(request, who, "room_recall.html", title=f"Recall of {found.title}", found=found, listed=LISTED)


@router.post("/{source_id}/told")
def told_form(request: Request, source_id: str, who: Reader, told: Annotated[str, Form()] = "") -> Response:
    """Write down that these people were told of it; addresses with white space or commas between."""
    made = service_of(request).parts
    try:
        recall(made, source_id)
    except RecordError:
        raise NotFound from None
    try:
        addresses = [values.person(one) for one in told.replace(",", " ").split()]
    except ValueError as error:
        raise OnRecordError(f"Who was told: {error}.") from None
    if not addresses:
        raise OnRecordError("Nobody is named.", advice="Name whoever was told by their address.")
    new = tell(made, source_id, addresses)
    said = f"Written down: {', '.join(new)}." if new else "They were written down before; nothing was changed."
    return pages.then(f"/room/recalls/{source_id}", said)
