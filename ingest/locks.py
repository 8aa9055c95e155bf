"""Advisory file locks (flock): one writer at a time, and readers that keep a generation from being removed.

POSIX only: they are released by the kernel when a process dies, which a lock file with a pid in it is not.
"""

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from audit.errors import BusyError, CatalogueError


@contextmanager
def exclusive(path: Path, *, busy: str) -> Iterator[None]:
    """Hold `path` alone. Raises BusyError with the message `busy` where another process holds it."""
    descriptor = _open(path)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BusyError(busy, advice="Wait for it to end, then run the command again.") from None
        yield
    finally:
        os.close(descriptor)


class SharedLock:
    """Held while a generation is read; any number of holders. Raises FileNotFoundError where it is gone by then."""

    def __init__(self, path: Path) -> None:
        self._descriptor = os.open(path, os.O_RDONLY)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_SH)
            if not os.path.samestat(os.fstat(self._descriptor), os.stat(path)):
                raise FileNotFoundError(errno.ENOENT, "it was removed a moment ago", str(path))
        except OSError:
            os.close(self._descriptor)
            raise

    def release(self) -> None:
        os.close(self._descriptor)


@contextmanager
def unshared(path: Path) -> Iterator[bool]:
    """Whether nobody holds `path` shared; while the block runs, nobody begins to."""
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except OSError:  # a folder without one was never finished
        yield True
        return
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(descriptor)


def _open(path: Path) -> int:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise CatalogueError(
            f"the workspace {path.parent} cannot be written: {error.strerror}.",
            advice="Make it writable, or name another one with --workspace.",
        ) from error
