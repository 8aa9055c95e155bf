"""One document's text, as frozen in the catalogue or as its file reads now."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from audit.database import reading
from audit.errors import CatalogueError
from ingest.catalogue import controls, read
from ingest.catalogue.read import Entry, Published
from ingest.domain import Document, Status
from ingest.manifest.faults import did_you_mean, shown
from ingest.standing import status
from onrecord.extract import extract
from onrecord.parts import Parts


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A document that was ingested, with its standing now; `gone`: when and why it was withdrawn by command."""

    state: Published
    entry: Entry
    document: Document
    standing: Status
    gone: tuple[datetime, str] | None


def opened(made: Parts, source_id: str, now: datetime) -> Opened:
    """Raises CatalogueError where it was not ingested or its text was changed, SourceRefused where its file was."""
    with reading(made.engine) as connection:
        state, entry = _entry(read.published(connection), source_id)
        gone = controls.withdrawals(connection)
        document = read.document(connection, entry) if entry.served else _unserved(made, state, entry)
    unsigned = made.settings.unsigned_approvals or entry.served  # what is served was counted when it was ingested
    standing = status(entry.source, state.leaders, gone.keys(), now, unsigned=unsigned)
    return Opened(state=state, entry=entry, document=document, standing=standing, gone=gone.get(source_id))


def _entry(state: Published | None, source_id: str) -> tuple[Published, Entry]:
    if state is None:
        raise CatalogueError("nothing has been published in this workspace yet.", advice="Run: onrecord ingest")
    if source_id not in state.entries:
        near = did_you_mean(source_id, sorted(state.entries)) or "."
        advice = "List them: onrecord sources. If it is new in the manifest: onrecord ingest"
        raise CatalogueError(f"no document {shown(source_id)} was ingested{near}", advice=advice)
    return state, state.entries[source_id]


def _unserved(made: Parts, state: Published, entry: Entry) -> Document:
    """What was not ingested has no frozen text: its file is read where the manifest was."""
    with made.sandbox() as sandbox:
        return extract(entry.source, Path(state.manifest).parent, state.leaders, sandbox)
