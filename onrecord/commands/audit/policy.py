"""`onrecord audit policy`: a policy with the keys that this workspace goes by, for an auditor to compare and keep.

It is a draft, no more: whoever trusts it as it stands trusts the operator. Each key is to be compared with what its
holder tells by another way.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from audit.database import reading
from audit.envelopes import Kind
from audit.export import last_head
from audit.keys.domain import Role
from audit.leaves import leaves_of
from audit.log import note_key
from audit.signers import Signers
from audit.verify_policy import VERSION
from ingest.catalogue import read
from ingest.manifest.read import read_manifest
from onrecord.parts import existing
from onrecord.witnesses import named


def run(args: argparse.Namespace) -> int:
    made = existing(args.workspace)
    witnesses = [one.key.vkey for one in named(made)]
    with reading(made.engine) as connection:
        facts = {
            "v": VERSION,
            **_log(connection),
            "witnesses": {"threshold": min(1, len(witnesses)), "keys": witnesses},
            "approvers": _approvers(connection),
            "unsigned_approvals": made.settings.unsigned_approvals,
        }
    print(json.dumps(facts, ensure_ascii=False, indent=None if args.json else 2))
    print("Compare every key with what its holder tells you by another way, before you rely on it.", file=sys.stderr)
    return 0


def _log(connection: Connection) -> dict[str, Any]:
    """The log's origin, the log keys that are in force, and the record keys that were not a rotation's."""
    origin = last_head(connection).origin
    keys = list(leaves_of(connection, [Kind.KEY]))
    signers = Signers.of((one.position, one.sealed) for one in keys)
    added = [one.payload for one in keys if one.payload["action"] == "add"]
    logs = [one.key for one in signers.terms if one.key.role is Role.LOG and one.last is None]
    return {
        "log": {"origin": origin, "keys": [note_key(one, origin).vkey for one in logs]},
        "record_keys": [one["public"] for one in added if one["role"] == Role.RECORD],
    }


def _approvers(connection: Connection) -> dict[str, list[str]]:
    """The approvers' keys of the manifest that was ingested, as it is now."""
    state = read.published(connection)
    found: dict[str, list[str]] = {}
    for one in read_manifest(Path(state.manifest)).approvers if state is not None else ():
        found.setdefault(one.by, []).append(one.public)
    return found
