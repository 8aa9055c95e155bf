"""For those who run it: is the process alive, can it answer, and what has it done."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST

from audit.errors import OnRecordError
from onrecord.access import Action
from onrecord.identity.domain import Identity
from onrecord.web.faults import said_of
from onrecord.web.service import service_of
from onrecord.web.signin import needs

router = APIRouter(include_in_schema=False)


@router.get("/health/live")
async def live() -> Response:
    """The process answers."""
    return PlainTextResponse("alive\n")


@router.get("/health/ready")
def ready(request: Request) -> Response:
    """It can answer questions: models are loaded, something is published, and its database can be read."""
    service = service_of(request)
    if not request.app.state.warm.is_set():
        return JSONResponse({"ready": False, "why": request.app.state.lacks}, 503, headers={"Retry-After": "2"})
    try:
        service.published()
    except OnRecordError as error:
        why = " ".join(said_of(error)).strip()
        return JSONResponse({"ready": False, "why": why}, 503, headers={"Retry-After": "30"})
    return JSONResponse({"ready": True, "why": ""})


@router.get("/metrics")
def metrics(request: Request, _: Annotated[Identity, needs(Action.METRICS)]) -> Response:
    """For Prometheus, with an API token of the scope `metrics`."""
    service = service_of(request)
    answering = service.answering
    told = service.metrics.text(answering.inside, answering.taken, service.leases.open)
    return Response(told, media_type=CONTENT_TYPE_LATEST)
