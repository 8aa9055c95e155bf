"""`onrecord audit export`: some answers with all that is needed to check them elsewhere, as one file."""

import argparse
import json
from pathlib import Path

from audit.canonical import sha256_hex
from audit.errors import UsageError
from onrecord.parts import existing
from onrecord.room.exporting import Bundle, Choice, bundle, write


def run(args: argparse.Namespace) -> int:
    if args.until is not None and args.answers:
        raise UsageError("--until goes with --since or --all; --answers names the answers themselves.")
    choice = Choice(answers=args.answers or (), since=args.since or 1, until=args.until)
    made = bundle(existing(args.workspace), choice, folders=args.files, continues=args.continues)
    write(Path(args.output), made.data)
    _report(args, made)
    return 0


def _report(args: argparse.Namespace, made: Bundle) -> None:
    contents, data = made.exported.contents, made.data
    if args.json:
        facts = {
            "bundle": args.output,
            "bytes": len(data),
            "sha256": sha256_hex(data),
            "answers": list(contents.answers),
            "range": list(contents.range) if contents.range else None,
            "leaves": len(contents.leaves),
            "size": contents.size,
            "not_cosigned": list(made.unseen),
        }
        print(json.dumps(facts, ensure_ascii=False))
        return
    about, leaves = _counted(len(contents.answers), "answer"), _counted(contents.size, "leaf", "leaves")
    print(f"{args.output}: {about} ({_numbers(contents.range)}), {len(contents.leaves)} of {leaves}")
    print(f"{len(data):,} bytes, sha256 {sha256_hex(data)}")
    for one in made.unseen:
        print(f"Not cosigned: {one}")
    print("Whoever gets it reads every question in it, and the title of every document that was ever published.")
    print(f"\nTo check it: onrecord-verify {args.output} --policy POLICY")


def _numbers(found: tuple[int, ...] | None) -> str:
    if found is None:
        return "not all in a row"
    return f"number {found[0]}" if found[0] == found[-1] else f"numbers {found[0]} to {found[-1]}"


def _counted(count: int, one: str, several: str = "") -> str:
    return f"{count} {one if count == 1 else several or one + 's'}"
