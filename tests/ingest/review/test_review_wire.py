"""What arrives from a child is a review that keeps its laws, a refusal, or a forgery."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.parse.refusals import Unreadable
from ingest.parse.wire import Forged, encode_refusal
from ingest.review.domain import Differences, Finding, Kind, Seen
from ingest.review.png import SIGNATURE
from ingest.review.wire import decode, encode

FINDING = Finding(kind=Kind.TINY, page=None, start=3, end=9, detail="smaller than 4 points: “words”")
NOWHERE = Finding(kind=Kind.ANNOTATION, page=None, start=None, end=None, detail="a note")
SEEN = (
    Seen(findings=(FINDING, NOWHERE), differences=Differences(words=9, alone=2, first=NOWHERE), image=SIGNATURE + b"1"),
    Seen(findings=(), differences=Differences(words=0, alone=0, first=None), image=SIGNATURE + b"23"),
    Seen(findings=(FINDING,)),
)


def _message(body: bytes = b"", **page: object) -> bytes:
    whole = {"findings": [["tiny", 0, 1, "x"]], "differences": None, "image": 0, **page}
    content = json.dumps({"pages": [whole]}).encode() + b"\n" + body
    return len(content).to_bytes(8, "big") + content


def test_a_review_comes_back_as_it_was() -> None:
    assert decode(encode(SEEN)) == SEEN
    (page,) = decode(_message())
    assert page.findings[0].kind is Kind.TINY


def test_a_refusal_comes_back_as_a_refusal() -> None:
    with pytest.raises(Unreadable) as caught:
        decode(encode_refusal(Unreadable("bomb", "too much")))
    assert caught.value.code == "bomb"


@pytest.mark.parametrize(
    "message",
    [
        _message(findings=[["harmless", 0, 1, "x"]]),
        _message(findings=[["tiny", 1, 1, "x"]]),
        _message(findings=[["tiny", None, 1, "x"]]),
        _message(findings=[["tiny", 0, None, "x"]]),
        _message(findings=[["tiny", -1, 1, "x"]]),
        _message(findings=[["tiny", 0, 1, "two\nlines"]]),
        _message(findings=[["tiny", 0, 1, "\x1b[2J"]]),
        _message(findings=[["tiny", 0, 1, "x" * 5000]]),
        _message(findings=[["tiny", 0, 1]]),
        _message(findings=None),
        _message(differences=[3, 4, None]),
        _message(differences=[3, 1, ["tiny", 1, 0, "x"]]),
        _message(differences=[3]),
        _message(image=4, body=b"<svg"),
        _message(image=9, body=SIGNATURE),
        _message(image=0, body=SIGNATURE),
        _message(image=-1),
    ],
)
def test_a_message_that_breaks_a_law_is_forged(message: bytes) -> None:
    with pytest.raises(Forged):
        decode(message)


@given(st.binary(max_size=80) | st.text(st.sampled_from('{}[]",:pagesfindngim01\n'), max_size=60).map(str.encode))
def test_any_bytes_are_a_review_a_refusal_or_forged(body: bytes) -> None:
    with pytest.raises((Forged, Unreadable)):
        decode(len(body).to_bytes(8, "big") + body)
