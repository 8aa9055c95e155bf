"""`onrecord audit checkpoint`: the log's last signed checkpoint as it stands, to be kept where the workspace's operator
cannot reach it. `onrecord audit examine --since FILE` holds the log against it."""

import argparse
import json
import sys

from onrecord.commands.audit.log import last
from onrecord.parts import existing


def run(args: argparse.Namespace) -> int:
    found = last(existing(args.workspace))
    if args.json:
        root = found.checkpoint.root.hex()
        print(json.dumps({"log": found.origin, "size": found.size, "root": root, "note": found.note}))
    else:
        sys.stdout.write(found.note)
    return 0
