"""A chat request as a question. Pure.

1. The last message of the user's is the question, all its parts of text together. Everything before it, system and
   developer messages included, is no instruction to us and is not read: nobody can prompt a leader's words.
2. `model` says whose words: `onrecord` anybody's, `onrecord/LEADER_ID` that leader's.
3. `stream` and `stream_options.include_usage` are as with OpenAI. Parameters of sampling and length, and whatever else
   is sent, are taken and do nothing: an answer is what is on record, whole, and nothing is sampled.
4. Refused is what would have to be answered otherwise than asked: several choices, tools that must be called, an answer
   as JSON or audio, a question that holds pictures, sound or files.
"""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from onrecord.web.compatible.faults import NoSuchModel, Unsupported

MODEL = "onrecord"
ANY = {"auto", "none"}  # of tool_choice: nothing has to be called


class StreamOptions(BaseModel):
    model_config = ConfigDict(extra="allow")

    include_usage: bool = False


class Message(BaseModel):
    """One message; only the user's last is read."""

    model_config = ConfigDict(extra="allow")

    role: str
    content: str | list[dict[str, Any]] | None = None


class ChatRequest(BaseModel):
    """What `POST /v1/chat/completions` takes. Every other key of OpenAI's is accepted, and does nothing."""

    model_config = ConfigDict(
        extra="allow",
        json_schema_extra={
            "examples": [
                {
                    "model": "onrecord",
                    "messages": [{"role": "user", "content": "What was said about making our own pressure cells?"}],
                    "stream": False,
                }
            ]
        },
    )

    model: Annotated[str, Field(max_length=300, description="`onrecord`, or `onrecord/` and a leader's id")]
    messages: Annotated[
        list[Message], Field(min_length=1, max_length=1000, description="the user's last one is the question")
    ]
    stream: bool | None = Field(False, description="server-sent events, a chunk for each checked statement")
    stream_options: StreamOptions | None = Field(None, description="`include_usage` as with OpenAI")
    n: int | None = Field(1, description="1: there is one answer on record")
    tool_choice: Any = Field(None, description="`auto` or `none`: no tool is ever called")
    response_format: Any = Field(None, description="`text` alone")
    modalities: list[str] | None = Field(None, description="`text` alone")


def leader_of(model: str, leaders: list[str]) -> str | None:
    """Rule 2: the leader's id, none for anybody. Raises NoSuchModel."""
    prefix, _, leader = model.partition("/")
    if prefix != MODEL or (leader and leader not in leaders) or model == f"{MODEL}/":
        raise NoSuchModel(model, ", ".join([MODEL, *(f"{MODEL}/{one}" for one in leaders)]))
    return leader or None


def question_in(asked: ChatRequest) -> str:
    """Rules 1 and 4. Raises Unsupported."""
    _refuse(asked)
    last = next((one for one in reversed(asked.messages) if one.role == "user"), None)
    if last is None:
        raise Unsupported("no message of the user's holds a question.", param="messages", code="invalid_value")
    if last.content is None or isinstance(last.content, str):
        return last.content or ""
    parts = []
    for part in last.content:
        if part.get("type") != "text" or not isinstance(part.get("text"), str):
            raise Unsupported("a question is text: pictures, sound and files cannot be asked about.", param="messages")
        parts.append(part["text"])
    return "\n".join(parts)


def _refuse(asked: ChatRequest) -> None:
    if asked.n not in (None, 1):
        raise Unsupported("there is one answer on record: n must be 1.", param="n")
    if asked.tool_choice is not None and not (isinstance(asked.tool_choice, str) and asked.tool_choice in ANY):
        raise Unsupported("no tool is ever called: tool_choice must be auto or none.", param="tool_choice")
    form = asked.response_format
    if form is not None and (not isinstance(form, dict) or form.get("type") != "text"):
        raise Unsupported("an answer is text with citations: response_format must be text.", param="response_format")
    if asked.modalities is not None and asked.modalities != ["text"]:
        raise Unsupported("an answer is text: modalities must be [text].", param="modalities")
