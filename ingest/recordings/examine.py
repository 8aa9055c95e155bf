"""One source's recording: may it be played as the manifest declares it? Where not, the document is served without."""

from collections.abc import Callable, Sequence
from pathlib import Path

from audit.errors import SourceRefused
from audit.records.layouts import timecode
from ingest.domain import Cue, Recording, Source
from ingest.manifest.disk import inside, sha256_of

Listening = Callable[[Path, str, int], int]
"""A file's path, its name and a moment in milliseconds to how far it can be heard (`Listener.heard`)."""

AGAIN = "Put the approved recording back, or take `media` out of the manifest and approve the document again."
SLACK_MS = 500  # by which a recording may be shorter than its transcript: captions end on round times


def declared_file(recording: Recording, folder: Path) -> Path:
    """Raises SourceRefused where the file is not there, or is another one than declared (with both hashes)."""
    path = inside(folder, recording.path)
    if path is None:
        raise _refused(recording, "outside", f"leads outside the manifest's folder {folder}")
    try:
        found = sha256_of(path)
    except FileNotFoundError:
        raise _refused(recording, "missing", "is not there") from None
    except OSError as error:
        raise _refused(recording, "unreadable", f"cannot be read: {error.strerror}") from None
    if found != recording.sha256:
        told = f"is not the declared one: declared sha256 {recording.sha256}, found {found}"
        raise _refused(recording, "hash_mismatch", told)
    return path


def recording_ok(recording: Recording, cues: Sequence[Cue], folder: Path, listen: Listening) -> None:
    """Raises SourceRefused where it is not the declared file, cannot be decoded, or ends before the last cue does."""
    heard_to_its_end(declared_file(recording, folder), recording.path, cues, listen, advice=AGAIN)


def heard_to_its_end(path: Path, name: str, cues: Sequence[Cue], listen: Listening, *, advice: str) -> None:
    """Raises SourceRefused where the file at `path`, which is told as `name`, cannot be decoded, or ends before the
    last cue does; then `advice` says what to do."""
    last = max((one.to_ms for one in cues), default=0)
    until = max(0, last - SLACK_MS)
    heard = listen(path, name, until)
    if heard < until:
        told = f"ends at {timecode(heard)}, before its transcript does: the last cue ends at {timecode(last)}"
        raise SourceRefused(f"the recording {name} {told}.", code="too_short", advice=advice)


def is_approved(source: Source) -> bool:
    """Whether its approval is of the recording that it has."""
    return (
        source.media is not None and source.approval is not None and source.approval.media_sha256 == source.media.sha256
    )


def unplayed(source: Source, cues: Sequence[Cue], folder: Path, listen: Listening) -> str:
    """Why the recording of a source is not served, in one line; empty where it is, or where there is none."""
    if source.media is None:
        return ""
    if not is_approved(source):
        again = f"Approve the document again: onrecord approve {source.source_id} --by EMAIL"
        return f"its recording is not served: {source.media.path} is not among what was approved. {again}"
    try:
        recording_ok(source.media, cues, folder, listen)
    except SourceRefused as error:
        return f"its recording is not served: {error}"
    return ""


def _refused(recording: Recording, code: str, told: str) -> SourceRefused:
    return SourceRefused(f"the recording {recording.path} {told}.", code=code, advice=AGAIN)
