"""`GET /api/timeline`: what was said on a topic in order of date, on record like an answer."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse

from agent.domain import LONGEST
from audit.records.wire import for_reader
from onrecord.access import Action
from onrecord.identity.domain import Identity
from onrecord.render import surroundings
from onrecord.render.over_time import as_json, timeline_of
from onrecord.web.api.schemas import EVERY, Day, faults
from onrecord.web.api.timeline_schemas import OverTime
from onrecord.web.asking import question_of
from onrecord.web.over_time import tell
from onrecord.web.service import service_of
from onrecord.web.signin import needs

router = APIRouter(prefix="/api", tags=["answers"])
Topic = Annotated[
    str, Query(min_length=1, max_length=LONGEST, description="a few words", examples=["making our own pressure cells"])
]


@router.get("/timeline", response_model=OverTime, responses=EVERY | faults(429, 503), operation_id="timeline")
def timeline(
    request: Request,
    who: Annotated[Identity, needs(Action.TIMELINE, recorded=True)],
    topic: Topic,
    leader: Annotated[str | None, Query(description="a leader's id: only their words")] = None,
    as_of: Annotated[Day | None, Query(description="what was on record by that day; not later than today")] = None,
    said_from: Annotated[Day | None, Query(description="only what was said on that day or later")] = None,
    said_until: Annotated[Day | None, Query(description="only what was said before that day")] = None,
) -> Response:
    """What was said on a topic, in order of date: quotes alone. What was superseded or has ended since is part of it,
    and is marked; changes of position are two quotes beside each other. A refusal is an answer here, too."""
    service = service_of(request)
    question = question_of(who, topic, leader=leader, as_of=as_of, said_from=said_from, said_until=said_until)
    record = tell(service, who, question)
    around = surroundings.gather(record, service.parts, record.audience)
    body = for_reader(record, service.parts.ledger.receipt(record.record_id))
    return JSONResponse(body | {"timeline": as_json(timeline_of(record, around.texts))})
