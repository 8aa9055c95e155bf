"""`onrecord audit examine`: is the log whole? And, by an earlier checkpoint, was it only ever added to?"""

import argparse
import json
from pathlib import Path

from audit.errors import KeyFault, UsageError
from audit.examine import examine
from audit.examined import Examination
from audit.keys.workspace import WorkspaceKeys
from audit.records import to_json
from onrecord.parts import Parts, existing
from onrecord.render.lines import show
from onrecord.render.log import format_examination

MOST_BYTES = 1_000_000  # of a checkpoint


def run(args: argparse.Namespace) -> int:
    """0 where the log is whole, 1 where anything is not as it was written."""
    made = existing(args.workspace)
    remembered = _read(args.since) if args.since is not None else None
    found = examine(made.engine, keys=_keys(made), remembered=remembered)
    if args.json:
        print(json.dumps(_facts(found), ensure_ascii=False))
    else:
        show(format_examination(found, args.since))
    return 0 if found.whole else 1


def _facts(found: Examination) -> dict[str, object]:
    return {
        "whole": found.whole,
        "log": found.origin,
        "size": found.size,
        "root": found.root,
        "checked": dict(found.checked),
        "faults": [{"name": one.name, **to_json(one)} for one in found.faults],
        "counted": dict(found.counted),
        "notes": found.notes,
    }


def _keys(made: Parts) -> WorkspaceKeys | None:
    """None where they are not here: whoever examines may have only the database."""
    try:
        return WorkspaceKeys.open(made.log.folder, create=False)
    except KeyFault:
        return None


def _read(file: str) -> str:
    try:
        with Path(file).open("rb") as stream:
            return stream.read(MOST_BYTES).decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{file} cannot be read: {error}") from error
