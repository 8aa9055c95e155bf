"""Step 8, of the approval: a second person has signed for these bytes and this text, before the answer.

The leaf of an approval bears the record key's signature, as every leaf does, and the approver's, who signed before. One
without the latter counts where the policy says so, and an answer that rests on it says "unsigned".
"""

from audit.keys.domain import PublicKey, Role
from audit.signed.approvals import approval_payload
from audit.signed.envelopes import Kind
from audit.verify_declared import DeclaredApproval, PublishedSource
from audit.verify_ground import Ground, Use
from audit.verify_leaves import Leaf
from audit.verify_report import fail, listed, same

STEP = 8


def approved(ground: Ground, use: Use, source: PublishedSource, place: str) -> bool:
    """Whether the approver has signed it. Raises Failed where it does not count."""
    declared = source.declared
    approval = declared.approval
    if approval is None:
        fail("approval", STEP, place, f"{declared.source_id} was published without an approval")
    brought = declared.media.added_by if declared.media is not None else None
    own = [declared.owner, declared.added_by, *([brought] if brought is not None else [])]
    if approval.by in own:
        others = f"someone other than {' and '.join(own)}"
        fail("second_person", STEP, place, "it was approved by nobody else", expected=others, found=approval.by)
    same("approval", STEP, place, "other bytes were approved", expected=declared.sha256, found=approval.sha256)
    if approval.at > use.at:
        fail("approval", STEP, place, "it was approved later", expected=f"before {use.at}", found=approval.at)
    leaf = ground.history.last(Kind.APPROVAL, use.index, declared.source_id)
    if leaf is None:
        fail("approval", STEP, place, f"no approval of {declared.source_id} stands before the answer")
    expected = approval_payload(
        source_id=declared.source_id,
        by=approval.by,
        at=approval.at,
        sha256=approval.sha256,
        text_sha256=approval.text_sha256,
        media_sha256=approval.media_sha256,
    )
    same("approval", STEP, place, f"{leaf.place} approves something else", expected=expected, found=leaf.sealed.payload)
    return _signed(ground, leaf, approval, source, place)


def _signed(ground: Ground, leaf: Leaf, approval: DeclaredApproval, source: PublishedSource, place: str) -> bool:
    if not _others_sign(ground, leaf):
        if not ground.policy.unsigned_approvals:
            expected = f"a signature of {approval.by}"
            fail("unsigned", STEP, place, f"{leaf.place} is signed by no approver", expected=expected, found="none")
        if approval.text_sha256 is not None:
            _same_text(approval, source, place)
        return False
    pinned = ground.policy.approvers.get(approval.by, frozenset())
    keys = [PublicKey(role=Role.APPROVER, name=approval.by, raw=raw) for raw in sorted(pinned)]
    if not any(leaf.sealed.signed_by(key) and _in_force(ground, key, leaf) for key in keys):
        expected = listed([one.keyid for one in keys]) or f"a key of {approval.by}, of whom the policy pins none"
        found = listed([one.keyid for one in leaf.sealed.signatures])
        fail("approver", STEP, place, f"no key of {approval.by} has signed it", expected=expected, found=found)
    _same_text(approval, source, place)
    return True


def _others_sign(ground: Ground, leaf: Leaf) -> bool:
    """Whether an approval bears another signature than those of the keys that sign leaves."""
    ours = {one.key.keyid for one in ground.signers.terms if one.key.role is Role.RECORD}
    return any(one.keyid not in ours for one in leaf.sealed.signatures)


def _in_force(ground: Ground, key: PublicKey, leaf: Leaf) -> bool:
    """Whether the log has not revoked an approver's key from there, or from before, on."""
    start = ground.signers.revoked.get(key.keyid)
    return start is None or leaf.index < start


def _same_text(approval: DeclaredApproval, source: PublishedSource, place: str) -> None:
    same("approval", STEP, place, "another text was approved", expected=source.text_sha256, found=approval.text_sha256)
