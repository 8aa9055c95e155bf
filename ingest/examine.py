"""One source: from its declaration to what may be served of it, or why nothing is.

1. its standing today: a draft, embargoed, lapsed or withdrawn document is held back, not refused; so is one whose
   approval is not signed, where only signed ones count;
2. the consent records of its leaders are the ones registered;
3. its bytes are there, inside the manifest's folder, and exactly those that were approved (law 6);
4. its text, parsed once for the same bytes and parser, and frozen;
5. the approval is its approver's, and for that text (`ingest.approvals`);
6. whose words it holds;
7. its recording, where it has one (`ingest.recordings`): one that may not be played is left out of what is published,
   and the document is served without.
"""

import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from audit.canonical import canonical_json, sha256_hex, text_sha256
from audit.errors import SourceRefused
from audit.records.wire import to_json
from ingest.approvals import UNSIGNED
from ingest.catalogue.read import Entry
from ingest.domain import Document, Leader, Parsed, Source, Status
from ingest.manifest.disk import inside
from ingest.parse.sandbox import Limits
from ingest.passages import settings
from ingest.speakers import attribute

LIMITS = Limits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A source whose leaders' words go into the index; `unplayed` says why its recording is not served with it."""

    entry: Entry
    document: Document
    unplayed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotServed:
    """A source that is held back (`code` none) or refused."""

    entry: Entry
    status: Status
    detail: str
    code: str | None


def held(source: Source, status: Status, *, unsigned: bool = True) -> NotServed:
    """Step 1. `unsigned`: whether an approval without a signature counts."""
    only_unsigned = not unsigned and source.approval is not None and source.approval.signature is None
    details = {
        Status.DRAFT: UNSIGNED if only_unsigned else "not approved yet",
        Status.EMBARGOED: f"until {source.embargo_until:%Y-%m-%d %H:%M} UTC" if source.embargo_until else "",
        Status.LAPSED: "no leader of it has a consent that covers quoting it today",
        Status.WITHDRAWN: source.withdrawn.reason
        if source.withdrawn
        else "by `onrecord withdraw`; approve it again to serve it",
    }
    return NotServed(entry=unserved(source), status=status, detail=details[status], code=None)


def refused(source: Source, status: Status, error: SourceRefused) -> NotServed:
    return NotServed(entry=unserved(source), status=status, detail=str(error), code=error.code)


def unserved(source: Source) -> Entry:
    return Entry(source=source, served=False, text_sha256=None, parser=None, segments=(), split_sha256=None)


def approved_bytes(source: Source, folder: Path) -> bytes:
    """Step 3. Raises SourceRefused."""
    path = inside(folder, source.path)
    if path is None:
        raise SourceRefused(
            f"{source.path} leads outside the manifest's folder {folder}.",
            code="outside",
            advice="Copy the file into the corpus folder.",
        )
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise OSError(None, "it is not a file")
        LIMITS.admit(source.path, path.stat().st_size)
        data = path.read_bytes()
    except FileNotFoundError:
        raise SourceRefused(
            f"there is no file {source.path}.",
            code="missing",
            advice="Put it back, or take its entry out of the manifest.",
        ) from None
    except OSError as error:
        raise SourceRefused(
            f"{source.path} cannot be read: {error.strerror}.",
            code="unreadable",
            advice="Check its permissions.",
        ) from error
    found = sha256_hex(data)
    if found != source.sha256:
        raise SourceRefused(
            f"{source.path} is not what was approved: approved sha256 {source.sha256}, found {found}.",
            code="hash_mismatch",
            advice="Put the approved file back. If it changed on purpose:"
            f" onrecord reject {source.source_id} --reason TEXT, enter the new sha256, then have it approved.",
        )
    return data


def serve(source: Source, parsed: Parsed, leaders: Mapping[str, Leader], *, unplayed: str = "") -> Served:
    """Step 6, and the hash of all that decides the passages: the same hash means the same passages. With `unplayed`
    its recording is left out."""
    segments = attribute(parsed, source, list(leaders.values()))
    digest = text_sha256(parsed.text)
    decides = {
        "text": digest,
        "parser": parsed.parser,
        "splitter": settings(),
        "segments": to_json(segments),
        "title": source.title,
        "date": source.date.isoformat(),
        "leaders": {leader_id: leaders[leader_id].name for leader_id in source.leaders},
    }
    entry = Entry(
        source=replace(source, media=None) if unplayed else source,
        served=True,
        text_sha256=digest,
        parser=parsed.parser,
        segments=segments,
        split_sha256=sha256_hex(canonical_json(decides)),
    )
    document = Document(
        source_id=source.source_id,
        text=parsed.text,
        text_sha256=digest,
        parser=parsed.parser,
        pages=parsed.pages,
        segments=segments,
        cues=parsed.cues,
        furniture=parsed.furniture,
    )
    return Served(entry=entry, document=document, unplayed=unplayed)


Reading = Callable[[bytes, str], Parsed]
"""Bytes and a file's name to its parsed text; raises SourceRefused."""
