"""`/library/ID/review`: the file's pages beside the text that would be quoted, what a reader would not see marked and
numbered; approve, or send back."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from audit.errors import NotReviewed, OnRecordError, SourceRefused
from onrecord.access import Action, may
from onrecord.desk.approving import own_roles, taken_back, unheard
from onrecord.desk.rejecting import reject
from onrecord.desk.reviewing import Shown, approve, signing_command
from onrecord.desk.scheduling import declaration
from onrecord.desk.seen import Seen, Views
from onrecord.desk.steps import plain_reason
from onrecord.identity.domain import Identity
from onrecord.recordings.files import Kind, kind_of
from onrecord.render.document import spoken
from onrecord.render.marked import marked
from onrecord.web import desk, pages
from onrecord.web.faults import NotFound, status_of
from onrecord.web.ranges import served
from onrecord.web.service import service_of
from onrecord.web.signin import needs

router = APIRouter(include_in_schema=False)
Text = Annotated[str, Form()]
Reader = Annotated[Identity, needs(Action.REVIEW)]


@router.get("/library/{source_id}/review")
def review_page(request: Request, source_id: str, who: Reader) -> Response:
    """The document as its file reads and looks now."""
    return _page(request, who, source_id)


@router.get("/library/{source_id}/review/page/{number}.png")
def review_image(request: Request, source_id: str, number: int, who: Reader) -> Response:
    """One page of a PDF, counted from 1."""
    service = service_of(request)
    desk.item_of(service, source_id)
    images = _look(request, source_id).review.images
    if not 1 <= number <= len(images):
        raise NotFound
    return Response(images[number - 1], media_type="image/png")


@router.head("/library/{source_id}/review/recording")
@router.get("/library/{source_id}/review/recording")
def review_recording(request: Request, source_id: str, who: Reader) -> Response:
    """The recording that the manifest declares, or a range of it, for whoever is about to approve it."""
    service = service_of(request)
    desk.item_of(service, source_id)
    views: Views = request.app.state.views
    opened = views.recording(desk.manifest(service), source_id)
    if opened is None:
        raise NotFound
    return served(request, opened, lambda: None, service.metrics.sent)


@router.post("/library/{source_id}/approve")
def approve_form(
    request: Request,
    source_id: str,
    who: Annotated[Identity, needs(Action.APPROVE)],
    sha256: Text = "",
    text_sha256: Text = "",
    declared: Text = "",
    finding: Annotated[list[int] | None, Form()] = None,
    all_findings: Text = "",
    count: Annotated[int, Form()] = 0,
) -> Response:
    """Binds what the form shows; where it is another by now, nothing is approved. `count` is how many findings were
    shown, all of which `all_findings` accepts."""
    service = service_of(request)
    desk.item_of(service, source_id)
    accepted = range(1, count + 1) if all_findings else finding or ()
    shown = Shown(sha256=sha256, text_sha256=text_sha256, declared=declared, findings=accepted)
    try:
        approve(service.parts, desk.manifest(service), source_id, who.person, shown, service.now())
    except NotReviewed as error:
        return _page(request, who, source_id, error)
    return pages.then(f"/library/{source_id}", "Approved. It is answered from once it is published.")


@router.post("/library/{source_id}/reject")
def reject_form(
    request: Request, source_id: str, who: Annotated[Identity, needs(Action.REJECT)], reason: Text = ""
) -> Response:
    """It is a draft again; the reason stays beside it."""
    service = service_of(request)
    _, item = desk.item_of(service, source_id)
    words = plain_reason(f"{plain_reason(reason)} ({who.person})")
    reject(desk.manifest(service), source_id, words, service.now())
    served = " It is answered from until the next publication; to stop at once, pause it." if item.served else ""
    return pages.then(f"/library/{source_id}", f"Sent back.{served}")


def _page(request: Request, who: Identity, source_id: str, problem: OnRecordError | None = None) -> Response:
    service = service_of(request)
    _, item = desk.item_of(service, source_id)
    seen: Seen | None = None
    try:
        seen = _look(request, source_id)
    except SourceRefused as error:
        problem = error
    source = seen.source if seen is not None else item.source
    counts = dict(spoken(seen.document)) if seen is not None else {}
    others = counts.pop(None, 0)
    names = {one: leader.name for one, leader in seen.leaders.items()} if seen is not None else {}
    return pages.page(
        request,
        who,
        "review.html",
        title=f"Review: {source.title}",
        status=status_of(problem) if problem is not None else 200,
        item=item,
        source=source,
        seen=seen,
        problem=" ".join(str(problem).split()) if problem is not None else "",
        marked=marked(seen.document, seen.review.findings) if seen is not None else (),
        words=[(names.get(one or "", one), count) for one, count in counts.items()],
        others=others,
        declared=declaration(source),
        own=own_roles(source, who.person),
        approves=may(who, Action.APPROVE),
        back=taken_back(service.parts, source),
        unsigned=service.parts.settings.unsigned_approvals,
        video=source.media is not None and kind_of(source.media) is Kind.VIDEO,
        unheard=unheard(source, seen.leaders, service.now()) if seen is not None else [],
        command=signing_command(desk.manifest(service), source_id, who.person),
    )


def _look(request: Request, source_id: str) -> Seen:
    service = service_of(request)
    views: Views = request.app.state.views
    return views.look(service.parts, desk.manifest(service), source_id)
