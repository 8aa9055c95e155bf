"""`/room/charts`: past answers as pictures, each with its figures as a table."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Request, Response
from markupsafe import Markup

from audit.errors import UsageError
from audit.ledger.past import Period
from onrecord.access import Action
from onrecord.identity.domain import Identity
from onrecord.room.charting import drawn
from onrecord.room.searching import following
from onrecord.web import pages
from onrecord.web.asking import day_of
from onrecord.web.service import service_of
from onrecord.web.signin import needs

router = APIRouter(include_in_schema=False)
WEEKS = 26  # that are shown where no period is chosen


@router.get("/room/charts")
def charts_page(
    request: Request, who: Annotated[Identity, needs(Action.RECORDS)], since: str = "", until: str = ""
) -> Response:
    """Of a period of asking; the last day is meant to be within it."""
    service = service_of(request)
    today = service.now().date()
    first = day_of(since, "The first day") or today - timedelta(days=7 * WEEKS)
    last = following(day_of(until, "The last day"))
    if last is not None and last <= first:
        raise UsageError("The last day comes before the first.")
    found = drawn(service.parts, Period(since=first, until=last))
    # what an SVG says of documents and people is escaped where it is drawn
    pictures = [(one, Markup(one.svg)) for one in found.drawn]
    return pages.page(request, who, "room_charts.html", title="Charts", found=found, pictures=pictures,
                      since=first.isoformat(), until=until)  # fmt: skip
