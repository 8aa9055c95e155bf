"""`onrecord audit recall ID`: the past answers that cited a document or showed it, and who was told that it was taken
back. `--told EMAIL...` writes down who was."""

import argparse
import json

from audit.errors import OnRecordError
from ingest.manifest import values
from onrecord.parts import existing
from onrecord.render.lines import show
from onrecord.render.recall import format_recall
from onrecord.room.recalls import facts, recall, tell


def run(args: argparse.Namespace) -> int:
    made = existing(args.workspace)
    addresses = _addresses(args.told)
    new = tell(made, args.source_id, addresses) if addresses else ()
    found = recall(made, args.source_id, new)
    if args.json:
        print(json.dumps(facts(found), ensure_ascii=False))
    else:
        show(format_recall(found.source_id, found.title, found.withdrawn, found.used, found.told))
    return 0


def _addresses(told: list[str]) -> list[str]:
    try:
        return [values.person(one) for one in told]
    except ValueError as error:
        raise OnRecordError(f"--told: {error}.") from None
