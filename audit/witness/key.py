"""A witness's own key: made at its first start, never replaced.

A cosignature does not say under which name it was made (tlog-cosignature), so a key has one name for as long as it
lives: `witness.vkey` beside `witness.key` holds it. Another name needs another folder.
"""

import hashlib

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from audit.signed.notes import NoteError, NoteKey, NoteSigner, SignatureType, read_vkey
from audit.witness.faults import WitnessSetupError
from audit.witness.state import StateFolder, only_owner, read_text, replace_file

SECRET, PUBLIC = "witness.key", "witness.vkey"


def open_key(folder: StateFolder, name: str | None) -> NoteSigner:
    """The folder's key, made under this name where there is none (by default `onrecord-witness/` and 16 hex digits).

    Raises WitnessSetupError where others may read it, where it is damaged, or where it has another name than `name`.
    """
    secret, public = folder.path / SECRET, folder.path / PUBLIC
    with folder.locked():
        if not secret.exists():
            private = Ed25519PrivateKey.generate()
            raw = private.public_key().public_bytes_raw()
            named = name or f"onrecord-witness/{hashlib.sha256(raw).hexdigest()[:16]}"
            key = NoteKey(name=named, type=SignatureType.COSIGNATURE, public=raw)
            replace_file(public, key.vkey + "\n")  # first: a key that signs always has its name
            replace_file(secret, private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
            return NoteSigner(key=key, sign=private.sign)
    only_owner(secret, "600")
    try:
        key = read_vkey((read_text(public) or "").removesuffix("\n"))
    except NoteError as error:
        raise WitnessSetupError(f"{public}: {error.message}", advice="Restore it from a backup.") from error
    try:
        private_key = load_pem_private_key(secret.read_bytes(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise WitnessSetupError(f"{secret} is no key: {error}.", advice="Restore it from a backup.") from error
    if not isinstance(private_key, Ed25519PrivateKey) or private_key.public_key().public_bytes_raw() != key.public:
        raise WitnessSetupError(f"{secret} is not the key of {public}.", advice="Restore both from one backup.")
    if name is not None and name != key.name:
        advice = "A key has one name: leave --name out, or start a new witness in another folder."
        raise WitnessSetupError(f"the witness in {folder.path} is named {key.name}, not {name}.", advice=advice)
    return NoteSigner(key=key, sign=private_key.sign)
