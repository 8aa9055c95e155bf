"""Leaves as signed envelopes: DSSE (Dead Simple Signing Envelope, v1.0.2) around one canonical JSON payload.

What is signed is DSSE's pre-authentication encoding, by `securesystemslib`, over the payload's type and bytes:

    DSSEv1 <length of type> <type> <length of payload> <payload>

An envelope has one spelling only: canonical JSON (RFC 8785) outside and inside, standard base64 (RFC 4648 section 4),
signatures in the order of their keyids. `unseal` refuses every other, so that whatever reads as an envelope has
exactly the bytes that were hashed.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from securesystemslib.dsse import Envelope

from audit.canonical import canonical_json, read_json
from audit.errors import RecordError
from audit.keys.domain import PrivateKey, PublicKey, Signature, decoded, encoded

VERSION = 1
_TYPE = re.compile(r"application/vnd\.onrecord\.([a-z]+)\+json")
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z", re.ASCII)


class Kind(StrEnum):
    """What a leaf records."""

    MANIFEST = "manifest"
    CONSENT = "consent"
    SOURCE = "source"
    APPROVAL = "approval"
    SNAPSHOT = "snapshot"
    ANSWER = "answer"
    REFUSAL = "refusal"
    WITHDRAW = "withdraw"
    ERASE = "erase"
    HOLD = "hold"
    KEY = "key"
    CONTROL = "control"  # a pause, and its end
    UTTERANCE = "utterance"  # that a statement was read aloud, or a recording of its words played

    @property
    def payload_type(self) -> str:
        return f"application/vnd.onrecord.{self}+json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """An envelope that was read: `pae` is what its signatures, in the order of their keyids, are over."""

    kind: Kind
    payload: dict[str, Any]
    signatures: tuple[Signature, ...]
    pae: bytes

    def signed_by(self, key: PublicKey) -> bool:
        """Whether one of the signatures is this key's, and right."""
        keyid = key.keyid
        return any(one.keyid == keyid and key.verify(self.pae, one.raw) for one in self.signatures)


def pae(kind: Kind, payload: dict[str, Any]) -> bytes:
    """The bytes that are signed for a payload. Raises RecordError for one that may stand in no envelope."""
    return bytes(Envelope(_payload_bytes(kind, payload), kind.payload_type, {}).pae())


def seal(
    kind: Kind, payload: dict[str, Any], signers: Sequence[PrivateKey], signatures: Sequence[Signature] = ()
) -> bytes:
    """The envelope's bytes, signed by every signer; `signatures` are others' over the same payload, made before.

    Raises RecordError where nobody signs, or one key twice, or for a payload that may stand in no envelope.
    """
    body = _payload_bytes(kind, payload)
    signed = bytes(Envelope(body, kind.payload_type, {}).pae())
    made = sorted([*signatures, *(signer.signature(signed) for signer in signers)], key=lambda one: one.keyid)
    _signed_once(made)
    written = [{"keyid": one.keyid, "sig": one.sig} for one in made]
    return canonical_json({"payload": encoded(body), "payloadType": kind.payload_type, "signatures": written})


def unseal(data: bytes) -> Sealed:
    """Read an envelope. Raises RecordError for all that `seal` would not have written; checks no signature."""
    try:
        outer = _keyed(_canonical(data, "it"), {"payload", "payloadType", "signatures"})
        kind = _kind(outer["payloadType"])
        body = decoded(_text(outer["payload"]))
        signatures = tuple(_signature(one) for one in _list(outer["signatures"]))
    except ValueError as error:
        raise RecordError(f"not an envelope: {error}") from None
    _signed_once(signatures)
    payload = _canonical(body, "its payload")
    if not isinstance(payload, dict):
        raise RecordError("not an envelope: its payload is no JSON object")
    _check_payload(kind, payload)
    return Sealed(
        kind=kind,
        payload=payload,
        signatures=signatures,
        pae=bytes(Envelope(body, kind.payload_type, {}).pae()),
    )


def _payload_bytes(kind: Kind, payload: dict[str, Any]) -> bytes:
    _check_payload(kind, payload)
    return canonical_json(payload)


def _check_payload(kind: Kind, payload: dict[str, Any]) -> None:
    """What every payload says of itself: version, kind, time, and the log it belongs to.

    An approval names no log: its approver signs it in the manifest, which may be older than any log.
    """
    version, at, log = payload.get("v"), payload.get("at"), payload.get("log")
    if version != VERSION or isinstance(version, bool):
        raise RecordError(f"a payload of version {VERSION} was expected; got {version!r}")
    if payload.get("kind") != kind:
        raise RecordError(f"a payload of the kind {kind} was expected; got {payload.get('kind')!r}")
    if not isinstance(at, str) or not _is_time(at):
        raise RecordError(f"a payload's time such as 2026-03-05T09:00:00.000Z was expected; got {at!r}")
    if kind is Kind.APPROVAL and "log" in payload:
        raise RecordError("an approval belongs to no log, yet it names one")
    if kind is not Kind.APPROVAL and not (isinstance(log, str) and log):
        raise RecordError(f"a payload must name the log it belongs to; got {log!r}")


def _is_time(text: str) -> bool:
    """Whether it is a moment as `audit.records.wire.to_json` writes one."""
    if not _TIME.fullmatch(text):
        return False
    try:
        return bool(datetime.fromisoformat(text))
    except ValueError:
        return False


def _signed_once(signatures: Sequence[Signature]) -> None:
    """At least one signature, in the order of their keyids, no key twice."""
    keyids = [one.keyid for one in signatures]
    if not keyids:
        raise RecordError("an envelope without a signature proves nothing")
    if keyids != sorted(set(keyids)):
        raise RecordError("an envelope's signatures must be in the order of their keyids, one for each key")


def _canonical(data: bytes, what: str) -> Any:
    found = read_json(data)
    if canonical_json(found) != data:
        raise RecordError(f"not an envelope: {what} is not canonical JSON (RFC 8785)")
    return found


def _keyed(found: Any, keys: set[str]) -> dict[str, Any]:
    if not isinstance(found, dict) or set(found) != keys:
        raise ValueError(f"expected an object with the keys {', '.join(sorted(keys))}")
    return found


def _kind(found: Any) -> Kind:
    match = _TYPE.fullmatch(_text(found))
    try:
        return Kind(match[1] if match else "")
    except ValueError:
        raise ValueError(f"unknown payload type {found[:80]!r}") from None


def _signature(found: Any) -> Signature:
    one = _keyed(found, {"keyid", "sig"})
    return Signature(keyid=_text(one["keyid"]), sig=_text(one["sig"]))


def _text(found: Any) -> str:
    if not isinstance(found, str):
        raise ValueError(f"expected text, got {type(found).__name__}")
    return found


def _list(found: Any) -> list[Any]:
    if not isinstance(found, list):
        raise ValueError(f"expected a list, got {type(found).__name__}")
    return found
