"""The recordings that transcripts were made from: the file, for whoever may hear the whole of it, and the part that an
answer cites."""

from functools import partial
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Request, Response

from audit.errors import CatalogueError, OnRecordError
from onrecord.access import Action
from onrecord.identity.domain import Identity
from onrecord.speech.permitted import NO_RECORDING, UNREADABLE
from onrecord.web.answers import readable
from onrecord.web.faults import NotFound
from onrecord.web.metrics import RECORDING
from onrecord.web.ranges import served
from onrecord.web.reading import natural
from onrecord.web.service import service_of
from onrecord.web.signin import needs

router = APIRouter(include_in_schema=False)


@router.head("/read/{source_id}/recording")
@router.get("/read/{source_id}/recording")
def recording(request: Request, source_id: str, who: Annotated[Identity, needs(Action.READ)]) -> Response:
    """The file, or a range of it; judged at each request, and while it is being given out."""
    playing = service_of(request).parts.playing
    try:
        why = playing.whole_barred(who, source_id)
    except CatalogueError:
        raise NotFound from None
    if why in (NO_RECORDING, UNREADABLE):
        raise NotFound
    opened = playing.open(who, source_id)
    barred = partial(playing.whole_barred, who, source_id)
    return served(request, opened, barred, service_of(request).metrics.sent)


@router.post("/record/{record_id}/clips/{number}")
def clip(
    request: Request, record_id: str, number: str, who: Annotated[Identity, needs(Action.RECORD)]
) -> dict[str, Any]:
    """Where the words of a citation can be heard, by the number that it has in the answer: it is written into the log
    that they were played to somebody, which counts as listening does."""
    service, wanted = service_of(request), natural(number)
    if wanted is None:
        raise NotFound
    service.listening.one(who.person)
    found = readable(service, who, record_id)
    try:
        played, opened = service.parts.playing.play(who, found, wanted)
    except OnRecordError as error:
        service.metrics.not_sounded(RECORDING, error)
        raise
    opened.file.close()
    service.metrics.sounded(RECORDING, (played.clip.to_ms - played.clip.from_ms) / 1000)
    clip, source_id = played.clip, played.citation.source_id
    return {
        "url": f"/read/{quote(source_id, safe='')}/recording#{clip.fragment}",
        "from_s": clip.from_ms / 1000,
        "to_s": clip.to_ms / 1000,
        "kind": played.kind.value,
        "note": played.note,
        "number": played.number,
        "statement": played.statement,
        "leaf": played.leaf,
    }
