"""An answer read aloud in its page: `POST /record/ID/utterances/NUMBER` for a statement (0: the disclosure), and, while
it sounds, `GET /record/ID/speech/lease`; `GET /answers/ID/speech` for the whole of it as a file."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse

from audit.errors import UsageError
from onrecord.access import Action, Shown
from onrecord.identity.domain import Identity
from onrecord.recordings.playing import citations
from onrecord.speech.files import Form
from onrecord.speech.permitted import SWITCHED_OFF, UNREADABLE
from onrecord.web.aloud import as_file, fact, said
from onrecord.web.answers import records
from onrecord.web.lease import lease
from onrecord.web.service import Service, service_of
from onrecord.web.signin import from_our_page, needs
from onrecord.web.sound_file import Wanted, reply, wanted

router = APIRouter(include_in_schema=False)
Listener = Annotated[Identity, needs(Action.RECORD)]
Number = Annotated[int, Path(ge=0, le=10_000)]
Numbers = Annotated[str, Query(pattern=r"^([0-9]{1,5}(,[0-9]{1,5}){0,99})?$")]
Clip = Annotated[int | None, Query(ge=1, le=10_000)]


@router.post("/record/{record_id}/utterances/{number}")
async def utterance(
    request: Request, record_id: str, number: Number, who: Listener, source: bool = True, face: bool = False
) -> Response:
    """The statement's sound, with when each word is heard. `source`: and where it stands; `face`: while a face is
    shown."""
    service = service_of(request)
    made = await said(service, who, record_id, number, source=source, face=face)
    return JSONResponse(fact(made, await as_file(service, [made], Form.WAV)))


@router.get("/record/{record_id}/speech/lease")
async def speech_lease(
    request: Request, record_id: str, who: Listener, numbers: Numbers = "", clip: Clip = None, face: bool = False
) -> Response:
    """Server-sent events: `may`, again and again, until `stop` says why not. `numbers` are of statements (0: the
    disclosure), with commas between; `clip` is of the citation whose recording is played."""
    service = service_of(request)
    listed = [int(one) for one in numbers.split(",") if one]
    if bool(listed) == (clip is not None):
        raise UsageError("a lease is for statements or for a clip: numbers=0,1,2 or clip=1.")

    def barred(who: Identity, found: Shown) -> str | None:
        return _barred(service, who, found, listed, face) if clip is None else _clip_barred(service, who, found, clip)

    events = lease(request, who, record_id, barred)
    first = await anext(events)  # what cannot begin is told with a status of its own

    async def all_of_them() -> AsyncIterator[str]:
        yield first
        async for event in events:
            yield event

    return StreamingResponse(all_of_them(), media_type="text/event-stream")


@router.head("/answers/{record_id}/speech")
@router.get("/answers/{record_id}/speech")
async def speech(
    request: Request,
    record_id: str,
    who: Listener,
    form: Annotated[Wanted | None, Query(alias="format")] = None,
    source: bool = True,
) -> Response:
    """The whole answer as a sound file, as `/api/answers/ID/speech` gives it: a link that needs no JavaScript."""
    from_our_page(request)
    return await reply(request, who, record_id, form or wanted(request.headers.get("Accept", "")), source=source)


def _clip_barred(service: Service, who: Identity, found: Shown, clip: int) -> str | None:
    if clip in citations(found):
        return service.parts.playing.barred(who, found, clip)
    return SWITCHED_OFF if records(service).standing.all_paused else UNREADABLE


def _barred(service: Service, who: Identity, found: Shown, numbers: list[int], face: bool) -> str | None:
    return service.speaking.barred(who, found, *numbers, face=face, by=service.deciding.get(service.speaking.records))
