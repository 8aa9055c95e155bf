"""Checkpoints of a log (https://c2sp.org/tlog-checkpoint) and what witnesses say about them (tlog-cosignature).

A checkpoint is a signed note whose text is the log's origin, the number of its leaves, the root of its tree in base64,
each on a line, and any extension lines. The log's key carries the origin as its name.
"""

import base64
import binascii
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from audit.signed.merkle import HASH_SIZE
from audit.signed.notes import (
    NoteError,
    NoteKey,
    NoteSigner,
    OpenedNote,
    SignatureType,
    Verified,
    open_note,
    read_note,
    sign_note,
)

SIZE = re.compile(r"0|[1-9][0-9]{0,18}")
LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """A log's tree at one moment. `root` is 32 bytes; `extensions` are lines that OnRecord neither writes nor reads."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        lines = (self.origin, *self.extensions)
        if not all(lines) or any("\n" in one for one in lines):
            raise NoteError("a checkpoint's origin and its extensions are lines that are not empty.")
        if not 0 <= self.size <= LARGEST or len(self.root) != HASH_SIZE:
            expected = f"a size from 0 to 2^63 - 1 and a root of {HASH_SIZE} bytes"
            raise NoteError(f"a checkpoint has {expected}, not {self.size} and {len(self.root)} bytes.")

    @property
    def text(self) -> str:
        """The note's text: what the log and the witnesses sign."""
        lines = (self.origin, str(self.size), base64.b64encode(self.root).decode("ascii"), *self.extensions)
        return "".join(f"{line}\n" for line in lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cosigned:
    """Which of a policy's witnesses cosigned a checkpoint, and whether they are as many as it asks for."""

    cosignatures: tuple[Verified, ...]
    threshold: int

    @property
    def enough(self) -> bool:
        return len(self.cosignatures) >= self.threshold


def read_checkpoint(text: str) -> Checkpoint:
    """A checkpoint from a note's text, signatures aside. Raises NoteError where writing it again gives another text."""
    lines = text.split("\n")
    if len(lines) < 4 or lines.pop():
        raise NoteError("a checkpoint has at least three lines: origin, size, root.")
    origin, size, encoded, *extensions = lines
    if not SIZE.fullmatch(size):
        raise NoteError(f"a checkpoint's second line is its size in decimal digits, not {size[:40]!r}.")
    try:
        root = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        root = b""
    found = Checkpoint(origin=origin, size=int(size), root=root, extensions=tuple(extensions))
    if found.text != text:
        raise NoteError(f"a checkpoint's third line is its root in canonical base64, not {encoded[:60]!r}.")
    return found


def sign_checkpoint(checkpoint: Checkpoint, log: NoteSigner) -> str:
    """The signed note. Raises NoteError where the signer's key does not carry the checkpoint's origin as its name."""
    _carries_origin(log.key, checkpoint)
    return sign_note(checkpoint.text, [log])


def open_checkpoint(data: str | bytes, log_keys: Sequence[NoteKey]) -> tuple[Checkpoint, OpenedNote]:
    """A checkpoint that one of the log's keys signed, which carry its origin as their name.

    Raises NoteError as `open_note` does, and where the origin is another or a key is not a log's.
    """
    opened = open_note(data, log_keys)
    checkpoint = read_checkpoint(opened.text)
    for one in opened.verified:
        _carries_origin(one.key, checkpoint)
    return checkpoint, opened


def cosigned(note: str | bytes, witnesses: Iterable[NoteKey], threshold: int) -> Cosigned:
    """The policy "k of n": `threshold` of these witnesses. A witness is its public key: two names of one key are one.

    Whether the log signed it is `open_checkpoint`'s question. Raises NoteError where the note is malformed, where a
    cosignature of one of the witnesses does not verify, and where the policy asks for nobody, for more witnesses than
    it names, or names a key that does not cosign.
    """
    keys = tuple(witnesses)
    wrong = next((one for one in keys if one.type is not SignatureType.COSIGNATURE), None)
    if wrong is not None:
        raise NoteError(f"the key {wrong.vkey} does not cosign; a witness's verifier key has the type 4.")
    distinct = len({one.public for one in keys})
    if not 1 <= threshold <= distinct:
        raise NoteError(f"the policy asks for {threshold} of {distinct} witnesses; expected 1 to {distinct}.")
    named = {(one.name, one.key_id) for one in keys}
    if not any((one.name, one.key_id) in named for one in read_note(note).signatures):
        return Cosigned(cosignatures=(), threshold=threshold)
    first = dict[bytes, Verified]()
    for one in open_note(note, keys).verified:
        first.setdefault(one.key.public, one)
    return Cosigned(cosignatures=tuple(first.values()), threshold=threshold)


def _carries_origin(key: NoteKey, checkpoint: Checkpoint) -> None:
    if key.name != checkpoint.origin or key.type is not SignatureType.ED25519:
        raise NoteError(
            f"the checkpoint of {checkpoint.origin!r} is signed by {key.vkey}, which is no key of that log."
        )
