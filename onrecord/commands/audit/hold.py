"""`onrecord audit hold RECORD_ID --by EMAIL --reason TEXT`, and `--lift`: a record that is held is not erased."""

import argparse
import json

from onrecord.parts import existing
from onrecord.room.deciding import decided, hold


def run(args: argparse.Namespace) -> int:
    by, reason = decided(args.by, args.reason)
    made = existing(args.workspace)
    record_id = made.ledger.resolve(args.record_id)
    changed, word = hold(made, record_id, lift=args.lift, by=by, reason=reason)
    if args.json:
        print(json.dumps({"record_id": record_id, "held": word is not None, "changed": changed}))
    elif word is not None:
        done = "is held" if changed else "was held already"
        print(f"Record {record_id} {done}, so it cannot be erased: placed {word.told}")
    else:
        print(f"Record {record_id} {'is held no longer' if changed else 'was not held'}.")
    return 0
