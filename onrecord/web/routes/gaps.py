"""`/gaps`: what people ask and the record does not answer; a gap's own page, where a memo is begun, or it is let be."""

from collections.abc import Collection
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response

from agent.gaps import begun
from agent.gaps.domain import Gap, State
from agent.gaps.group import gap_of
from audit.database import writing
from audit.errors import OnRecordError, RecordError, UsageError
from ingest.manifest import values
from onrecord.access import Action
from onrecord.identity.domain import Identity
from onrecord.memo import LONGEST, Memo, start
from onrecord.render.gaps import STATES, told, whys
from onrecord.web import desk, pages
from onrecord.web.faults import NotFound, status_of
from onrecord.web.service import service_of
from onrecord.web.signin import needs

router = APIRouter(include_in_schema=False)
Desk = Annotated[Identity, needs(Action.GAPS)]
Author = Annotated[Identity, needs(Action.ADD)]
Text = Annotated[str, Form()]


@router.get("/gaps")
def gaps_page(request: Request, who: Desk) -> Response:
    """Every gap, by what is being done about it."""
    looked, found = request.app.state.gaps.look()
    groups = [(state, STATES[state], [one for one in found if one.standing.state is state]) for state in State]
    return pages.page(request, who, "gaps.html", title="Gaps", looked=looked, groups=groups, told=told, whys=whys)


@router.get("/gaps/{gap_id}")
def gap_page(request: Request, gap_id: str, who: Desk) -> Response:
    """One gap: its questions, what lies nearest, and what may be done about it."""
    return _page(request, who, _gap(request, gap_id))


@router.post("/gaps/{gap_id}/memo")
def begin_memo(
    request: Request,
    gap_id: str,
    who: Author,
    title: Text = "",
    leader: Text = "",
    audience: Text = "",
    words: Text = "",
    also: Annotated[list[str], Form()] = [],  # noqa: B006  # FastAPI makes a new one for each request
) -> Response:
    """A draft that is to close it, and those beside it that are ticked. Where it cannot be, the page again with what
    was written."""
    service, (gap, found) = service_of(request), _found(request, gap_id)
    beside = {one.gap_id for one in gap.alike} & set(also)
    closes = [gap, *(one for one in found if one.gap_id in beside)]
    memo = Memo(title=title, leader_id=leader, audience=audience, words=words, by=who.person)
    try:
        source = start(service.parts, desk.manifest(service), closes, memo, service.now())
    except OnRecordError as error:
        written = {"title": title, "leader": leader, "audience": audience, "words": words}
        return _page(request, who, gap, written=written, also=beside, fault=error)
    said = f"{source.title} is a draft. It closes this gap when somebody else has approved it and it is published."
    return pages.then(f"/gaps/{gap.gap_id}", said)


@router.post("/gaps/{gap_id}/dismiss")
def dismiss(request: Request, gap_id: str, who: Desk, reason: Text = "") -> Response:
    """Nothing is to be written about it; the reason is kept."""
    service, gap = service_of(request), _gap(request, gap_id)
    try:
        words = values.line_of_text(" ".join(reason.split()))
    except ValueError as error:
        raise UsageError(f"the reason {error}.") from None
    with writing(service.parts.engine) as connection:
        begun.dismiss(connection, gap.record_ids, by=who.person, at=service.now(), reason=words)
    return pages.then(f"/gaps/{gap.gap_id}", "The gap is dismissed, and its reason kept.")


@router.post("/gaps/{gap_id}/reopen")
def reopen(request: Request, gap_id: str, who: Desk) -> Response:
    """It is to be answered after all."""
    gap = _gap(request, gap_id)
    with writing(service_of(request).parts.engine) as connection:
        begun.reopen(connection, gap.record_ids)
    return pages.then(f"/gaps/{gap.gap_id}", "The gap is open again.")


@router.post("/gaps/{gap_id}/give-up")
def give_up(request: Request, gap_id: str, who: Desk, source_id: Text = "") -> Response:
    """A draft is not to close it any longer; the draft itself stays as it is."""
    gap = _gap(request, gap_id)
    if source_id not in {one.source_id for one in gap.standing.drafts}:
        raise NotFound
    with writing(service_of(request).parts.engine) as connection:
        begun.give_up(connection, gap.record_ids, source_id)
    return pages.then(f"/gaps/{gap.gap_id}", f"{source_id} is not meant to close this gap any longer.")


def _gap(request: Request, gap_id: str) -> Gap:
    """Raises NotFound."""
    return _found(request, gap_id)[0]


def _found(request: Request, gap_id: str) -> tuple[Gap, list[Gap]]:
    """The gap, and all there are. Raises NotFound."""
    _, found = request.app.state.gaps.look()
    try:
        return gap_of(found, gap_id), found
    except RecordError:
        raise NotFound from None


def _page(
    request: Request,
    who: Identity,
    gap: Gap,
    *,
    written: dict[str, str] | None = None,
    also: Collection[str] = (),
    fault: OnRecordError | None = None,
) -> Response:
    state, _ = service_of(request).published()
    widest = min(gap.audiences, key=lambda one: _rank(state.audiences, one))
    first = {"title": "", "leader": next(iter(gap.leaders), ""), "audience": widest, "words": ""}
    context: dict[str, Any] = {"gap": gap, "told": told, "whys": whys, "longest": LONGEST, "State": State}
    context |= {"leaders": state.leaders, "audiences": state.audiences, "fault": fault}
    return pages.page(request, who, "gap.html", title=gap.name, status=status_of(fault) if fault else 200,
                      written=written or first, also=also, **context)  # fmt: skip


def _rank(audiences: tuple[str, ...], audience: str) -> int:
    return audiences.index(audience) if audience in audiences else len(audiences)
