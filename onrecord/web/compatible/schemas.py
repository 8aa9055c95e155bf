"""What `/v1` says, described. Only what is ours of OpenAI's objects stands here; its clients know the rest."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from onrecord.web.api.examples import CHAT, MODEL


class FaultDetail(BaseModel):
    message: str
    type: str
    param: str | None
    code: str | None


class ChatFault(BaseModel):
    """OpenAI's shape of an error."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "error": {
                        "message": "there is no model 'gpt'; expected one of onrecord.",
                        "type": "invalid_request_error",
                        "param": "model",
                        "code": "model_not_found",
                    }
                }
            ]
        }
    )

    error: FaultDetail


class ModelEntry(BaseModel):
    model_config = ConfigDict(json_schema_extra={"examples": [MODEL]})

    id: str
    object: Literal["model"]
    created: int
    owned_by: str
    name: str


class ModelList(BaseModel):
    model_config = ConfigDict(json_schema_extra={"examples": [{"object": "list", "data": [MODEL]}]})

    object: Literal["list"]
    data: list[ModelEntry]


class UrlCitation(BaseModel):
    """`content[start_index:end_index]` is the marker, in Unicode code points."""

    start_index: int
    end_index: int
    url: str
    title: str


class Annotation(BaseModel):
    type: Literal["url_citation"]
    url_citation: UrlCitation


class ChatMessage(BaseModel):
    role: Literal["assistant"]
    content: str
    refusal: None
    annotations: list[Annotation]


class ChatChoice(BaseModel):
    index: int
    message: ChatMessage
    logprobs: None
    finish_reason: Literal["stop"]


class Usage(BaseModel):
    """Words, not tokens."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class OnRecordPart(BaseModel):
    """What OpenAI's objects have no place for; `citations` are those of `/api/answers`, with their numbers."""

    record_id: str
    outcome: Literal["answered", "refused"]
    refusal: dict[str, Any] | None
    citations: list[dict[str, Any]]
    disclosure: str


class ChatCompletion(BaseModel):
    model_config = ConfigDict(json_schema_extra={"examples": [CHAT]})

    id: str
    object: Literal["chat.completion"]
    created: int
    model: str
    choices: list[ChatChoice]
    usage: Usage
    onrecord: OnRecordPart


def chat_faults(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What a route declares of the faults that it may answer with."""
    told = {
        400: "It cannot be asked so.", 401: "Nobody is known by this token.",
        403: "The role or the token does not open this.", 404: "There is no such model.",
        413: "The request is too large.", 422: "The record or a part of the service cannot do it.",
        429: "Asked too often; Retry-After has the seconds.",
        503: "More is being asked than can be answered, or the record is out of reach; Retry-After has the seconds.",
    }  # fmt: skip
    return {one: {"model": ChatFault, "description": told[one]} for one in statuses}


EVERY = chat_faults(400, 401, 403, 413, 422, 503)
