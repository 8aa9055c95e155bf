"""Files on their way to their place beside the manifest.

What comes is written, and hashed meanwhile, under a first name in `corpus`; its place is a second name for the same
bytes, so that nothing is copied. The first name stays until an entry of the manifest names the place. Whoever writes it
holds a lock on it. A first name that nobody holds was left by a process that was killed: it goes when the next file
comes or the service starts, and with it a place that no entry names.
"""

import fcntl
import hashlib
import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

from audit.errors import OnRecordError
from ingest.display import folded
from ingest.domain import Manifest
from ingest.manifest.disk import inside, locked
from ingest.manifest.names import slug
from ingest.manifest.read import read_manifest

CORPUS = "corpus"
LONGEST = 80  # characters of a file's name, and of an id made from it
MIB = 1024 * 1024
_FIRST = ".upload."


class Arriving:
    """A file that is being written, of at most `most` bytes: what comes after these is counted and not kept."""

    def __init__(self, handle: int, path: Path, most: int) -> None:
        self._file = open(handle, "wb")  # noqa: SIM115
        self._hash = hashlib.sha256()
        self._most = most
        self._fault: OSError | None = None
        self.path = path
        self.size = 0

    @property
    def sha256(self) -> str:
        """Of what was written."""
        return self._hash.hexdigest()

    @property
    def too_large(self) -> bool:
        return self.size > self._most

    def write(self, data: bytes) -> None:
        """The next piece. Where it cannot be kept, nothing more is, and `settle` says so."""
        self.size += len(data)
        if self.too_large or self._fault is not None:
            return
        self._hash.update(data)
        try:
            self._file.write(data)
        except OSError as error:
            self._fault = error

    def settle(self) -> None:
        """All of it is on the disk for good, for everybody to read. Raises OnRecordError."""
        try:
            if self._fault is not None:
                raise self._fault
            self._file.flush()
            os.fchmod(self._file.fileno(), stat.S_IRUSR | stat.S_IWUSR | stat.S_IRGRP | stat.S_IROTH)
            os.fsync(self._file.fileno())
        except OSError as error:
            raise _unwritten(self.path.parent, error) from None

    def close(self) -> None:
        with suppress(OSError):  # what could not be flushed is not needed any more
            self._file.close()


@contextmanager
def arriving(manifest: Path, most: int) -> Iterator[Arriving]:
    """A file to write into, for as long as the block lasts. Raises OnRecordError where there can be none."""
    corpus = folder_of(manifest, CORPUS)
    try:
        with locked(corpus):
            _tidy(corpus, manifest)
            handle, path = tempfile.mkstemp(dir=corpus, prefix=_FIRST)
            fcntl.flock(handle, fcntl.LOCK_EX)
    except OSError as error:
        raise _unwritten(corpus, error) from None
    made = Arriving(handle, Path(path), most)
    try:
        yield made
    finally:
        with suppress(OSError):
            os.unlink(path)
        made.close()


@contextmanager
def placed(arrived: Arriving, manifest: Path, known: Manifest, folder: str, name: str) -> Iterator[str]:
    """The file in a folder beside the manifest, under this name, or with a number where it is taken: its path as the
    manifest will have it. It is taken away again where the block fails. What lies there is left alone."""
    real, stem, ending = folder_of(manifest, folder), Path(name).stem, Path(name).suffix
    arrived.settle()
    names = (name if n == 1 else f"{stem}-{n}{ending}" for n in count(1))
    declared = _named(known)
    try:
        free = next(one for one in names if f"{folder}/{one}" not in declared and _linked(arrived.path, real / one))
    except OSError as error:
        raise _unwritten(real, error) from None
    try:
        yield f"{folder}/{free}"
    except BaseException:
        with suppress(OSError):
            os.unlink(real / free)
        raise


def folder_of(manifest: Path, name: str) -> Path:
    """A folder beside the manifest, made where it is not there. Raises OnRecordError."""
    real = inside(Path(os.path.abspath(manifest)).parent, name)
    if real is None:
        raise OnRecordError(f"{name} leads outside the manifest's folder.", advice="Make it a folder of its own.")
    try:
        real.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OnRecordError(f"{name} cannot be made: {error.strerror}.") from None
    return real


def called(name: str) -> Path:
    """What a sender calls a file, as one line without its folders."""
    return Path(folded(name.replace("\\", "/").rpartition("/")[2]) or "the file")


def safe(name: Path, otherwise: str) -> str:
    """The name that a file gets: its letters and digits, and its ending in small letters."""
    return (slug(name.stem)[:LONGEST].strip("-") or otherwise) + name.suffix.lower()


def tidy(manifest: Path) -> None:
    """Take away what a killed process has left on its way. Raises OnRecordError."""
    corpus = inside(Path(os.path.abspath(manifest)).parent, CORPUS)
    if corpus is not None and os.path.isdir(corpus):
        with locked(corpus):
            _tidy(corpus, manifest)


def _tidy(corpus: Path, manifest: Path) -> None:
    for left in sorted(corpus.glob(f"{_FIRST}*")):
        with suppress(OSError):  # held by its writer, or gone by now
            handle = os.open(left, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                found = os.fstat(handle)
                if found.st_nlink > 1:
                    _forsaken(corpus, manifest, found)
                os.unlink(left)
            finally:
                os.close(handle)


def _forsaken(corpus: Path, manifest: Path, found: os.stat_result) -> None:
    """Take the file from its place, where no entry names it. Raises ManifestError where the entries cannot be read."""
    named = _named(read_manifest(manifest))
    for place in corpus.glob("*/*"):
        if os.path.samestat(place.lstat(), found) and f"{CORPUS}/{place.relative_to(corpus).as_posix()}" not in named:
            place.unlink()


def _named(known: Manifest) -> set[str]:
    """The files that its entries name."""
    return {path for one in known.sources for path in (one.path, one.media.path if one.media else one.path)}


def _linked(first: Path, place: Path) -> bool:
    """Whether the name was free."""
    try:
        os.link(first, place)
    except FileExistsError:
        return False
    return True


def _unwritten(folder: Path, error: OSError) -> OnRecordError:
    return OnRecordError(f"{folder} cannot be written: {error.strerror}; nothing was added.")
