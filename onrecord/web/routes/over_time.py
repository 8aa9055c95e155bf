"""`/over-time`: what was said on a topic in order of date. A link fills the form in; a timeline has an address of its
own, since it is on record like an answer."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response

from audit.errors import UsageError
from onrecord.access import Action
from onrecord.identity.domain import Identity
from onrecord.render import surroundings
from onrecord.web import pages
from onrecord.web.answers import readable
from onrecord.web.asking import day_of, question_of
from onrecord.web.faults import NotFound
from onrecord.web.over_time import TimelineView, tell, timeline_view
from onrecord.web.routes.ask import leaders
from onrecord.web.said import mine
from onrecord.web.service import Service, service_of
from onrecord.web.signin import needs
from onrecord.web.view import AnswerView, answer_view

router = APIRouter(include_in_schema=False)
Reader = Annotated[Identity, needs(Action.TIMELINE)]


@router.get("/over-time")
def over_time_page(
    request: Request, who: Reader, topic: str = "", leader: str = "", since: str = "", until: str = "", as_of: str = ""
) -> Response:
    """The empty form, or one that a link has filled in; nothing is looked for by a link."""
    asked = {"topic": topic, "leader": leader, "since": since, "until": until, "as_of": as_of}
    return _page(request, who, service_of(request), asked, title="Over time")


@router.post("/over-time")
def over_time_form(
    request: Request,
    who: Reader,
    topic: Annotated[str, Form()] = "",
    leader: Annotated[str, Form()] = "",
    since: Annotated[str, Form()] = "",
    until: Annotated[str, Form()] = "",
    as_of: Annotated[str, Form()] = "",
) -> Response:
    """The timeline's own page, once it is on record."""
    if not any(character.isalnum() for character in topic):
        raise UsageError("The topic is empty.", advice="Name one, for example: hiring.")
    question = question_of(
        who,
        topic,
        leader=leader,
        as_of=day_of(as_of, "The as-of date"),
        said_from=day_of(since, "The first day"),
        said_until=day_of(until, "The last day"),
    )
    record = tell(service_of(request), who, question)
    return pages.then(f"/over-time/{record.record_id}")


@router.get("/over-time/{record_id}")
def told_page(request: Request, record_id: str, who: Reader) -> Response:
    """What was told then, as far as whoever opens it may read it now."""
    service = service_of(request)
    found = readable(service, who, record_id)
    record = found.record
    if record.over_time is None:
        raise NotFound
    around = surroundings.gather(record, service.parts, found.audience)
    period = record.understood.period if record.understood is not None else None
    chosen = period if period is not None and period.words is None else None
    asked = {
        "topic": record.question,
        "leader": record.leaders[0] if len(record.leaders) == 1 else "",
        "since": chosen.said_from.isoformat() if chosen and chosen.said_from else "",
        "until": chosen.said_until.isoformat() if chosen and chosen.said_until else "",
        "as_of": record.as_of.isoformat() if record.as_of != record.asked_at.date() else "",
    }
    return _page(
        request, who, service, asked, title=record.question, answer=answer_view(found, around),
        made=timeline_view(found, around, service.parts.playing.heard(who, found)), **mine(service, who, record_id),
    )  # fmt: skip


def _page(
    request: Request,
    who: Identity,
    service: Service,
    asked: dict[str, str],
    *,
    title: str,
    answer: AnswerView | None = None,
    made: TimelineView | None = None,
    **more: Any,
) -> Response:
    return pages.page(request, who, "over_time.html", title=title, asked=asked, answer=answer, made=made,
                      leaders=leaders(service), today=service.now().date(), **more)  # fmt: skip
