"""`onrecord gaps`: what people ask that the record does not answer, grouped by meaning (the operator's view)."""

import argparse
import json

from onrecord.gaps import Overview
from onrecord.parts import existing
from onrecord.render.gaps import format_gaps, gaps_json
from onrecord.render.lines import show


def run(args: argparse.Namespace) -> int:
    looked, found = Overview(existing(args.workspace)).look(args.since)
    if args.json:
        print(json.dumps(gaps_json(found, looked), ensure_ascii=False))
    else:
        show(format_gaps(found, looked))
    return 0
