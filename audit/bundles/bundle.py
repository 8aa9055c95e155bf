"""A bundle: some answers with all that is needed to check them without whoever gave them. Its format, and no more.

    bundle.json            what it holds: see `Contents`
    checkpoint             the log's signed checkpoint, cosigned (C2SP signed note)
    older                  where it continues one: the earlier checkpoint, signed by the log
    consistency.json       and the proof that it does: hashes in hex (RFC 6962 section 2.1.2)
    leaves/INDEX.json      a leaf's bytes: its envelope
    proofs/INDEX.json      the leaf's inclusion proof: hashes in hex, from the leaf upwards (RFC 6962 section 2.1.1)
    sections/SHA256        a disclosed section: 32 bytes of salt, then its content
    layouts/SHA256.json    where pages, segments, cues and furniture of a text stand
    texts/SHA256.txt       a canonical text
    raw/SHA256             the file that it was read from
    consent/SHA256         the record of a leader's consent
    annotations/ID.json    each place that an answer shows, as Web Annotations

Whatever stands under a SHA-256 has that hash. All JSON is canonical (RFC 8785). Which files there are follows from the
leaves: one more or one fewer and it is another bundle. The archive is that of `archive`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from audit.bundles.archive import unpack
from audit.canonical import canonical_json, read_json, sha256_hex
from audit.errors import RecordError
from audit.records.wire import from_json
from audit.signed.merkle import HASH_SIZE

VERSION = 1
CONTENTS, CHECKPOINT, OLDER, CONSISTENCY = "bundle.json", "checkpoint", "older", "consistency.json"
_HASH = re.compile(r"[0-9a-f]{64}")
_RECORD_ID = re.compile(r"[0-9a-f]{32}")


class BundleError(RecordError):
    """Bytes that are no bundle."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """`bundle.json`. Nothing in it is believed: each value is compared with what leaves and files say themselves.

    `size` is the checkpoint's, `checkpoint` the SHA-256 of its file. `older` is the size of the earlier checkpoint.
    `answers` are the ids of the records that it is about, in the order of their last leaves; `range` are the first and
    the last of their answer numbers, where none between is missing. `closing` is the index of the log's last answer
    where the bundle is not about it: its leaf is there to be counted. `leaves` are the indices of all leaves that are
    there.
    """

    v: int
    origin: str
    size: int
    checkpoint: str
    older: int | None
    answers: tuple[str, ...]
    range: tuple[int, ...] | None
    closing: int | None
    leaves: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """A bundle that was read: its form is right, and nothing in it is verified."""

    contents: Contents
    files: Mapping[str, bytes]


def leaf_path(index: int) -> str:
    return f"leaves/{index}.json"


def proof_path(index: int) -> str:
    return f"proofs/{index}.json"


def section_path(digest: str) -> str:
    return f"sections/{digest}"


def layout_path(sha256: str) -> str:
    return f"layouts/{sha256}.json"


def text_path(sha256: str) -> str:
    return f"texts/{sha256}.txt"


def raw_path(sha256: str) -> str:
    return f"raw/{sha256}"


def consent_path(sha256: str) -> str:
    return f"consent/{sha256}"


def annotations_path(record_id: str) -> str:
    return f"annotations/{record_id}.json"


def read_bundle(data: bytes) -> Bundle:
    """Raises ArchiveError or BundleError for bytes that are no bundle."""
    files = unpack(data)
    if CONTENTS not in files:
        raise BundleError(f"it has no {CONTENTS}")
    found = canonical(files[CONTENTS], CONTENTS)
    contents: Contents = from_json(Contents, found)
    if contents.v != VERSION:
        raise BundleError(f"{CONTENTS} is of version {contents.v}; this OnRecord reads version {VERSION}")
    if list(contents.leaves) != sorted(set(contents.leaves)) or any(one < 0 for one in contents.leaves):
        raise BundleError(f"the leaves in {CONTENTS} are not indices in their order, each once")
    wrong = next((one for one in contents.answers if not _RECORD_ID.fullmatch(one)), None)
    if wrong is not None or len(set(contents.answers)) != len(contents.answers):
        raise BundleError(f"the answers in {CONTENTS} are not ids of records, each once")
    return Bundle(contents=contents, files=files)


def canonical(data: bytes, name: str) -> Any:
    """The value of a JSON file. Raises BundleError where it is not canonical."""
    found = read_json(data)
    if canonical_json(found) != data:
        raise BundleError(f"{name} is not canonical JSON (RFC 8785)")
    return found


def hashes_json(hashes: Sequence[bytes]) -> bytes:
    """A proof as it is written."""
    return canonical_json([one.hex() for one in hashes])


def read_hashes(data: bytes, name: str) -> list[bytes]:
    """The inverse of `hashes_json`. Raises BundleError."""
    found = canonical(data, name)
    if not isinstance(found, list) or not all(isinstance(one, str) and _HASH.fullmatch(one) for one in found):
        raise BundleError(f"{name} is not a list of hashes, {2 * HASH_SIZE} hexadecimal digits each")
    return [bytes.fromhex(one) for one in found]


def named(content: bytes) -> str:
    """Under which hash a file stands."""
    return sha256_hex(content)
