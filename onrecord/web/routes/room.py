"""`/room`: the auditor's room. Past records are searched, one is looked at whole, some are exported.

Who asked is shown nowhere in it; a record's page says only whether that is kept apart.
"""

import tempfile
from collections.abc import Iterator
from datetime import date
from typing import IO, Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import StreamingResponse

from agent.check import KIND as CHECK
from agent.composers.composed import KIND as COMPOSED
from agent.composers.extractive import KIND as QUOTED
from audit.database import reading
from audit.domain import Reason
from audit.errors import UsageError
from audit.ledger.search import Criteria, Page, words_of
from ingest.catalogue import history
from ingest.display import folded
from onrecord.access import Action
from onrecord.identity.domain import Identity
from onrecord.render.searching import outcome, question
from onrecord.room import keeping
from onrecord.room.deciding import decided, hold
from onrecord.room.exporting import Choice, bundle
from onrecord.room.searching import OUTCOMES, following, searched
from onrecord.room.sounding import soundings
from onrecord.room.verification import verified
from onrecord.web import pages
from onrecord.web.asking import day_of
from onrecord.web.faults import NotFound
from onrecord.web.room_view import record_view
from onrecord.web.service import Service, service_of
from onrecord.web.signin import needs

router = APIRouter(prefix="/room", include_in_schema=False)
Auditor = Annotated[Identity, needs(Action.RECORDS)]
PIECE = 65_536  # bytes of a bundle that are sent at once
FIELDS = ("words", "leader", "source", "outcome", "reason", "audience", "composer", "since", "until", "id", "number")
COMPOSERS = {QUOTED: "quotes", COMPOSED: "composed by a model", CHECK: "a sentence that was checked"}


@router.get("")
def search_page(request: Request, who: Auditor) -> Response:
    """The form, and the newest records that match it."""
    service = service_of(request)
    asked = {name: request.query_params.get(name, "").strip()[:500] for name in FIELDS}
    page = searched(service.parts, _criteria(asked), request.query_params.get("after"))
    given = {name: value for name, value in asked.items() if value}
    return pages.page(
        request, who, "room.html", title="Auditor’s room", asked=asked, found=page, told=_told(page),
        outcome=outcome, question=question, choices=_choices(service), limited=bool(given),
        further=f"/room?{urlencode({**given, 'after': str(page.after)})}" if page.after is not None else "",
        most=service.parts.settings.export_answers,
    )  # fmt: skip


@router.get("/record/{record_id}")
def record_page(request: Request, record_id: str, who: Auditor) -> Response:
    """One record, whole, and verified at this moment. A beginning of its id that is one record's leads there."""
    service = service_of(request)
    whole = _resolved(service, record_id)
    if whole != record_id:
        return pages.then(f"/room/record/{whole}")
    found = verified(service.parts, whole)
    kept, heard = keeping.kept(service.parts, whole), soundings(service.parts, whole)
    title = folded(found.record.question) if found.record is not None else f"Record {whole[:12]}"
    return pages.page(request, who, "room_record.html", title=title, view=record_view(found), kept=kept, heard=heard)


@router.post("/record/{record_id}/hold")
def hold_form(
    request: Request,
    record_id: str,
    who: Auditor,
    reason: Annotated[str, Form()] = "",
    lift: Annotated[bool, Form()] = False,
) -> Response:
    """Keep a record from being erased, or let it go: a leaf of the log, in the name of whoever is signed in."""
    service = service_of(request)
    whole = _resolved(service, record_id)
    by, why = decided(who.person, reason, named=("you", "The reason"))
    changed, word = hold(service.parts, whole, lift=lift, by=by, reason=why)
    told = "It is held: it cannot be erased." if word is not None else "It is not held."
    return pages.then(f"/room/record/{whole}", told if changed else f"Nothing was changed. {told}")


@router.post("/export")
def export_form(
    request: Request,
    who: Annotated[Identity, needs(Action.EXPORT)],
    answers: Annotated[str, Form()] = "",
    since: Annotated[str, Form()] = "",
    until: Annotated[str, Form()] = "",
) -> Response:
    """A bundle of these answers, or of those with a number from one to another (all, where none is named)."""
    service = service_of(request)
    ids = answers.replace(",", " ").split()
    choice = Choice(
        answers=tuple(ids[: service.parts.settings.export_answers + 1]),
        since=_number(since, "The first number") or 1,
        until=_number(until, "The last number"),
    )
    made = bundle(service.parts, choice, most=service.parts.settings.export_answers)
    held = tempfile.TemporaryFile()  # noqa: SIM115  # on the disk without a name: gone when it is closed
    held.write(made.data)
    size = held.tell()
    held.seek(0)
    numbers = made.exported.contents.range
    name = f"answers-{numbers[0]}-{numbers[-1]}" if numbers else f"answers-{len(made.exported.contents.answers)}"
    headers = {"Content-Disposition": f'attachment; filename="onrecord-{name}.zip"', "Content-Length": str(size)}
    return StreamingResponse(_pieces(held), media_type="application/zip", headers=headers)


def _pieces(held: IO[bytes]) -> Iterator[bytes]:
    with held:
        while piece := held.read(PIECE):
            yield piece


def _resolved(service: Service, record_id: str) -> str:
    """The whole id. Raises NotFound where nothing stands under it."""
    whole = service.parts.ledger.resolve(record_id)
    if not service.parts.ledger.knows(whole):
        raise NotFound
    return whole


def _criteria(asked: dict[str, str]) -> Criteria:
    """The form's fields; the last day is meant to be within the period."""
    until: date | None = following(day_of(asked["until"], "The last day"))
    if asked["outcome"] and asked["outcome"] not in OUTCOMES:
        raise UsageError(f"The outcome is one of {', '.join(OUTCOMES)}.")
    return Criteria(
        words=words_of(asked["words"]),
        leader=asked["leader"] or None,
        source=asked["source"] or None,
        outcome=asked["outcome"] or None,
        reason=asked["reason"] or None,
        audience=asked["audience"] or None,
        composer=asked["composer"] or None,
        since=day_of(asked["since"], "The first day"),
        until=until,
        beginning=asked["id"],
        number=_number(asked["number"], "The answer number"),
    )


def _number(text: str, what: str) -> int | None:
    if not text.strip():
        return None
    found = text.strip()
    if not (found.isascii() and found.isdecimal() and len(found) < 16 and int(found) >= 1):
        raise UsageError(f"{what} is a whole number from 1.")
    return int(found)


def _told(page: Page) -> list[str]:
    """How far the search came, for a page: the link says how to go on."""
    told = []
    if page.total is not None:
        told.append(f"{page.total:,} record{'' if page.total == 1 else 's'} in all.")
    elif page.after is not None and page.back_to is not None:
        told.append(f"Searched back to {page.back_to:%-d %B %Y, %H:%M} UTC.")
    if page.erased:
        told.append(f"{page.erased:,} could not be searched, being erased.")
    if page.unreadable:
        told.append(f"{page.unreadable:,} could not be read, and so not searched: examine the ledger.")
    return told


def _choices(service: Service) -> dict[str, list[tuple[str, str]]]:
    """(value, name) of what the form offers."""
    with reading(service.parts.engine) as connection:
        named = {one.leader_id: folded(one.name) for one in history.leaders(connection)}
        sources = {one.source_id: folded(one.title) for one in history.every_source(connection)}
    return {
        "leader": sorted(named.items(), key=lambda one: one[1]),
        "source": sorted(sources.items(), key=lambda one: one[1]),
        "outcome": [(one, one) for one in OUTCOMES],
        "reason": [(one.value, one.value.replace("_", " ")) for one in Reason],
        "audience": [(one, one) for one in service.audiences()],
        "composer": list(COMPOSERS.items()),
    }
