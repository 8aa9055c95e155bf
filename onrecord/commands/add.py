"""`onrecord add FILE`: a draft entry for a file that lies beside the manifest. Nothing is copied."""

import argparse
import json
import shlex
from datetime import datetime
from pathlib import Path

from audit.errors import OnRecordError, UsageError
from ingest.domain import Kind, Source
from ingest.manifest import values
from ingest.manifest.edit import add_document
from ingest.manifest.files import found_file, media_type_known
from ingest.manifest.names import slug, title_from
from ingest.manifest.read import read_manifest
from onrecord.cli import MANIFEST


def run(args: argparse.Namespace) -> int:
    manifest, file = Path(args.manifest), Path(args.file)
    media_type_known(file)
    known = read_manifest(manifest)
    path, sha256 = found_file(manifest, file)
    source_id = args.id or slug(file.stem)
    if not source_id:
        raise UsageError(f"no id can be made from {file.name!r}.", advice="Give one: --id ID")
    source = Source(
        source_id=source_id,
        path=path,
        sha256=sha256,
        title=(args.title or title_from(file.stem)).strip(),
        kind=Kind(args.kind),
        leaders=tuple(dict.fromkeys(args.leader)),
        date=args.date,
        audience=args.audience or known.audiences[0],
        owner=args.owner,
        added_by=args.added_by or args.owner,
        effective_from=args.effective_from,
        effective_until=args.effective_until,
        embargo_until=_embargo(args.embargo_until),
        supersedes=tuple(dict.fromkeys(args.supersedes)),
    )
    add_document(manifest, source)
    _report(args, source)
    return 0


def _embargo(text: str | None) -> datetime | None:
    try:
        return values.day_or_moment(text) if text else None
    except ValueError as error:
        raise OnRecordError(f"--embargo-until: {error}.") from None


def _report(args: argparse.Namespace, source: Source) -> None:
    option = "" if args.manifest == MANIFEST else f" --manifest {shlex.quote(args.manifest)}"
    step = f"onrecord approve {source.source_id} --by EMAIL{option}"
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
            "status": "draft",
            "manifest": args.manifest,
            "next": step,
        }
        print(json.dumps(found, ensure_ascii=False))
        return
    print(f"Added {source.source_id} to {args.manifest} as a draft; nobody is answered from it yet.")
    print(f"  file   {source.path}  sha256 {source.sha256}")
    print(f"  title  {source.title}, {source.kind} of {source.date}, for {source.audience}")
    print(f"\nNext, by somebody who is neither its owner nor added it: {step}")
