"""A form that brings files (multipart/form-data, RFC 7578), part by part as it comes:

    while (part := await form.part()) is not None:
        async for data in form.data(): ...

Nothing of it is kept here but what a connection's last piece held.
"""

from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass
from enum import Enum

import anyio
from fastapi import Request
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import ClientDisconnect

from audit.errors import UsageError

QUIET_S = 60.0  # of a sender who sends nothing any more
TEXT_BYTES = 256 * 1024  # of all fields that are no files
PARTS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What a part says of itself. `filename` is none of a field that is no file, and empty where none was chosen."""

    name: str
    filename: str | None


class _Mark(Enum):
    PART_ENDS = 1
    FORM_ENDS = 2


class Incoming:
    """The form in a request's body; no form at all is one without parts. What does not end as a form ends, or does not
    come, raises UsageError."""

    def __init__(self, stream: AsyncIterator[bytes], content_type: str, *, quiet_s: float = QUIET_S) -> None:
        self._stream = stream
        self._quiet_s = quiet_s
        self._found: deque[Part | bytes | _Mark] = deque()
        self._parts = self._texts = 0
        self._headers: dict[bytes, bytes] = {}
        self._header: tuple[bytes, bytes] = (b"", b"")
        self._parser = self._made(content_type)

    async def part(self) -> Part | None:
        """The next one, whether or not the last was read; none after the last."""
        while (one := await self._next()) is not _Mark.FORM_ENDS:
            if isinstance(one, Part):
                return one
        return None

    async def data(self) -> AsyncIterator[bytes]:
        """The current part, in pieces as they come."""
        while isinstance(one := await self._next(), bytes):
            yield one

    async def text(self) -> str:
        """The current part as text. Raises UsageError where there is too much of it."""
        whole = bytearray()
        async for data in self.data():
            whole += data
            self._texts += len(data)
            if self._texts > TEXT_BYTES:
                raise UsageError(f"the fields have more than the {TEXT_BYTES:,} bytes that are read.")
        return _text(bytes(whole))

    async def start(self, most: int) -> bytes:
        """So many bytes of the current part; the rest is dropped."""
        whole = bytearray()
        async for data in self.data():
            whole += data[: most - len(whole)]
        return bytes(whole)

    async def _next(self) -> Part | bytes | _Mark:
        while not self._found:
            if self._parser is None:
                return _Mark.FORM_ENDS
            data = await self._read()
            try:
                self._parser.write(data)
            except FormParserError:
                raise UsageError(
                    "what was sent is no form.", advice="Open the page again, and send it from there."
                ) from None
        if self._found[0] is _Mark.FORM_ENDS:
            return _Mark.FORM_ENDS
        return self._found.popleft()

    async def _read(self) -> bytes:
        try:
            with anyio.fail_after(self._quiet_s):
                while (data := await anext(self._stream, None)) == b"":
                    pass
        except TimeoutError:
            raise UsageError(f"nothing came for {self._quiet_s:g} seconds.", advice="Send it again.") from None
        except ClientDisconnect:
            data = None
        if data is None:
            raise UsageError("the connection broke before everything had come.", advice="Send it again.")
        return data

    def _made(self, content_type: str) -> MultipartParser | None:
        kind, options = parse_options_header(content_type)
        if kind != b"multipart/form-data" or b"boundary" not in options:
            return None
        return MultipartParser(
            options[b"boundary"],
            {
                "on_part_begin": self._headers.clear,
                "on_header_field": self._named,
                "on_header_value": self._valued,
                "on_header_end": self._kept,
                "on_headers_finished": self._begun,
                "on_part_data": lambda data, start, end: self._found.append(data[start:end]),
                "on_part_end": lambda: self._found.append(_Mark.PART_ENDS),
                "on_end": lambda: self._found.append(_Mark.FORM_ENDS),
            },
        )

    def _named(self, data: bytes, start: int, end: int) -> None:
        self._header = self._header[0] + data[start:end], self._header[1]

    def _valued(self, data: bytes, start: int, end: int) -> None:
        self._header = self._header[0], self._header[1] + data[start:end]

    def _kept(self) -> None:
        self._headers[self._header[0].lower()] = self._header[1]
        self._header = b"", b""

    def _begun(self) -> None:
        self._parts += 1
        if self._parts > PARTS:
            raise UsageError(f"the form has more than the {PARTS:,} fields that are read.")
        _, options = parse_options_header(self._headers.get(b"content-disposition", b""))
        filename = options.get(b"filename")
        self._found.append(
            Part(name=_text(options.get(b"name", b"")), filename=None if filename is None else _text(filename))
        )


def incoming(request: Request) -> Incoming:
    """The form of a request, of which there is one: whoever reads on begins where another has stopped."""
    if not hasattr(request.state, "incoming"):
        request.state.incoming = Incoming(request.stream(), request.headers.get("Content-Type", ""))
    found: Incoming = request.state.incoming
    return found


def _text(data: bytes) -> str:
    """As browsers write it; other bytes become the sign for what is no character."""
    return data.decode("utf-8", "replace")
