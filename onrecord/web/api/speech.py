"""`GET /api/answers/ID/speech`: a past answer read aloud, as a sound file or as JSON with its captions."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict

from onrecord.access import Action
from onrecord.identity.domain import Identity
from onrecord.speech.files import MEDIA_TYPES
from onrecord.web.api.examples import SPEECH
from onrecord.web.api.schemas import EVERY, faults
from onrecord.web.signin import needs
from onrecord.web.sound_file import Wanted, reply, wanted

router = APIRouter(prefix="/api", tags=["answers"])


class Likeness(BaseModel):
    """A voice or a face, by the SHA-256 of its file; `leader_id` is whom it is made to be like."""

    name: str
    sha256: str
    leader_id: str | None


class Word(BaseModel):
    """`text[start:end]` is heard from `begin` to `finish`, in seconds from its utterance's beginning."""

    start: int
    end: int
    begin: float
    finish: float


class Viseme(BaseModel):
    """What a mouth shows, by one of the 15 names of Oculus' lip synchronisation."""

    name: str
    begin: float
    finish: float


class Utterance(BaseModel):
    """One statement, or (number 0) the disclosure, from second `begin` of the file. It stands in the log at `leaf`."""

    number: int
    text: str
    begin: float
    seconds: float
    label: str
    words: list[Word]
    visemes: list[Viseme]
    voice: Likeness
    avatar: Likeness | None
    leaf: int


class Speech(BaseModel):
    """An answer read aloud. `audio` is a WAV file in base64, `captions` are WebVTT."""

    model_config = ConfigDict(json_schema_extra={"examples": [SPEECH]})

    record_id: str
    disclosure: str
    audio: str
    seconds: float
    captions: str
    utterances: list[Utterance]


SOUND: dict[int | str, dict[str, Any]] = {
    200: {
        "model": Speech,
        "description": "The disclosure, then each statement that may be read now: as JSON, or as a sound file.",
        "content": {one: {"schema": {"type": "string", "format": "binary"}} for one in MEDIA_TYPES.values()},
    }
}


@router.head("/answers/{record_id}/speech", include_in_schema=False)
@router.get("/answers/{record_id}/speech", responses=SOUND | EVERY | faults(404, 429, 503), operation_id="speech")
async def speech(
    request: Request,
    record_id: Annotated[str, Path(max_length=100, description="a record's id")],
    who: Annotated[Identity, needs(Action.RECORD, recorded=True)],
    form: Annotated[
        Wanted | None,
        Query(alias="format", description="default: by the Accept header, else wav, which comes as it is made"),
    ] = None,
    source: Annotated[bool, Query(description="say where each statement stands")] = True,
) -> Response:
    """Hear a past answer. Each statement is judged when its turn comes, and stands in the log; what may not be read any
    longer is left out."""
    return await reply(request, who, record_id, form or wanted(request.headers.get("Accept", "")), source=source)
