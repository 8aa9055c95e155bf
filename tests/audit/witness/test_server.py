"""The witness's HTTP server in this process: what goes wrong behind it, and what is slow in front of it."""

import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from audit.witness.client import RemoteWitness, request_cosignature
from audit.witness.faults import WitnessUnreachable
from audit.witness.key import open_key
from audit.witness.server import WitnessServer
from audit.witness.state import open_folder
from audit.witness.witness import Witness, by_origin

AT = 1_790_000_000


class Hasty(WitnessServer):
    """Waits less long."""

    read_seconds = 0.2
    connection_seconds = 0.6


@pytest.fixture
def witness(tmp_path: Path, log: Any) -> Witness:
    folder = open_folder(tmp_path / "state")
    signer = open_key(folder, None)
    return Witness(signer=signer, logs=by_origin(signer, [log.signer.key]), folder=folder, clock=lambda: AT)


@contextmanager
def served(witness: Witness, kind: type[WitnessServer] = WitnessServer) -> Iterator[tuple[WitnessServer, list[str]]]:
    told: list[str] = []
    with kind(("127.0.0.1", 0), witness, told.append) as server:
        worker = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        worker.start()
        try:
            yield server, told
        finally:
            server.shutdown()
            worker.join()


def connected(server: WitnessServer) -> HTTPConnection:
    return HTTPConnection("127.0.0.1", server.server_port, timeout=10)


def posted(server: WitnessServer, body: bytes) -> tuple[int, str]:
    connection = connected(server)
    connection.request("POST", "/add-checkpoint", body)
    response = connection.getresponse()
    found = response.status, response.read().decode()
    connection.close()
    return found


def damaged(witness: Witness, log: Any) -> None:
    witness.folder.checkpoint(log.signer.key.name).write_bytes(b"rewritten")


def gone(witness: Witness, log: Any) -> None:
    shutil.rmtree(witness.folder.path)


@pytest.mark.parametrize(("spoil", "expected"), [(damaged, "is damaged"), (gone, "No such file or directory")])
def test_without_its_state_it_cosigns_nothing_and_says_so(
    witness: Witness, log: Any, spoil: Callable[[Witness, Any], None], expected: str
) -> None:
    with served(witness) as (server, told):
        assert posted(server, log.body(0, 5))[0] == 200
        spoil(witness, log)
        status, body = posted(server, log.body(5, 7))
    assert (status, body) == (500, "this witness cannot cosign now; its operator was told why.\n")
    assert told[-1].startswith("500 127.0.0.1 ")
    assert expected in told[-1]
    assert str(witness.folder.path) in told[-1]


def test_a_fault_of_its_own_is_one_line(witness: Witness, log: Any, capfd: pytest.CaptureFixture[str]) -> None:
    def broken() -> int:
        raise ZeroDivisionError("no clock")

    with served(replace(witness, clock=broken)) as (server, told):
        remote = RemoteWitness(url=server.url, key=witness.signer.key)
        with pytest.raises(WitnessUnreachable):
            request_cosignature(remote, log.note(5), log.proof)
    assert told == ["a connection from 127.0.0.1 ended: ZeroDivisionError('no clock')"]
    assert capfd.readouterr().err == ""
    assert not witness.folder.checkpoint(log.signer.key.name).exists()


@pytest.mark.parametrize(
    "data",
    [b"", b"POST /add-checkpoint HTTP/1.1\r\n", b"POST /add-checkpoint HTTP/1.1\r\nContent-Length: 9\r\n\r\nold"],
)
def test_whoever_stops_in_the_middle_is_not_waited_for(witness: Witness, log: Any, data: bytes) -> None:
    with (
        served(witness, Hasty) as (server, _),
        socket.create_connection(("127.0.0.1", server.server_port), timeout=5) as peer,
    ):
        peer.sendall(data)
        began = time.monotonic()
        assert peer.recv(1) == b""
        assert 0.1 < time.monotonic() - began < 2


def test_whoever_sends_slowly_is_not_waited_for(witness: Witness, log: Any) -> None:
    with served(witness, Hasty) as (server, told), socket.create_connection(("127.0.0.1", server.server_port)) as peer:
        peer.sendall(b"POST /add-checkpoint HTTP/1.1\r\nContent-Length: 1000\r\n\r\n")
        began = time.monotonic()
        with pytest.raises(OSError, match=r"reset|Broken pipe"):  # noqa: PT012
            while time.monotonic() - began < 5:
                peer.sendall(b"o")
                time.sleep(0.05)
        assert time.monotonic() - began < 3
    assert "the request ended after" in told[0]


def test_what_is_being_answered_when_it_stops_is_answered(witness: Witness, log: Any) -> None:
    asked, stopping = threading.Event(), threading.Event()

    def clock() -> int:
        asked.set()
        stopping.wait(5)
        return AT

    found: list[tuple[int, str]] = []
    with served(replace(witness, clock=clock)) as (server, _):
        sender = threading.Thread(target=lambda: found.append(posted(server, log.body(0, 5))))
        sender.start()
        assert asked.wait(5)
        threading.Timer(0.2, stopping.set).start()
    sender.join()
    assert found[0][0] == 200


def test_it_listens_on_version_6_too(witness: Witness, log: Any) -> None:
    try:
        server = WitnessServer(("::1", 0), witness, lambda _: None)
    except OSError:
        pytest.skip("there is no IPv6 here")
    with server:
        assert server.url == f"http://[::1]:{server.server_port}"
        worker = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        worker.start()
        remote = RemoteWitness(url=server.url, key=witness.signer.key)
        assert request_cosignature(remote, log.note(5), log.proof).at == AT
        server.shutdown()
        worker.join()


def test_it_needs_the_standard_library_and_cryptography_alone() -> None:
    code = """
import sys
before = set(sys.modules)
import audit.witness.client, audit.witness.server
names = {name.partition(".")[0] for name in set(sys.modules) - before}
print(*sorted(names - sys.stdlib_module_names))
"""
    root = Path(__file__).parents[3]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert {name for name in done.stdout.split() if not name.startswith("_")} == {"audit", "cryptography"}
