"""A voice's or a face's file, by a path from the settings."""

import errno
import os
import stat
from pathlib import Path

MOST_BYTES = 1024 * 1024 * 1024  # of a file that is read into memory whole


def contents(path: Path, most: int = MOST_BYTES) -> bytes:
    """Raises OSError, too for what is no file, such as a pipe, or has more bytes than `most`."""
    if "\0" in str(path):
        raise OSError(errno.EINVAL, "it is no path")
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)  # a pipe waits for nobody
    with open(handle, "rb") as file:
        found = os.fstat(handle)
        if stat.S_ISDIR(found.st_mode):
            raise OSError(errno.EISDIR, os.strerror(errno.EISDIR))
        if not stat.S_ISREG(found.st_mode):
            raise OSError(errno.EINVAL, "it is not a file")
        if found.st_size > most:
            raise OSError(errno.EFBIG, f"it has more than {most:,} bytes")
        return file.read(found.st_size + 1)[: found.st_size]
