"""`onrecord audit checkpoint`: a signed checkpoint of the log, to be kept where the workspace's operator cannot reach.

It is the last that enough witnesses cosigned, with their lines, else the last of all. `onrecord audit examine --since
FILE` holds the log against it.
"""

import argparse
import json
import sys

from audit.signed.checkpoints import read_checkpoint
from audit.signed.notes import read_note
from onrecord.parts import existing
from onrecord.room.ledger import checkpoint


def run(args: argparse.Namespace) -> int:
    note = checkpoint(existing(args.workspace))
    found = read_checkpoint(read_note(note).text)
    if args.json:
        print(json.dumps({"log": found.origin, "size": found.size, "root": found.root.hex(), "note": note}))
    else:
        sys.stdout.write(note)
    return 0
