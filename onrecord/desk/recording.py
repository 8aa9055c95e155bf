"""A transcript's recording: added with it, or later. Whoever brings one cannot approve it, and where the transcript is
approved already the approval ends, since it would be of a recording that nobody has heard.

`bring` takes one that somebody sends, `name_file` one that lies beside the manifest.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from audit.errors import OnRecordError
from ingest.domain import Cue, Manifest, Recording, Source
from ingest.manifest.disk import locked
from ingest.manifest.edit import set_recording
from ingest.manifest.files import found_file
from ingest.manifest.read import read_manifest
from ingest.manifest.rules import TIMED, has_times
from ingest.recordings.examine import heard_to_its_end
from ingest.recordings.types import CONTAINERS, container_of
from onrecord.desk.adding import WHOLE
from onrecord.desk.approving import found
from onrecord.desk.arriving import CORPUS, Arriving, called, placed, safe
from onrecord.desk.steps import plain_reason
from onrecord.extract import declared_bytes
from onrecord.parts import Parts

FOLDER = f"{CORPUS}/recordings"


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """A recording as it came: `name` is whatever the sender calls it, `note` one line that stands beside it, or
    empty."""

    name: str
    arrived: Arriving
    note: str = ""


def bring(made: Parts, manifest: Path, source_id: str, brought: Brought, by: str, at: datetime) -> Source:
    """Raises OnRecordError, and SourceRefused for what cannot be heard to its transcript's end; then nothing is left
    behind, and the approval stands."""
    known = read_manifest(manifest)
    source = found(known, source_id, manifest)
    admitted(made, known, brought, source.path)
    listened(made, brought, _cues(made, manifest, source))
    corpus = Path(os.path.abspath(manifest)).parent / CORPUS
    with locked(corpus), entered(manifest, read_manifest(manifest), brought) as recording:
        after = set_recording(manifest, source_id, recording, added_by=by, on=at.date())
        return found(after, source_id, manifest)


def name_file(
    made: Parts, manifest: Path, source_id: str, file: Path, note: str | None, by: str, at: datetime
) -> Source:
    """The same for a file that lies beside the manifest, and stays where it is. Naming it again changes nothing."""
    known = read_manifest(manifest)
    source = found(known, source_id, manifest)
    _timed(source.path)
    path, sha256 = found_file(manifest, file)
    recording = Recording(path=path, sha256=sha256, note=_line(note or ""))
    _new(sha256, [one for one in known.sources if one.media is None or one.media.path != path])
    with made.listener() as listener:
        cues = _cues(made, manifest, source)
        heard_to_its_end(file.resolve(), path, cues, listener.heard, advice=WHOLE)
    return found(set_recording(manifest, source_id, recording, added_by=by, on=at.date()), source_id, manifest)


def admitted(made: Parts, known: Manifest, brought: Brought, transcript: str) -> None:
    """Whether it may be looked into at all: it goes with times, has a name that is played, is neither empty nor too
    large, new, and its note is a line. Raises OnRecordError."""
    name, most = called(brought.name), made.settings.recording_mib
    _timed(transcript)
    if container_of(name.name) is None:
        expected = ", ".join(CONTAINERS)
        raise OnRecordError(f"{name} is no recording that can be played here: expected one of {expected}.")
    if brought.arrived.too_large:
        raise OnRecordError(f"{name} is too large: expected at most {most} MiB (recording_mib).")
    if not brought.arrived.size:
        raise OnRecordError(f"{name} is empty.", advice="Choose a recording with sound in it.")
    _new(brought.arrived.sha256, known.sources)
    _line(brought.note)


def listened(made: Parts, brought: Brought, cues: Sequence[Cue]) -> None:
    """Raises SourceRefused where it cannot be decoded, or ends before the last cue does."""
    brought.arrived.settle()
    with made.listener() as listener:
        heard_to_its_end(brought.arrived.path, called(brought.name).name, cues, listener.heard, advice=WHOLE)


@contextmanager
def entered(manifest: Path, known: Manifest, brought: Brought) -> Iterator[Recording]:
    """The recording in its place, for an entry to name; it goes again where the block fails."""
    _new(brought.arrived.sha256, known.sources)
    with placed(brought.arrived, manifest, known, FOLDER, safe(called(brought.name), "recording")) as path:
        yield Recording(path=path, sha256=brought.arrived.sha256, note=_line(brought.note))


def _timed(transcript: str) -> None:
    if not has_times(transcript):
        name = Path(transcript).name
        message = f"only a transcript with times ({' or '.join(TIMED)}) has a recording; {name} is none."
        raise OnRecordError(message, advice="Its times say which words are heard when.")


def _new(sha256: str, sources: Sequence[Source]) -> None:
    same = [one.source_id for one in sources if one.media is not None and one.media.sha256 == sha256]
    if same:
        raise OnRecordError(f"this very recording is in the library already, as that of {same[0]}.")


def _line(note: str) -> str | None:
    return plain_reason(note, "the note") if note.strip() else None


def _cues(made: Parts, manifest: Path, source: Source) -> Sequence[Cue]:
    """Of the file that is declared, whoever has put it there. Raises SourceRefused."""
    with made.sandbox() as sandbox:
        return sandbox.parse(declared_bytes(source, manifest.parent), source.path).cues
