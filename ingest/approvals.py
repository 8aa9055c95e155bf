"""Is this approval its approver's, and for the text that the file reads as now?"""

from collections.abc import Iterable

from audit import approvals
from audit.errors import KeyFault, SourceRefused
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
            approvals.verify(_payload(source, approval), approval.signature, [one.key for one in approvers])
        except KeyFault as error:
            raise SourceRefused(error.message, code="signature", advice=again) from None
    if approval.text_sha256 is not None and approval.text_sha256 != text_sha256:
        raise SourceRefused(
            f"{source.path} does not read as it did when it was approved: "
            f"approved text sha256 {approval.text_sha256}, found {text_sha256}.",
            code="text_mismatch",
            advice=again,
        )


def _payload(source: Source, approval: Approval) -> dict[str, object]:
    return approvals.approval_payload(
        source_id=source.source_id,
        by=approval.by,
        at=approval.at,
        sha256=approval.sha256,
        text_sha256=approval.text_sha256,
    )
