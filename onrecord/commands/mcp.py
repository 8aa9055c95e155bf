"""`onrecord mcp`: the tools for an assistant on this machine. Standard output is the protocol's alone."""

import argparse
import os

from audit.errors import UsageError
from onrecord.client.domain import Record


def run(args: argparse.Namespace) -> int:
    """Serves until standard input ends. Raises UsageError, and CatalogueError where there is no workspace yet."""
    if args.url is not None and args.audience is not None:
        raise UsageError("over HTTP the audience comes from the token's owner.", advice="Take --audience away.")
    record = _service(args) if args.url is not None else _workspace(args)
    import anyio

    from onrecord.mcp.stdio import serve

    anyio.run(serve, record)
    return 0


def _service(args: argparse.Namespace) -> Record:
    from onrecord.client import Client

    token = os.environ.get("ONRECORD_TOKEN")
    if not token:
        raise UsageError("ONRECORD_TOKEN holds no token.", advice="Make one on the service's page /tokens, scope ask.")
    return Client(args.url, token, leader=args.leader)


def _workspace(args: argparse.Namespace) -> Record:
    from onrecord.local import Workspace
    from onrecord.parts import existing

    return Workspace(parts=existing(args.workspace), audience=args.audience, leader=args.leader)
