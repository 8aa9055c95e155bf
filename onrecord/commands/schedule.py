"""`onrecord schedule ID`: when a document holds, until when it is kept back, what it replaces."""

import argparse
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from audit.errors import OnRecordError, UsageError
from audit.records.wire import to_json
from ingest.manifest import values
from onrecord.desk.scheduling import Schedule, Scheduled, schedule, schedule_of
from onrecord.desk.steps import ingest_step
from onrecord.parts import now

NONE = "none"
Value = TypeVar("Value")


def run(args: argparse.Namespace) -> int:
    wanted = _wanted(args)
    if not wanted:
        raise UsageError("nothing to change was named.", advice="See: onrecord schedule --help")
    by = _read("--by", args.by, values.person) or ""
    done = schedule(Path(args.manifest), args.source_id, lambda old: replace(old, **wanted), now(), by=by)
    _report(args, done)
    return 0


def _wanted(args: argparse.Namespace) -> dict[str, Any]:
    """What is named, by the schedule's own names; `none` takes a thing away."""
    found: dict[str, Any] = {}
    for name, read in (
        ("effective_from", values.day),
        ("effective_until", values.day),
        ("embargo_until", values.day_or_moment),
    ):
        text = getattr(args, name)
        if text is not None:
            found[name] = _read(f"--{name.replace('_', '-')}", text, read)
    if args.supersedes is not None:
        found["supersedes"] = () if args.supersedes == [NONE] else tuple(args.supersedes)
    return found


def _read(option: str, text: str | None, read: Callable[[str], Value]) -> Value | None:
    try:
        return None if text is None or text == NONE else read(text)
    except ValueError as error:
        raise OnRecordError(f"{option}: {error}.") from None


def _report(args: argparse.Namespace, done: Scheduled) -> None:
    step, after = ingest_step(Path(args.manifest)), schedule_of(done.after)
    if args.json:
        found = {
            "source_id": args.source_id,
            **to_json(after),
            "changed": done.changed,
            "manifest": args.manifest,
            "next": step,
        }
        print(json.dumps(found, ensure_ascii=False))
        return
    if not done.changed:
        print(f"{args.source_id} is scheduled so already; nothing was changed.")
        return
    print(f"{args.source_id} in {args.manifest}:")
    for name, text in told(after):
        print(f"  {name:<16} {text}")
    print(f"\nNext, so that it holds: {step}")


def told(one: Schedule) -> list[tuple[str, str]]:
    """Its keys as the manifest has them, and what they say."""
    embargo = f"{one.embargo_until:%Y-%m-%d %H:%M} UTC" if one.embargo_until else NONE
    return [
        ("effective_from", str(one.effective_from or NONE)),
        ("effective_until", str(one.effective_until or NONE)),
        ("embargo_until", embargo),
        ("supersedes", ", ".join(one.supersedes) or NONE),
    ]
