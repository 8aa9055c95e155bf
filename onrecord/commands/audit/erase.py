"""`onrecord audit erase RECORD_ID --by EMAIL --reason TEXT`: destroy key, salts and content of a past answer.

Its leaf stays, and an `erase` leaf says who decided it; a hold forbids it.
"""

import argparse
import json

from onrecord.parts import existing
from onrecord.room.deciding import decided, erase


def run(args: argparse.Namespace) -> int:
    by, reason = decided(args.by, args.reason)
    made = existing(args.workspace)
    record_id = made.ledger.resolve(args.record_id)
    changed, word = erase(made, record_id, by=by, reason=reason)
    if args.json:
        found = {"record_id": record_id, "changed": changed, "at": word.at.isoformat(), "by": word.by}
        print(json.dumps({**found, "reason": word.reason, "leaf": word.leaf}, ensure_ascii=False))
    elif changed:
        print(f"Record {record_id} is erased: what was asked, by whom, and what was answered can be read by nobody.")
        print(f"Its leaf stays, and leaf {word.leaf} says so: {word.reason}")
    else:
        print(f"Record {record_id} was erased already, {word.told}; nothing was changed.")
    return 0
