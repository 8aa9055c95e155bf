"""The library as the manifest has it now, beside what was published of it: what the desk works on.

Where the manifest cannot be read, what was published is shown instead, with the fault: what is served can still be
paused or withdrawn.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from audit.database import reading
from audit.errors import ManifestError
from ingest.catalogue import controls, passages, read
from ingest.catalogue.read import Entry, Pauses, Published
from ingest.domain import Leader, Source, Status
from ingest.examine import held
from ingest.manifest.read import read_manifest
from ingest.run import SERVED
from ingest.standing import status, taken_back
from onrecord.parts import Parts

REFUSED = "refused"  # what should be served, and was not when it was last published


class Waiting(StrEnum):
    """What the next publication would change of a document."""

    NOTHING = ""
    JOINS = "joins what is answered from"
    LEAVES = "leaves what is answered from"
    CLEARED = "is already out of every answer, and leaves the index"
    CHANGES = "changes to what the manifest says now"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One document. `status` is a Status or REFUSED; `why` one line, or empty; `served`: whether it is among what was
    published; `replaced_by` are ids."""

    source: Source
    status: str
    why: str
    served: bool
    waiting: Waiting
    passages: int
    replaced_by: tuple[str, ...]
    paused: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """Every document, those in the manifest first, in its order; `fault` is why the manifest cannot be read."""

    items: tuple[Item, ...]
    audiences: tuple[str, ...]
    leaders: Mapping[str, Leader]
    paused: Pauses
    manifest: Path
    published_at: datetime | None
    fault: ManifestError | None

    def item(self, source_id: str) -> Item | None:
        return next((one for one in self.items if one.source.source_id == source_id), None)


def manifest_of(made: Parts, fallback: Path) -> Path:
    """The manifest that was published, where it is still there; else `fallback`."""
    with reading(made.engine) as connection:
        state = read.published(connection)
    published = Path(state.manifest) if state is not None else None
    return published if published is not None and published.is_file() else fallback


def shelf(made: Parts, manifest: Path, now: datetime) -> Shelf:
    """Raises CatalogueError."""
    with reading(made.engine) as connection:
        state, counts = read.published(connection), passages.counts(connection)
        gone, paused = controls.withdrawals(connection), read.pauses(connection)
    fault = None
    declared: Sequence[Source] = ()
    leaders: Mapping[str, Leader] = state.leaders if state is not None else {}
    audiences = state.audiences if state is not None else ()
    entries = state.entries if state is not None else {}
    try:
        known = read_manifest(manifest)
        declared, audiences = known.sources, known.audiences
        leaders = {one.leader_id: one for one in known.leaders}
    except ManifestError as error:
        fault = error
        declared = [one.source for one in entries.values()]
    here = {one.source_id for one in declared}
    left = [] if fault else [one.source for one in entries.values() if one.source.source_id not in here]
    view = _View(
        leaders=leaders, gone=gone, entries=entries, state=state, now=now, unsigned=made.settings.unsigned_approvals
    )
    later = [*declared, *left]
    return Shelf(
        items=tuple(
            _item(one, view, here, counts, paused, [two.source_id for two in later if one.source_id in two.supersedes])
            for one in later
        ),
        audiences=audiences,
        leaders=leaders,
        paused=paused,
        manifest=manifest,
        published_at=state.snapshot.published_at if state is not None else None,
        fault=fault,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _View:
    leaders: Mapping[str, Leader]
    gone: Mapping[str, tuple[datetime, str]]
    entries: Mapping[str, Entry]
    state: Published | None
    now: datetime
    unsigned: bool

    def status(self, source: Source, now: datetime) -> Status:
        gone = [source.source_id] if taken_back(source, self.gone, self.now) else []
        return status(source, self.leaders, gone, now, unsigned=self.unsigned)


def _item(
    source: Source,
    view: _View,
    here: set[str],
    counts: Mapping[str, int],
    paused: Pauses,
    replaced_by: Sequence[str],
) -> Item:
    entry = view.entries.get(source.source_id)
    served = entry is not None and entry.served
    found = view.status(source, view.now)
    refused = not served and found in SERVED and _examined_so(source, entry, view)
    heard = entry is not None and entry.source.media is not None
    silent = served and found is Status.PUBLISHED and source.media is not None and not heard
    return Item(
        source=source,
        status=REFUSED if refused else found.value,
        why=_why(source, found, view, refused=refused, silent=silent),
        served=served,
        waiting=_waiting(source, entry, found, here, gone=source.source_id in view.gone, refused=refused),
        passages=counts.get(source.source_id, 0),
        replaced_by=tuple(replaced_by),
        paused=paused.everybody
        or source.source_id in paused.sources
        or (bool(source.leaders) and set(source.leaders) <= paused.leaders),
    )


def _examined_so(source: Source, entry: Entry | None, view: _View) -> bool:
    """Whether the last publication was to take in this very declaration."""
    if entry is None or not _published_as(entry, source) or view.state is None:
        return False
    return view.status(source, view.state.snapshot.published_at) in SERVED


def _waiting(
    source: Source, entry: Entry | None, found: Status, here: set[str], *, gone: bool, refused: bool
) -> Waiting:
    served = entry is not None and entry.served
    if served and (source.source_id not in here or found not in SERVED):
        return Waiting.CLEARED if gone and found is Status.WITHDRAWN else Waiting.LEAVES
    if not served and found in SERVED and not refused:
        return Waiting.JOINS
    return Waiting.CHANGES if entry is not None and not _published_as(entry, source) else Waiting.NOTHING


def _published_as(entry: Entry, source: Source) -> bool:
    """Whether this very declaration was published; a recording that could not be served was left out of it."""
    return entry.source in (source, replace(source, media=None))


def _why(source: Source, found: Status, view: _View, *, refused: bool, silent: bool) -> str:
    if refused:
        return "the last publication could not take it in; look at what publishing would change"
    if silent:
        return "its recording is not served; look at what publishing would say of it"
    if found is Status.WITHDRAWN and source.withdrawn is None:
        return view.gone[source.source_id][1]
    if found is Status.EXPIRED:
        return f"it held until {source.effective_until}"
    return "" if found is Status.PUBLISHED else held(source, found, unsigned=view.unsigned).detail
