"""How a log asks a witness for a cosignature (https://c2sp.org/tlog-witness, "add-checkpoint").

The witness answers for itself: what it sends back counts only where its pinned key verifies it over this checkpoint.
"""

import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http.client import HTTPException
from ipaddress import ip_address
from urllib.parse import urlsplit

from audit.signed.checkpoints import read_checkpoint
from audit.signed.notes import NoteError, NoteKey, SignatureType, Verified, open_note, read_note
from audit.witness.faults import WitnessRefused, WitnessReplyError, WitnessSetupError, WitnessUnreachable
from audit.witness.wire import PATH, SIZE_TYPE, Submission, read_size

SECONDS = 10.0
MOST_REPLY = 64 * 1024
MOST_TRIES = 4  # a witness may have moved on between a 409 and the next request

Proof = Callable[[int, int], Sequence[bytes]]


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteWitness:
    """Where a witness is asked (its submission prefix) and by which key its cosignatures are known."""

    url: str
    key: NoteKey

    def __post_init__(self) -> None:
        if self.key.type is not SignatureType.COSIGNATURE:
            raise WitnessSetupError(f"{self.key.vkey} is no witness's verifier key: its type is not 4.")
        try:
            parts = urlsplit(self.url)
            usable = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
        except ValueError:
            usable = False
        if not usable or not self.url.isascii() or any(one <= " " for one in self.url) or parts.query or parts.fragment:
            expected = "expected http://HOST:PORT or https://HOST, with a path at most"
            raise WitnessSetupError(f"the witness {self.key.name} cannot be asked at {self.url!r}: {expected}.")

    @property
    def shown(self) -> str:
        return f"the witness {self.key.name} at {self.url}"


def request_cosignature(
    witness: RemoteWitness, note: str, proof: Proof, *, known: int = 0, seconds: float = SECONDS
) -> Verified:
    """The witness's cosignature over a signed checkpoint, verified; its line is `.signature.line`.

    `proof(old, new)` gives the consistency proof between two sizes of the log, as `merkle.consistency_proof` does.
    `known` is the size that the witness is believed to have cosigned last (0: unknown); where it says another one, it
    is asked again from there. `seconds` bounds the whole exchange. Raises the errors in `faults`.
    """
    text = read_note(note).text
    checkpoint = read_checkpoint(text)
    end = time.monotonic() + seconds
    old = min(known, checkpoint.size)
    for _ in range(MOST_TRIES):
        hashes = tuple(proof(old, checkpoint.size)) if old else ()
        body = Submission(old=old, proof=hashes, note=note).encode()
        reply = _within(end - time.monotonic(), witness, body)
        if reply.status == 200:
            return _verified(witness, text, reply)
        if reply.status != 409:
            raise _refused(witness, checkpoint.origin, reply)
        told = read_size(reply.body.removesuffix("\n")) if reply.type == SIZE_TYPE else None
        if told is None or told == old:
            raise WitnessReplyError(f"{witness.shown} answered 409 without another size: {_line(reply.body)!r}.")
        if told > checkpoint.size:
            message = (
                f"{witness.shown} knows {told} leaves of {checkpoint.origin}; this checkpoint has {checkpoint.size}."
            )
            advice = (
                "Either a later checkpoint was cosigned meanwhile, or this log was set back: compare with a backup."
            )
            raise WitnessRefused(message, status=409, advice=advice)
        old = told
    raise WitnessReplyError(f"{witness.shown} named another size {MOST_TRIES} times; expected a cosignature.")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reply:
    status: int
    type: str
    body: str


def _verified(witness: RemoteWitness, text: str, reply: _Reply) -> Verified:
    try:
        return open_note(f"{text}\n{reply.body}", [witness.key]).verified[0]
    except NoteError as error:
        raise WitnessReplyError(f"{witness.shown} gave no cosignature of its key: {error.message}") from error


def _refused(witness: RemoteWitness, origin: str, reply: _Reply) -> WitnessRefused:
    advice = {
        403: "Does its --log name the key that signs this log's checkpoints?",
        404: f"Was it told of this log (--log) and is this its address? The log is {origin}.",
        422: "Stop and compare: a log that shows two histories must not go on.",
    }.get(reply.status, "")
    message = f"{witness.shown} did not cosign (status {reply.status}): {_line(reply.body).rstrip('.')}."
    return WitnessRefused(message, status=reply.status, advice=advice)


def _within(seconds: float, witness: RemoteWitness, body: bytes) -> _Reply:
    """One exchange. It runs apart, since no time limit of a socket bounds a name server or a reply that trickles in."""
    found = list[_Reply | Exception]()
    worker = threading.Thread(target=lambda: found.append(_exchange(max(seconds, 0.001), witness, body)), daemon=True)
    worker.start()
    worker.join(max(seconds, 0.0))
    reply = found[0] if found else TimeoutError("no answer in time")
    if isinstance(reply, _Reply):
        return reply
    reason = reply.reason if isinstance(reply, urllib.error.URLError) else reply
    shown = reason if isinstance(reason, str) else str(reason) or type(reason).__name__
    advice = "Is it running, and is this its address?"
    raise WitnessUnreachable(f"{witness.shown} cannot be asked: {_line(shown)}.", advice=advice) from reply


def _exchange(seconds: float, witness: RemoteWitness, body: bytes) -> _Reply | Exception:
    headers = {"Content-Type": "text/plain; charset=utf-8"}
    asked = urllib.request.Request(witness.url.rstrip("/") + PATH, data=body, headers=headers, method="POST")
    try:
        with _opener(witness.url).open(asked, timeout=seconds) as response:
            data, missing = response.read(MOST_REPLY + 1), response.length
        if len(data) > MOST_REPLY:
            return ValueError(f"its reply has more than {MOST_REPLY} bytes")
        if missing:
            return ValueError(f"its reply was cut off {missing} bytes before its end")
        kind = response.headers.get("Content-Type", "")
        return _Reply(status=response.status, type=kind, body=data.decode("utf-8", "replace"))
    except (OSError, HTTPException, ValueError) as error:
        return error


def _opener(url: str) -> urllib.request.OpenerDirector:
    """HTTP and nothing else: every status is an answer, and no other address is followed."""
    opener = urllib.request.OpenerDirector()
    direct = urllib.request.ProxyHandler({}) if _loopback(url) else urllib.request.ProxyHandler()
    for handler in (
        direct,
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.UnknownHandler(),
    ):
        opener.add_handler(handler)
    return opener


def _loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _line(text: str) -> str:
    """What somebody else wrote, fit for one line of a message."""
    words = " ".join(text.split())[:500]
    return "".join(one if one.isprintable() else "?" for one in words)
