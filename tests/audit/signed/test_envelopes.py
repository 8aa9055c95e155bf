"""Envelopes: the vector of DSSE, one spelling, and no byte that could be another."""

import base64
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from securesystemslib.dsse import Envelope

from audit.canonical import canonical_json, read_json
from audit.errors import RecordError
from audit.keys.domain import PrivateKey, Role, encoded
from audit.signed.envelopes import Kind, pae, seal, unseal

AT = "2026-03-05T09:00:00.000Z"
LOG = "onrecord/0123456789abcdef"
RECORD, APPROVER = PrivateKey.generate(Role.RECORD, "record"), PrivateKey.generate(Role.APPROVER, "lee@example.com")
PAYLOAD: dict[str, Any] = {
    "v": 1,
    "kind": "withdraw",
    "at": AT,
    "log": LOG,
    "source_id": "spring",
    "reason": "Änderung",
}
SEALED = seal(Kind.WITHDRAW, PAYLOAD, [RECORD])
BOTH = seal(Kind.WITHDRAW, PAYLOAD, [RECORD, APPROVER])


def test_the_vector_of_the_dsse_protocol() -> None:
    """secure-systems-lab/dsse, protocol.md, v1.0.2: the example of the pre-authentication encoding."""
    found = Envelope(b"hello world", "http://example.com/HelloWorld", {}).pae()
    assert found == b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"


def test_what_is_signed_is_written_out_here() -> None:
    body = canonical_json(PAYLOAD)
    type_ = b"application/vnd.onrecord.withdraw+json"
    expected = b"DSSEv1 38 " + type_ + b" " + str(len(body)).encode() + b" " + body
    assert pae(Kind.WITHDRAW, PAYLOAD) == expected == unseal(SEALED).pae
    assert RECORD.public.verify(expected, base64.b64decode(read_json(SEALED)["signatures"][0]["sig"]))


def test_what_was_sealed_is_read_back() -> None:
    found = unseal(SEALED)
    assert (found.kind, found.payload) == (Kind.WITHDRAW, PAYLOAD)
    assert [one.keyid for one in found.signatures] == [RECORD.keyid]
    assert found.signed_by(RECORD.public)
    assert not found.signed_by(APPROVER.public)


def test_two_may_sign_in_either_order_and_one_after_the_other() -> None:
    before = APPROVER.signature(pae(Kind.WITHDRAW, PAYLOAD))
    assert BOTH == seal(Kind.WITHDRAW, PAYLOAD, [APPROVER, RECORD]) == seal(Kind.WITHDRAW, PAYLOAD, [RECORD], [before])
    found = unseal(BOTH)
    assert found.signed_by(RECORD.public)
    assert found.signed_by(APPROVER.public)
    assert [one.keyid for one in found.signatures] == sorted([RECORD.keyid, APPROVER.keyid])


def test_a_signature_under_another_keys_name_counts_for_nobody() -> None:
    outer = read_json(SEALED)
    outer["signatures"][0]["keyid"] = APPROVER.keyid
    found = unseal(canonical_json(outer))
    assert not found.signed_by(RECORD.public)
    assert not found.signed_by(APPROVER.public)


def test_a_signature_is_for_one_kind() -> None:
    outer = read_json(SEALED)
    payload = {**PAYLOAD, "kind": "hold"}
    outer |= {"payloadType": Kind.HOLD.payload_type, "payload": encoded(canonical_json(payload))}
    assert not unseal(canonical_json(outer)).signed_by(RECORD.public)


@given(st.sampled_from([SEALED, BOTH]), st.data())
def test_no_byte_can_be_changed(sealed: bytes, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(sealed) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda byte: byte != sealed[place]))
    _worthless(sealed[:place] + bytes([byte]) + sealed[place + 1 :], sealed)


@given(st.sampled_from([SEALED, BOTH]), st.data())
def test_no_byte_can_be_cut_or_put_in(sealed: bytes, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(sealed)))
    end = data.draw(st.integers(start, min(len(sealed), start + 3)))
    more = data.draw(st.binary(max_size=3) | st.sampled_from([b" ", b"\n", b"\t", b"\\n", b"=", b"0", b",", b"{}"]))
    changed = sealed[:start] + more + sealed[end:]
    if changed != sealed:
        _worthless(changed, sealed)


def _worthless(changed: bytes, sealed: bytes) -> None:
    """It cannot be read, or not everybody who had signed has signed this."""
    try:
        found = unseal(changed)
    except RecordError:
        return
    before = unseal(sealed)
    signers = [key.public for key in (RECORD, APPROVER) if before.signed_by(key.public)]
    assert not all(found.signed_by(signer) for signer in signers)


def _outer(**changes: Any) -> bytes:
    return canonical_json({**read_json(SEALED), **changes})


def _payload(**changes: Any) -> bytes:
    """Signed anew, so that nothing but the reading can refuse it."""
    return _sealed(canonical_json({**PAYLOAD, **changes}))


def _sealed(body: bytes, payload_type: str = Kind.WITHDRAW.payload_type) -> bytes:
    one = RECORD.signature(Envelope(body, payload_type, {}).pae())
    signatures = [{"keyid": one.keyid, "sig": one.sig}]
    return canonical_json({"payload": encoded(body), "payloadType": payload_type, "signatures": signatures})


ONE: dict[str, str] = read_json(SEALED)["signatures"][0]
TWO: list[dict[str, str]] = read_json(BOTH)["signatures"]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "not readable as JSON"),
        (SEALED + b"\n", "not canonical JSON"),
        (b"\xef\xbb\xbf" + SEALED, "not canonical JSON"),
        (SEALED.decode().encode("utf-16-le"), "not canonical JSON"),
        (SEALED[:-1] + b',"payload":""}', "stands twice"),
        (b"[" * 100_000, "not readable as JSON"),
        (b"[]", "expected an object with the keys payload, payloadType, signatures"),
        (_outer(more=1), "expected an object with the keys"),
        (_outer(payloadType="application/vnd.onrecord.gossip+json"), "unknown payload type"),
        (_outer(payloadType="application/json"), "unknown payload type"),
        (_outer(payloadType=None), "expected text, got NoneType"),
        (_outer(payload=1), "expected text, got int"),
        (_outer(payload=read_json(SEALED)["payload"].rstrip("=") + "\n"), "standard base64"),
        (_outer(payload=base64.urlsafe_b64encode(b"\xff\xfe\xff").decode()), "standard base64"),
        (_outer(signatures={}), "expected a list"),
        (_outer(signatures=[]), "proves nothing"),
        (_outer(signatures=[ONE, ONE]), "order of their keyids, one for each key"),
        (_outer(signatures=TWO[::-1]), "order of their keyids, one for each key"),
        (_outer(signatures=[{**ONE, "cert": ""}]), "keys keyid, sig"),
        (_outer(signatures=[{**ONE, "sig": ONE["sig"][:-1]}]), "standard base64"),
        (_outer(signatures=[{**ONE, "sig": encoded(b"x")}]), "64 bytes; got 1"),
        (_outer(signatures=[{**ONE, "keyid": ONE["keyid"].upper()}]), "expected a keyid"),
        (_outer(signatures=[{**ONE, "keyid": 1}]), "expected text, got int"),
        (_sealed(canonical_json(PAYLOAD) + b" "), "its payload is not canonical"),
        (_sealed(b'{"v":1,"v":1}'), "stands twice"),
        (_sealed(b"[1]"), "no JSON object"),
        (_sealed(canonical_json(PAYLOAD), Kind.HOLD.payload_type), "kind hold was expected; got 'withdraw'"),
        (_payload(v=2), "version 1 was expected; got 2"),
        (_payload(v=True), "version 1 was expected; got True"),
        (_payload(at="2026-03-05T09:00:00Z"), "a payload's time"),
        (_payload(at="2026-02-30T09:00:00.000Z"), "a payload's time"),
        (_payload(at=None), "a payload's time"),
        (_payload(log=""), "must name the log"),
        (_payload(log=None), "must name the log"),
    ],
)  # fmt: skip
def test_what_is_no_envelope_is_told(data: bytes, message: str) -> None:
    with pytest.raises(RecordError, match=message):
        unseal(data)


def test_an_approval_names_no_log() -> None:
    payload = {key: value for key, value in PAYLOAD.items() if key != "log"} | {"kind": "approval"}
    assert unseal(seal(Kind.APPROVAL, payload, [APPROVER])).payload == payload
    with pytest.raises(RecordError, match="belongs to no log"):
        seal(Kind.APPROVAL, {**payload, "log": LOG}, [APPROVER])


def test_only_what_can_be_read_is_sealed() -> None:
    with pytest.raises(RecordError, match="proves nothing"):
        seal(Kind.WITHDRAW, PAYLOAD, [])
    with pytest.raises(RecordError, match="one for each key"):
        seal(Kind.WITHDRAW, PAYLOAD, [RECORD, RECORD])
    with pytest.raises(RecordError, match="kind hold was expected"):
        seal(Kind.HOLD, PAYLOAD, [RECORD])
    with pytest.raises(RecordError, match="must name the log"):
        pae(Kind.WITHDRAW, {**PAYLOAD, "log": None})


def test_the_kinds_are_those_of_the_log() -> None:
    assert [str(kind) for kind in Kind] == [
        "manifest", "consent", "source", "approval", "snapshot", "answer", "refusal", "withdraw", "erase", "hold",
        "key", "control", "utterance",
    ]  # fmt: skip


def test_the_verifiers_imports_stay_light() -> None:
    code = "import audit.signed.envelopes, sys; print(*{name.split('.')[0] for name in sys.modules})"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"sqlalchemy", "requests", "urllib3", "asn1crypto", "nacl", "pydantic"} & set(found)
