"""The kill switch: it holds from the next statement on, without an ingest."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from audit.database import reading, writing
from audit.errors import OnRecordError
from ingest.catalogue import controls, read
from ingest.catalogue.read import Pauses, Published
from ingest.manifest.faults import expected_one_of
from onrecord.parts import Parts


@dataclass(frozen=True, slots=True, kw_only=True)
class Switched:
    """`action` is pause or resume, of one leader, of one document, or (neither) of everybody; `changed`: it was not in
    force already; `paused`: what is in force now."""

    action: str
    leader_id: str | None
    source_id: str | None
    reason: str
    changed: bool
    paused: Pauses
    state: Published | None


def switch(
    made: Parts,
    action: str,
    reason: str,
    at: datetime,
    *,
    leader_id: str | None = None,
    source_id: str | None = None,
    dashes: str = "",
) -> Switched:
    """Log it where it changes something. Raises OnRecordError for what was never published; `dashes` stand before the
    name of what is wrong, on the command line."""
    with reading(made.engine) as connection:
        state = read.published(connection)
        paused = read.pauses(connection)
    _known(f"{dashes}leader", leader_id, state.leaders if state else (), paused.leaders)
    _known(f"{dashes}document", source_id, state.entries if state else (), paused.sources)
    reason = " ".join(reason.split())
    with writing(made.engine) as connection:
        changed = controls.control(connection, made.log, action, leader_id, reason, at, source_id=source_id)
        paused = read.pauses(connection)
    return Switched(
        action=action,
        leader_id=leader_id,
        source_id=source_id,
        reason=reason,
        changed=changed,
        paused=paused,
        state=state,
    )


def _known(name: str, one: str | None, published: Collection[str], paused: Collection[str]) -> None:
    """What has left the manifest may still be resumed."""
    if one is not None and one not in published and one not in paused:
        advice = "" if published else "Nothing has been published in this workspace yet; run: onrecord ingest"
        raise OnRecordError(f"{name}: {expected_one_of(one, list(published))}.", advice=advice)
