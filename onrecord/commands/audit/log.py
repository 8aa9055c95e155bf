"""`onrecord audit log`: how many leaves the log has, of what, and under which root."""

import argparse
import json

from onrecord.parts import existing
from onrecord.render.log import format_log
from onrecord.room.ledger import state


def run(args: argparse.Namespace) -> int:
    made = existing(args.workspace)
    found = state(made)
    if args.json:
        head = found.head
        told = {"log": head.origin, "size": head.size, "root": head.checkpoint.root.hex()}
        counted = {"answers": found.answers, "leaves": found.kinds, "readable": found.readable, "older": found.older}
        print(json.dumps({**told, **counted, "keys": str(made.log.folder), "checkpoint": head.note}))
    else:
        print(format_log(found.head, found.answers, found.kinds, found.readable, found.older))
    return 0
