"""Keys as files, one a key: the private half as PKCS#8 PEM (RFC 5958) that its owner alone may read, and beside it the
public half as canonical JSON, `{v, role, name, keyid, public}` with keyid and public bytes in hex.

A file or a folder that anybody else may read is refused, whoever made it so: a key that others have seen signs for
nobody.
"""

import contextlib
import fcntl
import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audit.canonical import canonical_json, read_json
from audit.errors import KeyFault, RecordError
from audit.keys.domain import PrivateKey, PublicKey, Role

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

VERSION = 1
SUFFIX = ".key"
RETIRED = ".retired"
MAX_BYTES = 64 * 1024  # far more than a key needs


def key_path(folder: Path, name: str) -> Path:
    """Where a key of this name lies. Raises KeyFault for a name that cannot be a file's."""
    if not name or name.startswith(".") or not name.isprintable() or set(name) & {"/", "\\"}:
        raise KeyFault(f"a key cannot be named {name[:80]!r}: its file would bear that name.")
    return folder / f"{name}{SUFFIX}"


def public_path(path: Path) -> Path:
    """Where the public half of a private key's file lies."""
    return path.with_name(path.name.removesuffix(RETIRED).removesuffix(SUFFIX) + ".pub")


def create(folder: Path, role: Role, name: str) -> PrivateKey:
    """Make a key in the folder, which is made where it is missing. Raises KeyFault where there is one of this name."""
    key = PrivateKey.generate(role, name)
    with held(folder):
        store(key_path(folder, name), key)
    return key


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """The folder, made where it is missing, for one writer at a time. Raises KeyFault where others may read it."""
    with told(folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        private(folder)
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
            os.fsync(handle)
        finally:
            os.close(handle)


def store(path: Path, key: PrivateKey) -> None:
    """Write a new key's halves, each whole or not at all, in a folder that is held. Raises KeyFault where the file is
    there."""
    if path.exists():
        raise KeyFault(
            f"{path} is there already; a key is never overwritten.",
            advice="Name another folder, or move it away where it is no longer needed.",
        )
    write_public(path, key.public)  # first: a private half always has its public one
    write_private(path, key)


def write_private(path: Path, key: PrivateKey) -> None:
    """The private half, in the place of whatever lies there."""
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    pem = key.secret.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    _write(path, pem, 0o600)


def write_public(path: Path, key: PublicKey) -> None:
    """The public half of the private key at this path."""
    _write(public_path(path), public_json(key), 0o644)


def load(path: Path) -> PrivateKey:
    """Read a key. Raises KeyFault where it is missing, or others may read it, or its halves are not of one key."""
    secret = _secret(path)  # before the public half: where both are missing, it is the key that is
    public = load_public(public_path(path))
    key = PrivateKey.of(public.role, public.name, secret)
    if key.public != public:
        raise KeyFault(
            f"{path} is the key {key.keyid}, but {public_path(path).name} beside it is of {public.keyid}.",
            advice="Restore both files from one backup.",
        )
    return key


def load_as(path: Path, role: Role, name: str) -> PrivateKey:
    """Read a key whose role and name its reader knows, whatever lies beside it. Raises KeyFault as `load` does."""
    return PrivateKey.of(role, name, _secret(path))


def load_public(path: Path) -> PublicKey:
    """Read the public half. Raises KeyFault where it is missing or not as `public_json` writes it."""
    with told(path):
        data = _read(path)
    try:
        return read_public(data)
    except ValueError as error:
        raise KeyFault(f"{path} is no public key: {error}.") from None


def public_json(key: PublicKey) -> bytes:
    """The public half as its file holds it."""
    return canonical_json(
        {"v": VERSION, "role": key.role.value, "name": key.name, "keyid": key.keyid, "public": key.raw.hex()}
    )


def read_public(data: bytes) -> PublicKey:
    """The inverse of `public_json`. Raises ValueError for other bytes."""
    try:
        found: Any = read_json(data)
        key = PublicKey(role=Role(found["role"]), name=found["name"], raw=bytes.fromhex(found["public"]))
        same = public_json(key) == data
    except (RecordError, KeyError, TypeError) as error:
        raise ValueError(f"expected {{v, role, name, keyid, public}}; {error}") from None
    if not same or not isinstance(key.name, str):
        raise ValueError("expected canonical JSON, a name, and the keyid of its public bytes")
    return key


def private(path: Path) -> None:
    """Refuse what group or others may use in any way. Raises KeyFault with the command that mends it."""
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        right = "700" if path.is_dir() else "600"
        raise KeyFault(
            f"{path} may be used by others (mode {mode:03o}; expected {right}), so no key in it is trusted.",
            advice=f"Run: chmod {right} {path}",
        )


def sync(folder: Path) -> None:
    """A new name in a folder survives a power cut only once the folder is on the disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def told(path: Path) -> Iterator[None]:
    """The system's errors in one line."""
    try:
        yield
    except FileNotFoundError:
        raise KeyFault(f"there is no key {path}.") from None
    except OSError as error:
        raise KeyFault(f"the key {path} cannot be used: {error.strerror}.") from None


def _secret(path: Path) -> "Ed25519PrivateKey":
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    with told(path):
        private(path)
        private(path.parent)
        pem = _read(path)
    try:
        found = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise KeyFault(f"{path} is no private key in PKCS#8 PEM without a password.") from None
    if not isinstance(found, Ed25519PrivateKey):
        raise KeyFault(f"{path} is a key of another kind; expected Ed25519.")
    return found


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MAX_BYTES)


def _write(path: Path, data: bytes, mode: int) -> None:
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.")
    try:
        with open(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fchmod(file.fileno(), mode)
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise
