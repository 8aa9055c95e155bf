"""Asking a witness: what counts as its cosignature, and every way in which one fails to come."""

import socket
import threading
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from audit.signed.notes import NoteSigner, SignatureType, cosign
from audit.witness.client import MOST_REPLY, MOST_TRIES, RemoteWitness, request_cosignature
from audit.witness.faults import WitnessRefused, WitnessReplyError, WitnessSetupError, WitnessUnreachable
from audit.witness.wire import SIZE_TYPE, Submission, read_submission

AT = 1_790_000_000
Answer = Callable[[BaseHTTPRequestHandler, Submission], None]


class Scripted:
    """A witness that answers as it is told, over real HTTP."""

    def __init__(self, signer: NoteSigner) -> None:
        self.signer = signer
        self.answer: Answer = lambda *_: None
        self.asked: list[Submission] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.asked.append(read_submission(body))
                outer.answer(self, outer.asked[-1])

            def log_message(self, *_: object) -> None: ...

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.remote = RemoteWitness(url=f"http://127.0.0.1:{self.server.server_port}", key=signer.key)

    def reply(self, status: int, body: str, kind: str = "text/plain") -> Answer:
        def answer(handler: BaseHTTPRequestHandler, _: Submission) -> None:
            handler.send_response(status)
            handler.send_header("Content-Type", kind)
            handler.send_header("Location", "/elsewhere")
            handler.end_headers()
            handler.wfile.write(body.encode())

        return answer

    def in_turn(self, *answers: Answer) -> Answer:
        return lambda handler, asked: answers[min(len(self.asked), len(answers)) - 1](handler, asked)


@pytest.fixture
def scripted(signed: Any) -> Iterator[Scripted]:
    made = Scripted(signed("witness.example/w1", 2, SignatureType.COSIGNATURE))
    worker = threading.Thread(target=made.server.serve_forever, kwargs={"poll_interval": 0.01})
    worker.start()
    yield made
    made.server.shutdown()
    worker.join()
    made.server.server_close()


def test_a_cosignature_is_verified_and_given_back(scripted: Scripted, log: Any) -> None:
    line = cosign(log.checkpoint(7).text, scripted.signer, AT).line
    scripted.answer = scripted.reply(200, line + "\n")
    found = request_cosignature(scripted.remote, log.note(7), log.proof)
    assert (found.signature.line, found.at, found.key) == (line, AT, scripted.signer.key)
    assert scripted.asked == [Submission(old=0, proof=(), note=log.note(7))]


def test_the_proof_is_from_the_size_that_is_believed_to_be_known(scripted: Scripted, log: Any) -> None:
    scripted.answer = scripted.reply(200, cosign(log.checkpoint(7).text, scripted.signer, AT).line + "\n")
    for known in (5, 7, 9):
        request_cosignature(scripted.remote, log.note(7), log.proof, known=known)
    assert [(one.old, list(one.proof)) for one in scripted.asked] == [(5, log.proof(5, 7)), (7, []), (7, [])]


def test_it_is_asked_again_from_the_size_that_it_knows(scripted: Scripted, log: Any) -> None:
    scripted.answer = scripted.in_turn(
        scripted.reply(409, "3\n", SIZE_TYPE),
        scripted.reply(409, "6\n", SIZE_TYPE),
        scripted.reply(200, cosign(log.checkpoint(7).text, scripted.signer, AT).line + "\n"),
    )
    assert request_cosignature(scripted.remote, log.note(7), log.proof).at == AT
    assert [(one.old, list(one.proof)) for one in scripted.asked] == [
        (0, []),
        (3, log.proof(3, 7)),
        (6, log.proof(6, 7)),
    ]


def test_it_is_not_asked_for_ever(scripted: Scripted, log: Any) -> None:
    sizes = [scripted.reply(409, f"{1 + turn % 2}\n", SIZE_TYPE) for turn in range(MOST_TRIES + 1)]
    scripted.answer = scripted.in_turn(*sizes)
    with pytest.raises(WitnessReplyError, match=f"another size {MOST_TRIES} times"):
        request_cosignature(scripted.remote, log.note(7), log.proof)
    assert len(scripted.asked) == MOST_TRIES


@pytest.mark.parametrize(
    ("body", "kind"), [("0\n", SIZE_TYPE), ("3\n", "text/plain"), ("03\n", SIZE_TYPE), ("", SIZE_TYPE)]
)
def test_a_conflict_without_another_size_is_no_answer(scripted: Scripted, log: Any, body: str, kind: str) -> None:
    scripted.answer = scripted.reply(409, body, kind)
    with pytest.raises(WitnessReplyError, match="409 without another size"):
        request_cosignature(scripted.remote, log.note(7), log.proof)


def test_a_witness_that_knows_more_than_the_log_is_told(scripted: Scripted, log: Any) -> None:
    scripted.answer = scripted.reply(409, "8\n", SIZE_TYPE)
    with pytest.raises(
        WitnessRefused, match=r"knows 8 leaves of onrecord/0123456789abcdef; this checkpoint has 7"
    ) as told:
        request_cosignature(scripted.remote, log.note(7), log.proof)
    assert told.value.status == 409
    assert "set back" in told.value.advice


@pytest.mark.parametrize("status", [301, 400, 403, 404, 422, 500, 503])
def test_a_refusal_is_told_in_one_line(scripted: Scripted, log: Any, status: int) -> None:
    scripted.answer = scripted.reply(status, "because\n\x1b[2J of\r\nthis\n")
    with pytest.raises(WitnessRefused, match=rf"did not cosign \(status {status}\): because \?\[2J of this") as told:
        request_cosignature(scripted.remote, log.note(7), log.proof)
    assert told.value.status == status
    assert str(told.value).isprintable()
    assert len(scripted.asked) == 1


def test_what_another_key_signed_is_no_cosignature(scripted: Scripted, log: Any, signed: Any) -> None:
    other = signed("witness.example/w1", 3, SignatureType.COSIGNATURE)
    text = log.checkpoint(7).text
    forged = NoteSigner(key=scripted.signer.key, sign=other.sign)
    for line in (
        cosign(text, other, AT).line,
        cosign(text, forged, AT).line,
        cosign(log.checkpoint(6).text, scripted.signer, AT).line,
        f"{cosign(text, scripted.signer, AT).line}\n{cosign(text, scripted.signer, AT + 1).line}",
        "",
        "nonsense",
        f"— {log.signer.key.name} {b64encode(log.signer.key.key_id + log.signer.sign(text.encode())).decode()}",
    ):
        scripted.answer = scripted.reply(200, line + "\n")
        with pytest.raises(WitnessReplyError, match="gave no cosignature of its key"):
            request_cosignature(scripted.remote, log.note(7), log.proof)


def test_cosignatures_of_other_witnesses_beside_its_own_are_ignored(scripted: Scripted, log: Any, signed: Any) -> None:
    other = signed("witness.example/w2", 3, SignatureType.COSIGNATURE)
    text = log.checkpoint(7).text
    lines = f"{cosign(text, other, AT - 1).line}\n{cosign(text, scripted.signer, AT).line}\n"
    scripted.answer = scripted.reply(200, lines)
    assert request_cosignature(scripted.remote, log.note(7), log.proof).key == scripted.signer.key


def test_a_reply_that_does_not_end_is_not_read(scripted: Scripted, log: Any) -> None:
    scripted.answer = scripted.reply(200, "x" * (MOST_REPLY + 1))
    with pytest.raises(WitnessUnreachable, match=f"more than {MOST_REPLY} bytes"):
        request_cosignature(scripted.remote, log.note(7), log.proof)


def test_a_reply_that_is_cut_off_is_no_reply(scripted: Scripted, log: Any) -> None:
    def cut(handler: BaseHTTPRequestHandler, _: Submission) -> None:
        line = cosign(log.checkpoint(7).text, scripted.signer, AT).line
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(line.encode()) + 1))
        handler.end_headers()
        handler.wfile.write(line.encode()[:-1])

    scripted.answer = cut
    with pytest.raises(WitnessUnreachable, match="cut off 2 bytes before its end"):
        request_cosignature(scripted.remote, log.note(7), log.proof)


def test_a_witness_that_is_not_there_is_told(log: Any, scripted: Scripted) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        remote = RemoteWitness(url=f"http://127.0.0.1:{free.getsockname()[1]}/", key=scripted.signer.key)
        with pytest.raises(WitnessUnreachable, match=r"at http://127\.0\.0\.1:\d+/ cannot be asked: .*refused") as told:
            request_cosignature(remote, log.note(7), log.proof)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("sent", [b"", b"HTTP/1.1 200 OK\r\nContent-Le", b"HTTP/1.1 200 OK\r\n\r\n"])
def test_a_witness_that_trickles_is_given_up_in_time(log: Any, scripted: Scripted, sent: bytes) -> None:
    """It answers a byte now and then, so that no single wait of the socket is long."""
    done = threading.Event()

    def trickle(listening: socket.socket) -> None:
        peer, _ = listening.accept()
        with peer:
            peer.sendall(sent)
            while not done.wait(0.05):
                peer.sendall(b"x")

    with socket.create_server(("127.0.0.1", 0)) as listening:
        worker = threading.Thread(target=trickle, args=(listening,))
        worker.start()
        remote = RemoteWitness(url=f"http://127.0.0.1:{listening.getsockname()[1]}", key=scripted.signer.key)
        began = time.monotonic()
        with pytest.raises(WitnessUnreachable):
            request_cosignature(remote, log.note(7), log.proof, seconds=0.3)
        done.set()
        worker.join()
    assert time.monotonic() - began < 2


def test_a_witness_on_this_machine_is_asked_without_a_proxy(
    scripted: Scripted, log: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    scripted.answer = scripted.reply(200, cosign(log.checkpoint(7).text, scripted.signer, AT).line + "\n")
    assert request_cosignature(scripted.remote, log.note(7), log.proof).at == AT


def test_elsewhere_a_proxy_is_used(scripted: Scripted, log: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", scripted.remote.url)
    monkeypatch.delenv("no_proxy", raising=False)
    scripted.answer = scripted.reply(200, cosign(log.checkpoint(7).text, scripted.signer, AT).line + "\n")
    remote = RemoteWitness(url="http://witness.invalid/some/where", key=scripted.signer.key)
    assert request_cosignature(remote, log.note(7), log.proof).at == AT
    monkeypatch.setenv("http_proxy", "socks9://127.0.0.1:9")
    with pytest.raises(WitnessUnreachable, match="unknown url type: socks9"):
        request_cosignature(remote, log.note(7), log.proof)


@pytest.mark.parametrize(
    "url",
    ["", "witness.example", "ftp://a", "file:///etc/passwd", "http://", "http://a:0", "http://a:x", "http://a:99999",
     "http://a/?q", "http://a/#f", "http://a b", "http://a\r\nX: y", "http://é", "http://[::1"],
)  # fmt: skip
def test_an_address_that_cannot_be_asked_is_refused(scripted: Scripted, url: str) -> None:
    with pytest.raises(WitnessSetupError, match="cannot be asked at"):
        RemoteWitness(url=url, key=scripted.signer.key)


def test_a_log_is_no_witness(log: Any) -> None:
    with pytest.raises(WitnessSetupError, match="no witness's verifier key"):
        RemoteWitness(url="http://127.0.0.1:7380", key=log.signer.key)
