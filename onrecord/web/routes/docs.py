"""`/docs`: the interface for programs, to be read; made from its own description, with nothing from elsewhere."""

from typing import Annotated

from fastapi import APIRouter, Request, Response

from onrecord.identity.domain import Identity
from onrecord.web import pages
from onrecord.web.described import described
from onrecord.web.service import address_of
from onrecord.web.signin import VISITOR

router = APIRouter(include_in_schema=False)


@router.get("/docs")
def docs_page(request: Request, who: Annotated[Identity | None, VISITOR]) -> Response:
    """Open to everybody, as is what it describes."""
    address = address_of(request)
    groups = described(request.app.openapi(), address)
    return pages.page(request, who, "docs.html", title="For programs", groups=groups, address=address)
