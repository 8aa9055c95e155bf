"""What is sent to the desk over a connection that breaks, and by whom nothing is read."""

import socket
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from onrecord.web.signin import COOKIE
from tests.onrecord.web import desk
from tests.onrecord.web.conftest import CSRF, Site
from tests.onrecord.web.serving import serving
from tests.onrecord.web.test_desk_uploading import SOUND, TALK, files

PIECE = bytes(64 * 1024)


def fields(*given: tuple[str, str]) -> bytes:
    return b"".join(
        f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'.encode() for name, text in given
    )


def file(name: str, called: str, data: bytes = b"") -> bytes:
    """The beginning of a part that is a file."""
    return f'--b\r\nContent-Disposition: form-data; name="{name}"; filename="{called}"\r\n\r\n'.encode() + data


def connected(base: str, secret: str | None, length: int) -> socket.socket:
    """A connection on which a form of this length was announced, by whoever has this secret."""
    made = socket.create_connection((urlsplit(base).hostname or "", urlsplit(base).port or 0), timeout=20)
    cookie = f"Cookie: {COOKIE}={secret}\r\n" if secret else ""
    made.sendall(
        f"POST /library/add HTTP/1.1\r\nHost: localhost\r\n{cookie}Content-Type: multipart/form-data; boundary=b\r\n"
        f"Content-Length: {length}\r\n\r\n".encode()
    )
    return made


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_an_upload_that_is_cut_in_half_leaves_nothing(site: Site) -> None:
    desk.sam(site)
    before, manifest = files(site), site.company.manifest.read_bytes()
    coming = site.company.folder / "corpus"
    with serving(site.app) as base:
        made = connected(base, "session-0", 400 << 20)
        made.sendall(fields(("csrf", CSRF), ("title", "The talk")) + file("file", "talk.vtt", TALK + b"\r\n"))
        made.sendall(file("recording", "talk.opus") + PIECE * 64)

        def half() -> bool:
            return sum(one.stat().st_size for one in coming.glob(".upload.*")) >= 3 << 20

        until(half)
        made.close()
        until(lambda: files(site) == before)
        assert site.company.manifest.read_bytes() == manifest


def answer(made: socket.socket) -> str:
    """Its first line."""
    with made:
        return made.makefile("r", encoding="utf-8").readline().strip()


def test_nothing_is_read_of_whoever_may_not_send_it(site: Site) -> None:
    desk.sam(site)
    site.visit("eve@example.com")
    before = files(site)
    with serving(site.app) as base:
        assert answer(connected(base, None, 400 << 20)) == "HTTP/1.1 303 See Other"
        for secret, start in (
            ("session-1", fields(("csrf", CSRF))),  # an employee's
            ("session-0", fields(("csrf", "a-guess"))),
            ("session-0", file("recording", "talk.opus", SOUND)),
            ("session-0", fields(("title", "first"), ("csrf", CSRF))),
        ):
            made = connected(base, secret, 400 << 20)
            made.sendall(start + file("recording", "talk.opus") + PIECE)
            assert answer(made).startswith("HTTP/1.1 403")
        assert answer(connected(base, "session-0", 1 << 40)).startswith("HTTP/1.1 413")
    assert files(site) == before
    assert not Path(site.company.folder / "corpus").exists()
