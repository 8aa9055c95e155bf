"""What became of a document, as the manifest's own comments and the log tell it."""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from audit.database import reading
from audit.log.leaves import leaves_of
from audit.signed.envelopes import Kind
from ingest.domain import Source
from ingest.manifest.read import MAX_BYTES
from onrecord.parts import Parts

_COMMENT = re.compile(
    r"^[ \t]*# (?P<what>rejected|rescheduled|file replaced|recording added|approval ended) "
    r"(?P<on>\d{4}-\d{2}-\d{2}) \((?P<id>[a-z0-9-]+)\)"
    r"(?: by (?P<by>[^\s:]+))?: (?P<words>.*?)[ \t\r]*$",
    re.MULTILINE,
)
_TOLD = {
    "rejected": "Sent back",
    "rescheduled": "Rescheduled",
    "file replaced": "Another file",
    "recording added": "A recording",
    "approval ended": "Not approved any more",
}
_LOGGED = (Kind.APPROVAL, Kind.WITHDRAW, Kind.CONTROL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One line of a history; `by` is a person, or empty."""

    on: date
    what: str
    by: str
    words: str


def history(made: Parts, manifest: Path, source_id: str, source: Source | None) -> list[Event]:
    """In order of day. What is not written down anywhere is not told."""
    found = [*_comments(manifest, source_id), *_logged(made, source_id)]
    approval = source.approval if source is not None else None
    if approval is not None and (approval.at.date(), approval.by) not in {(one.on, one.by) for one in found}:
        signed = "signed" if approval.signature is not None else "not signed"
        found.append(Event(on=approval.at.date(), what="Approved", by=approval.by, words=signed))
    return sorted(found, key=lambda one: one.on)


def _comments(manifest: Path, source_id: str) -> list[Event]:
    try:
        with manifest.open("rb") as file:
            text = file.read(MAX_BYTES).decode("utf-8", "replace")
    except OSError:
        return []
    return [
        Event(on=date.fromisoformat(one["on"]), what=_TOLD[one["what"]], by=one["by"] or "", words=one["words"])
        for one in _COMMENT.finditer(text)
        if one["id"] == source_id and _is_day(one["on"])
    ]


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _logged(made: Parts, source_id: str) -> list[Event]:
    """What the log has: approvals under which it was served, withdrawals, pauses."""
    with reading(made.engine) as connection:
        leaves = list(leaves_of(connection, _LOGGED, source_id))
    return [_event(Kind(leaf.kind), leaf.payload) for leaf in leaves if not leaf.payload.get("told")]


def _event(kind: Kind, payload: dict[str, Any]) -> Event:
    on = date.fromisoformat(payload["at"][:10])
    if kind is Kind.APPROVAL:
        return Event(on=on, what="Approved", by=payload["by"], words="published with this approval")
    if kind is Kind.WITHDRAW:
        return Event(on=on, what="Withdrawn", by="", words=payload["reason"])
    what = "Paused" if payload["action"] == "pause" else "Pause lifted"
    return Event(on=on, what=what, by="", words=payload["reason"])
