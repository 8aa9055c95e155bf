"""`/read/SOURCE`: a source with a cited place marked, as a page or as a fragment beside an answer; and the pictures of
a PDF's pages. What an address says besides is data: what is of no use in it is ignored."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from ingest.facsimile.facsimiles import WIDTHS
from onrecord.access import Action
from onrecord.identity.domain import Identity
from onrecord.web import pages
from onrecord.web.answers import readable
from onrecord.web.faults import NotFound
from onrecord.web.reading import Asked, image, natural, source_view
from onrecord.web.service import service_of
from onrecord.web.signin import needs

router = APIRouter(include_in_schema=False)
Reader = Annotated[Identity, needs(Action.READ)]


@router.get("/read/{source_id}")
def read_page(
    request: Request,
    source_id: str,
    who: Reader,
    record: str = "",
    start: str = "",
    end: str = "",
    page: str = "",
    desk: str = "",
    fragment: str = "",
) -> Response:
    """`record` is the answer that somebody comes from, `start` and `end` the cited place, `page` another page than its;
    `desk` reads as those who work on the record do; `fragment` leaves the frame out."""
    service = service_of(request)
    came_from = readable(service, who, record).record if record else None
    asked = Asked(record=record, start=natural(start), end=natural(end), page=natural(page), desk=desk == "1")
    view = source_view(service, who, source_id, asked, came_from)
    if fragment == "1":
        return HTMLResponse(pages.part(request, who, "source.html", view=view, widths=WIDTHS, alone=False))
    title = view.reading.source.title
    return pages.page(request, who, "read.html", title=title, view=view, widths=WIDTHS, alone=True)


@router.get("/read/{source_id}/page/{number}.png")
def page_image(request: Request, source_id: str, number: str, who: Reader, width: str = "", desk: str = "") -> Response:
    """`width` is one of the widths that are drawn."""
    wanted, at = natural(width) if width else WIDTHS[0], natural(number)
    if wanted not in WIDTHS or at is None:
        raise NotFound
    data = image(service_of(request), who, source_id, at, Asked(desk=desk == "1"), wanted)
    return Response(data, media_type="image/png")
