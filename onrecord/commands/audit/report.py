"""`onrecord audit report`: what past answers come to, and what of them needs somebody to act."""

import argparse
import json
from datetime import date
from functools import partial
from pathlib import Path

from audit.errors import UsageError
from audit.ledger.past import Period
from audit.records.wire import to_json
from eval.report import replace_text
from onrecord.commands.eval import teller
from onrecord.parts import existing
from onrecord.render.lines import show
from onrecord.render.past_lines import past_lines
from onrecord.render.past_page import past_page
from onrecord.room.reporting import report


def run(args: argparse.Namespace) -> int:
    """0 where every record could be read, every citation still holds and whatever was sounded was covered, else 1."""
    period = Period(since=args.since, until=args.until)
    first = args.since or date.min
    if args.until is not None and args.until <= first:
        raise UsageError(f"--until {args.until} must be after --since {first}: it is the first day left out.")
    found = report(existing(args.workspace), period, partial(teller, "record"))
    if args.html:
        replace_text(Path(args.html), past_page(found))
    if args.json:
        print(json.dumps(to_json(found), ensure_ascii=False))
    else:
        show(past_lines(found))
    return 0 if found.sound else 1
