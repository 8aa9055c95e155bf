"""A form that brings files, as it comes over a connection: in any pieces, broken off, malformed, too much of it."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import ClientDisconnect

from audit.errors import UsageError
from onrecord.web.incoming import PARTS, TEXT_BYTES, Incoming, Part

KIND = "multipart/form-data; boundary=b"
Found = list[tuple[Part, bytes]]


def form(*parts: tuple[str, bytes]) -> bytes:
    """As a browser sends it; the first of each is what the part says of itself."""
    head = "--b\r\nContent-Disposition: form-data; "
    return b"".join(f"{head}{one}\r\n\r\n".encode() + data + b"\r\n" for one, data in parts) + b"--b--\r\n"


BODY = form(
    ('name="csrf"', b"secret"),
    ('name="file"; filename="\u00e4.vtt"', b"\r\n--b\r no"),
    ('name="empty"; filename=""', b""),
)


async def pieces(data: Sequence[bytes]) -> AsyncIterator[bytes]:
    for one in data:
        yield one


async def broken(data: bytes) -> AsyncIterator[bytes]:
    yield data
    raise ClientDisconnect


async def stalled(data: bytes) -> AsyncIterator[bytes]:
    yield data
    await asyncio.sleep(60)


def read(stream: AsyncIterator[bytes], kind: str = KIND, quiet_s: float = 9) -> Found:
    async def all_of_it() -> Found:
        coming, found = Incoming(stream, kind, quiet_s=quiet_s), []
        while (part := await coming.part()) is not None:
            found.append((part, b"".join([one async for one in coming.data()])))
        return found

    return asyncio.run(all_of_it())


@given(st.lists(st.integers(0, len(BODY))))
def test_the_pieces_in_which_it_comes_make_no_difference(cuts: list[int]) -> None:
    places = [0, *sorted(cuts), len(BODY)]
    assert read(pieces([BODY[a:b] for a, b in itertools.pairwise(places)])) == [
        (Part(name="csrf", filename=None), b"secret"),
        (Part(name="file", filename="\u00e4.vtt"), b"\r\n--b\r no"),
        (Part(name="empty", filename=""), b""),
    ]


def test_a_part_may_be_left_unread() -> None:
    async def names() -> list[str]:
        coming, found = Incoming(pieces([BODY]), KIND), []
        while (part := await coming.part()) is not None:
            found.append(part.name)
        return found

    assert asyncio.run(names()) == ["csrf", "file", "empty"]


def test_only_so_much_of_a_part_is_kept() -> None:
    async def start() -> tuple[bytes, Part | None]:
        coming = Incoming(pieces([form(('name="a"', b"abcdef"), ('name="b"', b""))]), KIND)
        await coming.part()
        return await coming.start(4), await coming.part()

    assert asyncio.run(start()) == (b"abcd", Part(name="b", filename=None))


@pytest.mark.parametrize("kind", ["", "application/json", "multipart/form-data", "application/x-www-form-urlencoded"])
def test_what_is_no_such_form_has_no_parts(kind: str) -> None:
    assert read(pieces([BODY]), kind) == []


@pytest.mark.parametrize("data", [BODY[:-6], BODY[: len(BODY) // 2], b"", b"--b"])
def test_what_is_cut_short_is_told(data: bytes) -> None:
    for stream in (pieces([data]), broken(data)):
        with pytest.raises(UsageError, match="the connection broke before everything had come"):
            read(stream)


def test_who_sends_nothing_any_more_is_not_waited_for() -> None:
    with pytest.raises(UsageError, match=r"nothing came for 0\.05 seconds"):
        read(stalled(BODY[:40]), quiet_s=0.05)


@pytest.mark.parametrize("data", [b"no form", b"--b\r\nbad header\r\n\r\n", b"--c\r\n", b"--b\r\n" + b"a" * 99_999])
def test_what_is_malformed_is_told(data: bytes) -> None:
    with pytest.raises(UsageError, match="what was sent is no form"):
        read(pieces([data]))


def test_fields_are_not_without_end() -> None:
    with pytest.raises(UsageError, match="more than the 1,000 fields"):
        read(pieces([form(*[('name="a"', b"")] * (PARTS + 1))]))

    async def texts() -> None:
        coming = Incoming(pieces([form(*[('name="a"', b"a" * (TEXT_BYTES // 2))] * 3)]), KIND)
        while await coming.part() is not None:
            await coming.text()

    with pytest.raises(UsageError, match="the fields have more than the 262,144 bytes"):
        asyncio.run(texts())


def test_other_bytes_than_text_become_the_sign_for_none() -> None:
    body = form(('name="file"; filename="X"', b"")).replace(b"X", b"\xff\xfe")
    assert read(pieces([body])) == [(Part(name="file", filename="\ufffd\ufffd"), b"")]
