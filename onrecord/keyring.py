"""The keys that a workspace and its manifest know, as the commands about keys tell them."""

from dataclasses import dataclass
from pathlib import Path

from audit.database import reading
from audit.errors import KeyFault
from audit.keys.domain import PublicKey
from audit.log.leaves import Head, head
from audit.log.rotation import NamedKey, named
from ingest.catalogue import read
from ingest.domain import Approver
from ingest.manifest.read import read_manifest
from onrecord.options.parser import MANIFEST
from onrecord.parts import Parts

SHORTEST = 8  # digits of a keyid


@dataclass(frozen=True, slots=True, kw_only=True)
class Keyring:
    """`named` are the log's keys; `approvers` those of the manifest at `manifest`, none where there is no manifest.
    `head` is none where nothing was ever logged."""

    head: Head | None
    named: list[NamedKey]
    approvers: tuple[Approver, ...]
    manifest: str | None

    def find(self, beginning: str) -> PublicKey:
        """The one key whose keyid begins so. Raises KeyFault where none does, or several do."""
        known = {key.keyid: key for key in (*(one.key for one in self.approvers), *(one.key for one in self.named))}
        found = [key for keyid, key in known.items() if keyid.startswith(beginning)]
        if len(beginning) >= SHORTEST and len(found) == 1:
            return found[0]
        told = f"{len(found)} keys begin" if len(found) > 1 else "no key that is known here begins"
        if len(beginning) < SHORTEST:
            told = f"at least {SHORTEST} digits are needed: too many keys may begin"
        raise KeyFault(f"{told} with {beginning!r}.", advice="List them: onrecord keys list")


def gather(made: Parts, manifest: str | None) -> Keyring:
    """Raises ManifestError for a manifest that cannot be read, RecordError where the log was changed."""
    found, keys, ingested = None, list[NamedKey](), None
    if made.exists:
        with reading(made.engine) as connection:
            found, keys, state = head(connection), named(connection), read.published(connection)
        ingested = state.manifest if state is not None else None
    path = manifest or (MANIFEST if ingested is None or Path(MANIFEST).exists() else ingested)
    there = manifest is not None or Path(path).exists()
    approvers = read_manifest(Path(path)).approvers if there else ()
    return Keyring(head=found, named=keys, approvers=approvers, manifest=path if there else None)


def logged(made: Parts) -> Keyring:
    """The keys that the log names, without the approvers'. Raises RecordError where the log was changed."""
    with reading(made.engine) as connection:
        return Keyring(head=head(connection), named=named(connection), approvers=(), manifest=None)
