"""`/library`: every document with its standing, and one document's card: its dates, its history, what can be done."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from audit.database import reading
from audit.errors import OnRecordError
from audit.ledger.recall import used
from ingest.manifest.rules import has_times
from onrecord.access import Action, may
from onrecord.desk import live
from onrecord.desk.history import history
from onrecord.desk.pausing import switch
from onrecord.desk.scheduling import Schedule, declaration, schedule
from onrecord.desk.steps import plain_reason
from onrecord.desk.withdrawing import withdraw
from onrecord.identity.domain import Identity
from onrecord.web import desk, pages
from onrecord.web.asking import day_of
from onrecord.web.forms import moment_of, moment_shown
from onrecord.web.service import service_of
from onrecord.web.signin import needs

router = APIRouter(include_in_schema=False)
Text = Annotated[str, Form()]


@router.get("/library")
def library_page(
    request: Request,
    who: Annotated[Identity, needs(Action.LIBRARY)],
    status: str = "",
    leader: str = "",
    audience: str = "",
) -> Response:
    """Every document, or those of one status, leader or audience: first what somebody has to do something about, then
    the newest."""
    service = service_of(request)
    shelf = desk.library(service)
    shown = [
        one
        for one in shelf.items
        if status in ("", one.status, "waiting" if one.waiting else "")
        and (not leader or leader in one.source.leaders)
        and audience in ("", one.source.audience)
    ]
    shown.sort(key=lambda one: (not (one.waiting or one.status in ("draft", "refused")), -one.source.date.toordinal()))
    counts: dict[str, int] = {}
    for one in shelf.items:
        counts[one.status] = counts.get(one.status, 0) + 1
    return pages.page(
        request,
        who,
        "library.html",
        title="Library",
        shelf=shelf,
        items=shown,
        counts=counts,
        waiting=sum(bool(one.waiting) for one in shelf.items),
        chosen={"status": status, "leader": leader, "audience": audience},
        publishing=live.state(service.parts),
    )


@router.get("/library/pause")
def pause_page(request: Request, who: Annotated[Identity, needs(Action.PAUSE)], document: str = "") -> Response:
    """What is paused, and the switch."""
    return pages.page(request, who, "pause.html", title="Pause", shelf=desk.library(service_of(request)),
                      document=document)  # fmt: skip


@router.post("/library/pause")
def pause_form(
    request: Request,
    who: Annotated[Identity, needs(Action.PAUSE)],
    action: Text = "",
    target: Text = "",
    reason: Text = "",
) -> Response:
    """`target` is `everybody`, `leader:ID` or `document:ID`. It holds from the next statement on."""
    service = service_of(request)
    kind, _, one = target.partition(":")
    if action not in ("pause", "resume") or kind not in ("everybody", "leader", "document"):
        raise OnRecordError("what is to be paused was not said.", advice="Open the page again and choose.")
    done = switch(
        service.parts,
        action,
        plain_reason(f"{plain_reason(reason)} ({who.person})"),
        service.now(),
        leader_id=one if kind == "leader" else None,
        source_id=one if kind == "document" else None,
    )
    word = "Paused" if action == "pause" else "Lifted"
    return pages.then("/library/pause", f"{word}: {one or 'everybody'}." if done.changed else "That was so already.")


@router.get("/library/{source_id}")
def card_page(request: Request, source_id: str, who: Annotated[Identity, needs(Action.LIBRARY)]) -> Response:
    """One document's card."""
    service = service_of(request)
    shelf, item = desk.item_of(service, source_id)
    with reading(service.parts.engine) as connection:
        answers = used(connection, source_id)
    return pages.page(
        request,
        who,
        "document.html",
        title=item.source.title,
        shelf=shelf,
        item=item,
        titles={one.source.source_id: one.source.title for one in shelf.items},
        events=history(service.parts, shelf.manifest, source_id, item.source),
        answers=answers,
        recalled=len({one.record_id for one in answers}),
        embargo=moment_shown(item.source.embargo_until),
        declared=declaration(item.source),
        timed=has_times(item.source.path),
    )


@router.post("/library/{source_id}/schedule")
def schedule_form(
    request: Request,
    source_id: str,
    who: Annotated[Identity, needs(Action.SCHEDULE)],
    declared: Text = "",
    effective_from: Text = "",
    effective_until: Text = "",
    embargo_until: Text = "",
    supersedes: Annotated[list[str] | None, Form()] = None,
) -> Response:
    """An empty field says that nothing is set."""
    service = service_of(request)
    shelf, _ = desk.item_of(service, source_id)
    begins, ends = day_of(effective_from, "In effect from"), day_of(effective_until, "In effect until")
    until = moment_of(embargo_until, "Embargo until")

    def wanted(old: Schedule) -> Schedule:
        same = embargo_until == moment_shown(old.embargo_until)  # a form has no fractions of a second
        return Schedule(
            effective_from=begins,
            effective_until=ends,
            embargo_until=old.embargo_until if same else until,
            supersedes=tuple(supersedes or ()),
        )

    done = schedule(
        shelf.manifest, source_id, wanted, service.now(), by=who.person, approver=may(who, Action.APPROVE),
        declared=declared,
    )  # fmt: skip
    said = "Scheduled. It holds from the next publication on." if done.changed else "Nothing was changed."
    return pages.then(f"/library/{source_id}", said)


@router.post("/library/{source_id}/withdraw")
def withdraw_form(
    request: Request, source_id: str, who: Annotated[Identity, needs(Action.WITHDRAW)], reason: Text = ""
) -> Response:
    """From its commit on nobody is answered from it."""
    service = service_of(request)
    shelf, _ = desk.item_of(service, source_id)
    done = withdraw(service.parts, shelf.manifest, source_id, reason, service.now())
    if done.fault is not None:
        told = " ".join(str(done.fault).split())
        said = f"It is not served any more, but the manifest could not be changed: {told}"
    else:
        said = "Withdrawn: from this moment nobody is answered from it."
    return pages.then(f"/library/{source_id}", said)
