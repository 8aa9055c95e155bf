"""`/`: the page that asks. With JavaScript the statements appear one by one, without it the answer is a page."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool

from agent.ask import Event
from agent.domain import Begun, Question
from audit.domain import AnswerRecord
from audit.errors import OnRecordError
from onrecord.access import Action, shown
from onrecord.identity.domain import Identity
from onrecord.render import surroundings
from onrecord.render.events import frame
from onrecord.web import pages
from onrecord.web.answers import records
from onrecord.web.asking import counted, day_of, question_of, streamed
from onrecord.web.faults import said_of
from onrecord.web.service import Service, service_of
from onrecord.web.signin import needs
from onrecord.web.view import Numbers, answer_view, statement_view

router = APIRouter(include_in_schema=False)
STREAM = "text/event-stream"
Asker = Annotated[Identity, needs(Action.ASK)]


@router.get("/")
def ask_page(request: Request, who: Asker, q: str = "", leader: str = "", as_of: str = "") -> Response:
    """The empty page, or one with a question filled in; nothing is asked by a link."""
    service = service_of(request)
    return pages.page(request, who, "ask.html", title="Ask", question=q, leader=leader, as_of=as_of,
                      leaders=leaders(service), today=service.now().date(), answer=None)  # fmt: skip


@router.post("/ask")
async def ask_form(
    request: Request,
    who: Asker,
    question: Annotated[str, Form()] = "",
    leader: Annotated[str, Form()] = "",
    as_of: Annotated[str, Form()] = "",
) -> Response:
    """Server-sent events of fragments (begun, statement, record, or error), or the answer's page."""
    service = service_of(request)
    asked = question_of(who, question, leader=leader, as_of=day_of(as_of, "The as-of date"))
    events = streamed(service, who, asked)
    if STREAM in request.headers.get("Accept", ""):
        return StreamingResponse(_fragments(request, service, who, asked, events), media_type=STREAM)
    record = counted(service, [event async for event in events][-1])
    return pages.then(f"/record/{record.record_id}")


async def _fragments(
    request: Request, service: Service, who: Identity, asked: Question, events: AsyncIterator[Event]
) -> AsyncIterator[str]:
    """Each statement is in the ledger when it comes. What breaks the answer off is the last event."""
    numbers, number = Numbers(""), 0
    try:
        async for event in events:
            if isinstance(event, Begun):
                numbers, asked = Numbers(event.record_id), event.question
                yield frame("begun", {"record_id": event.record_id, "question": asked.text})
            elif isinstance(event, AnswerRecord):
                html = await run_in_threadpool(_whole, request, service, who, counted(service, event))
                yield frame("record", {"record_id": event.record_id, "html": html})
            else:
                number += 1
                around = await run_in_threadpool(surroundings.of_statement, event, asked, service.parts)
                one = statement_view(event, number, numbers, around)
                html = pages.macro(request, who, "macros.html", "statement", one, service.speaks)
                yield frame("statement", {"number": number, "html": html})
    except OnRecordError as error:
        message, advice = said_of(error)
        yield frame("error", {"error": message, "advice": advice})


def _whole(request: Request, service: Service, who: Identity, record: AnswerRecord) -> str:
    """The whole answer, in the place of what came before it."""
    mine = shown(who, record, asker=who.person, shared=False, by=records(service))
    assert mine is not None  # it was answered to this very person just now
    around = surroundings.gather(record, service.parts, record.audience)
    view = answer_view(mine, around, service.parts.playing.heard(who, mine))
    return pages.part(request, who, "answer.html", answer=view)


def leaders(service: Service) -> list[tuple[str, str, str]]:
    """(id, name, title) of the published leaders; none where nothing was published."""
    if not service.audiences():
        return []
    state, _ = service.published()
    return [(one.leader_id, one.name, one.title) for one in state.leaders.values()]
