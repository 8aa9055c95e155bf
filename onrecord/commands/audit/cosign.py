"""`onrecord audit cosign`: have the configured witnesses cosign the log's latest checkpoint."""

import argparse
import base64
import json
import sys
from datetime import UTC, datetime

from audit.log.cosigning import Asked, Reply
from audit.records.wire import to_json
from onrecord.parts import existing
from onrecord.render.cosigning import another_history, asked_lines, sums
from onrecord.render.lines import show
from onrecord.room.ledger import have_cosigned


def run(args: argparse.Namespace) -> int:
    """0 where as many witnesses have cosigned as the settings ask for; 1 else, and where one of them knows another
    history of the log."""
    asked = have_cosigned(existing(args.workspace))
    if args.json:
        print(json.dumps(_facts(asked), ensure_ascii=False))
    else:
        show(asked_lines(asked))
    for one in asked.replies:
        if one.differs:
            print(f"onrecord: {another_history(one)}", file=sys.stderr)
    if not asked.enough:
        print(f"onrecord: {sums(asked)}", file=sys.stderr)
    return 0 if asked.enough and not any(one.differs for one in asked.replies) else 1


def _facts(asked: Asked) -> dict[str, object]:
    checkpoint = asked.head.checkpoint
    return {
        "origin": checkpoint.origin,
        "size": checkpoint.size,
        "root": base64.b64encode(checkpoint.root).decode("ascii"),
        "cosigned": asked.cosigned,
        "threshold": asked.threshold,
        "enough": asked.enough,
        "witnesses": [_witness(one) for one in asked.replies],
    }


def _witness(one: Reply) -> dict[str, object]:
    return {
        "name": one.witness.key.name,
        "url": one.witness.url,
        "cosigned_at": None if one.at is None else to_json(datetime.fromtimestamp(one.at, UTC)),
        "another_history": one.differs,
        "error": None if one.fault is None else one.fault.message,
        "advice": None if one.fault is None else one.fault.advice,
    }
