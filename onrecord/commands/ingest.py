"""`onrecord ingest`: publish what is approved and covered by consent."""

import argparse
import json
from pathlib import Path

from audit.records.wire import to_json
from onrecord.desk.publishing import publish
from onrecord.parts import parts
from onrecord.render.report import ProgressBar, format_report


def run(args: argparse.Namespace) -> int:
    """0, or 1 where an approved document was refused; the rest is published then."""
    with ProgressBar(shown=not args.json) as bar:
        report = publish(parts(args.workspace), Path(args.manifest), dry_run=args.dry_run, progress=bar)
    print(json.dumps(to_json(report), ensure_ascii=False) if args.json else format_report(report))
    return 1 if report.refused else 0
