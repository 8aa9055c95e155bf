"""What readers do with an answer: say what they think of it, take that back, share it, end that."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from onrecord.access import Action
from onrecord.identity.domain import Identity
from onrecord.web import pages, said
from onrecord.web.service import service_of
from onrecord.web.signin import needs

router = APIRouter(include_in_schema=False)


@router.post("/record/{record_id}/feedback")
def feedback_form(
    request: Request,
    record_id: str,
    who: Annotated[Identity, needs(Action.FEEDBACK)],
    kind: Annotated[str, Form()] = "",
    statement: Annotated[int, Form()] = 0,
    comment: Annotated[str, Form()] = "",
    back: Annotated[bool, Form()] = False,
) -> Response:
    """Keep a voice on a statement, or on the answer (0); `back` removes it."""
    service, meant = service_of(request), said.opinion(kind)
    if back:
        said.take_back(service, who, record_id, statement=statement, kind=meant)
        return pages.then(f"/record/{record_id}", "It is taken back, and nothing is left of it.")
    voice = said.say(service, who, record_id, statement=statement, kind=meant, comment=comment)
    return pages.then(f"/record/{record_id}", said.thanks(service, who, voice))


@router.post("/record/{record_id}/share")
def share_form(
    request: Request,
    record_id: str,
    who: Annotated[Identity, needs(Action.SHARE)],
    end: Annotated[bool, Form()] = False,
) -> Response:
    """Let whoever may read its sources open one's own answer; `end` that."""
    said.share(service_of(request), who, record_id, end=end)
    told = "Nobody but you can open this page now." if end else "Shared: copy this page's address."
    return pages.then(f"/record/{record_id}", told)
