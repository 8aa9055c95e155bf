"""`POST /v1/audio/speech`: the speech interface of OpenAI, for checked statements alone.

1. `input` is a statement's text to the letter, of an answer that the caller may read: one that `record_id` names, with
   the statement's `number` where it has several of that text, or else one of their own among the newest of all.
   Others' are not looked into for it: how long it takes would tell what stands in them.
2. Whatever else it says is refused: nobody can have words of their own spoken here.
3. `voice` is `presenter`: who speaks is decided by whose words they are and what its leader has consented to.
4. `response_format` is wav, flac, opus or mp3, as OpenAI's default is; the disclosure is said first, and written into
   the file.
"""

from collections.abc import Mapping
from itertools import islice
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool

from audit.database import reading
from audit.errors import NotSounded
from audit.ledger.skim import asked_by, rows, skimmed
from onrecord.access import Action, Shown
from onrecord.identity.domain import Identity
from onrecord.speech.files import MEDIA_TYPES, Form
from onrecord.web.aloud import as_file, whole
from onrecord.web.answers import readable
from onrecord.web.api.examples import SAID
from onrecord.web.compatible.faults import NoSuchModel, Unsupported
from onrecord.web.compatible.schemas import EVERY, chat_faults
from onrecord.web.faults import NotFound
from onrecord.web.service import Service, service_of
from onrecord.web.signin import needs
from onrecord.web.sound_file import again

MODEL, VOICE = "onrecord-speech", "presenter"
LONGEST = 20_000  # characters of a statement
LOOKED_AT = 500  # of the newest records, among which a statement's own is looked for

router = APIRouter(prefix="/v1", tags=["OpenAI-compatible"])
SOUND: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The disclosure, then the statement.",
        "content": {one: {"schema": {"type": "string", "format": "binary"}} for one in MEDIA_TYPES.values()},
    }
}


class SpeechRequest(BaseModel):
    """What `POST /v1/audio/speech` takes; `record_id`, `number` and `source` are ours."""

    model_config = ConfigDict(
        extra="allow",
        json_schema_extra={"examples": [{"model": MODEL, "voice": VOICE, "input": SAID, "response_format": "wav"}]},
    )

    model: Annotated[str, Field(max_length=300, description=f"`{MODEL}`")]
    input: Annotated[str, Field(min_length=1, max_length=LONGEST, description="a checked statement, to the letter")]
    voice: Annotated[str | dict[str, Any], Field(description=f"`{VOICE}`")]
    response_format: Literal["wav", "flac", "opus", "mp3"] = Field("mp3", description="pcm and aac are not made")
    speed: float | None = Field(None, description="1: a statement is read as it is read")
    instructions: str | None = Field(None, description="none: nobody can say how somebody's words are to sound")
    stream_format: str | None = Field(None, description="`audio` alone")
    record_id: Annotated[str | None, Field(max_length=100, description="the answer that it is a statement of")] = None
    number: Annotated[int | None, Field(ge=1, le=10_000, description="the statement's own, from 1")] = None
    source: bool = Field(True, description="say where it stands, too")


@router.post(
    "/audio/speech",
    response_class=Response,
    responses=SOUND | EVERY | chat_faults(404, 429, 503),
    operation_id="say",
)
async def say(request: Request, asked: SpeechRequest, who: Annotated[Identity, needs(Action.RECORD)]) -> Response:
    """Hear one checked statement. Any other text is refused: this speaks for the record, and for nobody else."""
    _refuse(asked)
    service, form = service_of(request), Form(asked.response_format)
    if asked.record_id is None:  # looking through the records takes as much as speaking
        service.listening.one(who.person)
    record_id, number = await run_in_threadpool(_found, service, who, asked)
    made = [one async for one in whole(service, who, record_id, only=number, source=asked.source)]
    data = await as_file(service, made, form)
    await again(service, who, made)
    return Response(data, media_type=MEDIA_TYPES[form])


def _refuse(asked: SpeechRequest) -> None:
    """What would have to be said otherwise than it is. Raises NoSuchModel, Unsupported."""
    if asked.model != MODEL:
        raise NoSuchModel(asked.model, MODEL)
    if asked.voice != VOICE:
        raise Unsupported(f"there is one voice to ask for: voice must be {VOICE}.", param="voice")
    if asked.speed not in (None, 1):
        raise Unsupported("a statement is read as it is read: speed must be 1.", param="speed")
    if asked.instructions:
        raise Unsupported("nobody can say how somebody's words are to sound: instructions must be left out.",
                          param="instructions")  # fmt: skip
    if asked.stream_format not in (None, "audio"):
        raise Unsupported("what comes is a file: stream_format must be audio.", param="stream_format")


def _found(service: Service, who: Identity, asked: SpeechRequest) -> tuple[str, int]:
    """Rules 1 and 2: the record and the statement's number in it."""
    if asked.record_id is not None:
        numbers = _numbers(readable(service, who, asked.record_id), asked)
        if numbers:
            return asked.record_id, numbers[0]
    elif asked.number is None:
        for record_id in _own(service, who, asked.input):
            try:
                numbers = _numbers(readable(service, who, record_id), asked)
            except NotFound:
                continue
            if numbers:
                return record_id, numbers[0]
    raise NotSounded(
        "only a checked statement of an answer that you may read is spoken, to the letter; this text is none. "
        "Nothing else can be said in anybody's name here.",
        advice="Send a statement's text, and best with the record_id of its answer.",
    )


def _numbers(shown: Shown, asked: SpeechRequest) -> list[int]:
    found = zip(shown.numbers, shown.record.statements, strict=True)
    return [one for one, statement in found if statement.text == asked.input and asked.number in (None, one)]


def _own(service: Service, who: Identity, text: str) -> list[str]:
    """The newest records that this person asked for and that state it."""
    with reading(service.parts.engine) as connection:
        newest = list(islice(rows(connection), LOOKED_AT))
        own = skimmed(connection, iter(asked_by(connection, newest, who.person)))
        return [one.row.record_id for one in own if text in _stated(one.content)]


def _stated(content: Mapping[str, Any] | None) -> list[str]:
    return [one["text"] for one in content["statements"]] if content is not None else []
