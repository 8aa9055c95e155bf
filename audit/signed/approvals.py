"""What an approver signs: that these bytes, and the text that they read as, may be quoted, and their recording played.

The payload is made by one function, for `onrecord approve`, for an ingest and for the verifier alike, so that the three
cannot mean different things. It is signed as every envelope is (`envelopes.pae`); it names no log, since it may
be older than any.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from audit.errors import KeyFault
from audit.keys.domain import PrivateKey, PublicKey, Signature
from audit.records.wire import to_json
from audit.signed.envelopes import VERSION, Kind, pae


def approval_payload(
    *, source_id: str, by: str, at: datetime, sha256: str, text_sha256: str | None, media_sha256: str | None = None
) -> dict[str, Any]:
    """`by` is the approver's address, case-folded; `at` is written in UTC, to the millisecond. `sha256` is of the
    file's bytes, `text_sha256` of its canonical text; none is for an approval that binds the bytes alone.
    `media_sha256` is of the document's recording; without one the payload has no such key."""
    payload = {
        "v": VERSION,
        "kind": Kind.APPROVAL.value,
        "at": to_json(at),
        "source_id": source_id,
        "by": by,
        "sha256": sha256,
        "text_sha256": text_sha256,
    }
    return payload if media_sha256 is None else {**payload, "media_sha256": media_sha256}


def sign(payload: dict[str, Any], key: PrivateKey) -> Signature:
    """The approver's signature. Raises KeyFault for a key that is another person's."""
    _own(payload, key.public)
    return key.signature(pae(Kind.APPROVAL, payload))


def verify(payload: dict[str, Any], signature: Signature, approvers: Iterable[PublicKey]) -> None:
    """Raises KeyFault, with what was found and expected, where this is no signature of this approval by its approver.

    `approvers` are the keys that count; their names are addresses, case-folded.
    """
    key = next((one for one in approvers if one.keyid == signature.keyid), None)
    if key is None:
        raise KeyFault(f"the approval by {payload['by']} is signed with the key {signature.keyid}, which is not known.")
    _own(payload, key)
    if not key.verify(pae(Kind.APPROVAL, payload), signature.raw):
        raise KeyFault(
            f"the approval by {payload['by']} is not what the key {signature.keyid} signed: its time, its document or"
            " one of its hashes was changed."
        )


def _own(payload: dict[str, Any], key: PublicKey) -> None:
    if key.name != payload["by"]:
        raise KeyFault(f"the approval is by {payload['by']}, yet the key {key.keyid} is that of {key.name}.")
