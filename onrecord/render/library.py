"""The library as a table, and as JSON: every document that was last ingested, with its standing today."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from audit.records.wire import to_json
from ingest.catalogue.read import Entry, Published
from ingest.display import folded
from ingest.domain import Status
from ingest.standing import status
from onrecord.render.citations import shortened

if TYPE_CHECKING:
    from rich.table import Table

HEADER = ("id", "title", "leaders", "date", "status", "audience", "passages")
TITLE = 40  # characters of a title in the plain table
COLOURS = {"published": "green", "draft": "yellow", "embargoed": "yellow", "refused": "bold red", "withdrawn": "red"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """What the catalogue says: `counts` of passages and `withdrawn` (when, why) by source id. `unsigned`: whether an
    approval without a signature counts."""

    state: Published
    counts: Mapping[str, int]
    withdrawn: Mapping[str, tuple[datetime, str]]
    now: datetime
    unsigned: bool = True


def library_json(library: Library) -> dict[str, Any]:
    """By source id; nothing in it says when the run was."""
    entries = sorted(library.state.entries.values(), key=lambda entry: entry.source.source_id)
    return {"sources": [_source_json(entry, library) for entry in entries]}


def _source_json(entry: Entry, library: Library) -> dict[str, Any]:
    source = entry.source
    later = [one.source for one in library.state.entries.values() if source.source_id in one.source.supersedes]
    return {
        "source_id": source.source_id,
        "title": source.title,
        "kind": source.kind.value,
        "leader_ids": list(source.leaders),
        "date": source.date.isoformat(),
        "status": _told(entry, library),
        "served": entry.served,
        "audience": source.audience,
        "owner": source.owner,
        "added_by": source.added_by,
        "path": source.path,
        "sha256": source.sha256,
        "text_sha256": entry.text_sha256,
        "parser": entry.parser,
        "passages": library.counts.get(source.source_id, 0),
        "effective_from": to_json(source.effective_from),
        "effective_until": to_json(source.effective_until),
        "embargo_until": to_json(source.embargo_until),
        "supersedes": sorted(source.supersedes),
        "superseded_by": sorted(one.source_id for one in later),
        "withdrawn": _withdrawn(entry, library),
        "approval": to_json(source.approval),
    }


def _told(entry: Entry, library: Library) -> str:
    """The status as a person reads it: what should be served and is not was refused."""
    found = _status(entry, library)
    return "refused" if found in (Status.PUBLISHED, Status.EXPIRED) and not entry.served else found.value


def _status(entry: Entry, library: Library) -> Status:
    return status(
        entry.source,
        library.state.leaders,
        library.withdrawn.keys(),
        library.now,
        unsigned=library.unsigned or entry.served,
    )


def _withdrawn(entry: Entry, library: Library) -> dict[str, str] | None:
    """By command, else by the manifest."""
    source = entry.source
    if source.source_id in library.withdrawn:
        at, reason = library.withdrawn[source.source_id]
        return {"at": to_json(at), "reason": reason}
    return to_json(source.withdrawn) if source.withdrawn else None


def library_rows(library: Library) -> list[tuple[str, ...]]:
    """A row a document, in the order of HEADER. What should be served and is not was refused."""
    rows: list[tuple[str, ...]] = []
    for entry in sorted(library.state.entries.values(), key=lambda one: one.source.source_id):
        source = entry.source
        names = [library.state.leaders[one].name if one in library.state.leaders else one for one in source.leaders]
        rows.append(
            (
                source.source_id,
                folded(source.title),
                folded(", ".join(names)),
                source.date.isoformat(),
                _told(entry, library),
                source.audience,
                str(library.counts.get(source.source_id, 0)),
            )
        )
    return rows


def format_library(library: Library) -> str:
    """A plain table, a document a line."""
    rows = [HEADER, *((row[0], shortened(row[1], TITLE), *row[2:]) for row in library_rows(library))]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADER))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([*lines, "", _sums(library)])


def library_table(library: Library) -> "Table":
    """The same for a terminal."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, caption=_sums(library), caption_justify="left", pad_edge=False)
    for name in HEADER:
        table.add_column(name, justify="right" if name == "passages" else "left", no_wrap=name == "date")
    for row in library_rows(library):
        cells = [Text(cell) for cell in row]
        cells[4].stylize(COLOURS.get(row[4], "dim"))
        table.add_row(*cells)
    return table


def _sums(library: Library) -> str:
    served = sum(library.counts.values())
    return f"{len(library.state.entries)} documents, {served} passages; as last ingested from {library.state.manifest}"
