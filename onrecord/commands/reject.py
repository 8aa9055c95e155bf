"""`onrecord reject ID --reason TEXT`: a document is a draft again; the reason stays beside its entry."""

import argparse
import json
import shlex
from datetime import UTC, datetime
from pathlib import Path

from ingest.manifest.edit import remove_approval
from onrecord.cli import MANIFEST


def run(args: argparse.Namespace) -> int:
    today = datetime.now(UTC).date()
    remove_approval(Path(args.manifest), args.source_id, reason=args.reason, on=today)
    reason = " ".join(args.reason.split())
    step = "onrecord ingest" + ("" if args.manifest == MANIFEST else f" {shlex.quote(args.manifest)}")
    if args.json:
        found = {
            "source_id": args.source_id,
            "status": "draft",
            "reason": reason,
            "manifest": args.manifest,
            "next": step,
        }
        print(json.dumps(found, ensure_ascii=False))
        return 0
    print(f"{args.source_id} is a draft; the reason stands beside its entry in {args.manifest}:")
    print(f"  {reason}")
    print(f"\nNext, so that nobody is answered from it: {step}")
    print("When it has been mended: enter the file's new sha256, then onrecord approve ID --by EMAIL")
    return 0
