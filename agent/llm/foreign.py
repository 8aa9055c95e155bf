"""Errors of the `openai` client, of its HTTP library and of the server, mapped in this one place."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from agent.llm.faults import (
    ContextTooSmall,
    LanguageModelError,
    ModelNotServed,
    ReplyMalformed,
    RequestRefused,
    ServerBusy,
    ServerFailed,
    ServerTooSlow,
    ServerUnreachable,
    StreamBroken,
)

if TYPE_CHECKING:
    from openai import APIConnectionError, APIError

# How vLLM (0.32) and others word it; none of them gives it a code of its own.
TOO_LONG = re.compile(r"context length|max_model_len|maximum model length|context_length_exceeded", re.IGNORECASE)
UNREADABLE = (ValueError, TypeError, LookupError, AttributeError)


def fault(error: Exception, url: str, *, streaming: bool) -> Exception:
    """The fault that `error` stands for; an error that is none of these libraries' is given back as it is.

    `streaming`: the head of a streamed reply had come, so whatever happened broke that reply.
    """
    from openai import APIConnectionError, APIError, APIResponseValidationError, APIStatusError

    if isinstance(error, LanguageModelError):
        return error
    if isinstance(error, APIConnectionError):
        return _connection(error, url, streaming=streaming)
    if isinstance(error, APIResponseValidationError):
        return ReplyMalformed(url, "it cannot be read")
    if isinstance(error, APIStatusError):
        return _status(error.status_code, _told(error), error.response.headers, url)
    if isinstance(error, APIError):  # an event of the stream, after a 200
        code = int(error.code) if error.code and error.code.isdecimal() else 0
        return _status(code, _told(error), {}, url) if code >= 400 else StreamBroken(url, "it reports an error")
    if isinstance(error, UNREADABLE):
        return StreamBroken(url, "an event cannot be read") if streaming else ReplyMalformed(url, "it cannot be read")
    return error


def _connection(error: "APIConnectionError", url: str, *, streaming: bool) -> LanguageModelError:
    from httpx2 import ConnectError, ConnectTimeout, TimeoutException

    cause = error.__cause__
    if isinstance(cause, ConnectTimeout):
        return ServerUnreachable(url, "no connection within vllm_connect_s", again=True)
    if isinstance(cause, TimeoutException):
        return ServerTooSlow(url)
    if isinstance(cause, ConnectError):
        return ServerUnreachable(url, _reason(cause), again=True)
    if streaming:
        return StreamBroken(url, "the connection was lost", again=True)
    return ServerUnreachable(url, "it closed the connection without an answer", again=True)


def _reason(error: BaseException) -> str:
    """The operating system's own words, such as "Connection refused"."""
    return next((one.strerror for one in _chain(error) if isinstance(one, OSError) and one.strerror), "no connection")


def _chain(error: BaseException) -> Iterator[BaseException]:
    found: BaseException | None = error
    while found is not None:
        yield found
        found = found.__cause__ or found.__context__


def _status(status: int, told: str, headers: Mapping[str, str], url: str) -> LanguageModelError:
    """`told` is the server's message: it is searched, and never passed on."""
    detail = f"it answered {status}"
    if status in (401, 403):
        return RequestRefused(url, f"{detail}; is vllm_api_key the server's key", status=status)
    if status == 404:
        return ModelNotServed(url, detail, status=status)
    if status in (429, 503):
        return ServerBusy(url, detail, again=True, wait_s=_wait_s(headers), status=status)
    if status >= 500 and status != 501:
        return ServerFailed(url, detail, again=status in (500, 502, 504), wait_s=_wait_s(headers), status=status)
    if TOO_LONG.search(told):
        return ContextTooSmall(url, status=status)
    return RequestRefused(url, detail, status=status)


def _told(error: "APIError") -> str:
    body = error.body if isinstance(error.body, Mapping) else {}
    return f"{body.get('message', '')} {body.get('code', '')} {body.get('error', '')} {error.message}"


def _wait_s(headers: Mapping[str, str]) -> float | None:
    """`Retry-After` in seconds (RFC 9110 section 10.2.3: a number, or a date)."""
    told = headers.get("retry-after", "").strip()
    if told.isdecimal():
        return float(told)
    try:
        at = parsedate_to_datetime(told)
    except ValueError:
        return None
    return max(0.0, (at - datetime.now(UTC)).total_seconds()) if at.tzinfo else None
