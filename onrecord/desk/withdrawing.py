"""Taking a document back.

1. The catalogue first: from its commit on nobody is answered from it, whatever the index and the manifest say.
2. Then the manifest, so that the next ingest says the same. If that fails, step 1 stands, and both are told.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from audit.database import aware, reading, writing
from audit.errors import OnRecordError
from ingest.catalogue import controls, history, read
from ingest.manifest.edit import set_withdrawn
from onrecord.desk.steps import plain_reason
from onrecord.parts import Parts

Used = Sequence[tuple[str, str, datetime]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn:
    """What came of it. `used`: the past answers that used it, as (record_id, role, asked_at); `catalogue`: it was
    ingested once; `fault`: why the manifest could not be changed."""

    source_id: str
    reason: str
    catalogue: bool
    used: Used
    fault: OnRecordError | None
    manifest: Path


def withdraw(made: Parts, manifest: Path, source_id: str, reason: str, at: datetime) -> Withdrawn:
    """Raises OnRecordError where the reason may not stand, or where neither the catalogue nor the manifest knows it."""
    reason, known = plain_reason(reason), _ever_ingested(made, source_id)
    used: Used = ()
    if known:
        with writing(made.engine) as connection:
            rows = controls.withdraw(connection, made.log, source_id, reason, at)
        used = [(record_id, role, aware(asked_at)) for record_id, role, asked_at in rows]
    fault = None
    try:
        set_withdrawn(manifest, source_id, at=at, reason=reason)
    except OnRecordError as error:
        if not known:
            raise
        fault = error
    return Withdrawn(source_id=source_id, reason=reason, catalogue=known, used=used, fault=fault, manifest=manifest)


def _ever_ingested(made: Parts, source_id: str) -> bool:
    """Whether the catalogue knows it: from the last ingest, or from one before."""
    if not made.exists:
        return False
    with reading(made.engine) as connection:
        state = read.published(connection)
        return bool(state and source_id in state.entries) or bool(history.declarations(connection, [source_id]))
