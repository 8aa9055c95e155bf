"""What a child is asked for, and how its facsimile travels; as little of that is believed as of a parsed document.

The request is one line of JSON, then the file's bytes. The answer's JSON names the image's size and how long it is; the
image follows, then the marks, little-endian.
"""

import json
import struct
import sys
from array import array
from typing import Any

from ingest.facsimile.domain import FACTS, Facsimile
from ingest.parse.wire import expect, framed, natural, opened
from ingest.review.png import SIGNATURE

_SIZE = struct.Struct(">II")  # width and height, after a PNG's signature and its first chunk's length and name
_LARGEST = 20_000  # pixels of a side


def request(data: bytes, *, number: int, width: int, text: str) -> bytes:
    """Page `number` (from 1) of a PDF, whose canonical `text` this is, to be `width` pixels wide."""
    return json.dumps([number, width, text]).encode() + b"\n" + data


def asked(request: bytes) -> tuple[int, int, str, bytes]:
    """Number, width, text and the file's bytes of a `request`."""
    line, _, data = request.partition(b"\n")
    number, width, text = json.loads(line)
    return number, width, text, data


def encode(facsimile: Facsimile) -> bytes:
    """The answer of a child."""
    head: dict[str, object] = {
        "width": facsimile.width,
        "height": facsimile.height,
        "image": len(facsimile.image),
    }
    return framed(head, facsimile.image + _little(facsimile.marks).tobytes())


def decode(message: bytes) -> Facsimile:
    """Raises `Unreadable` for a refusal, `Forged` for anything that is no facsimile."""
    return opened(message, _facsimile)


def _facsimile(head: Any, body: bytes) -> Facsimile:
    width, height, length = natural(head["width"]), natural(head["height"]), natural(head["image"])
    expect(0 < width <= _LARGEST and 0 < height <= _LARGEST, "an image has a size")
    image = body[:length]
    expect(len(image) == length and image.startswith(SIGNATURE), "an image is a PNG")
    expect(len(image) >= 24 and _SIZE.unpack_from(image, 16) == (width, height), "an image is as large as was said")
    expect((len(body) - length) % (2 * FACTS) == 0, "a mark is five numbers")
    marks = array("H")
    marks.frombytes(body[length:])
    marks = _little(marks)
    for at in range(0, len(marks), FACTS):
        left, top, right, bottom, upright = marks[at : at + FACTS]
        known = left < right and top < bottom and upright <= 1
        expect(known or not any((left, top, right, bottom, upright)), "a mark has an extent, or nothing is known")
    return Facsimile(image=image, width=width, height=height, marks=marks)


def _little(marks: "array[int]") -> "array[int]":
    """To or from the order of bytes in which they travel."""
    if sys.byteorder == "big":
        marks = marks[:]
        marks.byteswap()
    return marks
