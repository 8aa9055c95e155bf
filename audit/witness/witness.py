"""When a witness cosigns (https://c2sp.org/tlog-witness, "add-checkpoint"). Each refusal has its HTTP status.

1. The request can be read, and is not of a tree larger than the checkpoint's (400).
2. The witness was told of the log's origin (404), and one of the log's keys signed the checkpoint (403).
3. The sender knows the size of the last checkpoint that was cosigned (409, with that size).
4. The tree that was cosigned is the beginning of the one in the checkpoint: equal roots where the sizes are equal, else
   a consistency proof (422, with both roots).
5. The checkpoint is on the disk before it is cosigned.

Steps 3 to 5 are one under the folder's lock: of two histories, whichever comes first is the only one that is cosigned.
"""

import base64
import contextlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from audit.signed.checkpoints import Checkpoint, read_checkpoint
from audit.signed.merkle import EMPTY_ROOT, consistent
from audit.signed.notes import (
    Note,
    NoteError,
    NoteKey,
    NoteSigner,
    OpenedNote,
    SignatureType,
    cosign,
    open_note,
    read_note,
)
from audit.witness.faults import WitnessSetupError, WitnessStateError
from audit.witness.state import StateFolder, origin_hash, read_text, replace_file
from audit.witness.wire import SIZE_TYPE, Submission, read_submission

TEXT_TYPE = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the sender gets; `told` is the line for the witness's operator."""

    status: int
    body: str
    told: str
    type: str = TEXT_TYPE


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """`logs`: origin to the keys that may sign its checkpoints. `clock`: seconds since 1970."""

    signer: NoteSigner
    logs: Mapping[str, tuple[NoteKey, ...]]
    folder: StateFolder
    clock: Callable[[], int]

    def add_checkpoint(self, body: bytes) -> Reply:
        """Cosign, or say why not. Raises WitnessStateError or OSError where the state cannot be read or written."""
        try:
            asked = read_submission(body)
            checkpoint = read_checkpoint(read_note(asked.note).text)
        except NoteError as error:
            return _refusal(400, error.message)
        if asked.old > checkpoint.size:
            return _refusal(400, f"the old size {asked.old} is larger than the checkpoint's, {checkpoint.size}.")
        keys = self.logs.get(checkpoint.origin)
        if keys is None:
            return _refusal(404, f"this witness was not told of a log {checkpoint.origin[:200]!r}.")
        try:
            opened = open_note(asked.note, keys)
        except NoteError as error:
            return _refusal(403, error.message)
        with self.folder.locked():
            return self._compare(asked, checkpoint, opened)

    def last(self, hashed: str) -> str | None:
        """The last cosigned checkpoint of the log whose origin has this hex SHA-256; none where there is none."""
        origin = next((one for one in self.logs if origin_hash(one) == hashed), None)
        return None if origin is None else read_text(self.folder.checkpoint(origin))

    def _compare(self, asked: Submission, offered: Checkpoint, opened: OpenedNote) -> Reply:
        known = self._known(offered.origin)
        if asked.old != known.size:
            told = f"{offered.origin}: asked from size {asked.old}, the last cosigned is {known.size}"
            return Reply(status=409, body=f"{known.size}\n", type=SIZE_TYPE, told=told)
        if not consistent(known.size, offered.size, known.root, offered.root, asked.proof):
            same = known.size == offered.size
            why = "one size, two roots" if same else "the proof does not lead from one to the other"
            told = f"{offered.origin}: {why}: cosigned {_shown(known)}, offered {_shown(offered)}"
            with contextlib.suppress(OSError):  # it is refused, whether or not the evidence can be kept
                replace_file(self.folder.refused(offered.origin), asked.note)
            return _refusal(422, told)
        return self._cosigned(offered, opened)

    def _known(self, origin: str) -> Checkpoint:
        """What was cosigned last; the empty tree where nothing was. It carries the witness's own cosignature."""
        path = self.folder.checkpoint(origin)
        note = read_text(path)
        if note is None:
            return Checkpoint(origin=origin, size=0, root=EMPTY_ROOT)
        try:
            found = read_checkpoint(open_note(note, [self.signer.key]).text)
        except NoteError as error:
            raise _damaged(origin, str(path), error.message) from error
        if found.origin != origin:
            raise _damaged(origin, str(path), f"it is of {found.origin!r}.")
        return found

    def _cosigned(self, checkpoint: Checkpoint, opened: OpenedNote) -> Reply:
        line = cosign(checkpoint.text, self.signer, self.clock())
        signatures = (*(one.signature for one in opened.verified), line)
        replace_file(self.folder.checkpoint(checkpoint.origin), Note(text=opened.text, signatures=signatures).encode())
        return Reply(status=200, body=f"{line.line}\n", told=f"{checkpoint.origin}: cosigned {_shown(checkpoint)}")


def by_origin(signer: NoteSigner, logs: Iterable[NoteKey]) -> dict[str, tuple[NoteKey, ...]]:
    """The keys of each log by its origin, which is their name. Raises WitnessSetupError for a key that is no log's."""
    found = dict[str, tuple[NoteKey, ...]]()
    for key in logs:
        if key.type is not SignatureType.ED25519:
            raise WitnessSetupError(f"{key.vkey} is a witness's verifier key (type 4); a log's has the type 1.")
        if key.public == signer.key.public:
            raise WitnessSetupError(f"{key.vkey} is this witness's own key; a log that it signs has no witness.")
        found[key.name] = (*(one for one in found.get(key.name, ()) if one != key), key)
    if not found:
        raise WitnessSetupError("a witness needs the verifier key of at least one log.")
    return found


def _damaged(origin: str, path: str, why: str) -> WitnessStateError:
    advice = "Nothing of this log is cosigned until the file is restored from a backup."
    return WitnessStateError(f"what is known of {origin} in {path} is damaged: {why}", advice=advice)


def _shown(checkpoint: Checkpoint) -> str:
    """Size and root as they stand in a checkpoint."""
    return f"size {checkpoint.size} root {base64.b64encode(checkpoint.root).decode('ascii')}"


def _refusal(status: int, why: str) -> Reply:
    return Reply(status=status, body=f"{why}\n", told=why)
