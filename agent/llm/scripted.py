"""What a scripted server is told, and what it says: vLLM's (0.32) protocol as bytes, without a socket."""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

TOKEN = 4  # characters
MASKED = -9999.0  # what vLLM reports for a token that the constraint forbids
WORDS = "Seven quiet umbrellas negotiate the colour of Tuesday. "


class Fault(StrEnum):
    """What goes wrong with a reply."""

    REFUSE = "refuse"  # of a whole server: nobody listens at its port
    SLOW = "slow"  # never answers
    RESET = "reset"  # takes the request and resets the connection
    BUSY = "busy"  # 429, with Retry-After
    FAILING = "failing"  # 500
    WRONG_MODEL = "wrong model"  # 404
    CONTEXT = "context"  # 400: the prompt is too long
    NO_SCHEMA = "no schema"  # 400: no structured output
    GARBAGE = "garbage"  # a page of HTML
    ERROR_EVENT = "error event"  # a 200, then an event that tells of an error, as vLLM does
    TRICKLE = "trickle"  # after `Reply.tokens` tokens, a byte every tenth of a second
    HANG = "hang"  # nothing more after `Reply.tokens` tokens
    HALF = "half"  # the connection ends after `Reply.tokens` tokens
    UNREADABLE = "unreadable"  # after `Reply.tokens` tokens, an event that is no JSON
    UNFINISHED = "unfinished"  # the reply ends in good order after `Reply.tokens` tokens, without a finish reason
    CUT = "cut"  # ends after `Reply.tokens` tokens, for the limit of tokens
    NONSENSE = "nonsense"  # keeps to the schema and means nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One reply. `tokens` is how many come before a fault in mid-stream; `wait_s` goes into Retry-After."""

    text: str = ""
    fault: Fault | None = None
    tokens: int = 3
    wait_s: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What the server received. `headers` in lower case; `body` is empty for a GET."""

    path: str
    headers: Mapping[str, str]
    body: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_chat(self) -> bool:
        """Whether it asks for a reply."""
        return self.path == "/v1/chat/completions"

    @property
    def prompt(self) -> str:
        """The messages' contents, a line break between them."""
        return "\n".join(message["content"] for message in self.body.get("messages", ()))

    @property
    def prompt_tokens(self) -> int:
        """Four for each message and those of its characters."""
        return sum(4 + math.ceil(len(message["content"]) / TOKEN) for message in self.body.get("messages", ()))

    @property
    def limit(self) -> int | None:
        """The most tokens that the reply may have."""
        found: int | None = self.body.get("max_tokens")
        return found

    @property
    def schema(self) -> Mapping[str, Any] | None:
        form = self.body.get("response_format") or {}
        found: Mapping[str, Any] | None = form.get("json_schema", {}).get("schema")
        return found

    @property
    def choices(self) -> Sequence[str]:
        found: Sequence[str] = (self.body.get("structured_outputs") or {}).get("choice", ())
        return found


def pieces(text: str) -> list[str]:
    """The text's tokens."""
    return [text[at : at + TOKEN] for at in range(0, len(text), TOKEN)]


def models(name: str, context_tokens: int) -> dict[str, Any]:
    """For `/v1/models`."""
    return {"object": "list", "data": [{"id": name, "object": "model", "max_model_len": context_tokens}]}


def error(status: int, message: str, param: str | None = None) -> dict[str, Any]:
    """A body that tells of an error."""
    return {"error": {"message": message, "type": "Error", "param": param, "code": status}}


def too_long(context_tokens: int, prompt_tokens: int) -> dict[str, Any]:
    told = f"This model's maximum context length is {context_tokens} tokens. However, your prompt contains"
    return error(400, f"{told} {prompt_tokens} input tokens.", "input_tokens")


def event(body: Mapping[str, Any]) -> bytes:
    return f"data: {json.dumps(body)}\n\n".encode()


def streamed(model: str, text: str, finish: str | None) -> list[bytes]:
    """A reply as events: an empty one first, then one for each token; the last names the finish reason, if any."""
    parts = ["", *pieces(text)]
    found = []
    for number, part in enumerate(parts):
        last = number == len(parts) - 1
        choice = {"index": 0, "delta": {"content": part}, "finish_reason": finish if last else None}
        found.append(event({"id": "scripted", "object": "chat.completion.chunk", "model": model, "choices": [choice]}))
    return found if finish is None else [*found, b"data: [DONE]\n\n"]


def plain(model: str, text: str, finish: str | None, request: Request, first: Mapping[str, float]) -> bytes:
    """A reply as one body, with the log-probabilities of its first token where the request asks for them."""
    choice: dict[str, Any] = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": finish}
    if request.body.get("logprobs"):
        top = list(likeliest(first, request.body.get("top_logprobs", 0)))
        choice["logprobs"] = {"content": [{**top[0], "top_logprobs": top}] if top else []}
    made = len(pieces(text))
    usage = {"prompt_tokens": request.prompt_tokens, "completion_tokens": made}
    usage["total_tokens"] = request.prompt_tokens + made
    body = {"id": "scripted", "object": "chat.completion", "model": model, "choices": [choice], "usage": usage}
    return json.dumps(body).encode()


def likeliest(first: Mapping[str, float], most: int) -> Iterator[dict[str, Any]]:
    """Tokens with log-probabilities. Where those given are all that may come, forbidden ones follow, as with vLLM."""
    ranked = sorted(first.items(), key=lambda one: -one[1])
    if sum(first.values()) > 0.999:
        ranked += [(f"<{number}>", 0.0) for number in range(most)]
    for token, chance in ranked[:most]:
        value = math.log(chance) if chance else MASKED
        yield {"token": token, "logprob": value, "bytes": list(token.encode())}


def nonsense(schema: Mapping[str, Any], root: Mapping[str, Any] | None = None) -> Any:
    """A value that keeps to the schema: the last of an enum, a short list, words that are about nothing."""
    root = schema if root is None else root
    if "$ref" in schema:
        target: Any = root
        for step in schema["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        return nonsense(target, root)
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][-1]
    match schema.get("type"):
        case "object":
            return {key: nonsense(value, root) for key, value in schema.get("properties", {}).items()}
        case "array":
            return [nonsense(schema.get("items", {}), root)] * max(1, schema.get("minItems", 1))
        case "integer" | "number":
            return schema.get("minimum", 0)
        case "boolean":
            return True
        case _:
            words = WORDS.strip() + WORDS * (schema.get("minLength", 0) // len(WORDS))
            return words[: schema.get("maxLength")]
