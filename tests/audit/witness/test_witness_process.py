"""`onrecord witness` as a real process over loopback: forks, kills, malformed requests, a clean end."""

import hashlib
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import ExitStack, suppress
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from audit.signed.notes import open_note, read_vkey
from audit.witness.client import request_cosignature
from audit.witness.faults import WitnessRefused, WitnessUnreachable
from audit.witness.server import MOST_CONNECTIONS
from audit.witness.wire import MOST_BODY

Start = Callable[..., Any]


def connected(process: Any) -> HTTPConnection:
    address = urlsplit(process.url)
    return HTTPConnection(address.hostname or "", address.port, timeout=10)


def sent(process: Any, data: bytes) -> bytes:
    """Raw bytes over one connection; what comes back until the witness closes it."""
    address = urlsplit(process.url)
    with socket.create_connection((address.hostname, address.port), timeout=10) as connection:
        connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)
        found = b""
        while more := connection.recv(65536):
            found += more
    return found


def posted(process: Any, body: bytes) -> tuple[int, str]:
    connection = connected(process)
    connection.request("POST", "/add-checkpoint", body)
    response = connection.getresponse()
    found = response.status, response.read().decode()
    connection.close()
    return found


def test_it_cosigns_a_log_that_grows(start: Start, log: Any) -> None:
    process = start(None, "--name", "witness.example/w1")
    assert process.logs == [log.signer.key.name]
    for size in (1, 5, 5, 40):
        began = int(time.time())
        found = request_cosignature(process.remote, log.note(size), log.proof)
        assert found.key == read_vkey(process.vkey)
        assert found.key.name == "witness.example/w1"
        assert found.at is not None
        assert began <= found.at <= time.time()
    assert process.told.count(": cosigned size ") == 4


def test_the_last_checkpoint_can_be_fetched(start: Start, log: Any) -> None:
    process = start()
    hashed = hashlib.sha256(log.signer.key.name.encode()).hexdigest()
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(f"{process.url}/{hashed}/checkpoint")
    request_cosignature(process.remote, log.note(7), log.proof)
    with urllib.request.urlopen(f"{process.url}/{hashed}/checkpoint") as response:
        opened = open_note(response.read(), [log.signer.key, process.remote.key])
    assert (opened.text, len(opened.verified)) == (log.checkpoint(7).text, 2)


def test_a_split_view_is_refused_and_both_roots_are_named(start: Start, log: Any, fork: Any) -> None:
    process = start()
    request_cosignature(process.remote, log.note(7), log.proof)
    forked = fork(fork_at=3)
    for size, offered in ((7, forked.note(7)), (9, forked.note(9))):
        with pytest.raises(WitnessRefused) as told:
            request_cosignature(process.remote, offered, forked.proof)
        assert told.value.status == 422
        for seen in (log.checkpoint(7), forked.checkpoint(size)):
            root = seen.text.split("\n")[2]
            assert f"size {seen.size} root {root}" in str(told.value)
            assert f"size {seen.size} root {root}" in process.told
    assert request_cosignature(process.remote, log.note(9), log.proof)


def test_its_state_outlives_a_kill(start: Start, log: Any, fork: Any) -> None:
    first = start()
    request_cosignature(first.remote, log.note(7), log.proof)
    first.end(signal.SIGKILL)
    second = start()
    assert second.vkey == first.vkey
    assert posted(second, log.body(0, 9)) == (409, "7\n")
    forked = fork(fork_at=3)
    with pytest.raises(WitnessRefused, match="the proof does not lead from one to the other"):
        request_cosignature(second.remote, forked.note(9), forked.proof, known=7)
    assert request_cosignature(second.remote, log.note(9), log.proof, known=7)


def test_of_two_forks_at_once_at_most_one_is_cosigned(start: Start, tmp_path: Path, fork: Any) -> None:
    """Through two processes on one state folder, each with several connections."""
    processes = [start(tmp_path / "state"), start(tmp_path / "state")]
    assert processes[0].vkey == processes[1].vkey
    forks = [fork(size=40, fork_at=0, name=f"history {which}") for which in range(2)]
    gate, statuses = threading.Barrier(8), list[tuple[int, int]]()

    def offer(index: int) -> None:
        which, process = index % 2, processes[index // 2 % 2]
        gate.wait()
        for size in range(1, 20):
            try:
                request_cosignature(process.remote, forks[which].note(size), forks[which].proof)
                statuses.append((which, 200))
            except WitnessRefused as error:
                statuses.append((which, error.status))

    threads = [threading.Thread(target=offer, args=(index,)) for index in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    winners = {which for which, status in statuses if status == 200}
    assert len(winners) == 1
    assert {status for which, status in statuses if which not in winners} <= {409, 422}
    assert not [one for one in processes if "Traceback" in one.told]


HEAD = b"POST /add-checkpoint HTTP/1.1\r\nHost: w\r\n"


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"nonsense\r\n\r\n", 400),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400),  # TLS
        (b"POST /add-checkpoint HTTP/9.9\r\n\r\n", 505),
        (b"GET " + b"a" * 70000 + b" HTTP/1.1\r\n\r\n", 414),
        (b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 200 + b"\r\n", 431),
        (b"GET / HTTP/1.1\r\nA: " + b"a" * 70000 + b"\r\n\r\n", 431),
        (b"BREW / HTTP/1.1\r\n\r\n", 501),
        (b"GET / HTTP/1.1\r\n\r\n", 404),
        (b"GET /../../etc/passwd HTTP/1.1\r\n\r\n", 404),
        (b"GET /" + b"ab" * 32 + b"/checkpoint HTTP/1.1\r\nConnection: close\r\n\r\n", 404),
        (b"POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n", 404),
        (HEAD + b"\r\n", 411),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 411),
        (HEAD + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab", 411),
        (HEAD + b"Content-Length: -1\r\n\r\n", 400),
        (HEAD + b"Content-Length: +1\r\n\r\na", 400),
        (HEAD + b"Content-Length: 1e3\r\n\r\n", 400),
        (HEAD + b"Content-Length: 99999999999999999999999\r\n\r\n", 400),
        (HEAD + b"Content-Length: %d\r\n\r\n" % (MOST_BODY + 1), 413),
        (HEAD + b"Content-Length: 10\r\n\r\nold 0", 400),
        (HEAD + b"Content-Length: 0\r\n\r\n", 400),
        (HEAD + b"Content-Length: 5\r\n\r\n\xff\xfe\x00\x01\x02", 400),
        (HEAD + b"Content-Length: 14\r\n\r\nold 0\n\nnothing", 400),
    ],
)
def test_what_is_malformed_gets_its_status(shared: Any, data: bytes, status: int) -> None:
    found = sent(shared, data)
    assert found.split(b"\r\n")[0].startswith(f"HTTP/1.1 {status} ".encode())
    body = found.partition(b"\r\n\r\n")[2]
    assert body.endswith(b"\n")
    assert body.count(b"\n") == 1
    assert b"Traceback" not in found


def test_it_goes_on_after_all_that(shared: Any, log: Any) -> None:
    for data in (b"", b"\r\n", b"POST", HEAD, HEAD + b"Content-Length: 9\r\n"):
        sent(shared, data)
    connection = connected(shared)
    for _ in range(3):  # over one connection, which is kept
        connection.request("POST", "/add-checkpoint", b"malformed")
        response = connection.getresponse()
        assert (response.status, response.getheader("Connection")) == (400, None)
        response.read()
    connection.close()
    assert request_cosignature(shared.remote, log.note(7), log.proof)
    assert "Traceback" not in shared.told
    assert "\x1b" not in shared.told


def test_only_so_many_connections_are_open(start: Start, log: Any) -> None:
    process = start()
    address = urlsplit(process.url)
    with ExitStack() as held:
        for _ in range(MOST_CONNECTIONS):
            held.enter_context(socket.create_connection((address.hostname, address.port), timeout=10))
        with socket.create_connection((address.hostname, address.port), timeout=5) as one_more:
            assert one_more.recv(1) == b""
    assert f"{MOST_CONNECTIONS} connections are open; one from 127.0.0.1 was closed" in process.told
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:  # their threads notice in their own time
        try:
            assert request_cosignature(process.remote, log.note(7), log.proof)
            return
        except WitnessUnreachable:
            time.sleep(0.02)
    pytest.fail("no connection was accepted after the others had ended")


@pytest.mark.parametrize("which", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_cleanly(start: Start, which: int) -> None:
    process = start()
    address = urlsplit(process.url)
    with socket.create_connection((address.hostname, address.port)):  # idle, and does not hold it up
        began = time.monotonic()
        assert process.end(which) == 0
    assert time.monotonic() - began < 5
    assert process.told.splitlines()[-1].endswith(" stopped")


def refusal(*arguments: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "onrecord", "witness", *arguments],
        cwd=Path(__file__).parents[3], capture_output=True, text=True, timeout=30, check=False,
    )  # fmt: skip
    return done.returncode, done.stderr


def test_what_it_cannot_use_is_told_in_one_line(tmp_path: Path, log: Any) -> None:
    state, vkey = str(tmp_path / "state"), log.signer.key.vkey
    (tmp_path / "open").mkdir(mode=0o755)
    for arguments, code, expected in (
        (("--state", state), 2, "--log"),
        (("--state", state, "--log", vkey, "--listen", "here"), 2, "--listen: expected HOST:PORT"),
        (("--state", state, "--log", vkey, "--listen", "127.0.0.1:99999"), 2, "--listen: expected HOST:PORT"),
        (("--state", state, "--log", "log"), 1, "the verifier key 'log' cannot be read"),
        (("--state", str(tmp_path / "open"), "--log", vkey), 1, f"Run: chmod 700 {tmp_path / 'open'}"),
    ):
        found, told = refusal(*arguments)
        assert found == code
        assert expected in told
        assert told.count("\n") == 1


def test_an_address_in_use_is_told_in_one_line(tmp_path: Path, log: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        listen = f"127.0.0.1:{taken.getsockname()[1]}"
        code, told = refusal("--state", str(tmp_path / "s"), "--log", log.signer.key.vkey, "--listen", listen)
    assert (code, told.count("\n")) == (1, 1)
    assert "Address already in use" in told


@pytest.mark.slow
def test_killed_at_any_moment_it_has_not_forgotten_what_it_cosigned(start: Start, fork: Any) -> None:
    log, cosigned = fork(size=20_000), 0
    for turn in range(40):
        process = start()
        status, body = posted(process, log.body(0, 1))
        known = 1 if status == 200 else int(body)
        assert known in {cosigned, cosigned + 1}, "one may have been kept whose cosignature did not arrive"
        cosigned = known
        timer = threading.Timer(0.003 * turn, process.running.kill)
        timer.start()
        with suppress(WitnessUnreachable):
            while True:
                request_cosignature(process.remote, log.note(cosigned + 1), log.proof, known=cosigned)
                cosigned += 1
        timer.join()
        process.running.wait(20)
    assert cosigned > 40
