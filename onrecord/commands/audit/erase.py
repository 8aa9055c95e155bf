"""`onrecord audit erase RECORD_ID --by EMAIL --reason TEXT`: destroy key, salts and content of a past answer.

Its leaf stays, and an `erase` leaf says who decided it; a hold forbids it.
"""

import argparse
import json

from audit.database import overwrite_log, reading, writing
from audit.erasure import erase, erasure_of
from audit.errors import OnRecordError
from audit.stored import known
from ingest.manifest import values
from onrecord.parts import existing


def run(args: argparse.Namespace) -> int:
    by, reason = decided(args)
    made = existing(args.workspace)
    record_id = made.ledger.resolve(args.record_id)
    with writing(made.engine) as connection:
        known(connection, record_id)
        changed = erase(connection, made.log, record_id, reason=reason, by=by)
    overwrite_log(made.engine)
    with reading(made.engine) as connection:
        word = erasure_of(connection, record_id)
    assert word is not None
    if args.json:
        found = {"record_id": record_id, "changed": changed, "at": word.at.isoformat(), "by": word.by}
        print(json.dumps({**found, "reason": word.reason, "leaf": word.leaf}, ensure_ascii=False))
    elif changed:
        print(f"Record {record_id} is erased: what was asked, by whom, and what was answered can be read by nobody.")
        print(f"Its leaf stays, and leaf {word.leaf} says so: {word.reason}")
    else:
        print(f"Record {record_id} was erased already, {word.told}; nothing was changed.")
    return 0


def decided(args: argparse.Namespace) -> tuple[str, str]:
    """Who decided, an address, and why, in one line. Raises OnRecordError."""
    try:
        by = values.person(args.by)
    except ValueError as error:
        raise OnRecordError(f"--by: {error}.") from None
    try:
        return by, values.line_of_text(" ".join(args.reason.split()))
    except ValueError as error:
        raise OnRecordError(f"--reason {error}.") from None
