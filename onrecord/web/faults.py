"""What goes wrong in a request, and what is said of it: one line, as a page or as JSON, never a traceback.

Unknown and forbidden documents and answers are one and the same NotFound.
"""

import logging

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from audit.errors import (
    BusyError,
    DatabaseFault,
    IndexFault,
    KeyFault,
    ModelError,
    OnRecordError,
    Overloaded,
    UsageError,
)
from onrecord.identity.faults import ProviderFault, SignInRefused
from onrecord.web import pages
from onrecord.web.compatible import faults as compatible

_LOG = logging.getLogger("onrecord.web")
JSON = ("/api/", "/v1/", "/mcp", "/health/", "/metrics", "/heard", "/openapi.json")
RETRY_S = 5
OUR_FAULT = ("Something went wrong here that should not have.", "Tell whoever runs this service.")
OUT_OF_ORDER = (
    "The service lacks something that it needs to answer.",
    "Try again in a moment; nothing was lost. Whoever runs it finds the reason in its log.",
)
MACHINE = (DatabaseFault, IndexFault, KeyFault, ModelError)  # they name folders, servers and keys of the machine
NO_SUCH = "There is nothing here that you may read."


class NotFound(OnRecordError):
    """It does not exist, or not for this person: nobody can tell which."""

    def __init__(self) -> None:
        super().__init__(NO_SUCH)


class Forbidden(OnRecordError):
    """The person's role does not open this, whatever it holds."""


class SignInNeeded(OnRecordError):
    """Nobody is signed in."""

    def __init__(self) -> None:
        super().__init__("Sign in first.", advice="Programs send a token: Authorization: Bearer onr_...")


class TooMany(OnRecordError):
    """One person asks for more than the settings allow a minute, or listens to more at a time than anybody may."""

    def __init__(
        self, retry_after_s: int, message: str = "You are asking faster than is allowed.", *, advice: str = "Ask again"
    ) -> None:
        super().__init__(message, advice=f"{advice} in {retry_after_s} seconds.")
        self.retry_after_s = retry_after_s


STATUS: tuple[tuple[type[OnRecordError], int], ...] = (
    (NotFound, 404),
    (compatible.NoSuchModel, 404),
    (Forbidden, 403),
    (SignInNeeded, 401),
    (ProviderFault, 502),
    (SignInRefused, 403),
    (TooMany, 429),
    (UsageError, 400),
    (BusyError, 503),
    *((one, 503) for one in MACHINE),
)


def status_of(error: OnRecordError) -> int:
    """What is asked wrongly is 400; what the record, the manifest or a part cannot do is 422."""
    return next((status for kind, status in STATUS if isinstance(error, kind)), 422)


def said_of(error: OnRecordError) -> tuple[str, str]:
    """Message and advice as they leave the machine, without what is nobody's but its operator's."""
    if isinstance(error, MACHINE):
        _LOG.error("out of order: %s", error)
        return OUT_OF_ORDER
    return error.message, error.advice


def answers_json(request: Request) -> bool:
    """Whether whoever asks is a program, or a page's own script that takes JSON and nothing else."""
    return request.url.path.startswith(JSON) or request.headers.get("Accept") == "application/json"


def install(app: FastAPI) -> None:
    """Every kind of fault has its answer."""
    app.add_exception_handler(OnRecordError, _domain)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(UnicodeEncodeError, _no_text)


class Unforeseen:
    """What nobody foresaw has its answer too, within the headers that every one has: Starlette's own place for it is
    outside of them."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def noted(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, noted)
        except Exception as error:
            if begun or scope["type"] != "http":
                raise
            _LOG.error("unforeseen", exc_info=error)
            response = told(Request(scope), 500, *OUR_FAULT)
            await response(scope, receive, send)


def told(
    request: Request,
    status: int,
    message: str,
    advice: str = "",
    headers: dict[str, str] | None = None,
    error: OnRecordError | None = None,
) -> Response:
    """One line, in the form that suits whoever asks."""
    if request.url.path.startswith("/v1/"):
        return JSONResponse(compatible.fault(status, error, message, advice), status, headers=headers)
    if answers_json(request):
        return JSONResponse({"error": message, "advice": advice}, status, headers=headers)
    return pages.fault(request, status, message, advice, headers)


async def _domain(request: Request, error: Exception) -> Response:
    assert isinstance(error, OnRecordError)
    if isinstance(error, SignInNeeded) and not answers_json(request):
        return RedirectResponse(pages.sign_in(request), 303)
    headers = {}
    if isinstance(error, SignInNeeded):
        headers["WWW-Authenticate"] = "Bearer"
    if isinstance(error, (BusyError, TooMany, *MACHINE)):
        seconds = error.retry_after_s if isinstance(error, Overloaded | TooMany) else RETRY_S
        headers["Retry-After"] = str(seconds)
    return told(request, status_of(error), *said_of(error), headers, error)


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 404:
        return told(request, 404, NO_SUCH)
    return told(request, error.status_code, f"{error.detail}.", headers=dict(error.headers or {}))


async def _invalid(request: Request, error: Exception) -> Response:
    """What does not fit the description of the interface; nothing of what was sent is repeated."""
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    place = ".".join(str(one) for one in first["loc"][1:]) or "the request"
    return told(request, 400, f"{place}: {first['msg']}.")


async def _no_text(request: Request, error: Exception) -> Response:
    """A form may name an encoding that makes half a character; neither a page nor a database takes that."""
    return told(request, 400, "What was sent holds half a character, which no text may.")
