"""`POST /api/search`: passages instead of an answer, on record like one."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from audit.records.wire import to_json
from onrecord.access import Action
from onrecord.identity.domain import Identity
from onrecord.web.api.schemas import EVERY, Found, Searched, faults
from onrecord.web.caller import Caller
from onrecord.web.service import service_of
from onrecord.web.signin import needs

router = APIRouter(prefix="/api", tags=["answers"])


@router.post("/search", response_model=Found, responses=EVERY | faults(429, 503), operation_id="search")
def search(request: Request, searched: Searched, who: Annotated[Identity, needs(Action.SEARCH)]) -> Response:
    """Find passages of what leaders have said. What was shown is recorded: `record_id` verifies it."""
    caller = Caller(service=service_of(request), who=who, base="")
    found = caller.search(searched.query, leader=searched.leader, as_of=searched.as_of, limit=searched.limit)
    return JSONResponse(to_json(found))
