"""`POST /api/answers/ID/feedback`: say what you think of an answer, or of one of its statements."""

from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from audit.ledger.feedback import LONGEST, Opinion
from onrecord.access import Action
from onrecord.identity.domain import Identity
from onrecord.web import said
from onrecord.web.api.answers import RecordId
from onrecord.web.api.schemas import EVERY, faults
from onrecord.web.service import service_of
from onrecord.web.signin import needs

router = APIRouter(prefix="/api", tags=["answers"])


class Feedback(BaseModel):
    """A voice. `wrong` is a report to the owners of the sources; said again it replaces what was said."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"statement": 1, "kind": "wrong", "comment": "It was thirty, not forty."}]},
    )

    kind: Opinion
    statement: Annotated[int, Field(ge=0, le=1000, description="its number, from 1; 0: the answer as a whole")] = 0
    comment: Annotated[str, Field(max_length=LONGEST)] = ""


class Kept(BaseModel):
    """That it is kept, and what becomes of it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"statement": 1, "kind": "helpful", "told": "Thank you. It is kept with the answer."}]
        }
    )

    statement: int
    kind: Opinion
    told: str


@router.post(
    "/answers/{record_id}/feedback", response_model=Kept, responses=EVERY | faults(404), operation_id="feedback"
)
def feedback(
    request: Request, record_id: RecordId, given: Feedback, who: Annotated[Identity, needs(Action.FEEDBACK)]
) -> Kept:
    """Say that a statement helped, did not, or is wrong. It is kept with the answer, and erased with it."""
    service = service_of(request)
    voice = said.say(service, who, record_id, statement=given.statement, kind=given.kind, comment=given.comment)
    return Kept(statement=voice.statement, kind=voice.kind, told=said.thanks(service, who, voice))
