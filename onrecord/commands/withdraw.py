"""`onrecord withdraw ID --reason TEXT`: take a document back.

1. The catalogue first: from its commit on nobody is answered from it, whatever the index and the manifest say.
2. Then the manifest, so that the next ingest says the same. If that fails, step 1 stands, and both are told.
"""

import argparse
import json
import shlex
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from audit.database import aware, reading, writing
from audit.errors import OnRecordError
from audit.records import to_json
from ingest.catalogue import controls, history, read
from ingest.display import folded
from ingest.manifest import values
from ingest.manifest.edit import set_withdrawn
from onrecord.cli import MANIFEST
from onrecord.parts import Parts, now, parts

LISTED = 20  # past answers told in text; --json tells all
Used = Sequence[tuple[str, str, datetime]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn:
    """What came of it. `catalogue`: it was ingested once; `fault`: why the manifest could not be changed."""

    source_id: str
    reason: str
    catalogue: bool
    used: Used
    fault: OnRecordError | None
    manifest: str


def run(args: argparse.Namespace) -> int:
    try:
        reason = values.line_of_text(" ".join(args.reason.split()))
    except ValueError as error:
        raise OnRecordError(f"--reason {error}.") from None
    made, at = parts(args.workspace), now()
    known = _ever_ingested(made, args.source_id)
    used: Used = ()
    if known:
        with writing(made.engine) as connection:
            rows = controls.withdraw(connection, made.log, args.source_id, reason, at)
        used = [(record_id, role, aware(asked_at)) for record_id, role, asked_at in rows]
    fault = None
    try:
        set_withdrawn(Path(args.manifest), args.source_id, at=at, reason=reason)
    except OnRecordError as error:
        if not known:
            raise
        fault = error
    result = Withdrawn(
        source_id=args.source_id, reason=reason, catalogue=known, used=used, fault=fault, manifest=args.manifest
    )
    if args.json:
        print(json.dumps(_facts(result), ensure_ascii=False))
    else:
        print(format_withdrawn(result))
    if fault is not None:
        told = f"{args.source_id} is not served any more, but the manifest could not be changed: {fault}"
        print(f"onrecord: {' '.join(told.split())}", file=sys.stderr)
        return 1
    return 0


def _ever_ingested(made: Parts, source_id: str) -> bool:
    """Whether the catalogue knows it: from the last ingest, or from one before."""
    if not made.exists:
        return False
    with reading(made.engine) as connection:
        state = read.published(connection)
        return bool(state and source_id in state.entries) or bool(history.declarations(connection, [source_id]))


def _next(result: Withdrawn) -> str:
    return "onrecord ingest" + ("" if result.manifest == MANIFEST else f" {shlex.quote(result.manifest)}")


def _facts(result: Withdrawn) -> dict[str, object]:
    answers = [{"record_id": key, "role": role, "asked_at": to_json(at)} for key, role, at in result.used]
    return {
        "source_id": result.source_id,
        "reason": result.reason,
        "catalogue": result.catalogue,
        "manifest": None if result.fault else result.manifest,
        "error": str(result.fault) if result.fault else None,
        "answers": answers,
        "next": _next(result),
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
    return "\n".join([*lines, "", f"Next, {step} {_next(result)}"])
