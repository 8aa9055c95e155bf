"""`onrecord keys rotate record|log`: a new key in the place of the old one, which signs it."""

import argparse
import json

from audit.database import writing
from audit.keys.domain import Role
from audit.log.rotation import rotate
from onrecord.parts import existing


def run(args: argparse.Namespace) -> int:
    made, role = existing(args.workspace), Role(args.role)
    with writing(made.engine) as connection:
        done = rotate(connection, made.log, role, args.reason)
    if args.json:
        found = {"role": role.value, "keyid": done.new.keyid, "replaces": done.old.keyid, "leaf": done.leaf}
        print(json.dumps(found))
        return 0
    print(f"The {role.value} key is now {done.new.keyid}")
    print(f"  in the place of {done.old.keyid}, which has signed it: leaf {done.leaf} of the log says so.")
    if role is Role.LOG:
        print("\nNext: give witnesses and auditors the new verifier key: onrecord keys list --json")
    return 0
