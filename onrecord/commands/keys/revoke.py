"""`onrecord keys revoke KEYID --from INDEX --reason TEXT`: from that leaf on its signatures do not count."""

import argparse
import json

from audit.database import writing
from audit.errors import OnRecordError
from audit.keys.domain import Role
from audit.log.rotation import revoke
from ingest.manifest import values
from onrecord.keyring import gather
from onrecord.parts import existing


def run(args: argparse.Namespace) -> int:
    try:
        reason = values.line_of_text(" ".join(args.reason.split()))
    except ValueError as error:
        raise OnRecordError(f"--reason {error}.") from None
    made = existing(args.workspace)
    key = gather(made, args.manifest).find(args.keyid)
    with writing(made.engine) as connection:
        leaf = revoke(connection, made.log, key, args.start, reason)
    if args.json:
        facts = {"role": key.role.value, "name": key.name, "keyid": key.keyid, "from": args.start}
        print(json.dumps({**facts, "reason": reason, "leaf": leaf, "changed": leaf is not None}, ensure_ascii=False))
        return 0
    if leaf is None:
        print(f"{key.keyid} is revoked from that leaf on, or an earlier one, already; nothing was changed.")
        return 0
    print(f"From leaf {args.start} on nothing counts that {key.keyid} ({key.role.value}, {key.name}) has signed.")
    print(f"Leaf {leaf} of the log says so: {reason}")
    if key.role is Role.APPROVER:
        print(f"\nNext, so that only what it approved before leaf {args.start} is served: onrecord ingest")
    return 0
