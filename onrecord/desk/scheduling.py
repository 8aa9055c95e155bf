"""When a document holds, until when it is kept back, and what it replaces.

An approval binds what a document says, and not when it is read. So on an approved document what lets its words be read
sooner or longer, or changes what they replace, needs a second person again: neither its owner nor who added it. What
only holds them back needs nobody else. See ADR 0036.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from audit.canonical import canonical_json, sha256_hex
from audit.errors import OnRecordError
from audit.records.wire import to_json
from ingest.domain import Source
from ingest.manifest.edit import set_schedule
from ingest.standing import effective_from
from onrecord.desk.approving import own_roles

_BEGINNING = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """Days and times as in the manifest; none where nothing is said."""

    effective_from: date | None
    effective_until: date | None
    embargo_until: datetime | None
    supersedes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheduled:
    """The document before and after; nothing was written where they are equal."""

    before: Source
    after: Source

    @property
    def changed(self) -> bool:
        return self.before != self.after


def schedule_of(source: Source) -> Schedule:
    """As the document is declared now."""
    return Schedule(
        effective_from=source.effective_from,
        effective_until=source.effective_until,
        embargo_until=source.embargo_until,
        supersedes=source.supersedes,
    )


def schedule(
    manifest: Path,
    source_id: str,
    wanted: Callable[[Schedule], Schedule],
    at: datetime,
    *,
    by: str = "",
    approver: bool = True,
    declared: str | None = None,
) -> Scheduled:
    """Change it to what `wanted` makes of it, within one edit of the manifest. `by` is whoever decides it, and
    `approver` whether they may approve at all. Raises OnRecordError where a second person is needed and this is none,
    and where the entry is not the `declared` one any more."""
    seen: list[Scheduled] = []

    def change(source: Source) -> Source:
        if declared is not None and declared != declaration(source):
            raise OnRecordError(f"the entry of {source_id} was changed meanwhile.", advice="Look at it again.")
        asked = wanted(schedule_of(source))
        after = replace(
            source,
            effective_from=asked.effective_from,
            effective_until=asked.effective_until,
            embargo_until=asked.embargo_until,
            supersedes=tuple(dict.fromkeys(asked.supersedes)),
        )
        _second_person(source, after, by, approver=approver)
        seen.append(Scheduled(before=source, after=after))
        return after

    set_schedule(manifest, source_id, change, on=at.date(), by=by)
    return seen[-1]


def declaration(source: Source) -> str:
    """SHA-256 of everything that the manifest says of a document: what a form was filled in for."""
    return sha256_hex(canonical_json(to_json(source)))


def loosened(before: Source, after: Source) -> list[str]:
    """The keys by which words may be read sooner or longer than before, or replace others than before."""
    found = []
    if effective_from(after) < effective_from(before):
        found.append("effective_from")
    if (after.effective_until or date.max) > (before.effective_until or date.max):
        found.append("effective_until")
    if (after.embargo_until or _BEGINNING) < (before.embargo_until or _BEGINNING):
        found.append("embargo_until")
    if set(after.supersedes) != set(before.supersedes):
        found.append("supersedes")
    return found


def _second_person(before: Source, after: Source, by: str, *, approver: bool) -> None:
    moved = loosened(before, after) if before.approval is not None else []
    if not moved:
        return
    what = f"{before.source_id} is approved, and moving its {' and '.join(moved)} needs a second person"
    if not by or not approver:
        advice = "Name one who is neither its owner nor added it: --by EMAIL" if not by else "Ask an approver."
        raise OnRecordError(f"{what}.", advice=advice)
    roles = own_roles(before, by)
    if roles:
        raise OnRecordError(f"{what}; {by} is its {' and '.join(roles)}.", advice="Ask a second person.")
