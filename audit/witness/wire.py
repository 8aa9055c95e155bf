"""The body of `POST /add-checkpoint` (tlog-witness): the size that the sender believes the witness knows, the
consistency proof from there, an empty line, and the signed checkpoint.

    old 20852014
    <base64 of a hash>, one a line, at most 63
    <empty line>
    <signed note>
"""

import base64
import binascii
from dataclasses import dataclass

from audit.signed.checkpoints import LARGEST, SIZE
from audit.signed.merkle import HASH_SIZE
from audit.signed.notes import NoteError

PATH = "/add-checkpoint"
SIZE_TYPE = "text/x.tlog.size"  # of the body of a 409: the size that the witness knows
MOST_PROOF = 63
MOST_BODY = 256 * 1024  # bytes; C2SP asks for 16 signatures, of which the largest have 5 kB


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """A checkpoint offered to a witness. `proof` holds hashes of 32 bytes; nothing here is verified."""

    old: int
    proof: tuple[bytes, ...]
    note: str

    def encode(self) -> bytes:
        lines = "".join(f"{base64.b64encode(one).decode('ascii')}\n" for one in self.proof)
        return f"old {self.old}\n{lines}\n{self.note}".encode()


def read_submission(data: bytes) -> Submission:
    """Raises NoteError for whatever writing it again would not give."""
    try:
        head, _, note = data.decode().partition("\n\n")
    except UnicodeDecodeError as error:
        raise NoteError(f"the request is not UTF-8: {error}.") from error
    first, *lines = head.split("\n")
    old = read_size(first.removeprefix("old "))
    if old is None or len(lines) > MOST_PROOF:
        raise NoteError(f"a request begins with `old SIZE` and at most {MOST_PROOF} lines of proof.")
    found = Submission(old=old, proof=tuple(_hash(line) for line in lines), note=note)
    if found.encode() != data:
        raise NoteError("a request is `old SIZE`, hashes in canonical base64, an empty line and a signed checkpoint.")
    return found


def read_size(text: str) -> int | None:
    """A size in decimal digits as they are written in a checkpoint; else none."""
    return int(text) if SIZE.fullmatch(text) and int(text) <= LARGEST else None


def _hash(line: str) -> bytes:
    try:
        data = base64.b64decode(line, validate=True)
    except (binascii.Error, ValueError):
        data = b""
    if len(data) != HASH_SIZE:
        raise NoteError(f"a line of a proof is a hash of {HASH_SIZE} bytes in base64, not {line[:60]!r}.")
    return data
