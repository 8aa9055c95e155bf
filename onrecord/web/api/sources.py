"""`GET /api/sources`: what somebody may read; `GET /api/sources/ID`: one of these, as far as they may read it."""

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from audit.database import reading
from onrecord.access import Action
from onrecord.identity.domain import Identity
from onrecord.reading.domain import Listed, Reading
from onrecord.reading.sources import Reader, listed
from onrecord.web.api.schemas import EVERY, faults
from onrecord.web.reading import Asked, source
from onrecord.web.service import service_of
from onrecord.web.signin import needs

router = APIRouter(prefix="/api", tags=["sources"])
SourceId = Annotated[str, Path(max_length=200, description="a source's id", examples=["travel-2026"])]
EXAMPLE: dict[str, Any] = {
    "source_id": "travel-2026",
    "title": "Travel in 2026",
    "kind": "memo",
    "date": "2026-01-13",
    "audience": "all-employees",
    "leaders": [{"leader_id": "daniel-quarmby", "name": "Daniel Quarmby", "title": "Chief Financial Officer"}],
    "superseded_by": [],
    "ended": None,
}
Day = date  # inside a schema, `date` is a field
WORDS = "Rail is the rule within the country."
WHOLE: dict[str, Any] = {
    **EXAMPLE,
    "sha256": "a" * 64,
    "text_sha256": "b" * 64,
    "whole": True,
    "pages": [],
    "stretches": [
        {"speaker": "Daniel Quarmby", "leader_id": "daniel-quarmby", "page": None, "timecode": None, "start": 0,
         "end": len(WORDS), "text": WORDS}
    ],
}  # fmt: skip


class SourceLeader(BaseModel):
    """Somebody whose words a source holds."""

    leader_id: str
    name: str
    title: str


class SourceFacts(BaseModel):
    """An approved document. `superseded_by` are ids of those that replaced it, `ended` the day on which it ceased to
    hold."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    source_id: str
    title: str
    kind: Literal["speech", "memo", "transcript", "interview", "policy"]
    date: date
    audience: str
    leaders: list[SourceLeader]
    superseded_by: list[str]
    ended: Day | None


class Sources(BaseModel):
    """What the asker may read something of, the latest first."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"sources": [EXAMPLE]}]})

    sources: list[SourceFacts]


class SourcePage(BaseModel):
    """Where a page stands in the text; `number` counts from 1."""

    number: int
    start: int
    end: int


class SourceStretch(BaseModel):
    """One speaker's words on one page: `document[start:end] == text`."""

    speaker: str | None = Field(description="none where nobody is named")
    leader_id: str | None = Field(description="none where the words are no leader's")
    page: int | None
    timecode: str | None = Field(description="HH:MM:SS of a recording")
    start: int
    end: int
    text: str


class WholeSource(SourceFacts):
    """`stretches` are what the asker may read of it: with `whole` all of its text, else the words of some leaders."""

    model_config = ConfigDict(json_schema_extra={"examples": [WHOLE]})

    sha256: str
    text_sha256: str
    whole: bool
    pages: list[SourcePage]
    stretches: list[SourceStretch]


@router.get("/sources", response_model=Sources, responses=EVERY, operation_id="sources")
def sources(request: Request, who: Annotated[Identity, needs(Action.READ)]) -> Response:
    """The documents that may be read."""
    service = service_of(request)
    if not service.audiences():
        return JSONResponse({"sources": []})
    state, standing = service.published()
    reader = Reader(who=who, state=state, standing=standing, now=service.now())
    with reading(service.parts.engine) as connection:
        return JSONResponse({"sources": [_facts(one) for one in listed(connection, reader)]})


@router.get("/sources/{source_id}", response_model=WholeSource, responses=EVERY | faults(404), operation_id="source")
def one_source(request: Request, source_id: SourceId, who: Annotated[Identity, needs(Action.READ)]) -> Response:
    """One document's words with who says them. An unknown one and one that may not be read are the same 404."""
    found, _ = source(service_of(request), who, source_id, Asked())
    document = found.document
    more = {
        "sha256": found.source.sha256,
        "text_sha256": document.text_sha256,
        "whole": found.reach.whole,
        "pages": [{"number": one.number, "start": one.start, "end": one.end} for one in document.pages],
        "stretches": [
            {"speaker": one.speaker, "leader_id": one.leader_id, "page": one.page, "timecode": one.timecode,
             "start": one.start, "end": one.end, "text": one.text}
            for one in found.stretches
            if not one.left_out
        ],
    }  # fmt: skip
    return JSONResponse(_facts(found) | more)


def _facts(one: Listed | Reading) -> dict[str, Any]:
    source = one.source
    return {
        "source_id": source.source_id,
        "title": source.title,
        "kind": source.kind.value,
        "date": source.date.isoformat(),
        "audience": source.audience,
        "leaders": [{"leader_id": who.id, "name": who.name, "title": who.more} for who in one.leaders],
        "superseded_by": [later.id for later in one.since.superseded_by],
        "ended": one.since.ended.isoformat() if one.since.ended is not None else None,
    }
