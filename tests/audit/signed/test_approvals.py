"""A signed approval: by this person, at this moment, for this document, these bytes and this text."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.canonical import canonical_json
from audit.errors import KeyFault
from audit.keys.domain import PrivateKey, Role, Signature, encoded
from audit.signed.approvals import approval_payload, sign, verify
from audit.signed.envelopes import Kind, seal, unseal

LEE, KIM = (PrivateKey.generate(Role.APPROVER, f"{name}@example.com") for name in ("lee", "kim"))
RECORD = PrivateKey.generate(Role.RECORD, "record")
KEYS = [KIM.public, LEE.public]
NINE = datetime(2026, 3, 5, 9, tzinfo=UTC)
FACTS: dict[str, Any] = {
    "source_id": "spring", "by": "lee@example.com", "at": NINE, "sha256": "a" * 64, "text_sha256": "b" * 64,
}  # fmt: skip
PAYLOAD = approval_payload(**FACTS)
SIGNATURE = sign(PAYLOAD, LEE)


def test_what_is_signed_is_written_out_here() -> None:
    expected = (
        f'{{"at":"2026-03-05T09:00:00.000Z","by":"lee@example.com","kind":"approval","sha256":"{"a" * 64}",'
        f'"source_id":"spring","text_sha256":"{"b" * 64}","v":1}}'
    )
    assert canonical_json(PAYLOAD).decode() == expected
    pae = f"DSSEv1 38 application/vnd.onrecord.approval+json {len(expected)} {expected}".encode()
    assert LEE.public.verify(pae, SIGNATURE.raw)


def test_an_approval_of_a_recording_names_it_and_one_of_none_is_as_it_always_was() -> None:
    with_recording = approval_payload(**FACTS, media_sha256="c" * 64)
    assert with_recording == PAYLOAD | {"media_sha256": "c" * 64}
    assert approval_payload(**FACTS, media_sha256=None) == PAYLOAD
    signature = sign(with_recording, LEE)
    verify(with_recording, signature, KEYS)
    for other in (PAYLOAD, approval_payload(**FACTS, media_sha256="d" * 64)):
        with pytest.raises(KeyFault, match="is not what the key"):
            verify(other, signature, KEYS)


def test_an_approvers_signature_is_its_approvers() -> None:
    verify(PAYLOAD, SIGNATURE, KEYS)


@pytest.mark.parametrize(
    ("name", "value"),
    [("source_id", "autumn"), ("at", NINE + timedelta(seconds=1)), ("sha256", "c" * 64), ("text_sha256", "c" * 64)],
)
def test_it_is_for_nothing_else(name: str, value: object) -> None:
    with pytest.raises(KeyFault, match=f"is not what the key {LEE.keyid} signed"):
        verify(approval_payload(**{**FACTS, name: value}), SIGNATURE, KEYS)


@given(st.integers(0, 511))
def test_no_bit_of_it_can_be_changed(bit: int) -> None:
    raw = bytearray(SIGNATURE.raw)
    raw[bit // 8] ^= 1 << bit % 8
    with pytest.raises(KeyFault, match="is not what the key"):
        verify(PAYLOAD, Signature(keyid=LEE.keyid, sig=encoded(bytes(raw))), KEYS)


def test_a_key_that_nobody_named_counts_for_nothing() -> None:
    with pytest.raises(KeyFault, match=f"key {LEE.keyid}, which is not known"):
        verify(PAYLOAD, SIGNATURE, [KIM.public])
    with pytest.raises(KeyFault, match="not known"):
        verify(PAYLOAD, SIGNATURE, [])


def test_nobody_signs_for_another() -> None:
    with pytest.raises(KeyFault, match=r"is by lee@example\.com, yet the key .* is that of kim@example\.com"):
        sign(PAYLOAD, KIM)
    kims = sign(approval_payload(**{**FACTS, "by": "kim@example.com"}), KIM)
    with pytest.raises(KeyFault, match=r"is that of kim@example\.com"):
        verify(PAYLOAD, kims, KEYS)


def test_the_time_is_that_moment_wherever_it_was_written() -> None:
    elsewhere = NINE.astimezone(timezone(timedelta(hours=2)))
    assert approval_payload(**{**FACTS, "at": elsewhere}) == PAYLOAD


def test_it_becomes_a_leaf_that_both_have_signed() -> None:
    found = unseal(seal(Kind.APPROVAL, PAYLOAD, [RECORD], [SIGNATURE]))
    assert found.payload == PAYLOAD
    assert found.signed_by(LEE.public)
    assert found.signed_by(RECORD.public)
