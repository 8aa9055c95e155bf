"""Steps 5 and 6: every leaf is in the tree, was signed by a key in force, and none that may not be missing is missing.

Answers and utterances may be missing, since a log has very many of them. Each kind is numbered from 1: a leaf says how
many of its kind stand up to it, and by the last of both it is counted that nothing else was left out.

A leaf whose signer's key was revoked from an earlier index on is void: it is there, and what it says does not count.
But a void `withdraw` or pause counts all the same: what was once forbidden is not allowed because a key was lost.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from audit.bundles.bundle import Contents, leaf_path, proof_path, read_hashes
from audit.keys.domain import PublicKey, Role
from audit.signed.checkpoints import Checkpoint
from audit.signed.envelopes import Kind, Sealed, unseal
from audit.signed.merkle import leaf_hash, root_from_inclusion
from audit.signed.signers import Signers
from audit.verify_checkpoint import Files, Signed
from audit.verify_policy import Policy
from audit.verify_report import fail, listed, same, told

ANSWERS = (Kind.ANSWER, Kind.REFUSAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """A leaf that is in the tree at `index`. `void`: its signer's key was revoked from there, or from before, on."""

    index: int
    sealed: Sealed
    void: bool = False

    @property
    def kind(self) -> Kind:
        return self.sealed.kind

    @property
    def is_answer(self) -> bool:
        return self.kind in ANSWERS

    @property
    def is_utterance(self) -> bool:
        return self.kind is Kind.UTTERANCE

    @property
    def is_numbered(self) -> bool:
        return self.is_answer or self.is_utterance

    @property
    def place(self) -> str:
        return f"leaf {self.index}"

    @property
    def counts(self) -> bool:
        """Whether it is believed."""
        pause = self.kind is Kind.CONTROL and self.sealed.payload.get("action") == "pause"
        return not self.void or self.kind is Kind.WITHDRAW or pause


def included(files: Files, contents: Contents, checkpoint: Checkpoint) -> dict[int, bytes]:
    """Step 5: the bytes of each leaf, by its index."""
    found = {}
    for index in contents.leaves:
        place = f"leaf {index}"
        data = files.take(leaf_path(index), 5, place)
        with told("inclusion", 5, place):
            proof = read_hashes(files.take(proof_path(index), 5, place), proof_path(index))
            root = root_from_inclusion(index, checkpoint.size, leaf_hash(data), proof)
        detail = "it is not in the tree that the checkpoint signs"
        same("inclusion", 5, place, detail, expected=checkpoint.root.hex(), found=root.hex())
        found[index] = data
    return found


def signed_leaves(data: dict[int, bytes], policy: Policy) -> tuple[list[Leaf], Signers]:
    """Step 6, of the leaves one by one, in the order of their indices; and the keys that the log names."""
    read = {index: _unsealed(index, one, policy) for index, one in data.items()}
    keys = [(index, one) for index, one in read.items() if one.kind is Kind.KEY]
    with told("keys", 6, "keys"):
        promised = Signers.of((index, one) for index, one in keys if one.payload.get("action") != "revoke")
        signers = Signers.of(keys)
    leaves = []
    for index, one in read.items():
        void = not signers.signed(index, one)
        if void and (one.kind is Kind.KEY or not promised.signed(index, one)):
            fail("signature", 6, f"leaf {index}", "no record key that is in force there has signed it")
        leaves.append(Leaf(index=index, sealed=one, void=void))
    _pinned(keys, signers, policy)
    return leaves, signers


def _unsealed(index: int, data: bytes, policy: Policy) -> Sealed:
    with told("envelope", 6, f"leaf {index}"):
        sealed = unseal(data)
    if sealed.kind is not Kind.APPROVAL:  # which may be older than its log
        log = sealed.payload["log"]
        same("log", 6, f"leaf {index}", "it belongs to another log", expected=policy.origin, found=log)
    return sealed


def _pinned(keys: Sequence[tuple[int, Sealed]], signers: Signers, policy: Policy) -> None:
    """Each record key is pinned, or has replaced one that is trusted and was in force when it was replaced."""
    trusted = set[str]()
    for index, one in keys:
        payload = one.payload
        if payload["action"] == "revoke" or payload["role"] != Role.RECORD:
            continue
        in_force = {key.keyid for key in signers.in_force(Role.RECORD, index)}
        replaces = payload["replaces"] if payload["action"] == "rotate" else None
        if bytes.fromhex(payload["public"]) not in policy.record_keys and replaces not in trusted & in_force:
            expected = listed(sorted(key.hex() for key in policy.record_keys))
            detail = f"it {payload['action']}s a record key that the policy does not pin"
            fail("record_key", 6, f"leaf {index}", detail, expected=expected, found=payload["public"])
        trusted.add(payload["keyid"])


def log_key_in_force(signed: Signed, signers: Signers, step: int, place: str) -> None:
    """Step 6: the log itself names the key that has signed a checkpoint, and it was in force at its last leaf."""
    known: Sequence[PublicKey] = signers.in_force(Role.LOG, signed.checkpoint.size - 1)
    if signed.by.public not in {one.raw for one in known}:
        expected = listed(sorted(one.raw.hex() for one in known)) or "none"
        detail = "it is signed by a log key that is not in force at its last leaf"
        fail("log_key", step, place, detail, expected=expected, found=signed.by.public.hex())


def complete(leaves: Sequence[Leaf], size: int) -> None:
    """Step 6, of all leaves together: whatever is neither an answer nor an utterance is there.

    The log's last answer and its last utterance are in the bundle. Below the n-th leaf of a kind, at index i, stand
    n - 1 of its kind, so that of the i - n + 1 others those that are not in the bundle are of the other kind: never
    fewer than at the leaf before, and never more than there are in all. Behind the last numbered leaf none is missing.
    """
    numbered = [one for one in leaves if one.is_numbered]
    if not any(one.is_answer for one in numbered):
        fail("empty", 6, "leaves", "there is no answer in it")
    total = {
        kind: max((_number(one) for one in numbered if one.is_answer is kind), default=0) for kind in (True, False)
    }
    known, others = {True: 0, False: 0}, 0
    for one in leaves:
        if not one.is_numbered:
            others += 1
            continue
        number, other = _number(one), not one.is_answer
        least = one.index + 1 - number - total[other]
        most = least if one is numbered[-1] else one.index + 1 - number - known[other]
        if not least <= others <= most or number <= known[one.is_answer]:
            detail = f"by its number {number}, other leaves are missing before it"
            expected = least if least == most else f"{least} to {most}"
            fail("incomplete", 6, one.place, detail, expected=expected, found=others)
        known = {one.is_answer: number, other: one.index + 1 - number - others}
    behind = sum(one.index > numbered[-1].index for one in leaves)
    detail = "leaves are missing behind the last answer or utterance"
    same("incomplete", 6, "leaves", detail, expected=size - 1 - numbered[-1].index, found=behind)


def _number(leaf: Leaf) -> int:
    """Which of its kind it is."""
    found = leaf.sealed.payload.get("answer_seq" if leaf.is_answer else "utterance_seq")
    if not isinstance(found, int) or isinstance(found, bool):
        fail("incomplete", 6, leaf.place, "it has no number", expected="a number from 1", found=found)
    return found
