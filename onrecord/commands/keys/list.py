"""`onrecord keys list`: every key that the log or the manifest names, and whether it counts."""

import argparse
import json

from audit.keys.domain import Role
from audit.log.appending import note_key
from audit.log.rotation import NamedKey
from onrecord.keyring import Keyring, gather
from onrecord.parts import parts
from onrecord.render.keys import said, term


def run(args: argparse.Namespace) -> int:
    ring = gather(parts(args.workspace), args.manifest)
    print(json.dumps(_facts(ring), ensure_ascii=False) if args.json else format_keys(ring))
    return 0


def _facts(ring: Keyring) -> dict[str, object]:
    gone = {one.key.keyid: one for one in ring.named}
    return {
        "log": None if ring.head is None else {"origin": ring.head.origin, "size": ring.head.size},
        "keys": [_key(one, ring) for one in ring.named if one.first is not None],
        "manifest": ring.manifest,
        "approvers": [
            {
                "by": one.by,
                "keyid": one.key.keyid,
                "public": one.public,
                "revoked": _revoked(gone[one.key.keyid]) if one.key.keyid in gone else None,
            }
            for one in ring.approvers
        ],
    }


def _key(one: NamedKey, ring: Keyring) -> dict[str, object]:
    assert ring.head is not None
    return {
        "role": one.key.role.value,
        "keyid": one.key.keyid,
        "public": one.key.raw.hex(),
        "vkey": note_key(one.key, ring.head.origin).vkey if one.key.role is Role.LOG else None,
        "since": one.first,
        "until": one.last,
        "revoked": _revoked(one),
    }


def _revoked(one: NamedKey) -> dict[str, object] | None:
    found = one.revoked
    return None if found is None else {"from": found.start, "leaf": found.leaf, "reason": found.reason}


def format_keys(ring: Keyring) -> str:
    """One key a line, with whole keyids to copy."""
    lines = []
    if ring.head is None:
        lines.append("Nothing was logged in this workspace yet; its keys are made when something is.")
    else:
        lines.append(f"The log {ring.head.origin}, {ring.head.size} leaves:")
        width = max(len(one.key.role) for one in ring.named)
        lines += [
            f"  {one.key.role:<{width}}  {one.key.keyid}  {term(one)}" for one in ring.named if one.first is not None
        ]
    if ring.manifest is None:
        return "\n".join(lines)
    lines.append(f"Approvers that {ring.manifest} names:" if ring.approvers else f"{ring.manifest} names no approver.")
    gone = {one.key.keyid: one for one in ring.named}
    width = max((len(one.by) for one in ring.approvers), default=0)
    for each in ring.approvers:
        revoked = gone.get(each.key.keyid)
        lines.append(f"  {each.by:<{width}}  {each.key.keyid}  {said(revoked) if revoked else 'counts'}")
    return "\n".join(lines)
