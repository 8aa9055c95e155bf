"""A whole answer as a sound file, in the form that is asked for. WAV is sent statement by statement as each is judged
and made; the other forms when all of it was, and was judged once more."""

import asyncio
import base64
from collections.abc import AsyncIterator
from contextlib import suppress
from enum import StrEnum
from typing import Any

from fastapi import Request, Response
from fastapi.responses import JSONResponse, StreamingResponse
from starlette.types import Send

from audit.errors import NotSounded, OnRecordError
from ingest.display import folded
from onrecord.identity.domain import Identity
from onrecord.speech import files
from onrecord.speech.files import Form
from onrecord.speech.rates import at_rate
from onrecord.web.aloud import Said, as_file, captioned, could_begin, timed, whole
from onrecord.web.answers import readable
from onrecord.web.service import Service, service_of


class Wanted(StrEnum):
    """What is given back: a file of a `Form`, or JSON that holds a WAV file and its captions."""

    WAV = "wav"
    FLAC = "flac"
    OPUS = "opus"
    MP3 = "mp3"
    JSON = "json"


BY_TYPE = {files.MEDIA_TYPES[one]: Wanted(one.value) for one in Form} | {"application/json": Wanted.JSON}
TYPES = {form: media_type for media_type, form in BY_TYPE.items()}


def wanted(accept: str) -> Wanted:
    """By the first type of an Accept header that there is; WAV for whoever takes anything."""
    named = (one.partition(";")[0].strip().lower() for one in accept.split(","))
    return next((BY_TYPE[one] for one in named if one in BY_TYPE), Wanted.WAV)


async def reply(request: Request, who: Identity, record_id: str, form: Wanted, *, source: bool) -> Response:
    """What cannot begin is told before the first byte. To a HEAD it is told what a GET could begin with (RFC 9110
    section 9.3.2), but its length, which is not known before: nothing is made for it, and nothing written down."""
    service = service_of(request)
    if request.method == "HEAD":
        await asyncio.to_thread(could_begin, service, who, record_id)
        headers = {} if form is Wanted.JSON else _named(record_id, form)
        return StreamingResponse(iter(()), media_type=TYPES[form], headers=headers)
    coming = whole(service, who, record_id, source=source)
    first = await anext(coming)
    if form is Wanted.WAV:
        return _Cut(_stream(first, coming), media_type=TYPES[form], headers=_named(record_id, form))
    said = [first, *[one async for one in coming]]
    if form is Wanted.JSON:
        audio = await as_file(service, said, Form.WAV)
        await again(service, who, said)
        return JSONResponse(_fact(said, audio))
    data = await as_file(service, said, Form(form.value))
    await again(service, who, said)
    return Response(data, media_type=TYPES[form], headers=_named(record_id, form))


def _named(record_id: str, form: Wanted) -> dict[str, str]:
    return {"Content-Disposition": f'inline; filename="onrecord-{record_id[:8]}.{form}"'}


class _Cut(StreamingResponse):
    """Ends without its last byte before what may not be read: the connection is closed then, and whoever listens cannot
    take the part for the whole."""

    async def stream_response(self, send: Send) -> None:
        with suppress(OnRecordError):
            await super().stream_response(send)


async def _stream(first: Said, coming: AsyncIterator[Said]) -> AsyncIterator[bytes]:
    rate = first.utterance.sound.rate
    yield files.wav_header(rate, folded(first.shown.record.disclosure)) + first.utterance.sound.pcm
    async for one in coming:
        yield at_rate(one.utterance.sound, rate).pcm


async def again(service: Service, who: Identity, said: list[Said]) -> None:
    """What was judged when it was made is judged once more before it is given, all of it by one look."""

    def look() -> None:
        record_id = said[0].utterance.record_id
        found, speaking = readable(service, who, record_id), service.speaking
        why = speaking.barred(who, found, *(one.utterance.number for one in said))
        if why is not None:
            raise NotSounded(f"the answer {record_id[:8]} is not read aloud: {why[:1].lower()}{why[1:]}.")

    await asyncio.to_thread(look)


def _fact(said: list[Said], audio: bytes) -> dict[str, Any]:
    """`begin` of an utterance is where it stands in the file, in seconds."""
    listed, at = [], 0.0
    for one in said:
        text = one.utterance.script.text
        listed.append({"number": one.utterance.number, "text": text, "begin": round(at, 4), **timed(one)})
        at += one.utterance.sound.seconds
    return {
        "record_id": said[0].utterance.record_id,
        "disclosure": folded(said[0].shown.record.disclosure),
        "audio": base64.b64encode(audio).decode("ascii"),
        "seconds": round(at, 4),
        "captions": captioned(said),
        "utterances": listed,
    }
