"""`onrecord audit hold RECORD_ID --by EMAIL --reason TEXT`, and `--lift`: a record that is held is not erased."""

import argparse
import json

from audit.database import writing
from audit.erasure import hold, hold_on
from audit.stored import known
from onrecord.commands.audit.erase import decided
from onrecord.parts import existing


def run(args: argparse.Namespace) -> int:
    by, reason = decided(args)
    made = existing(args.workspace)
    record_id = made.ledger.resolve(args.record_id)
    with writing(made.engine) as connection:
        known(connection, record_id)
        changed = hold(connection, made.log, record_id, lift=args.lift, reason=reason, by=by)
        word = hold_on(connection, record_id)
    if args.json:
        print(json.dumps({"record_id": record_id, "held": word is not None, "changed": changed}))
    elif word is not None:
        done = "is held" if changed else "was held already"
        print(f"Record {record_id} {done}, so it cannot be erased: placed {word.told}")
    else:
        print(f"Record {record_id} {'is held no longer' if changed else 'was not held'}.")
    return 0
