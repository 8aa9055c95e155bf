"""`POST /api/answers`: ask, as JSON or as server-sent events; `GET /api/answers/ID`: read a past answer."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse
from starlette.concurrency import run_in_threadpool

from agent.ask import Event
from agent.domain import Begun
from audit.domain import AnswerRecord
from audit.errors import OnRecordError
from audit.records.wire import for_reader, to_json
from onrecord.access import Action
from onrecord.identity.domain import Identity
from onrecord.render.events import frame
from onrecord.web.answers import readable
from onrecord.web.api.schemas import EVERY, Answer, Asked, Verification, faults
from onrecord.web.asking import counted, question_of, streamed
from onrecord.web.faults import said_of
from onrecord.web.service import Service, service_of
from onrecord.web.signin import needs
from onrecord.web.verification import verification

router = APIRouter(prefix="/api", tags=["answers"])
STREAM = "text/event-stream"
EVENTS = {
    200: {
        "model": Answer,
        "description": "The record; with `Accept: text/event-stream` its events: `begun`, a `statement` each as it has "
        "passed its checks, then `record`, or `error`.",
        "content": {STREAM: {"schema": {"type": "string"}}},
    }
}
RecordId = Annotated[str, Path(max_length=100, description="a record's id")]


@router.post("/answers", responses=EVENTS | EVERY | faults(429, 503), operation_id="ask")
async def ask(request: Request, asked: Asked, who: Annotated[Identity, needs(Action.ASK)]) -> Response:
    """Ask the record. A refusal is an answer too: its `outcome` is `refused`, and its status 200."""
    service = service_of(request)
    question = question_of(
        who, asked.question, leader=asked.leader, as_of=asked.as_of, said_from=asked.said_from,
        said_until=asked.said_until,
    )  # fmt: skip
    events = streamed(service, who, question)
    if STREAM in request.headers.get("Accept", ""):
        first = await anext(events)
        return StreamingResponse(_frames(service, first, events), media_type=STREAM)
    record = [event async for event in events][-1]
    return JSONResponse(await run_in_threadpool(_answered, service, record))


@router.get("/answers/{record_id}", response_model=Answer, responses=EVERY | faults(404), operation_id="answer")
def answer(request: Request, record_id: RecordId, who: Annotated[Identity, needs(Action.RECORD)]) -> Response:
    """A past answer: the asker's own, or one that was shared; what may not be read any longer is left out."""
    service = service_of(request)
    found = readable(service, who, record_id)
    body = for_reader(found.record, service.parts.ledger.receipt(record_id))
    left_out = [to_json(one) for one in found.left_out]
    return JSONResponse(body | {"numbers": list(found.numbers), "left_out": left_out})


@router.get(
    "/answers/{record_id}/verification",
    response_model=Verification,
    responses=EVERY | faults(404),
    operation_id="verification",
)
def verify(request: Request, record_id: RecordId, who: Annotated[Identity, needs(Action.RECORD)]) -> Response:
    """A past answer compared again with the frozen texts. Auditors have every finding; the answer's own reader those
    about what they may read."""
    found = verification(service_of(request), who, record_id)
    listed = [{"name": one.name, **to_json(one)} for one in found.findings]
    return JSONResponse({"record_id": found.record_id, "verdict": found.verdict.value, "findings": listed})


async def _frames(service: Service, first: Event, events: AsyncIterator[Event]) -> AsyncIterator[str]:
    """As `onrecord ask --events` prints them."""
    number = 0
    try:
        async for event in _after(first, events):
            if isinstance(event, Begun):
                asked = event.question
                about = {"question": asked.text, "as_of": asked.as_of.isoformat(), "audience": asked.audience}
                yield frame("begun", {"record_id": event.record_id, **about})
            elif isinstance(event, AnswerRecord):
                yield frame("record", await run_in_threadpool(_answered, service, event))
            else:
                number += 1
                yield frame("statement", {"number": number, "statement": to_json(event)})
    except OnRecordError as error:
        message, advice = said_of(error)
        yield frame("error", {"error": message, "advice": advice})


async def _after(first: Event, events: AsyncIterator[Event]) -> AsyncIterator[Event]:
    yield first
    async for event in events:
        yield event


def _answered(service: Service, event: object) -> dict[str, object]:
    """The record as its asker may have it, counted."""
    record = counted(service, event)
    return for_reader(record, service.parts.ledger.receipt(record.record_id))
