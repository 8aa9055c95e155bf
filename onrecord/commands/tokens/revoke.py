"""`onrecord tokens revoke ID`: from now on it opens nothing."""

import argparse
import json

from onrecord.identity.tokens import Tokens
from onrecord.parts import existing, now


def run(args: argparse.Namespace) -> int:
    changed = Tokens(existing(args.workspace).engine, now).revoke(args.token_id)
    if args.json:
        print(json.dumps({"token_id": args.token_id, "changed": changed}))
    elif changed:
        print(f"The token {args.token_id} is revoked: it opens nothing from now on.")
    else:
        print(f"The token {args.token_id} was revoked already; nothing was changed.")
    return 0
