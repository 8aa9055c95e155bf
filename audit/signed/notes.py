"""C2SP signed notes (https://c2sp.org/signed-note): a text with signature lines below it.

    <text, which ends in a newline>
    <empty line>
    — <key name> <base64(key id, 4 bytes || signature)>

Two types of keys: Ed25519 (0x01) signs the text; a cosignature (0x04, https://c2sp.org/tlog-cosignature) signs the text
with the time at which a witness saw it, and its signature is `time, 8 bytes big-endian || Ed25519 signature`. Keys are
pinned as verifier keys, `<name>+<key id, 8 hex digits>+<base64(type || public key)>`.

Reading is strict: what is not byte for byte what writing it again would give is refused, and so is a note that holds
two signatures of one key. Signatures of keys that are not asked for are kept but prove nothing.
"""

import base64
import binascii
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import IntEnum

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from audit.errors import RecordError

DASH = "— "
MOST_BYTES = 1_000_000
MOST_SIGNATURES = 64
PUBLIC_SIZE, SIGNATURE_SIZE, KEY_ID_SIZE, TIME_SIZE = 32, 64, 4, 8
LAST_TIME = 2**63 - 1


class NoteError(RecordError):
    """A note, a checkpoint or a verifier key that is malformed, or a signature that does not verify."""


class SignatureType(IntEnum):
    """The type byte of a key (signed-note, "Signature types")."""

    ED25519 = 0x01
    COSIGNATURE = 0x04


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteKey:
    """Whose signature, under which name, of which type. `public` is the raw Ed25519 public key, 32 bytes."""

    name: str
    type: SignatureType
    public: bytes

    def __post_init__(self) -> None:
        check_name(self.name)
        if len(self.public) != PUBLIC_SIZE:
            raise NoteError(
                f"the key {self.name} has {len(self.public)} bytes; an Ed25519 public key has {PUBLIC_SIZE}."
            )

    @property
    def key_id(self) -> bytes:
        """The first 4 bytes of SHA-256(name || 0x0A || type || public key)."""
        return hashlib.sha256(self.name.encode() + b"\n" + self._typed()).digest()[:KEY_ID_SIZE]

    @property
    def vkey(self) -> str:
        """The verifier key, as it is pinned in policies and given to `--log`."""
        return f"{self.name}+{self.key_id.hex()}+{_base64(self._typed())}"

    def verifies(self, text: str, signature: bytes) -> bool:
        """`signature` is what stands in the signature line after the key id."""
        if self.type is SignatureType.COSIGNATURE:
            if len(signature) != TIME_SIZE + SIGNATURE_SIZE or (at := _time(signature)) > LAST_TIME:
                return False
            message, signature = cosignature_message(text, at), signature[TIME_SIZE:]
        else:
            message = text.encode()
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except InvalidSignature:
            return False
        return True

    def _typed(self) -> bytes:
        return bytes([self.type]) + self.public


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteSigner:
    """A key with what signs for it: `sign(message)` gives the 64 bytes of an Ed25519 signature."""

    key: NoteKey
    sign: Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteSignature:
    """One signature line. `signature` is what follows the key id: 64 bytes, or 72 where it begins with a time."""

    name: str
    key_id: bytes
    signature: bytes

    @property
    def line(self) -> str:
        """The line without its newline."""
        return f"{DASH}{self.name} {_base64(self.key_id + self.signature)}"

    @property
    def shown(self) -> str:
        return f"{self.name}+{self.key_id.hex()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A note as it was read; nothing in it is verified."""

    text: str
    signatures: tuple[NoteSignature, ...]

    def encode(self) -> str:
        return self.text + "\n" + "".join(f"{one.line}\n" for one in self.signatures)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """A signature that verifies. `at`: seconds since 1970, where the key is a cosigner's; else none."""

    key: NoteKey
    signature: NoteSignature
    at: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedNote:
    """A text that at least one of the asked keys signed. `unknown`: signatures of other keys, which prove nothing."""

    text: str
    verified: tuple[Verified, ...]
    unknown: tuple[NoteSignature, ...]


def read_vkey(text: str) -> NoteKey:
    """A verifier key. Raises NoteError where it is malformed or of a type that is not used here."""
    name, _, rest = text.partition("+")
    key_id, _, encoded = rest.partition("+")
    typed = _bytes(encoded)
    if typed is None or len(typed) != 1 + PUBLIC_SIZE or typed[0] not in set(SignatureType):
        expected = "name+8 hex digits+base64 of a type (1 or 4) and 32 bytes"
        raise NoteError(f"the verifier key {text[:200]!r} cannot be read: expected {expected}.")
    key = NoteKey(name=name, type=SignatureType(typed[0]), public=typed[1:])
    if key.key_id.hex() != key_id:
        raise NoteError(f"the verifier key {text[:200]!r} has another key id than its own, {key.key_id.hex()}.")
    return key


def sign_note(text: str, signers: Iterable[NoteSigner]) -> str:
    """The note over `text`, signed by each of the Ed25519 signers in their order."""
    if not _decoded(text).endswith("\n"):
        raise NoteError("a note's text ends in a newline.")
    keyed = [(one.key, one.sign(text.encode())) for one in signers]
    note = Note(text=text, signatures=tuple(_signature(key, signed) for key, signed in keyed))
    open_note(note.encode(), [key for key, _ in keyed])
    return note.encode()


def cosign(text: str, signer: NoteSigner, at: int) -> NoteSignature:
    """A witness's signature over `text`, seen at `at` (seconds since 1970)."""
    if not 0 < at <= LAST_TIME:
        raise NoteError(f"a cosignature's time is between 1 and 2^63 - 1 seconds, not {at}.")
    signed = signer.sign(cosignature_message(text, at))
    return _signature(signer.key, at.to_bytes(TIME_SIZE, "big") + signed)


def cosignature_message(text: str, at: int) -> bytes:
    """What a cosigner signs (tlog-cosignature, "Ed25519 signed message")."""
    return f"cosignature/v1\ntime {at}\n{text}".encode()


def read_note(data: str | bytes) -> Note:
    """The note's text and signature lines, none of them verified. Raises NoteError where it is malformed."""
    text = _decoded(data)
    body, gap, lines = text.rpartition("\n\n")
    if not gap or not lines.endswith("\n"):
        raise NoteError("a signed note is a text, an empty line, and signature lines that each end in a newline.")
    found = lines[:-1].split("\n")
    if len(found) > MOST_SIGNATURES:
        raise NoteError(f"the note has {len(found)} signatures; at most {MOST_SIGNATURES} are read.")
    signatures = tuple(read_signature(line) for line in found)
    if len({(one.name, one.key_id) for one in signatures}) != len(signatures):
        raise NoteError("the note holds two signatures of one key; each key signs once.")
    return Note(text=body + "\n", signatures=signatures)


def read_signature(line: str) -> NoteSignature:
    """One signature line without its newline. Raises NoteError where it is malformed."""
    name, gap, encoded = line.removeprefix(DASH).partition(" ")
    data = _bytes(encoded)
    if not line.startswith(DASH) or not gap or data is None or len(data) <= KEY_ID_SIZE:
        raise NoteError(f"not a signature line (dash, name, base64): {line[:120]!r}.")
    check_name(name)
    return NoteSignature(name=name, key_id=data[:KEY_ID_SIZE], signature=data[KEY_ID_SIZE:])


def open_note(data: str | bytes, keys: Iterable[NoteKey]) -> OpenedNote:
    """Read a note and verify the signatures of `keys`.

    Raises NoteError where the note is malformed, where a signature of one of the keys does not verify (then the whole
    note is refused, as the specification has it), or where none of the keys has signed.
    """
    note = read_note(data)
    known = _by_name_and_id(keys)
    verified, unknown = list[Verified](), list[NoteSignature]()
    for one in note.signatures:
        key = known.get((one.name, one.key_id))
        if key is None:
            unknown.append(one)
            continue
        if not key.verifies(note.text, one.signature):
            raise NoteError(f"the signature of {one.shown} does not verify over the note's text.")
        at = _time(one.signature) if key.type is SignatureType.COSIGNATURE else None
        verified.append(Verified(key=key, signature=one, at=at))
    if not verified:
        found = _listed(one.shown for one in unknown)
        wanted = _listed(f"{name}+{key_id.hex()}" for name, key_id in known)
        raise NoteError(f"the note is signed by {found}; expected a signature of {wanted}.")
    return OpenedNote(text=note.text, verified=tuple(verified), unknown=tuple(unknown))


def check_name(name: str) -> None:
    """A key's name has printable characters, no white space and no plus sign, and is not empty."""
    if not name or not name.isprintable() or " " in name or "+" in name:
        expected = "printable characters without space and plus, such as example.com/log"
        raise NoteError(f"{name[:120]!r} is no key name: expected {expected}.")


def _by_name_and_id(keys: Iterable[NoteKey]) -> dict[tuple[str, bytes], NoteKey]:
    known = dict[tuple[str, bytes], NoteKey]()
    for key in keys:
        if known.setdefault((key.name, key.key_id), key) != key:
            raise NoteError(f"two keys have the name and key id {key.name}+{key.key_id.hex()}; expected one.")
    return known


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)[:300] or "nobody"


def _signature(key: NoteKey, signature: bytes) -> NoteSignature:
    return NoteSignature(name=key.name, key_id=key.key_id, signature=signature)


def _decoded(data: str | bytes) -> str:
    try:
        raw = data if isinstance(data, bytes) else data.encode()
        text = raw.decode()
    except UnicodeError as error:
        raise NoteError(f"the note is not UTF-8: {error}.") from error
    if len(raw) > MOST_BYTES:
        raise NoteError(f"the note has {len(raw)} bytes; at most {MOST_BYTES} are read.")
    control = next((one for one in text if one < " " and one != "\n"), None)
    if control is not None:
        raise NoteError(f"the note holds the control character {control!r}; only the newline is allowed.")
    return text


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _bytes(text: str) -> bytes | None:
    """Standard base64 with padding, in its one canonical form; else none."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if _base64(data) == text else None


def _time(signature: bytes) -> int:
    return int.from_bytes(signature[:TIME_SIZE], "big")
