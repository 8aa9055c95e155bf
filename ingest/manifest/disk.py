"""What a manifest asks of files: where a path leads, what bytes lie there, and one writer at a time."""

import fcntl
import hashlib
import os
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from audit.errors import BusyError, OnRecordError, Problem
from ingest.domain import Leader

LOCK_SECONDS = 10.0


def inside(folder: Path, path: str) -> Path | None:
    """Where a path leads once every symlink is followed, or none where that is outside the folder."""
    try:
        real = (folder / path).resolve()
        return real if real.is_relative_to(folder.resolve()) else None
    except (OSError, RuntimeError):  # a circle of symlinks
        return None


def sha256_of(path: Path) -> str:
    """Of a regular file's bytes. Raises `OSError`."""
    if not stat.S_ISREG(path.stat().st_mode):  # before it is opened: a pipe would wait for a writer
        raise OSError(None, "it is not a file")
    with path.open("rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(None, "it is not a file")
        return hashlib.file_digest(file, "sha256").hexdigest()


def consent_bytes_ok(leader: Leader, folder: Path) -> Problem | None:
    """None where the leader's consent record lies inside the folder and is what the manifest says it is."""
    record, place = leader.consent.record, f"leaders ({leader.leader_id}).consent"
    path = inside(folder, record)
    if path is None:
        return Problem(line=0, path=f"{place}.record", message=f"{record} leads outside the manifest's folder")
    if not path.is_file():
        return Problem(line=0, path=f"{place}.record", message=f"there is no file {record}")
    try:
        found = sha256_of(path)
    except OSError as error:
        return Problem(line=0, path=f"{place}.record", message=f"{record} cannot be read: {error.strerror}")
    if found == leader.consent.sha256:
        return None
    message = (
        f"{record} is not the record that was registered: expected {leader.consent.sha256}; got {found}. "
        "If the leader signed a new one, enter its hash"
    )
    return Problem(line=0, path=f"{place}.sha256", message=message)


@contextmanager
def locked(folder: Path, *, seconds: float = LOCK_SECONDS) -> Iterator[None]:
    """Hold the folder for one edit. The lock is on the folder itself: no file is left among the documents."""
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        raise OnRecordError(f"{folder} cannot be opened: {error.strerror}.") from None
    try:
        until = time.monotonic() + seconds
        while not _taken(handle):
            if time.monotonic() > until:
                raise BusyError(f"another edit has held {folder} for {seconds:.0f} s.", advice="Try again.")
            time.sleep(0.02)
        yield
    finally:
        os.close(handle)


def _taken(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def write_atomically(path: Path, data: bytes) -> None:
    """Replace the file at once and for good, keeping its mode; on any failure the old one is untouched."""
    temporary = ""
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with open(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fchmod(file.fileno(), stat.S_IMODE(path.stat().st_mode))
            os.fsync(file.fileno())
        os.replace(temporary, path)
        temporary = ""
    except OSError as error:
        message = f"{path} could not be written: {error.strerror}; nothing was changed."
        raise OnRecordError(message) from None
    finally:
        if temporary:
            os.unlink(temporary)
    _settle(path)


def _settle(path: Path) -> None:
    """The new name survives a power cut only once its folder is on the disk too."""
    try:
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        message = f"{path} was written, but its folder could not be synced: {error.strerror}."
        raise OnRecordError(message, advice="A power cut may undo the edit; look at the disk.") from None
