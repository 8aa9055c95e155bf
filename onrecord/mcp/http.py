"""The server over streamable HTTP, at `/mcp` of the service: each request by itself, with its own token's identity.

No session is kept between requests (`stateless`), so nothing of one caller can reach another; whose a call is travels
in its own request. A browser's page elsewhere cannot call: only tokens count, never cookies, and an `Origin` must be
our own (DNS rebinding).
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings
from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from audit.errors import BusyError
from onrecord.client.domain import Record
from onrecord.identity.domain import Way
from onrecord.mcp.server import Context, server
from onrecord.web.caller import Caller
from onrecord.web.faults import Forbidden, SignInNeeded, said_of
from onrecord.web.service import address_of, service_of
from onrecord.web.signin import known


class Endpoint:
    """The ASGI application of `/mcp`; `hosts` are the only names that lead to it (none: any). It answers while `run`
    is entered."""

    path = "/mcp"

    def __init__(self, hosts: Sequence[str] = ()) -> None:
        self._server = server(_caller, lambda error: " ".join(said_of(error)).strip())
        self._security = TransportSecuritySettings(
            enable_dns_rebinding_protection=bool(hosts),
            allowed_hosts=[pattern for one in hosts for pattern in (one, f"{one}:*")],
            allowed_origins=[
                pattern for one in hosts for scheme in ("http", "https")
                for pattern in (f"{scheme}://{one}", f"{scheme}://{one}:*")
            ],
        )  # fmt: skip
        self._manager: StreamableHTTPSessionManager | None = None

    @asynccontextmanager
    async def run(self) -> AsyncIterator[None]:
        """For as long as the application lives; once after another, as often as it is started."""
        manager = StreamableHTTPSessionManager(
            self._server, stateless=True, json_response=True, security_settings=self._security
        )
        async with manager.run():
            self._manager = manager
            try:
                yield
            finally:
                self._manager = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Raises SignInNeeded without a token that counts, Forbidden for a page of another site."""
        scope["route"] = self  # whose path the log and the metrics name
        request = Request(scope, receive)
        origin = request.headers.get("Origin")
        if origin is not None and urlsplit(origin).netloc != request.headers.get("Host"):
            raise Forbidden("This was sent from a page of another site.")
        who = await known(request) if "Authorization" in request.headers else None
        if who is None or who.way is not Way.TOKEN:
            raise SignInNeeded
        if self._manager is None:
            raise BusyError("the service is starting, or about to end.", advice="Ask again in a moment.")
        caller = Caller(service=service_of(request), who=who, base=address_of(request))
        own = {**scope, "state": {**scope.get("state", {}), "caller": caller}}
        await self._manager.handle_request(own, receive, send)


def _caller(context: Context) -> Record:
    """Whose this call is: as `Endpoint` has written it into the call's own request."""
    found = context.request.state.caller if context.request is not None else None
    assert isinstance(found, Caller)
    return found
