"""`/record/ID`: a past answer, as far as whoever opens it may read it; and as text to be copied, citations with it."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse

from onrecord.access import Action
from onrecord.identity.domain import Identity
from onrecord.render import copied, surroundings
from onrecord.web import pages
from onrecord.web.answers import readable
from onrecord.web.said import mine
from onrecord.web.service import address_of, service_of
from onrecord.web.signin import needs
from onrecord.web.view import answer_view

router = APIRouter(include_in_schema=False)
Reader = Annotated[Identity, needs(Action.RECORD)]


@router.get("/record/{record_id}.md")
def record_markdown(request: Request, record_id: str, who: Reader) -> Response:
    """The answer as Markdown."""
    return PlainTextResponse(_copied(request, who, record_id, copied.markdown), media_type="text/markdown")


@router.get("/record/{record_id}.txt")
def record_text(request: Request, record_id: str, who: Reader) -> Response:
    """The answer as plain text."""
    return PlainTextResponse(_copied(request, who, record_id, copied.text))


@router.get("/record/{record_id}")
def record_page(request: Request, record_id: str, who: Reader) -> Response:
    """The answer's own page, which a link may be shared to."""
    service = service_of(request)
    found = readable(service, who, record_id)
    if found.record.over_time is not None:
        return pages.then(f"/over-time/{record_id}")
    around = surroundings.gather(found.record, service.parts, found.audience)
    view = answer_view(found, around, service.parts.playing.heard(who, found))
    title = found.record.question
    return pages.page(request, who, "record.html", title=title, answer=view, **mine(service, who, record_id))


def _copied(request: Request, who: Identity, record_id: str, form: copied.Form) -> str:
    service = service_of(request)
    found = readable(service, who, record_id)
    return form(found.record, address_of(request))
