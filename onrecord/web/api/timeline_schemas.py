"""What the JSON of a topic over time says beside its record: the object of `onrecord timeline --json`, described."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from onrecord.web.api.examples import OVER_TIME
from onrecord.web.api.schemas import Answer

Day = date  # inside a schema, `date` is a field


class Place(BaseModel):
    """Where the words of an entry stand in the text of its source; offsets count Unicode code points."""

    page: int | None
    timecode: str | None = Field(description="HH:MM:SS.mmm of a recording")
    start: int
    end: int


class Entry(BaseModel):
    """One statement of the record, under its number there, counted from 1."""

    number: int
    date: date
    speaker: str
    leader_id: str
    source_id: str
    title: str
    quote: str
    places: list[Place]
    superseded_by: list[str] = Field(description="what had replaced its source by the as-of date")
    ended_on: Day | None = Field(description="the first day on which its source was not in effect any longer")
    changes: list[int] = Field(description="the numbers of the changes that it is a side of")


class Side(BaseModel):
    """A sentence of an entry."""

    entry: int
    date: date
    source_id: str
    title: str
    quote: str
    start: int
    end: int


class Change(BaseModel):
    """Two sentences of one leader: the later source replaced the earlier one, or the two differ in a figure or in
    sense."""

    number: int
    by: Literal["superseded", "words"]
    earlier: Side
    later: Side


class Timeline(BaseModel):
    """Entries in the order of saying; changes in the order of what was said later."""

    entries: list[Entry]
    changes: list[Change]


class OverTime(Answer):
    """The record of a topic; `timeline` is empty where it is a refusal."""

    model_config = ConfigDict(extra="allow", json_schema_extra={"examples": [OVER_TIME]})

    timeline: Timeline
