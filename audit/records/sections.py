"""The personal sections of a record: what a leaf names only by digests, so that it can be erased while the log stays.

1. A record's JSON is divided into `question` (the text that was asked) and `answer` (all the rest of it); `asker` is
   the asker's reference, and `prompt` what a language model was given, where there is either.
2. A section's data is `salt (32 random bytes) || RFC 8785 of its content`, and its digest SHA-256 over that data:
   without the salt nobody can tell by trying what the content was.
3. The data is stored under AES-256-GCM (NIST SP 800-38D) with the record's own key, a random nonce of 12 bytes, and
   `<record id>/<part>/<name>` as additional data, so that no section passes for another.

Pure: where sections are kept is `audit/ledger/contents.py`.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from audit.canonical import canonical_json, read_json, sha256_hex
from audit.errors import RecordError

SALT_BYTES = 32
KEY_BYTES = 32
NONCE_BYTES = 12


class Name(StrEnum):
    """What a section is of."""

    QUESTION = "question"
    ASKER = "asker"
    PROMPT = "prompt"
    ANSWER = "answer"


@dataclass(frozen=True, kw_only=True)
class Section:
    """`content` is any JSON value; `salt` has 32 bytes."""

    salt: bytes
    content: Any

    @classmethod
    def of(cls, content: Any) -> "Section":
        """The content under a new salt."""
        return cls(salt=os.urandom(SALT_BYTES), content=content)

    @classmethod
    def read(cls, data: bytes) -> "Section":
        """The inverse of `data`. Raises RecordError for what is not a salt and canonical JSON."""
        salt, body = data[:SALT_BYTES], data[SALT_BYTES:]
        content = read_json(body)
        if len(salt) != SALT_BYTES or canonical_json(content) != body:
            raise RecordError("a section is a salt of 32 bytes and canonical JSON (RFC 8785)")
        found = cls(salt=salt, content=content)
        found.__dict__["data"] = data  # the cached property: it need not be written again
        return found

    @cached_property
    def data(self) -> bytes:
        """What the digest is over, and what is encrypted."""
        return self.salt + canonical_json(self.content)

    @property
    def digest(self) -> str:
        """64 hexadecimal digits, as the leaf has it."""
        return sha256_hex(self.data)


def divided(record: Mapping[str, Any], *, asker: str | None, prompt: Any) -> dict[Name, Any]:
    """The contents of a record's JSON; no section where there is no content."""
    found: dict[Name, Any] = {
        Name.QUESTION: {"text": record["question"]},
        Name.ANSWER: {key: value for key, value in record.items() if key != "question"},
    }
    if asker is not None:
        found[Name.ASKER] = {"reference": asker}
    if prompt is not None:
        found[Name.PROMPT] = prompt
    return found


def joined(contents: Mapping[Name, Any]) -> dict[str, Any]:
    """The record's JSON again. Raises RecordError where a section has another shape than `divided` gives."""
    question, answer = contents[Name.QUESTION], contents[Name.ANSWER]
    if not isinstance(question, dict) or set(question) != {"text"}:
        raise RecordError("a record's question is an object with the key text")
    if not isinstance(answer, dict) or "question" in answer:
        raise RecordError("a record's answer is an object without a question")
    return {**answer, "question": question["text"]}


def new_key() -> bytes:
    return os.urandom(KEY_BYTES)


def encrypt(key: bytes, place: str, section: Section) -> tuple[bytes, bytes]:
    """(nonce, ciphertext with its tag) of a section's data; `place` is what `place_of` gives."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = os.urandom(NONCE_BYTES)
    return nonce, AESGCM(key).encrypt(nonce, section.data, place.encode("utf-8"))


def decrypt(key: bytes, place: str, nonce: bytes, ciphertext: bytes) -> Section:
    """The inverse of `encrypt`. Raises RecordError where key, nonce, place or ciphertext is another."""
    return Section.read(decrypted(key, place, nonce, ciphertext))


def decrypted(key: bytes, place: str, nonce: bytes, ciphertext: bytes) -> bytes:
    """The section's data, unread: enough to compare its digest. Raises RecordError as `decrypt`."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        return AESGCM(key).decrypt(nonce, ciphertext, place.encode("utf-8"))
    except (InvalidTag, ValueError):
        raise RecordError(f"the section {place} cannot be decrypted: its key or its bytes were changed.") from None


def place_of(record_id: str, part: int, name: str) -> str:
    """Which section of which part it is: 0 is the whole record, 1 and so on what was shown of it one by one."""
    return f"{record_id}/{part}/{name}"
