"""`/about`: what this is, for whoever wants to know before they rely on it. Open to everybody."""

from fastapi import APIRouter, Request, Response

from onrecord.web import pages
from onrecord.web.signin import known

router = APIRouter(include_in_schema=False)


@router.get("/about")
async def about_page(request: Request) -> Response:
    """How answers are made, and what is kept."""
    who = await known(request)
    return pages.page(request, who, "about.html", title="How it works")
