"""A file that somebody sends: read once in the sandbox, written beside the manifest, entered as a draft.

Its name is data: a folder is chosen by the kind, a name made of its letters and digits. What is there is never
overwritten, and a file that cannot be read or entered leaves nothing behind.
"""

import hashlib
import os
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count
from pathlib import Path

from audit.errors import OnRecordError
from ingest.display import folded
from ingest.domain import Kind, Manifest, Source
from ingest.manifest.disk import inside, locked
from ingest.manifest.edit import add_document, set_file
from ingest.manifest.files import media_type_known
from ingest.manifest.names import slug
from ingest.manifest.read import read_manifest
from onrecord.desk.adding import Wanted, drafted
from onrecord.desk.approving import found
from onrecord.parts import Parts

FOLDERS = {
    Kind.SPEECH: "speeches",
    Kind.MEMO: "memos",
    Kind.TRANSCRIPT: "transcripts",
    Kind.INTERVIEW: "interviews",
    Kind.POLICY: "policies",
}
_LONGEST = 80  # characters of a file's name, and of an id made from it
_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A file as it came: `name` is whatever the sender calls it."""

    name: str
    data: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def upload(made: Parts, manifest: Path, sent: Sent, wanted: Wanted) -> Source:
    """A new draft. Raises OnRecordError, and SourceRefused for what cannot be read; then nothing is left behind."""
    name = _admitted(made, manifest, sent)

    def enter(path: str, known: Manifest) -> Source:
        stem = Path(name).stem
        chosen = wanted if wanted.source_id else replace(wanted, source_id=_free(wanted.title or stem, stem, known))
        source = drafted(chosen, stem, path=path, sha256=sent.sha256, audience=known.audiences[0])
        add_document(manifest, source)
        return source

    return _entered(manifest, wanted.kind, name, sent, enter)


def replaced(made: Parts, manifest: Path, source_id: str, sent: Sent, by: str, at: datetime) -> Source:
    """Another file in the place of a draft's; `by` has added the document from then on. Raises as `upload` does, and
    where the document is approved."""
    source = found(read_manifest(manifest), source_id, manifest)
    name = _admitted(made, manifest, sent)

    def enter(path: str, known: Manifest) -> Source:
        after = set_file(manifest, source_id, file=path, sha256=sent.sha256, added_by=by, on=at.date())
        return found(after, source_id, manifest)

    return _entered(manifest, source.kind, name, sent, enter)


def _admitted(made: Parts, manifest: Path, sent: Sent) -> str:
    """The name that the file gets, once it is known to be small enough, new, and readable."""
    called = Path(folded(sent.name.replace("\\", "/").rpartition("/")[2]) or "the file")
    most = made.settings.upload_mib
    if not sent.data:
        raise OnRecordError(f"{called} is empty.", advice="Choose a file that says something.")
    if len(sent.data) > most * _MIB:
        size = f"{len(sent.data) / _MIB:.1f} MiB"
        raise OnRecordError(f"{called} has {size}; expected at most {most} MiB (upload_mib).")
    media_type_known(called)
    _new(sent, read_manifest(manifest))
    name = (slug(called.stem)[:_LONGEST].strip("-") or "document") + called.suffix.lower()
    with made.sandbox() as sandbox:
        sandbox.parse(sent.data, name)
    return name


def _new(sent: Sent, known: Manifest) -> None:
    same = [one.source_id for one in known.sources if one.sha256 == sent.sha256]
    if same:
        raise OnRecordError(f"this very file is in the library already, as {same[0]}.", advice="Open that document.")


def _free(title: str, stem: str, known: Manifest) -> str:
    """An id from the title, with a number where it is taken."""
    taken = {one.source_id for one in known.sources}
    base = (slug(title) or slug(stem) or "document")[:_LONGEST].strip("-")
    return next(one for one in (base if n == 1 else f"{base}-{n}" for n in count(1)) if one not in taken)


def _entered(manifest: Path, kind: Kind, name: str, sent: Sent, enter: Callable[[str, Manifest], Source]) -> Source:
    """Write the file and enter it, one at a time; where it cannot be entered the file goes again."""
    root = Path(os.path.abspath(manifest)).parent
    folder = f"corpus/{FOLDERS[kind]}"
    real = inside(root, folder)
    if real is None:
        raise OnRecordError(f"{folder} leads outside the manifest's folder.", advice="Make it a folder of its own.")
    try:
        real.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OnRecordError(f"{folder} cannot be made: {error.strerror}.") from None
    with locked(root / "corpus"):
        known = read_manifest(manifest)
        _new(sent, known)
        declared = {one.path for one in known.sources}
        names = (name if n == 1 else f"{Path(name).stem}-{n}{Path(name).suffix}" for n in count(1))
        with _written(real, (one for one in names if f"{folder}/{one}" not in declared), sent.data) as file:
            return enter(f"{folder}/{file}", known)


@contextmanager
def _written(folder: Path, names: Iterator[str], data: bytes) -> Iterator[str]:
    """The first name that is free, once the bytes lie there for good; taken away again where the block fails."""
    temporary = None
    try:
        handle, temporary = tempfile.mkstemp(dir=folder, prefix=".upload.")
        with open(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fchmod(file.fileno(), stat.S_IRUSR | stat.S_IWUSR | stat.S_IRGRP | stat.S_IROTH)
            os.fsync(file.fileno())
        name = next(one for one in names if _linked(Path(temporary), folder / one))
    except OSError as error:
        raise OnRecordError(f"{folder} cannot be written: {error.strerror}; nothing was added.") from None
    finally:
        if temporary is not None:
            with suppress(OSError):
                os.unlink(temporary)
    try:
        yield name
    except BaseException:
        with suppress(OSError):
            os.unlink(folder / name)
        raise


def _linked(temporary: Path, path: Path) -> bool:
    """Whether the name was free. What lies there otherwise is left alone."""
    try:
        os.link(temporary, path)
    except FileExistsError:
        return False
    return True
