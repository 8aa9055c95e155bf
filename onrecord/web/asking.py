"""A question as it comes over HTTP: the audience is the asker's own, from who they are, and nothing that they send.

Whatever is asked stands in the one queue, within its asker's share of each minute, and is counted: `recorded` where it
is waited for, `streamed` where it is shown as it comes.
"""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from datetime import date

from agent.ask import Event
from agent.domain import Question
from agent.draft import Agent
from audit.domain import AnswerRecord
from audit.errors import Overloaded, UsageError
from audit.understood import MeantPeriod
from onrecord.identity.domain import Identity
from onrecord.parts import now
from onrecord.web.faults import Forbidden
from onrecord.web.service import Service

NO_AUDIENCE = "Nothing is published yet, or you are in no audience of the record: nothing can be answered to you."


def question_of(
    who: Identity,
    text: str,
    *,
    leader: str | None = None,
    as_of: date | None = None,
    said_from: date | None = None,
    said_until: date | None = None,
) -> Question:
    """Raises Forbidden for somebody without an audience, UsageError for a period that ends before it begins."""
    if not who.audience:
        raise Forbidden(NO_AUDIENCE, advice="Ask whoever runs OnRecord in your company.")
    if said_from is not None and said_until is not None and said_until <= said_from:
        raise UsageError(f"said until {said_until} ends before it begins; it is the first day that is too late.")
    asked_at = now()
    chosen = said_from is not None or said_until is not None
    return Question(
        text=text,
        audience=who.audience,
        as_of=as_of or asked_at.date(),
        asked_at=asked_at,
        leader_id=leader or None,
        as_of_chosen=as_of is not None,
        period=MeantPeriod(said_from=said_from, said_until=said_until, words=None) if chosen else None,
        asker=who.person or None,
    )


def recorded(service: Service, who: Identity, work: Callable[[Agent], AnswerRecord]) -> AnswerRecord:
    """What a worker of the queue makes of it. Raises TooMany and Overloaded at once, and as `work`."""
    service.asking.one(who.person)
    with _queue(service):
        record = service.answering.run(work)
    return counted(service, record)


def streamed(service: Service, who: Identity, question: Question) -> AsyncIterator[Event]:
    """The events of its answer, the last of which is to be `counted`. Raises TooMany and Overloaded at once."""
    service.asking.one(who.person)
    with _queue(service):
        return service.answering.stream(question)


def counted(service: Service, event: object) -> AnswerRecord:
    """The last event of an answer, which is its record, among those that /metrics tells of."""
    assert isinstance(event, AnswerRecord)
    service.metrics.answered(event, (service.now() - event.asked_at).total_seconds())
    return event


@contextmanager
def _queue(service: Service) -> Iterator[None]:
    try:
        yield
    except Overloaded:
        service.metrics.turned_away()
        raise


def day_of(text: str, name: str) -> date | None:
    """A form's date; none where it is empty. Raises UsageError."""
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError:
        raise UsageError(f"{name} must be a date such as 2026-03-04.") from None
