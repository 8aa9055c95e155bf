"""What the JSON interface says: the objects of `onrecord ask --json`, described. Offsets count Unicode code points."""

import re
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from agent.domain import LONGEST, MOST_FOUND
from onrecord.web.api.examples import ANSWER, FOUND, OPENED, VERIFICATION


def _as_it_is_described(value: object) -> object:
    """A count of seconds, or a time of day, is no date (RFC 3339 section 5.6, full-date)."""
    if isinstance(value, date) or (isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value)):
        return value
    raise ValueError("expected a date such as 2026-03-04")


Day = Annotated[date, BeforeValidator(_as_it_is_described)]


class Fault(BaseModel):
    """One line: what went wrong; `advice` is what to do, or empty."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"error": "There is nothing here that you may read.", "advice": ""}]}
    )

    error: str
    advice: str


class Asked(BaseModel):
    """A question. The audience is the asker's own, and cannot be chosen."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"question": "What was said about making our own pressure cells?", "as_of": "2026-03-01"}]
        },
    )

    question: Annotated[
        str, Field(min_length=1, max_length=LONGEST, description="one question, about one thing, in plain words")
    ]
    leader: str | None = Field(None, description="a leader's id: only their words; `anyone`: whoever is named")
    as_of: Day | None = Field(None, description="what held on that day; not later than today")
    said_from: Day | None = Field(None, description="only what was said on that day or later")
    said_until: Day | None = Field(None, description="only what was said before that day")


class Citation(BaseModel):
    """A place in an approved document: `text[start:end] == quote`."""

    evidence_key: str
    source_id: str
    title: str
    speaker: str
    leader_id: str
    date: date
    page: int | None
    timecode: str | None = Field(description="HH:MM:SS.mmm of a recording")
    start: int
    end: int
    quote: str
    source_sha256: str
    text_sha256: str
    superseded_by: list[str]


class Check(BaseModel):
    """One numbered check's outcome."""

    name: str
    passed: bool
    detail: str


class Statement(BaseModel):
    """A sentence with the citations that it rests on; it has at least one."""

    text: str
    citations: list[Citation]
    checks: list[Check]
    form: Literal["quoted", "composed"]


class Nearest(BaseModel):
    """A passage near a refused question; no answer to it."""

    source_id: str
    title: str
    speaker: str
    date: date
    page: int | None
    start: int
    end: int
    quote: str
    text_sha256: str


Reason = Literal["nothing_on_record", "ambiguous_leader", "false_premise", "unsupported", "not_allowed", "unavailable"]


class Refusal(BaseModel):
    """Why there is no answer, and what to do instead."""

    reason: Reason
    detail: str
    nearest: list[Nearest]
    ask: str | None
    choices: list[str]


class EvidenceItem(BaseModel):
    """A retrieved passage by its place; `rank` counts from 1."""

    evidence_key: str
    passage_id: str
    source_id: str
    start: int
    end: int
    rank: int
    score: float
    retrievers: list[str]


class Composer(BaseModel):
    """What made the statements."""

    model_config = ConfigDict(extra="allow")

    kind: str
    model: str | None
    prompt_version: str | None


class Snapshot(BaseModel):
    """The published state that was asked."""

    snapshot_id: str
    manifest_sha256: str
    passages: int


class Receipt(BaseModel):
    """Where the record stands in the log."""

    log: str
    leaf: int
    answer_seq: int
    size: int
    root: str


class LeftOut(BaseModel):
    """A statement that was shown once and may not be read now."""

    number: int
    withdrawn: bool = Field(description="since its source was withdrawn")


class Answer(BaseModel):
    """The record of one question: `statements` is empty exactly where `refusal` is present. More keys may come."""

    model_config = ConfigDict(extra="allow", json_schema_extra={"examples": [ANSWER]})

    record_id: str
    question: str
    asked_at: datetime
    as_of: date
    audience: str
    leaders: list[str]
    outcome: Literal["answered", "refused"]
    refusal: Refusal | None
    statements: list[Statement]
    evidence: list[EvidenceItem]
    disclosure: str
    confidence: float | None
    composer: Composer
    snapshot: Snapshot
    timings_ms: dict[str, float]
    notices: list[str]
    receipt: Receipt | None = None
    numbers: list[int] | None = Field(None, description="of a past answer: the statements' own numbers, from 1")
    left_out: list[LeftOut] | None = Field(None, description="of a past answer: statements that may not be read now")


class Searched(BaseModel):
    """What passages are to be about. The audience is the asker's own."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"query": "making our own pressure cells", "limit": 5}]}
    )

    query: Annotated[str, Field(min_length=1, max_length=LONGEST, description="what the passages are to be about")]
    leader: str | None = Field(None, description="a leader's id: only their words; `anyone`: whoever is named")
    as_of: Day | None = Field(None, description="what held on that day; not later than today")
    limit: Annotated[int, Field(ge=1, le=MOST_FOUND, description="the most passages that are wanted")] = 10


class Hit(BaseModel):
    """A passage: the document's text in [start, end), to the letter. `score` orders within one search only."""

    source_id: str
    title: str
    speaker: str
    leader_id: str
    date: date
    page: int | None
    timecode: str | None
    start: int
    end: int
    text: str
    rank: int
    score: float
    source_sha256: str
    text_sha256: str
    superseded_by: list[str]


class Found(BaseModel):
    """What a search has shown; it is no answer. Where there are no `hits`, `refusal` says why."""

    model_config = ConfigDict(json_schema_extra={"examples": [FOUND]})

    record_id: str
    query: str
    asked_at: datetime
    as_of: date
    leaders: list[str]
    hits: list[Hit]
    refusal: Refusal | None
    disclosure: str


class Opened(BaseModel):
    """A stretch of a document: `text` is [start, end) of `length` characters. Words that may not be read here are left
    out of it as `[…]`."""

    model_config = ConfigDict(json_schema_extra={"examples": [OPENED]})

    source_id: str
    title: str
    kind: str
    date: date
    speakers: list[str]
    text: str
    start: int
    end: int
    length: int
    text_sha256: str


class Finding(BaseModel):
    """One comparison. `expected` and `found` are present where two values were compared."""

    name: Literal["record", "quote", "approval", "attribution", "statement", "since"]
    step: int
    place: Annotated[str, Field(examples=["statement 1, citation 1"])]
    level: Literal["passed", "note", "failed"]
    detail: str
    expected: str | None
    found: str | None


class Verification(BaseModel):
    """Whether a past answer is still true to the texts that it quoted."""

    model_config = ConfigDict(json_schema_extra={"examples": [VERIFICATION]})

    record_id: str
    verdict: str
    findings: list[Finding]


def faults(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What a route declares of the faults that it may answer with, besides those that every one may."""
    told = {
        400: "It cannot be asked so.",
        401: "Nobody is known by this token.",
        403: "The role or the token does not open this.",
        404: "It does not exist, or not for this person.",
        409: "It stands otherwise by now.",
        413: "The request is too large.",
        422: "The record or a part of the service cannot do it.",
        429: "Asked too often; Retry-After has the seconds.",
        503: "More is being asked than can be answered, or the record is out of reach; Retry-After has the seconds.",
    }
    return {one: {"model": Fault, "description": told[one]} for one in statuses}


EVERY = faults(400, 401, 403, 413, 422, 503)
