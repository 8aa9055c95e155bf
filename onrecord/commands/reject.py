"""`onrecord reject ID --reason TEXT`: a document is a draft again; the reason stays beside its entry."""

import argparse
import json
from pathlib import Path

from onrecord.desk.rejecting import reject
from onrecord.desk.steps import ingest_step
from onrecord.parts import now


def run(args: argparse.Namespace) -> int:
    reason = reject(Path(args.manifest), args.source_id, args.reason, now())
    step = ingest_step(Path(args.manifest))
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
