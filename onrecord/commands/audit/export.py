"""`onrecord audit export`: some answers with all that is needed to check them elsewhere, as one file."""

import argparse
import json
import os
import tempfile
from pathlib import Path

from audit.archive import pack
from audit.canonical import sha256_hex
from audit.cosigning import cosign
from audit.database import reading
from audit.errors import RecordError, UsageError
from audit.export import Exported, export, last_head, numbered
from audit.leaves import Head, head_at
from onrecord.archives import archives
from onrecord.parts import Parts, existing
from onrecord.render.cosigning import another_history


def run(args: argparse.Namespace) -> int:
    if args.until is not None and args.answers:
        raise UsageError("--until goes with --since or --all; --answers names the answers themselves.")
    made = existing(args.workspace)
    head, unseen = _checkpoint(made)
    exported = _exported(made, args, head)
    if exported.missing:
        raise RecordError(
            f"the bundle would lack {_counted(len(exported.missing), 'file')}, and could not be verified: "
            f"{'; '.join(exported.missing[:5])}.",
            advice="Put them back where the manifest says, or name a folder that has them: --files DIR",
        )
    data = pack(exported.files)
    _write(Path(args.output), data)
    _report(args, exported, data, unseen)
    return 0


def _checkpoint(made: Parts) -> tuple[Head, list[str]]:
    """The last checkpoint, and what those witnesses have to say that did not cosign it. Another history ends it."""
    if made.witnesses is None:
        with reading(made.engine) as connection:
            return last_head(connection), []
    asked = cosign(made.engine, made.witnesses)
    other = next((one for one in asked.replies if one.differs), None)
    if other is not None:
        raise RecordError(another_history(other))
    return asked.head, [f"{one.witness.key.name}: {one.fault}" for one in asked.replies if one.fault is not None]


def _exported(made: Parts, args: argparse.Namespace, head: Head) -> Exported:
    with reading(made.engine) as connection:
        if args.answers:
            chosen = [made.ledger.resolve(one) for one in args.answers]
        else:
            chosen = numbered(connection, args.since or 1, args.until)
        at = head_at(connection, head.size)
        return export(connection, archives(connection, args.files), chosen, at=at, older=args.continues)


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all."""
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.")
    try:
        with open(handle, "wb") as file:
            file.write(data)
        os.chmod(beside, 0o644)
        os.replace(beside, path)
    except BaseException:
        os.unlink(beside)
        raise


def _report(args: argparse.Namespace, exported: Exported, data: bytes, unseen: list[str]) -> None:
    contents = exported.contents
    if args.json:
        facts = {
            "bundle": args.output,
            "bytes": len(data),
            "sha256": sha256_hex(data),
            "answers": list(contents.answers),
            "range": list(contents.range) if contents.range else None,
            "leaves": len(contents.leaves),
            "size": contents.size,
            "not_cosigned": unseen,
        }
        print(json.dumps(facts, ensure_ascii=False))
        return
    about, leaves = _counted(len(contents.answers), "answer"), _counted(contents.size, "leaf", "leaves")
    print(f"{args.output}: {about} ({_numbers(contents.range)}), {len(contents.leaves)} of {leaves}")
    print(f"{len(data):,} bytes, sha256 {sha256_hex(data)}")
    for one in unseen:
        print(f"Not cosigned: {one}")
    print("Whoever gets it reads every question in it, and the title of every document that was ever published.")
    print(f"\nTo check it: onrecord-verify {args.output} --policy POLICY")


def _numbers(found: tuple[int, ...] | None) -> str:
    if found is None:
        return "not all in a row"
    return f"number {found[0]}" if found[0] == found[-1] else f"numbers {found[0]} to {found[-1]}"


def _counted(count: int, one: str, several: str = "") -> str:
    return f"{count} {one if count == 1 else several or one + 's'}"
