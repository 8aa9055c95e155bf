"""`onrecord withdraw ID --reason TEXT`: take a document back."""

import argparse
import json
import sys
from pathlib import Path

from audit.records.wire import to_json
from ingest.display import folded
from onrecord.desk.steps import ingest_step, plain_reason
from onrecord.desk.withdrawing import Withdrawn, withdraw
from onrecord.parts import now, parts

LISTED = 20  # past answers told in text; --json tells all


def run(args: argparse.Namespace) -> int:
    reason = plain_reason(args.reason, called="--reason")
    result = withdraw(parts(args.workspace), Path(args.manifest), args.source_id, reason, now())
    if args.json:
        print(json.dumps(_facts(result), ensure_ascii=False))
    else:
        print(format_withdrawn(result))
    if result.fault is not None:
        told = f"{args.source_id} is not served any more, but the manifest could not be changed: {result.fault}"
        print(f"onrecord: {' '.join(told.split())}", file=sys.stderr)
        return 1
    return 0


def _facts(result: Withdrawn) -> dict[str, object]:
    answers = [{"record_id": key, "role": role, "asked_at": to_json(at)} for key, role, at in result.used]
    return {
        "source_id": result.source_id,
        "reason": result.reason,
        "catalogue": result.catalogue,
        "manifest": None if result.fault else str(result.manifest),
        "error": str(result.fault) if result.fault else None,
        "answers": answers,
        "next": ingest_step(result.manifest),
    }


def format_withdrawn(result: Withdrawn) -> str:
    """What holds from now on, and which past answers rested on it."""
    lines = []
    if result.catalogue:
        lines.append(f"{result.source_id} is withdrawn: from this moment nobody is answered from it.")
    if result.fault is None:
        lines.append(f"{result.manifest} says so too: {folded(result.reason)}")
    if not result.catalogue:
        lines.append("It was never ingested in this workspace, so no past answer used it.")
    elif not result.used:
        lines.append("No past answer used it.")
    else:
        count = len({key for key, _, _ in result.used})
        lines.append(f"{count} past answer{'' if count == 1 else 's'} used it:")
        lines += [f"  {key}  {at:%Y-%m-%d %H:%M} UTC  {role}" for key, role, at in result.used[:LISTED]]
        rest = len(result.used) - LISTED
        lines += [f"  and {rest} more; --json lists them all"] if rest > 0 else []
        lines.append(f"When their readers were told: onrecord audit recall {result.source_id} --told EMAIL")
    step = "mend the manifest, then" if result.fault else "so that its passages leave the index:"
    return "\n".join([*lines, "", f"Next, {step} {ingest_step(result.manifest)}"])
