"""`GET /api/sources/ID/text`: a stretch of a document, for the words around a quote."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import JSONResponse

from audit.records.wire import to_json
from onrecord.access import Action
from onrecord.identity.domain import Identity
from onrecord.web.api.schemas import EVERY, Opened, faults
from onrecord.web.caller import Caller
from onrecord.web.service import service_of
from onrecord.web.signin import needs

router = APIRouter(prefix="/api", tags=["sources"])
SourceId = Annotated[str, Path(max_length=200, description="a document's id", examples=["travel-2026"])]
Start = Annotated[int, Query(ge=0, le=100_000_000, description="where to begin, in characters: a citation's, say")]
Length = Annotated[int, Query(ge=1, le=20_000, description="how many characters")]


@router.get("/sources/{source_id}/text", response_model=Opened, responses=EVERY | faults(404), operation_id="text")
def text(
    request: Request,
    source_id: SourceId,
    who: Annotated[Identity, needs(Action.READ)],
    start: Start = 0,
    length: Length = 4_000,
) -> Response:
    """Read a stretch of a document's canonical text, as far as its reader may."""
    caller = Caller(service=service_of(request), who=who, base="")
    return JSONResponse(to_json(caller.open(source_id, start=start, length=length)))
