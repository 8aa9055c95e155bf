"""`GET /v1/models`, `POST /v1/chat/completions`."""

import json
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse
from starlette.concurrency import run_in_threadpool

from agent.ask import Event
from agent.domain import Begun, Question
from audit.domain import AnswerRecord
from audit.errors import OnRecordError
from onrecord.access import Action
from onrecord.client.links import Links
from onrecord.identity.domain import Identity
from onrecord.web.asking import counted, question_of, streamed
from onrecord.web.compatible.faults import NoSuchModel, fault
from onrecord.web.compatible.reply import Reply
from onrecord.web.compatible.request import MODEL, ChatRequest, leader_of, question_in
from onrecord.web.compatible.schemas import EVERY, ChatCompletion, ModelEntry, ModelList, chat_faults
from onrecord.web.compatible.speech import MODEL as SPEECH
from onrecord.web.faults import said_of, status_of
from onrecord.web.service import Service, address_of, service_of
from onrecord.web.signin import needs

router = APIRouter(prefix="/v1", tags=["OpenAI-compatible"])
STREAM = "text/event-stream"
REPLIES: dict[int | str, dict[str, Any]] = {
    200: {
        "model": ChatCompletion,
        "description": "The completion; with `stream` its chunks as server-sent events, a checked statement each.",
        "content": {STREAM: {"schema": {"type": "string"}}},
    }
}
ModelId = Annotated[str, Path(max_length=300, description="a model's id", examples=[f"{MODEL}/daniel-quarmby"])]
Asker = Annotated[Identity, needs(Action.ASK)]


@router.get("/models", response_model=ModelList, responses=EVERY, operation_id="models")
def models(request: Request, who: Asker) -> Response:
    """Everybody's words, and each leader's, as models; and what reads them aloud."""
    return JSONResponse({"object": "list", "data": _listed(service_of(request))})


@router.get("/models/{model:path}", response_model=ModelEntry, responses=EVERY | chat_faults(404), operation_id="model")
def model(request: Request, who: Asker, model: ModelId) -> Response:
    """One of them."""
    listed = {one["id"]: one for one in _listed(service_of(request))}
    if model not in listed:
        raise NoSuchModel(model, ", ".join(listed))
    return JSONResponse(listed[model])


@router.post("/chat/completions", responses=REPLIES | EVERY | chat_faults(404, 429, 503), operation_id="chat")
async def chat(request: Request, asked: ChatRequest, who: Asker) -> Response:
    """Ask the record as one would a model. The user's last message is the question; nothing before it is read. The
    reply holds the statements with their citations, the sources, and the disclosure."""
    service = service_of(request)
    text = question_in(asked)
    leader = leader_of(asked.model, await _leaders(service))
    question = question_of(who, text, leader=leader)
    events = streamed(service, who, question)
    first = await anext(events)  # what cannot be asked is told before the first byte
    assert isinstance(first, Begun)
    reply = Reply(
        model=asked.model,
        record_id=first.record_id,
        question=text,
        created=int(question.asked_at.timestamp()),
        links=Links(base=address_of(request)),
    )
    if asked.stream:
        usage = asked.stream_options is not None and asked.stream_options.include_usage
        return StreamingResponse(chunks(service, question, reply, events, usage), media_type=STREAM)
    record = [event async for event in events][-1]
    return JSONResponse(reply.whole(counted(service, record)))


async def chunks(
    service: Service, question: Question, reply: Reply, events: AsyncIterator[Event], usage: bool
) -> AsyncIterator[str]:
    """Each chunk is sent when its statement is in the ledger. What breaks the answer off is the last one."""
    try:
        yield _data(reply.begun())
        async for event in events:
            if isinstance(event, AnswerRecord):
                yield _data(reply.last(counted(service, event)))
            elif not isinstance(event, Begun):
                yield _data(reply.more(reply.statement(event)))
        yield _data(reply.ended())
        if usage:
            yield _data(reply.used())
    except OnRecordError as error:
        yield _data(fault(status_of(error), error, *said_of(error)))
    yield "data: [DONE]\n\n"


def _data(value: object) -> str:
    return f"data: {json.dumps(value, ensure_ascii=False)}\n\n"


async def _leaders(service: Service) -> list[str]:
    state, _ = await run_in_threadpool(service.published)
    return list(state.leaders)


def _listed(service: Service) -> list[dict[str, Any]]:
    """`created` is when what it speaks from was published."""
    state, _ = service.published()
    named = [(MODEL, "OnRecord")] + [(f"{MODEL}/{one.leader_id}", f"OnRecord: {one.name}'s words")
                                     for one in state.leaders.values()]  # fmt: skip
    if service.speaks:
        named.append((SPEECH, "OnRecord: checked statements, read aloud"))
    created = int(state.snapshot.published_at.timestamp())
    return [
        {"id": id_, "object": "model", "created": created, "owned_by": state.organisation, "name": name}
        for id_, name in named
    ]
