"""What each tool is given, as its model sees it: every field is described for whoever calls."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from agent.domain import LONGEST, MOST_FOUND

Leader = Annotated[
    str | None,
    Field(description="id of a leader, to hear that leader's words alone; leave it out to go by the names in the text"),
]
AsOf = Annotated[
    date | None, Field(description="a day such as 2026-03-04: what held then; leave it out to ask what holds now")
]


class Arguments(BaseModel):
    """Unknown arguments are refused, so that a misspelt limit is not taken for none."""

    model_config = ConfigDict(extra="forbid")


class Ask(Arguments):
    question: Annotated[
        str, Field(min_length=1, max_length=LONGEST, description="one question, about one thing, in plain words")
    ]
    leader: Leader = None
    as_of: AsOf = None


class Search(Arguments):
    query: Annotated[str, Field(min_length=1, max_length=LONGEST, description="what the passages are to be about")]
    leader: Leader = None
    as_of: AsOf = None
    limit: Annotated[int, Field(ge=1, le=MOST_FOUND, description="the most passages that are wanted")] = 5


class OpenSource(Arguments):
    source_id: Annotated[str, Field(min_length=1, max_length=200, description="as a citation or a search names it")]
    start: Annotated[
        int, Field(ge=0, description="where to begin, in characters of the document's text: a citation's start, say")
    ] = 0
    length: Annotated[int, Field(ge=1, le=20_000, description="how many characters to read")] = 4_000


class VerifyRecord(Arguments):
    record_id: Annotated[str, Field(min_length=8, max_length=64, description="the record id under an answer")]
