"""`onrecord timeline`: what was said on a topic, in order of date."""

import argparse
import json
import shutil

from agent.timeline import timeline
from audit.errors import CatalogueError, UsageError
from audit.records.wire import for_reader
from onrecord.commands.ask import question_of
from onrecord.parts import parts
from onrecord.render import surroundings
from onrecord.render.lines import WIDTH, show
from onrecord.render.over_time import as_json, timeline_of
from onrecord.render.timeline import format_timeline


def run(args: argparse.Namespace) -> int:
    """0 for a timeline and for a refusal alike."""
    if not any(character.isalnum() for character in args.topic):
        raise UsageError("the topic is empty.", advice='Name one, for example: onrecord timeline "hiring"')
    made = parts(args.workspace)
    if not made.exists:
        raise CatalogueError(f"there is no workspace {args.workspace} yet.", advice="Run: onrecord ingest")
    record = timeline(made.agent(composer="extractive"), question_of(args, made, {"question": args.topic}))
    around = surroundings.gather(record, made, record.audience)
    around = surroundings.with_recordings(around, record, made)
    if args.json:
        found = for_reader(record, made.ledger.receipt(record.record_id))
        found["timeline"] = as_json(timeline_of(record, around.texts))
        print(json.dumps(found, ensure_ascii=False))
    else:
        columns = min(shutil.get_terminal_size((WIDTH, 0)).columns, WIDTH)
        show(format_timeline(record, around, columns), columns)
    return 0
