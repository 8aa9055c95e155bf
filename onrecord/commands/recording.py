"""`onrecord recording ID FILE --by EMAIL`: the recording of a transcript that is there already. Nothing is copied."""

import argparse
import json
from pathlib import Path

from audit.records.wire import to_json
from onrecord.desk.recording import name_file
from onrecord.desk.steps import option
from onrecord.parts import now, parts


def run(args: argparse.Namespace) -> int:
    manifest = Path(args.manifest)
    source = name_file(
        parts(args.workspace), manifest, args.source_id, Path(args.file), args.note, by=args.by, at=now()
    )
    media, step = source.media, f"onrecord approve {source.source_id} --by EMAIL{option(manifest)}"
    assert media is not None
    approved = source.approval is not None  # it was named before, and heard since
    if args.json:
        found = {
            "source_id": source.source_id,
            "media": to_json(media),
            "approved": approved,
            "manifest": args.manifest,
            "next": None if approved else step,
        }
        print(json.dumps(found, ensure_ascii=False))
        return 0
    if approved:
        print(f"{source.source_id} is approved with this recording already; nothing was changed.")
        return 0
    print(f"{source.source_id} has its recording in {args.manifest}, and is a draft: an approval binds the recording.")
    print(f"  sound  {media.path}  sha256 {media.sha256}")
    print(f"\nNext, by somebody who is neither its owner nor added it or its recording: {step}")
    return 0
