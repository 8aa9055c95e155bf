"""`onrecord add FILE`: a draft entry for a file that lies beside the manifest. Nothing is copied."""

import argparse
import json
from datetime import datetime
from pathlib import Path

from audit.errors import OnRecordError
from audit.records.wire import to_json
from ingest.domain import Kind, Source
from ingest.manifest import values
from onrecord.desk.adding import Wanted, add
from onrecord.desk.steps import option


def run(args: argparse.Namespace) -> int:
    wanted = Wanted(
        source_id=args.id,
        title=args.title,
        kind=Kind(args.kind),
        leaders=tuple(args.leader),
        date=args.date,
        audience=args.audience,
        owner=args.owner,
        added_by=args.added_by or args.owner,
        effective_from=args.effective_from,
        effective_until=args.effective_until,
        embargo_until=_embargo(args.embargo_until),
        supersedes=tuple(args.supersedes),
        media=Path(args.media) if args.media else None,
        media_note=args.media_note,
    )
    _report(args, add(Path(args.manifest), Path(args.file), wanted))
    return 0


def _embargo(text: str | None) -> datetime | None:
    try:
        return values.day_or_moment(text) if text else None
    except ValueError as error:
        raise OnRecordError(f"--embargo-until: {error}.") from None


def _report(args: argparse.Namespace, source: Source) -> None:
    step = f"onrecord approve {source.source_id} --by EMAIL{option(Path(args.manifest))}"
    if args.json:
        found = {
            "source_id": source.source_id,
            "path": source.path,
            "sha256": source.sha256,
            "title": source.title,
            "kind": str(source.kind),
            "leader_ids": list(source.leaders),
            "date": source.date.isoformat(),
            "audience": source.audience,
            **({"media": to_json(source.media)} if source.media is not None else {}),
            "status": "draft",
            "manifest": args.manifest,
            "next": step,
        }
        print(json.dumps(found, ensure_ascii=False))
        return
    print(f"Added {source.source_id} to {args.manifest} as a draft; nobody is answered from it yet.")
    print(f"  file   {source.path}  sha256 {source.sha256}")
    if source.media is not None:
        print(f"  sound  {source.media.path}  sha256 {source.media.sha256}")
    print(f"  title  {source.title}, {source.kind} of {source.date}, for {source.audience}")
    print(f"\nNext, by somebody who is neither its owner nor added it: {step}")
