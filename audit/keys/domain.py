"""Ed25519 keys and signatures (RFC 8032). A key is told apart by its keyid: the hex SHA-256 of its 32 public bytes.

`cryptography` is imported when something is signed or checked, so that the types cost nothing to import.
"""

import base64
import binascii
import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from audit.canonical import sha256_hex

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

PUBLIC_BYTES = 32
SIGNATURE_BYTES = 64


class Role(StrEnum):
    """What a key signs."""

    LOG = "log"  # checkpoints
    RECORD = "record"  # leaves
    APPROVER = "approver"  # approvals, by the person who has read the document
    WITNESS = "witness"  # cosignatures


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """By which key, and the signature's 64 bytes in standard base64. Raises ValueError for any other spelling."""

    keyid: str
    sig: str

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[0-9a-f]{64}", self.keyid):
            raise ValueError(f"expected a keyid, 64 lower-case hexadecimal digits; got {self.keyid[:80]!r}")
        if len(self.raw) != SIGNATURE_BYTES:
            raise ValueError(f"expected a signature of {SIGNATURE_BYTES} bytes; got {len(self.raw)}")

    @property
    def raw(self) -> bytes:
        return decoded(self.sig)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicKey:
    """`raw` is the public key's 32 bytes; `name` is whose it is: an approver's address, a witness's or the log's name.

    Raises ValueError for another number of bytes.
    """

    role: Role
    name: str
    raw: bytes

    def __post_init__(self) -> None:
        if len(self.raw) != PUBLIC_BYTES:
            raise ValueError(f"expected a public key of {PUBLIC_BYTES} bytes; got {len(self.raw)}")

    @property
    def keyid(self) -> str:
        return sha256_hex(self.raw)

    def verify(self, data: bytes, signature: bytes) -> bool:
        """Whether the signature is this key's over exactly these bytes."""
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, data)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivateKey:
    """A key that signs, with its public half. The secret is in no representation and no comparison."""

    public: PublicKey
    secret: "Ed25519PrivateKey" = field(repr=False, compare=False)

    @classmethod
    def generate(cls, role: Role, name: str) -> "PrivateKey":
        """A new key from the system's randomness."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return cls.of(role, name, Ed25519PrivateKey.generate())

    @classmethod
    def of(cls, role: Role, name: str, secret: "Ed25519PrivateKey") -> "PrivateKey":
        return cls(public=PublicKey(role=role, name=name, raw=secret.public_key().public_bytes_raw()), secret=secret)

    @property
    def keyid(self) -> str:
        return self.public.keyid

    def sign(self, data: bytes) -> bytes:
        """64 bytes, the same for the same data (RFC 8032 section 5.1.6)."""
        return self.secret.sign(data)

    def signature(self, data: bytes) -> Signature:
        """What `sign` gives, with the keyid, as an envelope and the manifest write it."""
        return Signature(keyid=self.keyid, sig=encoded(self.sign(data)))


def encoded(data: bytes) -> str:
    """Standard base64 with padding (RFC 4648 section 4)."""
    return base64.b64encode(data).decode("ascii")


def decoded(text: str) -> bytes:
    """The inverse of `encoded`. Raises ValueError for every spelling but the one that `encoded` gives."""
    try:
        found = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError(f"not standard base64: {error}") from None
    if encoded(found) != text:
        raise ValueError("not standard base64: bits beyond the last byte are set")
    return found
