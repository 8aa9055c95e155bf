"""`onrecord audit search WORDS`: past records by what was asked or said, newest first, some at a time."""

import argparse
import json

from audit.errors import UsageError
from audit.ledger.search import Criteria, words_of
from onrecord.parts import existing
from onrecord.render.lines import show
from onrecord.render.searching import format_page
from onrecord.room.searching import facts, searched


def run(args: argparse.Namespace) -> int:
    words = words_of(" ".join(args.words))
    if args.words and not words:
        raise UsageError("there is no word in what is to be searched for.")
    criteria = Criteria(
        words=words,
        leader=args.leader,
        source=args.source,
        outcome=args.outcome,
        since=args.since,
        until=args.until,
    )
    page = searched(existing(args.workspace), criteria, args.after)
    if args.json:
        print(json.dumps(facts(page), ensure_ascii=False))
    else:
        show(format_page(page))
    return 0
