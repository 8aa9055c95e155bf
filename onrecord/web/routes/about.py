"""`/about`: what this is, for whoever wants to know before they rely on it. Open to everybody."""

from typing import Annotated

from fastapi import APIRouter, Request, Response

from onrecord.identity.domain import Identity
from onrecord.web import pages
from onrecord.web.signin import VISITOR

router = APIRouter(include_in_schema=False)


@router.get("/about")
def about_page(request: Request, who: Annotated[Identity | None, VISITOR]) -> Response:
    """How answers are made, and what is kept."""
    return pages.page(request, who, "about.html", title="How it works")
