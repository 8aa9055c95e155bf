"""`onrecord show ID`: one document's text, as frozen in the catalogue or as its file reads now. For operators."""

import argparse
import json

from agent.wording import day
from audit.records.wire import to_json
from ingest.display import folded
from ingest.domain import Status
from onrecord.desk.documents import Opened, opened
from onrecord.parts import existing, now
from onrecord.render.document import WIDE, format_document
from onrecord.render.lines import BLANK, Line, Span, Style, line, show


def run(args: argparse.Namespace) -> int:
    found = opened(existing(args.workspace), args.source_id, now())
    if args.json:
        print(json.dumps(_facts(found), ensure_ascii=False))
    else:
        show([*_header(found), BLANK, *format_document(found.document)], WIDE)
    return 0


def _facts(found: Opened) -> dict[str, object]:
    source, document = found.entry.source, found.document
    return {
        "source_id": source.source_id,
        "title": source.title,
        "status": found.standing.value,
        "parser": document.parser,
        "text": document.text,
        "text_sha256": document.text_sha256,
        "pages": to_json(document.pages),
        "segments": to_json(document.segments),
        "cues": to_json(document.cues),
    }


def _header(found: Opened) -> list[Line]:
    source, leaders, standing = found.entry.source, found.state.leaders, found.standing
    names = [leaders[one].name if one in leaders else one for one in source.leaders]
    facts = f"{source.source_id} · {source.kind} of {day(source.date)} · {', '.join(names)} · for {source.audience}"
    why = {Status.WITHDRAWN: f": {folded(found.gone[1])}" if found.gone else ""}.get(standing, "")
    live = standing in (Status.PUBLISHED, Status.EXPIRED)
    if found.entry.served and live:
        told = Span(f"served: {standing}", Style.GOOD)
    else:
        # Published by the manifest's word, yet not taken in: the ingest refused it.
        told = Span(f"not served: {'refused by the last ingest' if live else standing}{why}", Style.WARNING)
    return [
        line(Span(folded(source.title), Style.STRONG)),
        line(folded(facts)),
        line(told),
        line(Span(f"file {source.sha256}  {folded(source.path)}", Style.DIM), whole=True),
        line(Span(f"text {found.document.text_sha256}  {found.document.parser}", Style.DIM), whole=True),
    ]
