"""Headers of every response: nothing but our own files is loaded, nothing runs inline, nothing is kept or framed."""

from collections.abc import Sequence
from secrets import token_hex

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; font-src 'self'; "
    "media-src 'self'; form-action 'self'{forms}; frame-ancestors 'none'; base-uri 'none'"
)


class SecurityHeaders:
    """`forms` are other origins that a form of ours may lead to: the identity provider's."""

    def __init__(self, app: ASGIApp, *, https: bool, forms: Sequence[str] = ()) -> None:
        self._app = app
        self._headers = {
            "Content-Security-Policy": POLICY.format(forms="".join(f" {one}" for one in forms)),
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Permissions-Policy": "camera=(), geolocation=(), microphone=(self)",
        }
        if https:
            self._headers["Strict-Transport-Security"] = "max-age=31536000"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = token_hex(8)
        scope["request_id"] = request_id

        async def named(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", "no-store")
                headers["X-Request-Id"] = request_id
            await send(message)

        await self._app(scope, receive, named)


class OnlyTheseHosts:
    """A page may be asked for only by these names: so no other site's name can be made to lead here (DNS rebinding)."""

    def __init__(self, app: ASGIApp, *, hosts: Sequence[str]) -> None:
        self._app = app
        self._hosts = frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            host = Headers(scope=scope).get("host", "")
            name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
            if name.lower() not in self._hosts:
                await send(
                    {"type": "http.response.start", "status": 421, "headers": [(b"content-type", b"text/plain")]}
                )
                await send({"type": "http.response.body", "body": b"This name does not lead here.\n"})
                return
        await self._app(scope, receive, send)
