"""Is this approval its approver's, and for the text that the file reads as now?"""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection

from audit.errors import KeyFault, SourceRefused
from audit.log.leaves import leaves_of
from audit.signed import approvals
from audit.signed.envelopes import Kind
from ingest.domain import Approval, Approver, Source

AGAIN = "Read it and approve it again: onrecord approve {} --by EMAIL"
UNSIGNED = (
    "its approval is not signed, and this workspace counts signed ones alone (unsigned_approvals = false); "
    "approve it again with a key"
)


def approved_text(source: Source, text_sha256: str, approvers: Iterable[Approver]) -> None:
    """Raises SourceRefused where the signature is not the approver's, by a key that the manifest names, or where the
    approval is for another text than this one: then with both hashes."""
    approval = source.approval
    if approval is None:
        return
    again = AGAIN.format(source.source_id)
    if approval.signature is not None:
        try:
            approvals.verify(payload_of(source, approval), approval.signature, [one.key for one in approvers])
        except KeyFault as error:
            raise SourceRefused(error.message, code="signature", advice=again) from None
    if approval.text_sha256 is not None and approval.text_sha256 != text_sha256:
        raise SourceRefused(
            f"{source.path} does not read as it did when it was approved: "
            f"approved text sha256 {approval.text_sha256}, found {text_sha256}.",
            code="text_mismatch",
            advice=again,
        )


def stands(connection: Connection, source: Source, revoked: Mapping[str, int]) -> None:
    """Raises SourceRefused where the key that signed the approval was revoked, by keyid from the leaf on that `revoked`
    says, and no leaf before it holds this very approval."""
    approval = source.approval
    if approval is None or approval.signature is None or approval.signature.keyid not in revoked:
        return
    start = revoked[approval.signature.keyid]
    payload = payload_of(source, approval)
    for leaf in leaves_of(connection, [Kind.APPROVAL], source.source_id):
        if leaf.position < start and leaf.payload == payload and approval.signature in leaf.sealed.signatures:
            return
    raise SourceRefused(
        f"the approval by {approval.by} is signed with the key {approval.signature.keyid}, which was revoked from leaf "
        f"{start} of the log on, and no leaf before that holds it.",
        code="revoked",
        advice=AGAIN.format(source.source_id),
    )


def payload_of(source: Source, approval: Approval) -> dict[str, Any]:
    """What its approver has signed, or would have."""
    return approvals.approval_payload(
        source_id=source.source_id,
        by=approval.by,
        at=approval.at,
        sha256=approval.sha256,
        text_sha256=approval.text_sha256,
        media_sha256=approval.media_sha256,
    )
