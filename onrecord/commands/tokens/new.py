"""`onrecord tokens new`: a token for a program, shown this once."""

import argparse
import json

from audit.database import reading
from audit.errors import OnRecordError, UsageError
from ingest.catalogue import read
from ingest.manifest import values
from ingest.manifest.faults import expected_one_of
from onrecord.access import operator
from onrecord.identity.domain import Role, TokenScope
from onrecord.identity.tokens import Tokens, Wanted, check, facts, first_moment
from onrecord.parts import existing, now


def run(args: argparse.Namespace) -> int:
    made = existing(args.workspace)
    with reading(made.engine) as connection:
        audiences = read.audiences(connection)
    audience = args.audience or next(iter(audiences), "")
    if audiences and audience not in audiences:
        raise UsageError(f"--audience: {expected_one_of(audience, audiences)}.")
    wanted = Wanted(
        person=_person(args.person),
        label=" ".join(args.label.split()),
        roles=frozenset(Role(one) for one in args.role),
        audience=audience,
        scopes=frozenset(_scope(one) for one in args.scope.split(",")),
        expires=first_moment(args.expires),
    )
    check(wanted, operator(audience), audiences, now(), own=False)
    text, token = Tokens(made.engine, now).new(wanted, by="operator")
    if args.json:
        print(json.dumps({"token": text, **facts(token, now())}, ensure_ascii=False))
        return 0
    print(text)
    print(f"Token {token.token_id} of {token.person}, until {token.expires:%Y-%m-%d}; shown this once, and not kept.")
    print("A program sends it along as: Authorization: Bearer onr_...")
    return 0


def _person(text: str) -> str:
    try:
        return values.person(text)
    except ValueError as error:
        raise OnRecordError(f"--person: {error}.") from None


def _scope(text: str) -> TokenScope:
    try:
        return TokenScope(text.strip())
    except ValueError:
        raise UsageError(f"--scope: {expected_one_of(text.strip(), list(TokenScope))}.") from None
