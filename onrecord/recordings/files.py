"""A recording's file, opened where its bytes are the ones that were approved.

A file is hashed when it is first opened, and again when device, inode, size or one of its times has changed; what was
hashed is read through the same handle, so nothing is put in its place in between.
"""

import errno
import hashlib
import os
import stat
import threading
import time
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from io import BufferedReader
from pathlib import Path

from audit.errors import NotSounded
from ingest.domain import Recording
from ingest.manifest.disk import inside
from ingest.recordings.types import CONTAINERS, Container, container_of

CHUNK_BYTES = 256 * 1024
SETTLED_NS = 1_000_000_000  # a file that changed less than this ago may change once more within one tick of its clock
KEPT = 1024  # files whose hash is remembered
Stamp = tuple[int, int, int, int, int]


class Kind(StrEnum):
    """What plays it."""

    AUDIO = "audio"
    VIDEO = "video"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A recording that is the approved one, to be closed. `stamp` is what it looked like when it was hashed; it is read
    as the container that its name says, and as no other."""

    file: BufferedReader
    size: int
    sha256: str
    container: Container
    stamp: Stamp

    @property
    def kind(self) -> Kind:
        return _kind(self.container)

    def read(self, start: int, end: int) -> Iterator[bytes]:
        """The bytes `[start:end]`, in pieces of at most 256 KiB. Raises NotSounded where the file changes under it."""
        self.file.seek(start)
        while start < end:
            data = self.file.read(min(CHUNK_BYTES, end - start))
            self.check()
            start += len(data)
            yield data

    def check(self) -> None:
        """Raises NotSounded where the file is no longer what was hashed."""
        if _stamp(os.fstat(self.file.fileno())) != self.stamp:
            raise NotSounded("the recording changed while it was being played.", advice="Play it again.")


class Files:
    """The recordings that a process has opened. `opened` may be called from several threads."""

    def __init__(self) -> None:
        self._hashes: OrderedDict[Stamp, str] = OrderedDict()
        self._lock = threading.Lock()

    def opened(self, folder: Path, source_id: str, recording: Recording) -> Opened:
        """A document's recording; `folder` is the manifest's. Raises NotSounded, with both hashes where it is another
        one than was approved."""
        container = _played_as(source_id, recording)
        file = _open(folder, source_id, recording)
        try:
            stamp = _stamp(os.fstat(file.fileno()))
            found = self._sha256(file, stamp)
            if found != recording.sha256:
                raise NotSounded(
                    f"the recording of {source_id} is not what was approved: approved sha256 {recording.sha256}, "
                    f"found {found}.",
                    advice="Put the approved file back, or have the new one approved.",
                )
        except BaseException:
            file.close()
            raise
        return Opened(file=file, size=stamp[2], sha256=found, container=container, stamp=stamp)

    def _sha256(self, file: BufferedReader, stamp: Stamp) -> str:
        with self._lock:
            known = self._hashes.get(stamp)
        if known is not None:
            return known
        settled = time.time_ns() - stamp[-1] > SETTLED_NS  # nobody can set ctime, as they can mtime
        found = hashlib.file_digest(file, "sha256").hexdigest()
        if settled and _stamp(os.fstat(file.fileno())) == stamp:
            with self._lock:
                self._hashes[stamp] = found
                while len(self._hashes) > KEPT:
                    self._hashes.popitem(last=False)
        return found


def kind_of(recording: Recording) -> Kind | None:
    """What plays it, by its name; none where nothing does."""
    found = container_of(recording.path)
    return _kind(found) if found is not None else None


def _kind(container: Container) -> Kind:
    return Kind.VIDEO if container.video else Kind.AUDIO


def _played_as(source_id: str, recording: Recording) -> Container:
    found = container_of(recording.path)
    if found is None:
        raise NotSounded(
            f"the recording of {source_id} is of no kind that is played: expected a name that ends in "
            f"{', '.join(CONTAINERS)}."
        )
    return found


def _open(folder: Path, source_id: str, recording: Recording) -> BufferedReader:
    path = inside(folder, recording.path)
    if path is None:
        raise NotSounded(f"the recording of {source_id} leads outside the manifest's folder.")
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)  # a pipe waits for nobody
        file = open(handle, "rb")  # noqa: SIM115
        if stat.S_ISREG(os.fstat(handle).st_mode):
            return file
        file.close()
        raise OSError(errno.EINVAL, "it is not a file")
    except OSError as error:
        raise NotSounded(
            f"the recording of {source_id} cannot be opened: {error.strerror}.",
            advice="Put it back where the manifest says it is.",
        ) from error


def _stamp(found: os.stat_result) -> Stamp:
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns
