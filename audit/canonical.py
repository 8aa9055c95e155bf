"""Bytes and hashes: one canonical JSON (RFC 8785) for everything that is hashed."""

import hashlib
import json
from typing import Any

import rfc8785

from audit.errors import RecordError


def canonical_json(value: Any) -> bytes:
    """The RFC 8785 encoding of `value`, UTF-8. Raises RecordError for what JSON cannot hold (NaN, lone surrogates), and
    for what is nested too deeply to be written."""
    try:
        return rfc8785.dumps(value)
    except (rfc8785.CanonicalizationError, UnicodeError, RecursionError) as error:
        raise RecordError(f"a record cannot be written as canonical JSON: {error}") from error


def sha256_hex(data: bytes) -> str:
    """64 lower-case hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def text_sha256(text: str) -> str:
    """The hash of a canonical text: SHA-256 over its UTF-8 bytes."""
    return sha256_hex(text.encode("utf-8"))


def read_json(data: str | bytes) -> Any:
    """Parse JSON; a key that stands twice in one object is an error, not the last one wins (RFC 8259 section 4)."""
    try:
        return json.loads(data, object_pairs_hook=_no_duplicates)
    except (ValueError, RecursionError) as error:
        raise RecordError(f"not readable as JSON: {error}") from error


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"the key {twice!r} stands twice in one object")
    return found
