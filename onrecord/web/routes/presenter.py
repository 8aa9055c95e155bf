"""`/presenter/avatar.glb`: the face that is shown while a record is read aloud, for as long as it may be shown."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse

from audit.errors import NotSounded
from onrecord.access import Action, Records
from onrecord.identity.domain import Identity
from onrecord.speech import avatars
from onrecord.speech.domain import Likeness
from onrecord.speech.permitted import SWITCHED_OFF, face_withheld
from onrecord.web.service import Service, service_of
from onrecord.web.signin import needs

URL = "/presenter/avatar.glb"
NO_FACE = "There is no presenter to be shown here.\n"

router = APIRouter(include_in_schema=False)


@router.api_route(URL, methods=["GET", "HEAD"])
def avatar(request: Request, who: Annotated[Identity, needs(Action.RECORD)]) -> Response:
    """Judged each time: a browser may keep the file, and asks again before it shows it. Whoever shows it asks by HEAD
    for as long as they do. What bars it is said in one line."""
    service = service_of(request)
    likeness = avatars.configured(service.parts.settings)
    if likeness is None:
        return PlainTextResponse(NO_FACE, 404)
    why = _barred(service, who, likeness)
    if why is not None:
        return PlainTextResponse(f"{why}.\n", 403)
    try:
        data = avatars.contents(service.parts.settings, likeness)
    except NotSounded as error:
        return PlainTextResponse(f"{error}\n", 403)
    headers = {"ETag": f'"{likeness.sha256}"', "Cache-Control": "private, no-cache"}
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(data, media_type="model/gltf-binary", headers=headers)


def _barred(service: Service, who: Identity, likeness: Likeness) -> str | None:
    state, standing = service.published()
    if standing.all_paused:
        return SWITCHED_OFF
    sources = {one: entry.source for one, entry in state.entries.items()}
    by = Records(sources=sources, standing=standing, now=service.now())
    return face_withheld(who, likeness, by)
