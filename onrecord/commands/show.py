"""`onrecord show ID`: one document's text, as frozen in the catalogue or as its file reads now. For operators."""

import argparse
import json
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from agent.wording import day
from audit.database import reading
from audit.errors import CatalogueError
from audit.records import to_json
from ingest.catalogue import controls, read
from ingest.catalogue.read import Entry, Published
from ingest.display import folded
from ingest.domain import Document, Status
from ingest.manifest.faults import did_you_mean, shown
from ingest.standing import status
from onrecord.extract import extract
from onrecord.parts import Parts, existing, now
from onrecord.render.document import WIDE, format_document
from onrecord.render.lines import BLANK, Line, Span, Style, line, show


def run(args: argparse.Namespace) -> int:
    made = existing(args.workspace)
    with reading(made.engine) as connection:
        state = read.published(connection)
        entry = _entry(state, args.source_id)
        assert state is not None
        gone = controls.withdrawals(connection)
        document = read.document(connection, entry) if entry.served else _unserved(connection, made, state, entry)
    unsigned = made.settings.unsigned_approvals or entry.served  # what is served was counted when it was ingested
    standing = status(entry.source, state.leaders, gone.keys(), now(), unsigned=unsigned)
    if args.json:
        print(json.dumps(_facts(entry, document, standing), ensure_ascii=False))
    else:
        header = _header(state, entry, document, standing, gone.get(args.source_id))
        show([*header, BLANK, *format_document(document)], WIDE)
    return 0


def _entry(state: Published | None, source_id: str) -> Entry:
    if state is None:
        raise CatalogueError("nothing has been published in this workspace yet.", advice="Run: onrecord ingest")
    if source_id not in state.entries:
        near = did_you_mean(source_id, sorted(state.entries)) or "."
        advice = "List them: onrecord sources. If it is new in the manifest: onrecord ingest"
        raise CatalogueError(f"no document {shown(source_id)} was ingested{near}", advice=advice)
    return state.entries[source_id]


def _unserved(connection: Connection, made: Parts, state: Published, entry: Entry) -> Document:
    """What was not ingested has no frozen text: its file is read where the manifest was."""
    with made.sandbox() as sandbox:
        return extract(entry.source, Path(state.manifest).parent, state.leaders, sandbox)


def _facts(entry: Entry, document: Document, standing: Status) -> dict[str, object]:
    return {
        "source_id": entry.source.source_id,
        "title": entry.source.title,
        "status": standing.value,
        "parser": document.parser,
        "text": document.text,
        "text_sha256": document.text_sha256,
        "pages": to_json(document.pages),
        "segments": to_json(document.segments),
        "cues": to_json(document.cues),
    }


def _header(
    state: Published, entry: Entry, document: Document, standing: Status, gone: tuple[datetime, str] | None
) -> list[Line]:
    source = entry.source
    names = [state.leaders[one].name if one in state.leaders else one for one in source.leaders]
    facts = f"{source.source_id} · {source.kind} of {day(source.date)} · {', '.join(names)} · for {source.audience}"
    why = {Status.WITHDRAWN: f": {folded(gone[1])}" if gone else ""}.get(standing, "")
    live = standing in (Status.PUBLISHED, Status.EXPIRED)
    if entry.served and live:
        told = Span(f"served: {standing}", Style.GOOD)
    else:
        # Published by the manifest's word, yet not taken in: the ingest refused it.
        told = Span(f"not served: {'refused by the last ingest' if live else standing}{why}", Style.WARNING)
    return [
        line(Span(folded(source.title), Style.STRONG)),
        line(folded(facts)),
        line(told),
        line(Span(f"file {source.sha256}  {folded(source.path)}", Style.DIM), whole=True),
        line(Span(f"text {document.text_sha256}  {document.parser}", Style.DIM), whole=True),
    ]
