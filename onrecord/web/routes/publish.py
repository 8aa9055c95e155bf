"""`/library/publish`: what would change, then publish; whoever watches sees it go on."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool

from audit.errors import OnRecordError
from onrecord.access import Action, may
from onrecord.desk import live
from onrecord.desk.publishing import publish
from onrecord.identity.domain import Identity
from onrecord.render.events import frame
from onrecord.web import desk, pages
from onrecord.web.faults import said_of
from onrecord.web.service import service_of
from onrecord.web.signin import ENDED, known, needs

router = APIRouter(include_in_schema=False)
Publisher = Annotated[Identity, needs(Action.PUBLISH)]
_EVERY_S = 0.2


@router.get("/library/publish")
def publish_page(request: Request, who: Publisher, check: bool = False) -> Response:
    """What waits, and how the last publication went; with `check` every file is read, and nothing written."""
    service = service_of(request)
    shelf = desk.library(service)
    return pages.page(
        request,
        who,
        "publish.html",
        title="Publish",
        shelf=shelf,
        waiting=[one for one in shelf.items if one.waiting],
        dry=publish(service.parts, shelf.manifest, dry_run=True) if check else None,
        now=live.state(service.parts),
    )


@router.post("/library/publish")
def publish_form(request: Request, who: Publisher) -> Response:
    """Begins it, where none is going on."""
    service = service_of(request)
    live.begin(service.parts, desk.manifest(service), who.person, service.now)
    return pages.then("/library/publish")


@router.get("/library/publish/events")
async def publish_events(request: Request, who: Publisher) -> Response:
    """Server-sent events: `progress` while it goes on, then `ended` with the page's own words about it; or with one
    line, where whoever watches may do so no longer."""
    return StreamingResponse(_events(request, who), media_type="text/event-stream")


async def _events(request: Request, who: Identity) -> AsyncIterator[str]:
    before = None
    while not request.app.state.ending.is_set():
        try:
            watches = await known(request)
            if watches is None or not may(watches, Action.PUBLISH):
                yield frame("ended", {"html": "", "error": ENDED})
                return
            now = await run_in_threadpool(live.state, service_of(request).parts)
        except OnRecordError as error:
            yield frame("ended", {"html": "", "error": " ".join(said_of(error)).strip()})
            return
        if now is None or not now.running:
            html = pages.macro(request, who, "desk.html", "outcome", now) if now is not None else ""
            yield frame("ended", {"html": html})
            return
        if now != before:
            before = now
            yield frame("progress", {"stage": now.stage, "done": now.done, "total": now.total, "label": now.label})
        await asyncio.sleep(_EVERY_S)
