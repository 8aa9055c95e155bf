"""A witness over HTTP: `POST /add-checkpoint` and `GET /<hex SHA-256 of an origin>/checkpoint`, and nothing else.

Whoever can connect may ask; what they can do with it is in `witness`. Here is what keeps them from wearing it out: so
many connections at once, so many bytes a request, so many seconds a read and a connection. Bad input gets a status and
one line; the operator gets one line; nobody gets a traceback.
"""

import re
import socket
import sys
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from typing import Any

from audit.errors import OnRecordError
from audit.witness.wire import MOST_BODY, PATH
from audit.witness.witness import TEXT_TYPE, Reply, Witness

MOST_CONNECTIONS = 64
OUT_OF_ORDER = "this witness cannot cosign now; its operator was told why.\n"


class WitnessServer(ThreadingHTTPServer):
    """Listens on `(host, port)`; port 0 takes a free one. `tell` gets one line for each thing that happened."""

    read_seconds = 10.0
    connection_seconds = 60.0
    request_queue_size = 2 * MOST_CONNECTIONS
    daemon_threads = False  # what is being answered when the server closes is still answered

    def __init__(self, address: tuple[str, int], witness: Witness, tell: Callable[[str], None]) -> None:
        self.witness = witness
        self.tell = tell
        self.address_family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        self._since = dict[Any, float]()
        self._guard = threading.Lock()
        super().__init__(address, _Handler)

    @property
    def url(self) -> str:
        host, port = self.server_address[:2]
        shown = f"[{host!s}]" if self.address_family == socket.AF_INET6 else f"{host!s}"
        return f"http://{shown}:{port}"

    def server_bind(self) -> None:
        """As the standard library's, without asking a name server what this machine is called."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = "onrecord-witness", self.server_address[1]

    def verify_request(self, request: Any, client_address: Any) -> bool:
        with self._guard:
            if len(self._since) >= MOST_CONNECTIONS:
                self.tell(f"{MOST_CONNECTIONS} connections are open; one from {client_address[0]} was closed")
                return False
            self._since[request] = time.monotonic()
        return True

    def shutdown_request(self, request: Any) -> None:
        with self._guard:
            self._since.pop(request, None)
        super().shutdown_request(request)

    def service_actions(self) -> None:
        """Twice a second: end what has been open for too long."""
        self._end_those_before(time.monotonic() - self.connection_seconds)

    def server_close(self) -> None:
        """Stop listening, finish the requests that were read, end the connections."""
        self._end_those_before(time.monotonic())
        super().server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        self.tell(f"a connection from {client_address[0]} ended: {sys.exc_info()[1]!r}")

    def _end_those_before(self, moment: float) -> None:
        """No more is read from them; an answer that is under way is still sent."""
        with self._guard:
            late = [one for one, since in self._since.items() if since <= moment]
            for one in late:
                try:
                    one.shutdown(socket.SHUT_RD)
                except OSError:  # its peer was quicker
                    continue


class _Handler(BaseHTTPRequestHandler):
    server: WitnessServer
    protocol_version = "HTTP/1.1"
    default_request_version = "HTTP/1.0"  # of a request line that cannot be read: its answer has a status, too
    server_version = "onrecord-witness"
    sys_version = ""
    error_content_type = TEXT_TYPE
    error_message_format = "%(message)s\n"

    def setup(self) -> None:
        super().setup()
        self.connection.settimeout(self.server.read_seconds)

    def do_POST(self) -> None:
        if self.path != PATH:
            return self._reject(404, f"expected POST {PATH}.")
        lengths = self.headers.get_all("Content-Length", [])
        if len(lengths) != 1 or "Transfer-Encoding" in self.headers:
            return self._reject(411, "expected one Content-Length and no Transfer-Encoding.")
        if not (lengths[0].isascii() and lengths[0].isdecimal() and len(lengths[0]) < 20):
            return self._reject(400, "expected a Content-Length in decimal digits.")
        length = int(lengths[0])
        if length > MOST_BODY:
            return self._reject(413, f"the request has {length} bytes; at most {MOST_BODY} are read.")
        body = self.rfile.read(length)
        if len(body) < length:
            return self._reject(400, f"the request ended after {len(body)} of {length} bytes.")
        return self._answer(lambda: self.server.witness.add_checkpoint(body))

    def do_GET(self) -> None:
        named = re.fullmatch(r"/([0-9a-f]{64})/checkpoint", self.path)
        if named is None or self.headers.get("Content-Length", "0") != "0" or "Transfer-Encoding" in self.headers:
            return self._reject(404, "expected GET /<hex SHA-256 of a log's origin>/checkpoint.")
        return self._answer(lambda: self._last(named[1]))

    def log_message(self, format: str, *args: Any) -> None:
        """What the standard library has to say: requests that it could not read."""
        shown = (format % args)[:200].encode("unicode_escape").decode("ascii")
        self.server.tell(f"from {self.address_string()}: {shown}")

    def log_request(self, code: object = "-", size: object = "-") -> None:
        """Each answer tells its own line."""

    def address_string(self) -> str:
        return str(self.client_address[0])

    def _last(self, hashed: str) -> Reply:
        found = self.server.witness.last(hashed)
        if found is None:
            return Reply(status=404, body="nothing of such a log was cosigned.\n", told=f"no checkpoint of {hashed}")
        return Reply(status=200, body=found, told=f"the last checkpoint of {hashed} was fetched")

    def _answer(self, make: Callable[[], Reply]) -> None:
        try:
            reply = make()
        except OnRecordError as error:
            reply = Reply(status=500, body=OUT_OF_ORDER, told=str(error))
        except OSError as error:
            where = f" {error.filename}" if error.filename else ""
            told = f"nothing was cosigned: the system refused{where}: {error.strerror}"
            reply = Reply(status=500, body=OUT_OF_ORDER, told=told)
        self._send(reply)

    def _reject(self, status: int, why: str) -> None:
        """An answer before the request was read to its end, after which nothing more of this connection is read."""
        self.close_connection = True
        self._send(Reply(status=status, body=f"{why}\n", told=why))

    def _send(self, reply: Reply) -> None:
        self.server.tell(f"{reply.status} {self.address_string()} {reply.told}")
        body = reply.body.encode()
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.type)
        self.send_header("Content-Length", str(len(body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)
