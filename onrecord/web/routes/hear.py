"""`POST /heard`: a spoken question as text, for its asker to correct. Nothing is asked by it, kept or logged."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from audit.errors import OnRecordError, Overloaded, UsageError
from onrecord.access import Action
from onrecord.hearing.domain import MEDIA, NotHeard
from onrecord.identity.domain import Identity
from onrecord.web.service import service_of
from onrecord.web.signin import needs

router = APIRouter(include_in_schema=False)
NOT_HERE = "Questions by voice are not set up here."


@router.post("/heard")
async def heard(request: Request, who: Annotated[Identity, needs(Action.ASK)]) -> JSONResponse:
    """The body is the recording itself. It counts as asking does, since it takes as much."""
    service = service_of(request)
    if service.hearing is None:
        raise NotHeard(NOT_HERE, advice="Type your question.")
    kind = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind not in MEDIA:
        raise UsageError(f"a recording is expected: {', '.join(MEDIA)}.")
    service.asking.one(who.person)
    try:
        service.hearing.room()  # before the recording is read
        recording = await request.body()
        if not recording:
            raise NotHeard("the microphone gave no sound.", advice="Try again, or type your question.")
        waiting = service.hearing.submit(who, recording)
    except Overloaded:
        service.metrics.turned_away()
        raise
    try:
        found = await asyncio.wrap_future(waiting)
    except OnRecordError:
        service.metrics.heard(well=False)
        raise
    service.metrics.heard(well=True)
    return JSONResponse({"text": found.text, "seconds": round(found.seconds, 2)})
