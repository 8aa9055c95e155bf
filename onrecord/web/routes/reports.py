"""`/reports`: what readers say is wrong, for the owners of the sources; settled with a note that they may read."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from sqlalchemy import Connection

from audit.database import reading, writing
from audit.errors import RecordError
from audit.ledger import feedback
from onrecord.access import Action
from onrecord.identity.domain import Identity
from onrecord.reports import MOST, reports_for
from onrecord.web import pages
from onrecord.web.faults import NotFound
from onrecord.web.service import service_of
from onrecord.web.signin import needs

router = APIRouter(include_in_schema=False)
Desk = Annotated[Identity, needs(Action.REPORTS)]


@router.get("/reports")
def reports_page(request: Request, who: Desk, of: str = "", settled: str = "") -> Response:
    """One's own documents' first, everybody's where one has none; what is open, or what is settled."""
    closed = settled == "1"
    with reading(service_of(request).parts.engine) as connection:
        everybodys = reports_for(connection, None, settled=closed)
    own = [one for one in everybodys if who.person in one.owners]
    mine = of == "mine" or (of != "all" and bool(own))
    return pages.page(request, who, "reports.html", title="Reported as wrong", reports=own if mine else everybodys,
                      mine=mine, own=len(own), all=len(everybodys), settled=closed, most=MOST)  # fmt: skip


@router.post("/reports/{report_id}/settle")
def settle(request: Request, report_id: str, who: Desk, note: Annotated[str, Form()] = "") -> Response:
    """Somebody has looked into it."""
    service = service_of(request)
    with writing(service.parts.engine) as connection:
        _known(connection, report_id)
        feedback.settle(connection, report_id, by=who.person, note=note, at=service.now())
    return pages.then("/reports", "The report is settled. Whoever made it can read your note beside the answer.")


@router.post("/reports/{report_id}/reopen")
def reopen(request: Request, report_id: str, who: Desk) -> Response:
    """It is not settled after all."""
    with writing(service_of(request).parts.engine) as connection:
        _known(connection, report_id)
        feedback.reopen(connection, report_id)
    return pages.then("/reports", "The report is open again, and its note is gone.")


def _known(connection: Connection, report_id: str) -> None:
    """Raises NotFound."""
    try:
        feedback.report(connection, report_id)
    except RecordError:
        raise NotFound from None
