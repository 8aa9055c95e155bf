"""A workspace's own keys, in its folder `keys`: `record.key` signs leaves, `log.key` signs checkpoints.

A key that was replaced stays as `record-<first 12 digits of its keyid>.key.retired`. Which key signs now is what the
log says, not what the files say: a rotation changes both, and where it was interrupted in between, `find` still gives
the key that the log names.
"""

import contextlib
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from audit.errors import KeyFault
from audit.keys.domain import PrivateKey, Role
from audit.keys.files import RETIRED, SUFFIX, held, key_path, load_as, store, sync, told, write_private, write_public

FOLDER = "keys"
ROLES = (Role.RECORD, Role.LOG)
SHORT = 12  # digits of a keyid in a retired key's name


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkspaceKeys:
    """The keys that the files say are in use. Their names are those of their roles."""

    folder: Path
    record: PrivateKey
    log: PrivateKey

    @classmethod
    def open(cls, folder: Path, *, create: bool) -> "WorkspaceKeys":
        """The keys in a workspace's folder of keys; with `create`, made where there is no such folder.

        Raises KeyFault where one is missing, or others may read it. A folder that has lost a key is not made whole:
        what the lost key has signed would seem to be another's.
        """
        if create and not folder.exists():
            _make(folder)
        for path in (key_path(folder, role) for role in ROLES):
            if not path.exists():
                advice = "Restore the folder of keys from a backup."
                raise KeyFault(f"this workspace's key {path} is missing.", advice=advice)
        record, log = (load_as(key_path(folder, role), role, role.value) for role in ROLES)
        return cls(folder=folder, record=record, log=log)

    def find(self, keyid: str) -> PrivateKey:
        """The key with this keyid, in use or retired. Raises KeyFault where the folder has none."""
        with told(self.folder):
            paths = sorted(self.folder.iterdir())
        for role in ROLES:
            names = (f"{role}{SUFFIX}", f"{role}-{keyid[:SHORT]}{SUFFIX}{RETIRED}")
            for path in (path for path in paths if path.name in names):
                key = load_as(path, role, role.value)
                if key.keyid == keyid:
                    return key
        raise KeyFault(
            f"{self.folder} has no key {keyid}, by which this workspace's log is signed.",
            advice="Restore the folder of keys from a backup.",
        )

    def replace(self, new: PrivateKey) -> "WorkspaceKeys":
        """Put a new key in the place of its role's, which is retired. The same again changes nothing."""
        role = new.public.role
        path = key_path(self.folder, role.value)
        with held(self.folder):
            old = load_as(path, role, role.value)
            if old.keyid != new.keyid:
                retired = path.with_name(f"{role}-{old.keyid[:SHORT]}{SUFFIX}{RETIRED}")
                with contextlib.suppress(FileExistsError):  # from a rotation that was interrupted
                    os.link(path, retired)
                write_public(retired, old.public)
                write_private(path, new)
                write_public(path, new.public)
        return WorkspaceKeys.open(self.folder, create=False)


def _make(folder: Path) -> None:
    """Both keys at once: they are made in a folder of another name, which then becomes the workspace's."""
    with told(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}-"))
        try:
            with held(made):
                for role in ROLES:
                    store(key_path(made, role), PrivateKey.generate(role, role.value))
            try:
                os.rename(made, folder)
            except OSError:
                if not folder.is_dir():  # else another process was first, and its keys are the workspace's
                    raise
            sync(folder.parent)
        finally:
            shutil.rmtree(made, ignore_errors=True)
