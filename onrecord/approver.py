"""An approver's own key: where it lies, and whether a signature by it would count."""

import os
from collections.abc import Collection
from pathlib import Path

from audit.errors import KeyFault, OnRecordError
from audit.keys.domain import PrivateKey
from audit.keys.files import key_path, load
from ingest.domain import Manifest

VARIABLE = "ONRECORD_KEYS"
DEFAULT = Path(".config") / "onrecord" / "keys"  # below the home folder


def folder() -> Path:
    """Where a person keeps their own keys: not in a workspace, which is others' too."""
    named = os.environ.get(VARIABLE)
    return Path(named) if named else Path.home() / DEFAULT


def signing_key(
    by: str, file: str | None, manifest: Manifest, path: str, revoked: Collection[str]
) -> PrivateKey | None:
    """The key to sign with: the one in `file`, else the approver's own where there is one.

    Raises KeyFault where it is another person's, among the `revoked` by keyid, or not among the approvers' keys of the
    manifest at `path`: then an ingest would refuse what it signs.
    """
    own = key_path(folder(), by)
    if file is None and not own.exists():
        return None
    key = load(Path(file) if file is not None else own)
    if key.public.name != by:
        raise KeyFault(f"{file or own} is the key of {key.public.name}, and the approval would be by {by}.")
    if key.keyid in revoked:
        raise KeyFault(
            f"the key {key.keyid} was revoked, so nothing that it signs would count.",
            advice=f"Move {file or own} away, then make another: onrecord keys new --approver {by} --manifest {path}",
        )
    if key.keyid not in {one.key.keyid for one in manifest.approvers}:
        raise KeyFault(
            f"{path} does not name the key {key.keyid} among its approvers, so nothing that it signs would count.",
            advice=f"Enter it: onrecord keys new --approver {by} --manifest {path}",
        )
    return key


def unsigned(by: str, *, asked: bool, counts: bool) -> None:
    """Raises OnRecordError where an approval is not to be signed, and this workspace counts no such approval."""
    if counts:
        return
    told = "" if asked else f", and {folder()} holds no key of {by}"
    raise OnRecordError(
        f"this workspace counts signed approvals alone (unsigned_approvals = false){told}.",
        advice=f"Make a key: onrecord keys new --approver {by}",
    )
