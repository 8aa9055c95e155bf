"""What arrives from a child is a facsimile that keeps its laws, a refusal, or a forgery."""

import json
import struct
from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.facsimile.domain import Facsimile
from ingest.facsimile.wire import asked, decode, encode, request
from ingest.parse.refusals import Unreadable
from ingest.parse.wire import Forged, encode_refusal, framed
from ingest.review.png import SIGNATURE

IMAGE = SIGNATURE + b"\0\0\0\rIHDR" + struct.pack(">II", 30, 40) + b"rest"
WHOLE = Facsimile(
    image=IMAGE, width=30, height=40, marks=array("H", [1, 2, 3, 4, 0, 0, 0, 0, 0, 0, 9, 9, 65535, 10, 1])
)


def test_a_facsimile_comes_back_as_it_was() -> None:
    assert decode(encode(WHOLE)) == WHOLE


def test_a_request_comes_back_as_it_was() -> None:
    assert asked(request(b"%PDF\n{}\n", number=3, width=800, text="né\n𝒜")) == (3, 800, "né\n𝒜", b"%PDF\n{}\n")


def test_a_refusal_comes_back_as_a_refusal() -> None:
    with pytest.raises(Unreadable):
        decode(encode_refusal(Unreadable("truncated", "x")))


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ({"width": 30, "height": 40, "image": 1}, IMAGE),
        ({"width": 30, "height": 41, "image": len(IMAGE)}, IMAGE),
        ({"width": 0, "height": 0, "image": len(IMAGE)}, IMAGE),
        ({"width": 30, "height": 40, "image": len(IMAGE) + 1}, IMAGE),
        ({"width": 30, "height": 40, "image": len(IMAGE)}, IMAGE + b"123"),
        ({"width": 30, "height": 40, "image": len(IMAGE)}, IMAGE + bytes([5, 0, 0, 0, 4, 0, 4, 0, 0, 0])),
        ({"width": 30, "height": 40, "image": len(IMAGE)}, IMAGE + bytes([1, 0, 1, 0, 4, 0, 4, 0, 2, 0])),
        ({"width": 30, "height": 40, "image": len(IMAGE)}, IMAGE + bytes([0, 0, 0, 0, 0, 0, 0, 0, 1, 0])),
        ({"width": 30, "height": 40}, IMAGE),
        ({"width": "30", "height": 40, "image": len(IMAGE)}, IMAGE),
        ({"width": 10**9, "height": 40, "image": 24}, SIGNATURE + b"\0\0\0\rIHDR" + struct.pack(">II", 10**9, 40)),
        ({"width": 30, "height": 40, "image": 8}, SIGNATURE),
    ],
)
def test_a_message_that_breaks_a_law_is_forged(head: dict[str, object], body: bytes) -> None:
    with pytest.raises(Forged):
        decode(framed(head, body))


@given(st.binary(max_size=80) | st.text(max_size=40).map(lambda text: json.dumps({"image": text}).encode()))
def test_any_bytes_are_a_facsimile_a_refusal_or_forged(body: bytes) -> None:
    with pytest.raises((Forged, Unreadable)):
        decode(len(body).to_bytes(8, "big") + body)
