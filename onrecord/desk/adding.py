"""A draft entry for a file, and for its recording, that lie beside the manifest. Nothing is copied."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from audit.errors import UsageError
from ingest.domain import Day, Kind, Recording, Source
from ingest.manifest.edit import add_document
from ingest.manifest.files import found_file, media_type_known
from ingest.manifest.names import slug, title_from
from ingest.manifest.read import read_manifest

WHOLE = "Add the whole of what the transcript was made from."


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a person says of a new document. The file's name gives `source_id` and `title` where they are none; the
    audience is the manifest's first by default. `media` is the file of its recording, `media_note` what stands beside
    it."""

    leaders: tuple[str, ...]
    date: Day
    owner: str
    added_by: str
    source_id: str | None = None
    title: str | None = None
    kind: Kind = Kind.MEMO
    audience: str | None = None
    effective_from: Day | None = None
    effective_until: Day | None = None
    embargo_until: datetime | None = None
    supersedes: tuple[str, ...] = ()
    media: Path | None = None
    media_note: str | None = None


def add(manifest: Path, file: Path, wanted: Wanted) -> Source:
    """Hash the file and write its entry. Raises UsageError where no id can be made, SourceRefused for a recording that
    cannot be decoded or ends before the transcript does, and OnRecordError."""
    media_type_known(file)
    known = read_manifest(manifest)
    path, sha256 = found_file(manifest, file)
    media = _recording(manifest, file, wanted)
    source = drafted(wanted, file.stem, path=path, sha256=sha256, audience=known.audiences[0], media=media)
    add_document(manifest, source)
    return source


def _recording(manifest: Path, file: Path, wanted: Wanted) -> Recording | None:
    if wanted.media is None:
        if wanted.media_note is not None:
            raise UsageError("a note is given, and no recording that it is about.", advice="Name it: --media FILE")
        return None
    from ingest.parse.sandbox import Sandbox
    from ingest.recordings.examine import heard_to_its_end
    from ingest.recordings.listener import Listener

    path, sha256 = found_file(manifest, wanted.media)
    with Sandbox() as sandbox, Listener() as listener:
        cues = sandbox.parse(file.read_bytes(), file.name).cues
        heard_to_its_end(wanted.media.resolve(), path, cues, listener.heard, advice=WHOLE)
    return Recording(path=path, sha256=sha256, note=wanted.media_note)


def drafted(
    wanted: Wanted, stem: str, *, path: str, sha256: str, audience: str, media: Recording | None = None
) -> Source:
    """The draft of a file with a name of this `stem`; `audience` is the default."""
    source_id = wanted.source_id or slug(stem)
    if not source_id:
        raise UsageError(f"no id can be made from {Path(path).name!r}.", advice="Give one: --id ID")
    return Source(
        source_id=source_id,
        path=path,
        sha256=sha256,
        title=(wanted.title or title_from(stem)).strip(),
        kind=wanted.kind,
        leaders=tuple(dict.fromkeys(wanted.leaders)),
        date=wanted.date,
        audience=wanted.audience or audience,
        owner=wanted.owner,
        added_by=wanted.added_by,
        effective_from=wanted.effective_from,
        effective_until=wanted.effective_until,
        embargo_until=wanted.embargo_until,
        supersedes=tuple(dict.fromkeys(wanted.supersedes)),
        media=media,
    )
