"""What arrives from a child is a document that keeps every law of one, a refusal, or a forgery."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.domain import Cue, Page, Parsed, Span, Voice
from ingest.parse.refusals import Unreadable
from ingest.parse.wire import Forged, decode, encode, encode_refusal, is_whole

PARSED = Parsed(
    text="Größe.\n\U0001f600 Zwei.\fDrei.",
    parser="test 1",
    pages=(Page(number=1, start=0, end=14), Page(number=2, start=15, end=20)),
    voices=(Voice(label="", start=0, end=6), Voice(label="José", start=7, end=20)),
    cues=(Cue(start=0, end=6, from_ms=0, to_ms=0), Cue(start=7, end=14, from_ms=0, to_ms=99)),
    furniture=(Span(start=15, end=20),),
)


def _message(text: str = "Words.", **head: object) -> bytes:
    whole = {"parser": "test 1", "pages": [], "voices": [], "cues": [], "furniture": [], "quotations": [], **head}
    body = json.dumps(whole).encode() + b"\n" + text.encode("utf-8", "surrogatepass")
    return len(body).to_bytes(8, "big") + body


def test_a_document_comes_back_as_it_was() -> None:
    assert decode(encode(PARSED)) == PARSED
    assert is_whole(encode(PARSED))
    assert not is_whole(encode(PARSED)[:-1])
    assert not is_whole(b"")


def test_a_refusal_comes_back_as_a_refusal() -> None:
    with pytest.raises(Unreadable) as caught:
        decode(encode_refusal(Unreadable("bomb", "too\nmuch")))
    assert (caught.value.code, caught.value.detail) == ("bomb", "too\nmuch")


@pytest.mark.parametrize(
    "message",
    [
        b"",
        bytes(8),
        (2).to_bytes(8, "big") + b"[]",
        _message("e\u0301 is not composed"),
        _message("a\r\nb"),
        _message("a\0b"),
        _message("12.3"),
        _message(""),
        _message("Words \ud800"),
        _message(parser=""),
        _message(parser="\x1b[31m"),
        _message(parser=None),
        _message(pages=[[1, 0, 7]]),
        _message(pages=[[2, 0, 6]]),
        _message(pages=[[1, 0, 3], [2, 2, 6]]),
        _message(pages=[[1, 3, 2]]),
        _message(pages=[[1, -1, 2]]),
        _message(pages=[[True, 0, 6]]),
        _message(pages=[[1.0, 0, 6]]),
        _message(pages=[[1, 0]]),
        _message(pages=7),
        _message(pages={"1": 0}),
        _message(voices=[["Ada", 0, 0]]),
        _message(voices=[["Ada", 3, 6], ["Jon", 0, 3]]),
        _message(voices=[[None, 0, 6]]),
        _message(voices=[["\ud800", 0, 6]]),
        _message(cues=[[0, 6, 5, 4]]),
        _message(cues=[[0, 2, 5, 6], [2, 4, 4, 6]]),
        _message(furniture=[[0, 7]]),
        _message(furniture=None),
        _framed_deep := (200_000).to_bytes(8, "big") + b"[" * 200_000,
    ],
)
def test_a_message_that_breaks_a_law_is_forged(message: bytes) -> None:
    with pytest.raises(Forged):
        decode(message)


@given(st.binary(max_size=80) | st.text(st.sampled_from('{}[]",:refusdtail01\n'), max_size=60).map(str.encode))
def test_any_bytes_are_a_document_a_refusal_or_forged(body: bytes) -> None:
    with pytest.raises((Forged, Unreadable)):
        decode(len(body).to_bytes(8, "big") + body)
