"""The reply of a language model: the JSON schema made for one request, and statements out of the stream as they close.

The schema's citation numbers are an `enum` of exactly the numbers shown, so that no other can be decoded. A server that
does not keep to it is found out here: whatever is not of this shape is `ReplyMalformed`, never mended.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agent.llm.faults import ReplyMalformed
from audit.canonical import read_json
from audit.errors import RecordError

MOST_STATEMENTS = 4
MOST_CITED = 3  # sentences of one statement
LONGEST = 320  # characters of one statement
LONGEST_REPLY = 40_000  # characters
_HEAD = re.compile(r'[ \t\r\n]*\{[ \t\r\n]*"statements"[ \t\r\n]*:[ \t\r\n]*\[[ \t\r\n]*')
_COMMA = re.compile(r"[ \t\r\n]*,[ \t\r\n]*")
_DECODER = json.JSONDecoder()


class Drafted(BaseModel):
    """One statement as the model wrote it: nothing of it is checked yet."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    citations: tuple[int, ...] = Field(min_length=1, max_length=MOST_CITED)
    text: str = Field(min_length=1, max_length=LONGEST)


def schema(numbers: Sequence[int]) -> dict[str, Any]:
    """For one request. Citations come first: the model chooses what it rests on, then says it."""
    citations = {
        "type": "array",
        "minItems": 1,
        "maxItems": min(MOST_CITED, len(numbers)),
        "items": {"type": "integer", "enum": list(numbers)},
    }
    statement = {
        "type": "object",
        "properties": {"citations": citations, "text": {"type": "string", "minLength": 1, "maxLength": LONGEST}},
        "required": ["citations", "text"],
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "properties": {"statements": {"type": "array", "maxItems": MOST_STATEMENTS, "items": statement}},
        "required": ["statements"],
        "additionalProperties": False,
    }


def statements(deltas: Iterable[str], numbers: Sequence[int], url: str) -> Iterator[Drafted]:
    """Each statement as soon as its last brace has come; `url` is the server's, for messages.

    Raises ReplyMalformed; what came before stays given out.
    """
    whole, at, given = "", 0, 0
    for delta in deltas:
        whole += delta
        if len(whole) > LONGEST_REPLY:
            raise ReplyMalformed(url, "it is longer than the schema allows")
        while "}" in delta and (found := _next(whole, at)) is not None and given < MOST_STATEMENTS:
            one, at = found
            given += 1
            yield _drafted(one, numbers, url)
    for one in _all(whole, url)[given:]:
        yield _drafted(one, numbers, url)


def _next(text: str, at: int) -> tuple[Any, int] | None:
    """The next statement that is whole, and where it ends; `at` is where the last one did, 0 before the first."""
    before = (_COMMA if at else _HEAD).match(text, at)
    if before is None or not text.startswith("{", before.end()):
        return None
    try:
        return _DECODER.raw_decode(text, before.end())
    except (ValueError, RecursionError):
        return None


def _all(text: str, url: str) -> list[Any]:
    """The whole reply, which must be JSON of the schema's shape."""
    try:
        reply = read_json(text)
    except RecordError as error:
        raise ReplyMalformed(url, "it is not JSON") from error
    if not isinstance(reply, dict) or set(reply) != {"statements"} or not isinstance(reply["statements"], list):
        raise ReplyMalformed(url, "it has other keys than the schema's")
    if len(reply["statements"]) > MOST_STATEMENTS:
        raise ReplyMalformed(url, f"it has more than {MOST_STATEMENTS} statements")
    return reply["statements"]


def _drafted(one: Any, numbers: Sequence[int], url: str) -> Drafted:
    try:
        drafted = Drafted.model_validate_json(json.dumps(one))
    except ValidationError as error:
        raise ReplyMalformed(url, "a statement is not of the schema's shape") from error
    unknown = set(drafted.citations) - set(numbers)
    if unknown:
        raise ReplyMalformed(url, f"it cites the sentence {min(unknown)}, which was not shown")
    return drafted
