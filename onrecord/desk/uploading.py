"""A file that somebody sends: read once in the sandbox, written beside the manifest, entered as a draft; with it, where
there is one, its recording.

Its name is data: a folder is chosen by the kind, a name made of its letters and digits. What is there is never
overwritten, and a file that cannot be read or entered leaves nothing behind.
"""

import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count
from pathlib import Path

from audit.errors import OnRecordError
from ingest.domain import Cue, Kind, Manifest, Source
from ingest.manifest.disk import locked
from ingest.manifest.edit import add_document, set_file
from ingest.manifest.files import media_type_known
from ingest.manifest.names import slug
from ingest.manifest.read import read_manifest
from onrecord.desk import recording
from onrecord.desk.adding import Wanted, drafted
from onrecord.desk.approving import found
from onrecord.desk.arriving import CORPUS, LONGEST, MIB, arriving, called, placed, safe
from onrecord.desk.recording import Brought
from onrecord.parts import Parts

FOLDERS = {
    Kind.SPEECH: "speeches",
    Kind.MEMO: "memos",
    Kind.TRANSCRIPT: "transcripts",
    Kind.INTERVIEW: "interviews",
    Kind.POLICY: "policies",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A file as it came: `name` is whatever the sender calls it."""

    name: str
    data: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def upload(made: Parts, manifest: Path, sent: Sent, wanted: Wanted, brought: Brought | None = None) -> Source:
    """A new draft. Raises OnRecordError, and SourceRefused for what cannot be read; then nothing is left behind."""
    name = _admitted(made, manifest, sent)
    if brought is not None:
        recording.admitted(made, read_manifest(manifest), brought, name)
    cues = _cues(made, sent, name)
    if brought is not None:
        recording.listened(made, brought, cues)
    with _entering(manifest, wanted.kind, name, sent) as (path, known), ExitStack() as beside:
        stem = Path(name).stem
        chosen = wanted if wanted.source_id else replace(wanted, source_id=_free(wanted.title or stem, stem, known))
        media = beside.enter_context(recording.entered(manifest, known, brought)) if brought is not None else None
        source = drafted(chosen, stem, path=path, sha256=sent.sha256, audience=known.audiences[0], media=media)
        add_document(manifest, source)
        return source


def replaced(made: Parts, manifest: Path, source_id: str, sent: Sent, by: str, at: datetime) -> Source:
    """Another file in the place of a draft's; `by` has added the document from then on. Raises as `upload` does, and
    where the document is approved."""
    source = found(read_manifest(manifest), source_id, manifest)
    name = _admitted(made, manifest, sent)
    _cues(made, sent, name)
    with _entering(manifest, source.kind, name, sent) as (path, _):
        after = set_file(manifest, source_id, file=path, sha256=sent.sha256, added_by=by, on=at.date())
        return found(after, source_id, manifest)


def _admitted(made: Parts, manifest: Path, sent: Sent) -> str:
    """The name that the file gets, once it is known to be small enough, new, and of a kind that is read."""
    name, most = called(sent.name), made.settings.upload_mib
    if not sent.data:
        raise OnRecordError(f"{name} is empty.", advice="Choose a file that says something.")
    if len(sent.data) > most * MIB:
        raise OnRecordError(f"{name} is too large: expected at most {most} MiB (upload_mib).")
    media_type_known(name)
    _new(sent, read_manifest(manifest))
    return safe(name, "document")


def _cues(made: Parts, sent: Sent, name: str) -> Sequence[Cue]:
    """Read it once: what cannot be read is no draft. Raises SourceRefused."""
    with made.sandbox() as sandbox:
        return sandbox.parse(sent.data, name).cues


def _new(sent: Sent, known: Manifest) -> None:
    same = [one.source_id for one in known.sources if one.sha256 == sent.sha256]
    if same:
        raise OnRecordError(f"this very file is in the library already, as {same[0]}.", advice="Open that document.")


def _free(title: str, stem: str, known: Manifest) -> str:
    """An id from the title, with a number where it is taken."""
    taken = {one.source_id for one in known.sources}
    base = (slug(title) or slug(stem) or "document")[:LONGEST].strip("-")
    return next(one for one in (base if n == 1 else f"{base}-{n}" for n in count(1)) if one not in taken)


@contextmanager
def _entering(manifest: Path, kind: Kind, name: str, sent: Sent) -> Iterator[tuple[str, Manifest]]:
    """The file's path, and the manifest as it stands, for one entry at a time; where the block fails the file goes."""
    with arriving(manifest, len(sent.data)) as arrived:
        arrived.write(sent.data)
        with locked(Path(os.path.abspath(manifest)).parent / CORPUS):
            known = read_manifest(manifest)
            _new(sent, known)
            with placed(arrived, manifest, known, f"{CORPUS}/{FOLDERS[kind]}", name) as path:
                yield path, known
