"""One line of JSON a request, without personal content: the route and never the path, no query, no address, no name."""

import json
import logging
import sys
import time
from datetime import UTC, datetime
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from onrecord.web.metrics import Metrics

_LOG = logging.getLogger("onrecord.web")
FIELDS = ("request_id", "route", "method", "status", "ms")


class Lines(logging.Formatter):
    """A record as one line of JSON; a traceback is one of its values."""

    def format(self, record: logging.LogRecord) -> str:
        found: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
        }
        found |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        if record.exc_info:
            found["traceback"] = self.formatException(record.exc_info)
        return json.dumps(found, ensure_ascii=False)


def to_stderr(*, requests: bool) -> None:
    """Our own lines and the server's, in one form; without `requests` only what goes wrong."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Lines())
    for name in ("onrecord", "uvicorn"):
        log = logging.getLogger(name)
        log.handlers, log.propagate = [handler], False
        log.setLevel(logging.INFO if requests else logging.WARNING)


class Told:
    """Every request is counted and logged when its last byte was sent."""

    def __init__(self, app: ASGIApp, *, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = time.monotonic(), 500

        async def seen(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, seen)
        finally:
            seconds = time.monotonic() - began
            route = getattr(scope.get("route"), "path", "none")
            self._metrics.request(route, scope["method"], status, seconds)
            facts = {"request_id": scope.get("request_id", ""), "route": route, "method": scope["method"],
                     "status": status, "ms": round(seconds * 1000, 1)}  # fmt: skip
            _LOG.info("request", extra=facts)
