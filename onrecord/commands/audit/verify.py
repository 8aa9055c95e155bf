"""`onrecord audit verify RECORD_ID`: is a past answer still true to the texts it was made from?"""

import argparse
import json

from audit.findings import Verdict
from onrecord.parts import existing
from onrecord.render.audit import format_findings
from onrecord.render.lines import show
from onrecord.render.sounding import format_soundings
from onrecord.room.sounding import facts as sounded
from onrecord.room.sounding import soundings
from onrecord.room.verification import facts, verified


def run(args: argparse.Namespace) -> int:
    """0 where the record is verified, also if its source was withdrawn since, and where it was erased and its leaf
    stands; 1 where anything failed, or something of it was sounded that should not have been."""
    made = existing(args.workspace)
    found = verified(made, made.ledger.resolve(args.record_id))
    heard = soundings(made, found.record_id)
    if args.json:
        print(json.dumps(facts(found) | {"utterances": sounded(heard)}, ensure_ascii=False))
    else:
        show([*format_findings(found.record_id, found.record, found.findings, found.verdict), *format_soundings(heard)])
    return 1 if found.verdict is Verdict.FAILED or any(one.bad for one in heard) else 0
