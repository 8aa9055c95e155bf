"""`GET /api/records`: search past answers, for auditors; `GET /api/answers/ID/verification`: is one still true?"""

from datetime import date, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from audit.records import to_json
from audit.search import MOST, Criteria, words_of
from onrecord.access import Action
from onrecord.identity.domain import Identity
from onrecord.room.searching import facts as found_facts
from onrecord.room.searching import searched
from onrecord.web.api.examples import RECORD_ID, RECORDS, VERIFICATION
from onrecord.web.api.schemas import EVERY, Reason, faults
from onrecord.web.service import service_of
from onrecord.web.signin import needs
from onrecord.web.verification import verification as verification_of

router = APIRouter(prefix="/api", tags=["audit"])
Short = Annotated[str | None, Query(max_length=200)]


class FoundRecord(BaseModel):
    """One past record in a list. What was erased or cannot be read has no question; `fault` says so. Who asked is never
    told."""

    record_id: Annotated[str, Field(examples=[RECORD_ID])]
    number: int | None = Field(description="its answer number; none where it is older than the log")
    asked_at: datetime
    outcome: Literal["answered", "refused", "interrupted"]
    reason: Reason | None
    erased: bool
    fault: str | None
    question: str | None
    as_of: date | None
    audience: str | None
    leaders: list[str] | None
    composer: str | None
    statements: int | None
    sources: list[str]


class RecordPage(BaseModel):
    """The newest records that match. A call looks at so many at most: `after` is where to go on, none at the end, even
    where nothing was found so far."""

    model_config = ConfigDict(json_schema_extra={"examples": [RECORDS]})

    records: list[FoundRecord]
    after: Annotated[str | None, Field(examples=["1729"])]
    looked_at: int
    back_to: datetime | None = Field(description="when the last that was looked at was asked")
    erased: int = Field(description="of those that were looked at, how many could not be searched, being erased")
    unreadable: int = Field(description="how many could not be searched since they cannot be read")
    total: int | None = Field(description="how many match in all, where that could be counted")


class Step(BaseModel):
    """One step of the verification: how many places passed, have a note, failed."""

    step: int
    name: str
    passed: int
    notes: int
    failed: int


class FindingRow(BaseModel):
    """One step at one place of the record."""

    step: int
    name: str
    place: str
    level: Literal["passed", "note", "failed"]
    detail: str
    expected: str | None
    found: str | None


class Verification(BaseModel):
    """`findings` are for auditors; to others the verdict, and the steps of what they may read."""

    model_config = ConfigDict(json_schema_extra={"examples": [VERIFICATION]})

    record_id: Annotated[str, Field(examples=[RECORD_ID])]
    verdict: Literal[
        "VERIFIED",
        "VERIFIED, SOURCE WITHDRAWN SINCE",
        "VERIFIED, PASSAGES APPROVED BY NOBODY",
        "ERASED",
        "FAILED",
    ]
    steps: list[Step]
    findings: list[FindingRow] | None = None


@router.get("/records", response_model=RecordPage, responses=EVERY, operation_id="records")
def records(
    request: Request,
    who: Annotated[Identity, needs(Action.RECORDS)],
    words: Annotated[str, Query(max_length=500, description="all of them, anywhere; “quoted” in a row")] = "",
    leader: Short = None,
    source: Short = None,
    outcome: Literal["answered", "refused", "interrupted"] | None = None,
    reason: Reason | None = None,
    audience: Short = None,
    composer: Short = None,
    since: date | None = None,
    until: Annotated[date | None, Query(description="the first day left out")] = None,
    id: Annotated[str, Query(max_length=64, description="the beginning of a record's id")] = "",
    number: Annotated[int | None, Query(ge=1, lt=10**15)] = None,
    after: Annotated[str | None, Query(max_length=200, description="`after` of the page before")] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = MOST,
) -> Response:
    """Past records, the newest first."""
    criteria = Criteria(
        words=words_of(words), leader=leader, source=source, outcome=outcome, reason=reason, audience=audience,
        composer=composer, since=since, until=until, beginning=id, number=number,
    )  # fmt: skip
    return JSONResponse(found_facts(searched(service_of(request).parts, criteria, after, most=limit)))


@router.get(
    "/answers/{record_id}/verification",
    response_model=Verification,
    responses=EVERY | faults(404),
    operation_id="verification",
)
def verification(
    request: Request,
    record_id: Annotated[str, Path(max_length=100, description="a record's id")],
    who: Annotated[Identity, needs(Action.RECORD)],
) -> Response:
    """Whether a past answer is still true to the approved texts: every quote is compared again, now."""
    found = verification_of(service_of(request), who, record_id)
    told = {"record_id": found.record_id, "verdict": found.verdict.value, "steps": to_json(found.steps)}
    if found.findings is not None:
        told["findings"] = [{"name": one.name, **to_json(one)} for one in found.findings]
    return JSONResponse(told)
