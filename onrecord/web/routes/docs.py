"""`/docs`: the interface for programs, to be read; made from its own description, with nothing from elsewhere."""

from fastapi import APIRouter, Request, Response

from onrecord.web import pages
from onrecord.web.described import described
from onrecord.web.service import address_of
from onrecord.web.signin import known

router = APIRouter(include_in_schema=False)


@router.get("/docs")
async def docs_page(request: Request) -> Response:
    """Open to everybody, as is what it describes."""
    who = await known(request)
    address = address_of(request)
    groups = described(request.app.openapi(), address)
    return pages.page(request, who, "docs.html", title="For programs", groups=groups, address=address)
