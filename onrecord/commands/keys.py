"""`onrecord keys ACTION`: who signs what."""

import argparse
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from audit.errors import OnRecordError
from audit.keys.domain import Role
from audit.keys.files import create, key_path, load
from ingest.domain import Approver
from ingest.manifest import values
from ingest.manifest.edit import add_approver
from ingest.manifest.render import approver_entry, flow
from onrecord.approver import folder


def run(args: argparse.Namespace) -> int:
    facts, told = ACTIONS[args.action](args)
    print(json.dumps(facts, ensure_ascii=False) if args.json else told)
    return 0


Told = tuple[Mapping[str, Any], str]
"""What an action has to say: as JSON, and as text."""


def _new(args: argparse.Namespace) -> Told:
    """An approver's own key. Where there is one already it stays, and is told, or written, again."""
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
    facts = {
        "by": by,
        "keyid": key.keyid,
        "public": approver.public,
        "key": str(path),
        "made": made,
        "entry": entry,
        "manifest": args.manifest,
    }
    lines = [
        f"{'The key' if made else 'There is a key already:'} {key.keyid} of {by}{' is made' if made else ''}.",
        f"  {path}  for your eyes alone: whoever has it signs in your name",
    ]
    if args.manifest is not None:
        lines.append(f"{args.manifest} names it among its approvers: what it signs counts.")
    else:
        lines += ["Enter it in the manifest, under `approvers:`, for its signatures to count:", f"  - {entry}"]
    return facts, "\n".join(lines)


ACTIONS: Mapping[str, Callable[[argparse.Namespace], Told]] = {"new": _new}
