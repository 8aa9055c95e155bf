"""Copying, syncing and measuring an index's files. They are mostly holes: a plain copy would fill them."""

import errno
import os
import shutil
from pathlib import Path

BLOCK = 1 << 20


def copy_tree(source: Path, target: Path) -> None:
    """Copy a folder of plain files, keeping holes as holes, and who may read what."""
    for folder, _, files in os.walk(source):
        into = target / Path(folder).relative_to(source)
        into.mkdir(parents=True, exist_ok=True)
        shutil.copymode(folder, into)
        for name in files:
            _copy_file(Path(folder) / name, into / name)
            shutil.copymode(Path(folder) / name, into / name)


def _copy_file(source: Path, target: Path) -> None:
    with source.open("rb") as read, target.open("wb") as write:
        size = os.fstat(read.fileno()).st_size
        os.truncate(write.fileno(), size)
        at = 0
        while at < size:
            try:
                at = os.lseek(read.fileno(), at, os.SEEK_DATA)
            except OSError:  # ENXIO: nothing but a hole is left
                return
            end = os.lseek(read.fileno(), at, os.SEEK_HOLE)
            while at < end:
                data = os.pread(read.fileno(), min(BLOCK, end - at), at)
                if not data:
                    return
                at += os.pwrite(write.fileno(), data, at)


def sync_tree(folder: Path) -> None:
    """Bring every file and folder below `folder` to the disk."""
    for place, _, files in os.walk(folder):
        for path in [Path(place), *(Path(place) / name for name in files)]:
            sync(path)


def sync(path: Path) -> None:
    """Bring one file, or a folder's list of names, to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def taken_bytes(folder: Path) -> int:
    """What the files below `folder` take on the disk, holes left out."""
    return sum(os.lstat(Path(place) / name).st_blocks * 512 for place, _, files in os.walk(folder) for name in files)


def need_room(folder: Path, size: int) -> None:
    """Raises OSError (ENOSPC) where fewer than `size` bytes are free on the disk of `folder`."""
    free = shutil.disk_usage(folder).free
    if free < size:
        told = f"{free / 2**20:.0f} MiB are free on its disk and {size / 2**20:.0f} MiB may be needed"
        raise OSError(errno.ENOSPC, told)
