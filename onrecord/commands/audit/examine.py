"""`onrecord audit examine`: is the log whole? And, by an earlier checkpoint, was it only ever added to?"""

import argparse
import json
from pathlib import Path

from audit.errors import UsageError
from onrecord.parts import existing
from onrecord.render.lines import show
from onrecord.render.log import format_examination
from onrecord.room.examination import examined, facts

MOST_BYTES = 1_000_000  # of a checkpoint


def run(args: argparse.Namespace) -> int:
    """0 where the log is whole, 1 where anything is not as it was written."""
    made = existing(args.workspace)
    remembered = _read(args.since) if args.since is not None else None
    found = examined(made, remembered)
    if args.json:
        print(json.dumps(facts(found), ensure_ascii=False))
    else:
        show(format_examination(found, args.since))
    return 0 if found.whole else 1


def _read(file: str) -> str:
    try:
        with Path(file).open("rb") as stream:
            return stream.read(MOST_BYTES).decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{file} cannot be read: {error}") from error
