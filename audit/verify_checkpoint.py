"""Steps 3 and 4, and of step 5 whether the log continues what was seen of it before."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from audit.bundles.bundle import CHECKPOINT, CONSISTENCY, OLDER, Contents, named, read_hashes
from audit.signed.checkpoints import Checkpoint, cosigned, open_checkpoint
from audit.signed.merkle import consistent
from audit.signed.notes import NoteKey
from audit.verify_policy import Policy, Seen
from audit.verify_report import Seal, fail, same, told


@dataclass(slots=True)
class Files:
    """The files of a bundle; what is taken is remembered, since what nobody needs does not belong there."""

    held: Mapping[str, bytes]
    taken: set[str] = field(default_factory=set)
    right: set[str] = field(default_factory=set)  # those whose hash was computed

    def take(self, path: str, step: int, place: str) -> bytes:
        """The file's bytes; a failure where it is not there."""
        self.taken.add(path)
        if path not in self.held:
            fail("missing", step, place, f"the bundle has no file {path}")
        return self.held[path]

    def take_named(self, path: str, sha256: str, step: int, place: str) -> bytes:
        """A file that stands under the hash of its bytes."""
        data = self.take(path, step, place)
        if path not in self.right:
            same("hash", step, place, f"the file {path} has another hash", expected=sha256, found=named(data))
            self.right.add(path)
        return data


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """A checkpoint and the key of the log that has signed it."""

    checkpoint: Checkpoint
    by: NoteKey


def signed_checkpoint(files: Files, contents: Contents, policy: Policy) -> Signed:
    """Step 3."""
    note = files.take(CHECKPOINT, 3, "checkpoint")
    same("checkpoint", 3, "checkpoint", "it is another file", expected=contents.checkpoint, found=named(note))
    found = _opened(note, policy, 3, "checkpoint")
    checkpoint = found.checkpoint
    same("origin", 3, "checkpoint", "it is of another log", expected=contents.origin, found=checkpoint.origin)
    same("size", 3, "checkpoint", "it is of another size", expected=contents.size, found=checkpoint.size)
    return found


def seal_of(files: Files, checkpoint: Checkpoint, policy: Policy) -> Seal:
    """Step 4. That too few have cosigned is no failure: it is the verdict's to say."""
    witnesses: tuple[tuple[str, datetime], ...] = ()
    if policy.witnesses:
        with told("cosignature", 4, "checkpoint"):
            found = cosigned(files.take(CHECKPOINT, 4, "checkpoint"), policy.witnesses, policy.threshold)
        witnesses = tuple((one.key.name, _moment(one.at)) for one in found.cosignatures)
    return Seal(
        origin=checkpoint.origin,
        size=checkpoint.size,
        root=checkpoint.root.hex(),
        witnesses=witnesses,
        threshold=policy.threshold,
    )


def older_checkpoint(files: Files, contents: Contents, policy: Policy, newer: Checkpoint) -> Signed | None:
    """Step 5, of the checkpoint that the bundle continues, and of the one that the auditor has seen."""
    found = None
    if contents.older is not None:
        found = _opened(files.take(OLDER, 5, "older checkpoint"), policy, 5, "older checkpoint", alone=True)
        older = found.checkpoint
        same("size", 5, "older checkpoint", "it is of another size", expected=contents.older, found=older.size)
        with told("consistency", 5, "older checkpoint"):
            proof = read_hashes(files.take(CONSISTENCY, 5, "older checkpoint"), CONSISTENCY)
        if not consistent(older.size, newer.size, older.root, newer.root, proof):
            detail = "the log does not continue it: something was removed or rewritten"
            fail("consistency", 5, "older checkpoint", detail, expected=_tree(older), found=_tree(newer))
    if policy.seen is not None:
        _continues(policy.seen, [newer, *([found.checkpoint] if found is not None else [])])
    return found


def _continues(seen: Seen, known: list[Checkpoint]) -> None:
    """The checkpoint that the auditor has seen is one of the bundle's two."""
    one = next((one for one in known if one.size == seen.size), None)
    if one is None:
        detail = "the bundle does not say how its log continues what the policy says was seen"
        sizes = " or ".join(str(one.size) for one in known)
        fail("seen", 5, "checkpoint", detail, expected=f"a checkpoint of size {seen.size}", found=f"size {sizes}")
    detail = "the log has another root than the policy says was seen at this size"
    same("seen", 5, "checkpoint", detail, expected=seen.root.hex(), found=one.root.hex())


def _opened(note: bytes, policy: Policy, step: int, place: str, *, alone: bool = False) -> Signed:
    """A checkpoint that one of the policy's log keys has signed; with `alone` it bears no other signature."""
    with told("signature", step, place):
        checkpoint, opened = open_checkpoint(note, policy.log_keys)
    if len(opened.verified) != 1 or (alone and opened.unknown):
        fail("signature", step, place, "it bears more signatures than the log's one")
    return Signed(checkpoint=checkpoint, by=opened.verified[0].key)


def _moment(seconds: int | None) -> datetime:
    return datetime.fromtimestamp(seconds or 0, UTC)


def _tree(checkpoint: Checkpoint) -> str:
    return f"size {checkpoint.size} root {checkpoint.root.hex()}"
