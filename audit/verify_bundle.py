"""May an auditor believe a bundle? Step by step, offline, trusting nothing but the policy.

 1. `bundle`: the file is a bundle, byte for byte the one that its contents make; it holds what its leaves require, and
    nothing else.
 2. `policy`: the policy is well formed.
 3. `checkpoint`: the checkpoint is signed by the log that the policy pins.
 4. `witnesses`: as many of the policy's witnesses as it asks for have cosigned it; else the verdict is UNWITNESSED.
 5. `tree`: every leaf is in the tree that the checkpoint signs; the log continues the older checkpoint, where the
    bundle has one, and what the policy says was seen.
 6. `leaves`: every leaf is one canonical envelope, of this log, signed by a record key in force at its index, which the
    policy pins or which has replaced one that it pins. Every leaf up to the checkpoint that is neither an answer's nor
    an utterance's is there, by the numbers of both.
 7. `answers`: the bundle is about the answers that it says, and without a gap where it says so. Every section has the
    digest that its leaf names, and the leaf says what its sections say. A record without sections was erased, and the
    log says so. No answer is dated back or ahead. What was read aloud or played had been recorded, and not erased.
 8. `approval and consent`: each place that was shown is of a source that was published before, approved by a second
    person who signed for file and text, not withdrawn, under no embargo, covered by the leader's consent at that
    moment, not paused, within the asker's audience, and in effect; the snapshot named was the one published last. So
    once more when it was read aloud or played, to that listener, with no voice and no face that the leader's consent
    does not name for that leader's own words, and in the recording that was approved.
 9. `texts`: canonical text and file have their hashes; each quote is the text at its offsets, lies in a segment of its
    leader, on its page and at its timecode; the selectors with 32 characters around it are those of the text.
10. `checks`: every statement is cited, all its checks had passed, and a quoted one holds nothing but its quotes.

What could not be checked has failed. Steps 1 to 6 end at their first failure; 7 to 10 are taken for every answer.
Whatever goes wrong in the verifier itself is a failure of the code `verifier`.
"""

from collections.abc import Sequence
from datetime import UTC, datetime

from audit.bundles.bundle import CONTENTS, Bundle, read_bundle
from audit.signed.envelopes import Kind
from audit.verify_answers import Outcome, verify_answer
from audit.verify_checkpoint import Files, older_checkpoint, seal_of, signed_checkpoint
from audit.verify_declared import moment_of
from audit.verify_ground import Ground
from audit.verify_history import History
from audit.verify_leaves import Leaf, complete, included, log_key_in_force, signed_leaves
from audit.verify_policy import Policy, PolicyError, read_policy
from audit.verify_records import Group, erasure_of, groups, whole
from audit.verify_report import Answered, Failed, Failure, Note, Report, fail, listed, told
from audit.verify_utterances import heard, timely, void


def verify(data: bytes, policy: bytes) -> Report:
    """The report on a bundle's bytes by a policy's bytes. Raises nothing."""
    try:
        return _verified(data, policy)
    except Failed as failed:
        return Report(failures=(failed.failure,))
    except Exception as error:
        detail = f"the verifier could not go on: {type(error).__name__}: {error}"
        return Report(failures=(Failure(code="verifier", step=0, place="verifier", detail=detail),))


def _verified(data: bytes, policy: bytes) -> Report:
    with told("bundle", 1, "bundle"):
        bundle = read_bundle(data)
    return verify_bundle(bundle, _policy(policy))


def _policy(data: bytes) -> Policy:
    try:
        return read_policy(data)
    except PolicyError as error:
        fail("policy", 2, "policy", "; ".join(map(str, error.problems)))


def verify_bundle(bundle: Bundle, policy: Policy) -> Report:
    """Steps 3 to 10. Raises Failed where one of the steps to 6 ends."""
    files, contents = Files(bundle.files), bundle.contents
    files.take(CONTENTS, 1, "bundle")
    signed = signed_checkpoint(files, contents, policy)
    seal = seal_of(files, signed.checkpoint, policy)
    leaves_data = included(files, contents, signed.checkpoint)
    older = older_checkpoint(files, contents, policy, signed.checkpoint)
    leaves, signers = signed_leaves(leaves_data, policy)
    log_key_in_force(signed, signers, 6, "checkpoint")
    if older is not None:
        log_key_in_force(older, signers, 6, "older checkpoint")
    complete(leaves, signed.checkpoint.size)
    about = groups(leaves, contents)
    ground = Ground(files=files, history=History.of(leaves), signers=signers, policy=policy)
    earlier, seen = _times(leaves), max((at for _, at in seal.witnesses), default=None)
    outcomes = [_outcome(ground, one, earlier, seen) for one in about]
    failures = [failure for one in outcomes for failure in one.failures]
    if not failures:
        failures += _extra(files)
    return Report(
        failures=tuple(failures),
        notes=tuple(note for one in outcomes for note in one.notes),
        seal=seal,
        answers=tuple(one.answered for one in outcomes if one.answered is not None),
        range=contents.range,
        whole=all(one.answered is not None for one in outcomes),
    )


def _outcome(ground: Ground, group: Group, earlier: dict[int, datetime], seen: datetime | None) -> Outcome:
    try:
        whole(group)
        erasure = erasure_of(ground, group)
        if erasure is not None:
            timely(group, earlier, seen)
            heard(group, erasure)
    except Failed as failed:
        return Outcome(failures=[failed.failure])
    return verify_answer(ground, group, earlier, seen) if erasure is None else _erased(group, erasure)


def _erased(group: Group, erasure: Leaf) -> Outcome:
    """What is left of a record: what its last leaf says, and who erased it, when and why."""
    payload, said = group.last.sealed.payload, erasure.sealed.payload
    answered = Answered(
        record_id=group.record_id,
        numbers=group.numbers,
        outcome=str(payload.get("outcome")),
        asked_at=str(payload.get("asked_at")),
        erased=True,
        places=0,
        utterances=len(group.utterances),
    )
    detail = f"erased on {said['at']} by {said.get('by')}: {said.get('reason')}; its content is not in the bundle"
    gone = Note(step=7, place=f"record {group.record_id}", detail=detail)
    return Outcome(answered=answered, notes=[gone, *void(group)])


def _times(leaves: Sequence[Leaf]) -> dict[int, datetime]:
    """For each answer and utterance the latest time of a leaf before it. An approval is older than its leaf, and a void
    leaf says nothing."""
    found, latest = dict[int, datetime](), datetime.min.replace(tzinfo=UTC)
    for one in leaves:
        if one.is_numbered:
            found[one.index] = latest
        if one.kind is not Kind.APPROVAL and not one.void:
            latest = max(latest, moment_of(one.sealed))
    return found


def _extra(files: Files) -> list[Failure]:
    """Step 1, at the end: what nothing has asked for."""
    extra = sorted(set(files.held) - files.taken)
    if not extra:
        return []
    detail = "there are files that nothing in it requires"
    return [Failure(code="extra", step=1, place="bundle", detail=detail, expected="none", found=listed(extra))]
