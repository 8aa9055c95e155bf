"""`onrecord tokens list`: every token, what it opens, and until when."""

import argparse
import json
from datetime import datetime

from onrecord.identity.tokens import Token, Tokens, facts
from onrecord.parts import existing, now


def run(args: argparse.Namespace) -> int:
    found = Tokens(existing(args.workspace).engine, now).list()
    moment = now()
    if args.json:
        print(json.dumps({"tokens": [facts(one, moment) for one in found]}, ensure_ascii=False))
    else:
        print(format_tokens(found, moment))
    return 0


def format_tokens(tokens: list[Token], moment: datetime) -> str:
    """One token a line, the newest first."""
    if not tokens:
        return "There are no tokens. To make one: onrecord tokens new --help"
    return "\n".join(
        f"{one.token_id}  {one.person}  {one.label}  {','.join(sorted(one.scopes))}"
        f" as {','.join(sorted(one.roles))} for {one.audience}  {_state(one, moment)}"
        for one in tokens
    )


def _state(token: Token, moment: datetime) -> str:
    if token.revoked is not None:
        return f"revoked {token.revoked:%Y-%m-%d}"
    if not token.holds(moment):
        return f"expired {token.expires:%Y-%m-%d}"
    used = f"last used {token.last_used:%Y-%m-%d}" if token.last_used else "never used"
    return f"until {token.expires:%Y-%m-%d}, {used}"
