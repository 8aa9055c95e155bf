"""A scripted server's HTTP: one request a connection, its reply played at a rate, or spoilt."""

import contextlib
import json
import socket
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import monotonic
from typing import TYPE_CHECKING, Any

from agent.llm import scripted
from agent.llm.scripted import Fault, Reply, Request

if TYPE_CHECKING:
    from agent.testing import ScriptedServer

DRIP_S, LONGEST_S = 0.1, 60.0
ENDED_EARLY = (Fault.UNFINISHED, Fault.CUT)
IN_PASSING = (Fault.TRICKLE, Fault.HANG, Fault.HALF, Fault.UNREADABLE)


class Http(ThreadingHTTPServer):
    """Bound to a port of loopback; 0 finds a free one."""

    daemon_threads = False  # so that closing waits for them

    def __init__(self, script: "ScriptedServer", port: int) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.script = script


class _Handler(BaseHTTPRequestHandler):
    """One request of one connection."""

    server: Http
    protocol_version = "HTTP/1.1"
    timeout = 10  # for a client that connects and says nothing

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet: `ScriptedServer.requests` tells what happened."""

    def do_GET(self) -> None:
        self._answer({})

    def do_POST(self) -> None:
        data = self.rfile.read(int(self.headers.get("content-length", 0)))
        try:
            body = json.loads(data)
        except ValueError:
            body = {}
        self._answer(body)

    def _answer(self, body: Mapping[str, Any]) -> None:
        self.close_connection = True
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(path=self.path, headers=headers, body=body)
        with contextlib.suppress(OSError):  # whoever asked has gone
            self._route(request, self.server.script.receive(request))

    def _route(self, request: Request, befalls: Reply | None) -> None:
        script = self.server.script
        if befalls is not None and self._fails(befalls):
            return
        if request.path == "/health":
            self._send(200, b"")
        elif script.api_key is not None and request.headers.get("authorization") != f"Bearer {script.api_key}":
            self._json(401, {"error": "Unauthorized"})
        elif request.path == "/v1/models":
            self._json(200, scripted.models(script.model, script.context_tokens), befalls)
        elif request.path == "/tokenize" and script.tokenizes:
            if self._knows(request):
                count = {"count": request.prompt_tokens, "max_model_len": script.context_tokens}
                self._json(200, count, befalls)
        elif request.is_chat:
            if self._knows(request) and self._has_room(request):
                self._chat(request, script.reply(request), befalls)
        else:
            self._json(404, {"detail": "Not Found"})

    def _knows(self, request: Request) -> bool:
        name = request.body.get("model")
        if name == self.server.script.model:
            return True
        self._json(404, scripted.error(404, f"The model `{name}` does not exist.", "model"))
        return False

    def _has_room(self, request: Request) -> bool:
        """The prompt alone must fit, and so must the reply's limit; a sum that does not only cuts the reply short."""
        context = self.server.script.context_tokens
        if max(request.prompt_tokens, request.limit or 0) <= context:
            return True
        self._json(400, scripted.too_long(context, request.prompt_tokens))
        return False

    def _fails(self, reply: Reply) -> bool:
        """Whether the fault leaves nothing else to say; then it has been said."""
        match reply.fault:
            case Fault.SLOW:
                self.server.script.closing.wait(LONGEST_S)
            case Fault.RESET:
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.connection.close()
            case Fault.BUSY:
                self._json(429, scripted.error(429, "Too many requests."), wait_s=reply.wait_s)
            case Fault.FAILING:
                self._json(500, scripted.error(500, "EngineCore encountered an issue."))
            case Fault.WRONG_MODEL:
                self._json(404, scripted.error(404, "The model does not exist.", "model"))
            case Fault.CONTEXT:
                self._json(400, scripted.too_long(self.server.script.context_tokens, 10**6))
            case Fault.NO_SCHEMA:
                self._json(400, scripted.error(400, "Structured output is not supported."))
            case Fault.GARBAGE:
                self._send(200, b"<html><body>Welcome</body></html>", kind="text/html")
            case Fault.ERROR_EVENT:
                said = scripted.event(scripted.error(500, "EngineCore encountered an issue."))
                self._send(200, said, kind="text/event-stream")
            case _:
                return False
        return True

    def _chat(self, request: Request, reply: Reply, befalls: Reply | None) -> None:
        script = self.server.script
        if befalls is not None:
            reply = replace(befalls, text=reply.text)
        if self._fails(reply):
            return
        text = reply.text
        if reply.fault is Fault.NONSENSE:
            text = "?" if request.schema is None else json.dumps(scripted.nonsense(request.schema))
        made = scripted.pieces(text)
        room = script.context_tokens - request.prompt_tokens
        most = reply.tokens if reply.fault in ENDED_EARLY else min(room, request.limit or room)
        cut = reply.fault is Fault.CUT or most < len(made)
        finish = None if reply.fault is Fault.UNFINISHED else "length" if cut else "stop"
        text, tokens = "".join(made[:most]), len(made[:most])
        if request.body.get("stream"):
            frames = scripted.streamed(script.model, text, finish)
            self._play(self._paced(frames, tokens), "text/event-stream", reply, begun=reply.tokens + 1)
        else:
            first = script.first_tokens(request) if request.choices else {}
            body = scripted.plain(script.model, text, finish, request, first)
            script.closing.wait(tokens * script.seconds)
            self._play(_halves(body), "application/json", reply, begun=1)

    def _paced(self, frames: Sequence[bytes], tokens: int) -> Iterator[bytes]:
        """Each token at its time from the start, so that small delays do not add up. The first frame has none."""
        start = monotonic()
        for number, frame in enumerate(frames):
            due = start + min(number, tokens) * self.server.script.seconds
            if self.server.script.closing.wait(max(0.0, due - monotonic())):
                return
            yield frame

    def _play(self, frames: Iterator[bytes], kind: str, reply: Reply, *, begun: int) -> None:
        """Sends the frames in chunks; after `begun` of them, a fault in passing."""
        self._head(200, kind, {"Transfer-Encoding": "chunked"})
        for number, frame in enumerate(frames):
            if number == begun and reply.fault in IN_PASSING:
                return self._stumble(reply.fault, frame)
            self._chunk(frame)
        return self._chunk(b"")

    def _stumble(self, fault: Fault, frame: bytes) -> None:
        closing = self.server.script.closing
        if fault is Fault.HANG:
            closing.wait(LONGEST_S)
        elif fault is Fault.UNREADABLE:
            self._chunk(b"data: {not JSON\n\n")
            self._chunk(b"")
        elif fault is Fault.TRICKLE:
            until = monotonic() + LONGEST_S
            while monotonic() < until and not closing.wait(DRIP_S):
                self._chunk(frame[:1])
                frame = frame[1:] or b" "

    def _json(
        self, status: int, body: Mapping[str, Any], befalls: Reply | None = None, *, wait_s: int | None = None
    ) -> None:
        data = json.dumps(body).encode()
        if befalls is not None and befalls.fault in IN_PASSING:
            return self._play(_halves(data), "application/json", befalls, begun=1)
        return self._send(status, data, headers={} if wait_s is None else {"Retry-After": str(wait_s)})

    def _send(
        self, status: int, data: bytes, *, kind: str = "application/json", headers: Mapping[str, str] | None = None
    ) -> None:
        self._head(status, kind, {**(headers or {}), "Content-Length": str(len(data))})
        self.wfile.write(data)

    def _head(self, status: int, kind: str, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Connection": "close", **headers}.items():
            self.send_header(name, value)
        self.end_headers()

    def _chunk(self, data: bytes) -> None:
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))


def _halves(data: bytes) -> Iterator[bytes]:
    yield data[: len(data) // 2]
    yield data[len(data) // 2 :]
