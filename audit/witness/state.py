"""What a witness keeps: for each log one file, the last checkpoint it cosigned, replaced whole or not at all.

The folder is the witness's own (0700). One lock on the folder orders every thread and process that uses it, so that
what was compared is still true when the next checkpoint is written.
"""

import contextlib
import fcntl
import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from audit.witness.faults import WitnessSetupError, WitnessStateError


@dataclass(frozen=True, slots=True, kw_only=True)
class StateFolder:
    """A folder that `open_folder` has made or checked."""

    path: Path

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the folder against every other thread and process."""
        handle = os.open(self.path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    def checkpoint(self, origin: str) -> Path:
        """The last checkpoint that was cosigned for this log: its file may be missing."""
        return self.path / f"{origin_hash(origin)}.checkpoint"

    def refused(self, origin: str) -> Path:
        """The last checkpoint that the log signed and the witness refused: evidence against the log."""
        return self.path / f"{origin_hash(origin)}.refused"


def open_folder(path: Path) -> StateFolder:
    """Make the folder for its owner alone (0700), or refuse one that others may enter."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    only_owner(path, "700")
    return StateFolder(path=path)


def only_owner(path: Path, mode: str) -> None:
    """Raises WitnessSetupError where group or others have any right to the file or folder."""
    found = stat.S_IMODE(path.stat().st_mode)
    if found & 0o077:
        advice = f"Run: chmod {mode} {path}"
        raise WitnessSetupError(f"{path} is open to others (mode {found:04o}); expected {mode}.", advice=advice)


def origin_hash(origin: str) -> str:
    """How tlog-witness names a log in a path: the hex SHA-256 of its origin."""
    return hashlib.sha256(origin.encode()).hexdigest()


def read_text(path: Path) -> str | None:
    """A file's text; none where it is missing. Raises WitnessStateError where it is not UTF-8."""
    try:
        return path.read_bytes().decode()
    except FileNotFoundError:
        return None
    except UnicodeDecodeError as error:
        raise WitnessStateError(f"{path} is damaged: {error}.", advice="Restore it from a backup.") from error


def replace_file(path: Path, text: str | bytes) -> None:
    """Write the file (0600) whole, on the disk when this returns; before it was as it had been. Call it locked."""
    data = text.encode() if isinstance(text, str) else text
    beside = path.with_name(f"{path.name}.new")
    try:
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    except OSError:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
