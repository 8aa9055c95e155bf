"""In the child process: how far a file can be heard. PyAV decodes it, as the container that its name claims and as no
other: a list of further files, or an address, is none of these."""

import json
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import av
from av.stream import Disposition

from ingest.parse.refusals import Unreadable
from ingest.parse.wire import framed
from ingest.recordings.types import PICTURES, SOUNDS

SHORT_OF = 5_000  # milliseconds before the wanted moment at which decoding begins


def read(demuxer: str, request: bytes) -> int:
    """Milliseconds up to which there is sound. Raises Unreadable."""
    asked = json.loads(request)
    return heard(asked["path"], demuxer, asked["until_ms"])


def encode(milliseconds: int) -> bytes:
    return framed({"heard_ms": milliseconds})


def heard(path: str, demuxer: str, until_ms: int) -> int:
    """Milliseconds up to which there is sound: at least `until_ms`, or where it ends before that. The first sound and
    what lies before `until_ms` are decoded, and the whole where the file cannot be sought in. Raises Unreadable, also
    for what browsers do not play."""
    try:
        found = _decoded(path, demuxer, 0, 1)
        if not found:
            raise Unreadable("empty", "there is no sound in it")
        if found < until_ms:
            found = max(found, _decoded(path, demuxer, max(0, until_ms - SHORT_OF), until_ms))
        return found if found >= until_ms else max(found, _decoded(path, demuxer, 0, until_ms))
    except av.FFmpegError as error:
        raise Unreadable("truncated", f"it cannot be decoded ({error.strerror})") from None


def _decoded(path: str, demuxer: str, since_ms: int, until_ms: int) -> int:
    with av.open(path, format=demuxer) as container:
        stream = next(iter(container.streams.audio), None)
        if stream is None:
            raise Unreadable("empty", "there is no sound in it")
        _played(stream, SOUNDS, "sound")
        for one in container.streams.video:
            if not one.disposition & Disposition.attached_pic:  # a cover is no film
                _played(one, PICTURES, "picture")
        stream.codec_context.thread_count = 1
        if since_ms:
            container.seek(since_ms * 1000)
        found = 0
        for frame in container.decode(stream):
            found = max(found, _end(frame))
            if found >= until_ms:
                break
        return found


def _played(stream: Any, known: Sequence[str], what: str) -> None:
    codec = stream.codec_context.codec.canonical_name
    if not codec.startswith(tuple(known)):
        raise Unreadable("unsupported", f"its {what} is {codec}; expected {', '.join(known)}, which browsers play")


def _end(frame: Any) -> int:
    """Milliseconds to a frame's end, by the recording's own clock, as a browser counts."""
    return int(((frame.pts or 0) * frame.time_base + Fraction(frame.samples, frame.sample_rate)) * 1000)
