"""`GET /api/records`: search past answers, for auditors."""

from datetime import date, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from audit.ledger.search import MOST, Criteria, words_of
from onrecord.access import Action
from onrecord.identity.domain import Identity
from onrecord.room.searching import facts, searched
from onrecord.web.api.examples import RECORD_ID, RECORDS
from onrecord.web.api.schemas import EVERY, Day, Reason
from onrecord.web.service import service_of
from onrecord.web.signin import needs

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
    since: Day | None = None,
    until: Annotated[Day | None, Query(description="the first day left out")] = None,
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
    return JSONResponse(facts(searched(service_of(request).parts, criteria, after, most=limit)))
