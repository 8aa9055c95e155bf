"""`onrecord audit cosign`: ask the witnesses for their cosignatures of the log's last checkpoint; every hour, say."""

import argparse
import json

from onrecord.parts import existing
from onrecord.witnesses import ask, named


def run(args: argparse.Namespace) -> int:
    """0 where every witness has cosigned, 1 where one has not, or none is named."""
    made = existing(args.workspace)
    head, asked = ask(made)
    size = head.size if head is not None else 0
    if args.json:
        told = [{"witness": one.witness, "refusal": str(one.refusal) if one.refusal else None} for one in asked]
        print(json.dumps({"size": size, "witnesses": told}, ensure_ascii=False))
    else:
        for one in asked:
            said = f"not cosigned: {one.refusal}" if one.refusal else f"{size} leaves are cosigned"
            print(f"{one.witness}: {said}")
        if not named(made):
            print('No witness is named. In settings.toml: witnesses = ["http://HOST:PORT NAME+HASH+KEY"]')
        elif head is None:
            print("Nothing is in this workspace's log yet.")
    return 0 if asked and not any(one.refusal for one in asked) else 1
