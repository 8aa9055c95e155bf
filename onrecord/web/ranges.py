"""A file's bytes, whole or a range of them (RFC 9110 section 14), given out only as long as nothing bars it.

1. `If-None-Match` with its entity tag: 304.
2. One satisfiable range, where `If-Range` allows it: 206. One that lies behind the end: 416.
3. Several ranges, another unit, or what is no range at all: the whole, 200, as section 14.2 allows.

HEAD says what GET would of the whole (section 9.3.2), since a range is of GET alone (section 14.2).

What is barred while it is being given out ends there, short of the length that was announced: whoever reads it cannot
take the part for the whole.
"""

import math
import re
import time
from collections.abc import Callable, Iterator

from fastapi import Request, Response
from fastapi.responses import StreamingResponse
from starlette.types import Send

from audit.errors import OnRecordError
from onrecord.recordings.files import Opened

ASK_S = 0.2  # between two looks whether it may still be given out
_RANGE = re.compile(r"bytes=[ \t]*([0-9]{0,19})-([0-9]{0,19})[ \t]*", re.ASCII)


class Unsatisfiable(Exception):
    """No byte of the range is there."""


def part_of(size: int, header: str | None) -> tuple[int, int] | None:
    """The half-open part of `size` bytes that a `Range` asks for; none where all of them are to be given. Raises
    Unsatisfiable."""
    found = _RANGE.fullmatch(header) if header is not None else None
    if found is None or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if not first:  # the last so many
        start, end = max(0, size - int(last)), size
    else:
        start, end = int(first), min(size, int(last) + 1) if last else size
        if last and int(last) < start:
            return None
    if start >= end:
        raise Unsatisfiable
    return start, end


def served(request: Request, opened: Opened, barred: Callable[[], str | None], sent: Callable[[int], None]) -> Response:
    """The response for a file that may be given out now; `barred` is asked again meanwhile, and `sent` told how many
    bytes were given out. It closes the file."""
    tag = f'"{opened.sha256}"'
    headers = {"ETag": tag, "Accept-Ranges": "bytes"}
    if tag in re.split(r"[ \t]*,[ \t]*", request.headers.get("If-None-Match", "")):
        opened.file.close()
        return Response(status_code=304, headers=headers)
    if request.method == "HEAD":
        opened.file.close()
        headers["Content-Length"] = str(opened.size)
        return Response(headers=headers, media_type=opened.container.media_type)
    wanted = request.headers.get("Range") if request.headers.get("If-Range", tag) == tag else None
    try:
        part = part_of(opened.size, wanted)
    except Unsatisfiable:
        opened.file.close()
        return Response(status_code=416, headers=headers | {"Content-Range": f"bytes */{opened.size}"})
    start, end = part or (0, opened.size)
    headers["Content-Length"] = str(end - start)
    if part is not None:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{opened.size}"
    return _Guarded(
        _read(opened, start, end, barred, sent),
        status_code=200 if part is None else 206,
        headers=headers,
        media_type=opened.container.media_type,
    )


class _Barred(Exception):
    """It may not be given out any longer."""


class _Guarded(StreamingResponse):
    """Ends without its last byte where it is barred: the connection is closed then."""

    async def stream_response(self, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        try:
            async for data in self.body_iterator:
                await send({"type": "http.response.body", "body": data, "more_body": True})
        except _Barred:
            return
        await send({"type": "http.response.body", "body": b"", "more_body": False})


def _read(
    opened: Opened, start: int, end: int, barred: Callable[[], str | None], sent: Callable[[int], None]
) -> Iterator[bytes]:
    """Raises _Barred. Hashing a file may have taken a while, so it is asked before the first byte too."""
    looked = -math.inf
    with opened.file:
        try:
            for data in opened.read(start, end):
                if time.monotonic() - looked > ASK_S:
                    if barred() is not None:
                        raise _Barred
                    looked = time.monotonic()
                sent(len(data))
                yield data
        except OnRecordError as error:  # its headers are out: there is no other way to say so
            raise _Barred from error
