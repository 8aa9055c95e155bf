"""`onrecord keys policy`: what an auditor pins outside every bundle (onrecord/room/policy.py).

The witnesses are those of settings.toml where none is named.
"""

import argparse
import json

from onrecord.keyring import gather
from onrecord.parts import existing
from onrecord.room.policy import pinned, policy


def run(args: argparse.Namespace) -> int:
    made = existing(args.workspace)
    named = [one.vkey for one in made.settings.witnesses]
    needed = args.threshold if args.witness or args.threshold is not None else made.settings.witness_threshold
    witnesses = pinned(args.witness or named, needed)
    found = policy(gather(made, args.manifest), witnesses, unsigned=made.settings.unsigned_approvals, seen=args.seen)
    print(json.dumps(found, ensure_ascii=False, indent=None if args.json else 2))
    return 0
