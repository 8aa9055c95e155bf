"""`onrecord keys new --approver EMAIL`: a person's own key, with which they sign what they approve."""

import argparse
import json
from pathlib import Path

from audit.errors import OnRecordError
from audit.keys.domain import Role
from audit.keys.files import create, key_path, load
from ingest.domain import Approver
from ingest.manifest import values
from ingest.manifest.edit import add_approver
from ingest.manifest.render import approver_entry, flow
from onrecord.approver import folder


def run(args: argparse.Namespace) -> int:
    """Where there is a key already it stays, and is told, or written, again (law 10)."""
    try:
        by = values.person(args.approver)
    except ValueError as error:
        raise OnRecordError(f"--approver: {error}.") from None
    path = key_path(folder(), by)
    made = not path.exists()
    key = create(path.parent, Role.APPROVER, by) if made else load(path)
    approver = Approver(by=by, public=key.public.raw.hex())
    entry = flow(approver_entry(approver))
    if args.manifest is not None:
        add_approver(Path(args.manifest), approver)
    if args.json:
        found = {
            "by": by,
            "keyid": key.keyid,
            "public": approver.public,
            "key": str(path),
            "made": made,
            "entry": entry,
            "manifest": args.manifest,
        }
        print(json.dumps(found, ensure_ascii=False))
        return 0
    print(f"The key of {by} is {'made' if made else 'there already'}: {key.keyid}")
    print(f"  {path}  for your eyes alone: whoever has it signs in your name")
    if args.manifest is not None:
        print(f"{args.manifest} names it among its approvers: what it signs counts.")
    else:
        print("Enter it in the manifest, under `approvers:`, for its signatures to count:")
        print(f"  - {entry}")
    return 0
