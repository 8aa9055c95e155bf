"""`onrecord serve`: the web pages and the API, until it is told to stop."""

import argparse
import asyncio
import json
import os
import socket
import sys
from pathlib import Path

from audit.errors import OnRecordError, UsageError
from onrecord.identity.local import refuse_elsewhere
from onrecord.parts import Parts, parts
from onrecord.settings import Settings

GRACE_S = 30  # for what is being answered when it is told to stop
BACKLOG = 512


def run(args: argparse.Namespace) -> int:
    """0 when it was told to stop and has. What is being answered then is answered."""
    made = parts(args.workspace)
    workers = args.workers or 1
    if workers > 1:
        _refuse_many(made.settings)
    if made.settings.oidc_issuer is None:
        refuse_elsewhere(args.host)
    listening = _listening(args.host, args.port)
    if made.settings.oidc_issuer is None:
        refuse_elsewhere(listening.getsockname()[0])  # what it was bound to, if the name leads elsewhere by now
    address = _address(args.host, listening)
    try:
        if workers > 1:
            _many(args, listening, address, workers)
        else:
            asyncio.run(_one(args, made, listening, address))
    finally:
        listening.close()
    return 0


def _refuse_many(settings: Settings) -> None:
    postgres = (settings.database_url or "").startswith("postgresql")
    if not postgres or settings.qdrant_url is None:
        raise UsageError(
            "--workers: several workers need a PostgreSQL server and a Qdrant server.",
            advice="Set database_url and qdrant_url in settings.toml, or serve with one worker.",
        )


async def _one(args: argparse.Namespace, made: Parts, listening: socket.socket, address: str) -> None:
    """One process, which also answers this workspace's own commands."""
    import uvicorn

    from onrecord.web import operator
    from onrecord.web.build import build
    from onrecord.web.logs import to_stderr
    from onrecord.web.stopping import Stoppable

    app = build(made, Path(args.manifest), args.host)
    to_stderr(requests=not sys.stderr.isatty())
    config = uvicorn.Config(app, log_config=None, access_log=False, timeout_graceful_shutdown=GRACE_S)
    async with operator.listening(app.state.service, made.workspace):
        print(_started(args, app.state.service.local, address), flush=True)
        await Stoppable(config, app.state.ending).serve(sockets=[listening])


def _many(args: argparse.Namespace, listening: socket.socket, address: str, workers: int) -> None:
    import uvicorn
    from uvicorn.supervisors import Multiprocess

    from onrecord.web import build
    from onrecord.web.door import host_names
    from onrecord.web.logs import to_stderr

    settings = parts(args.workspace).settings
    host_names(settings, args.host)  # refused here, once, and not by each worker
    os.environ |= {build.WORKSPACE: args.workspace, build.MANIFEST: args.manifest, build.HOST: args.host}
    to_stderr(requests=True)
    config = uvicorn.Config(
        "onrecord.web.build:worker", factory=True, workers=workers, log_config=None, access_log=False,
        timeout_graceful_shutdown=GRACE_S,
    )  # fmt: skip
    print(_started(args, settings.oidc_issuer is None, address), flush=True)
    Multiprocess(config, sockets=[listening]).run()


def _listening(host: str, port: int) -> socket.socket:
    """A socket that takes connections already, so that nobody is turned away between now and the first answer."""
    try:
        family, _, _, _, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        made = socket.socket(family, socket.SOCK_STREAM)
    except (OSError, OverflowError) as error:
        raise _cannot(host, port, error) from error
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(where)
        made.listen(BACKLOG)
    except (OSError, OverflowError) as error:
        made.close()
        raise _cannot(host, port, error) from error
    made.set_inheritable(True)
    return made


def _cannot(host: str, port: int, error: OSError | OverflowError) -> OnRecordError:
    told = getattr(error, "strerror", None) or str(error)
    advice = "Name another one with --port, or --host."
    return OnRecordError(f"{host}:{port} cannot be listened on: {told}.", advice=advice)


def _address(host: str, listening: socket.socket) -> str:
    port = listening.getsockname()[1]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _started(args: argparse.Namespace, local: bool, address: str) -> str:
    if args.json:
        return json.dumps({"url": address, "trial": local, "pid": os.getpid()})
    trial = "Trial mode: anybody on this machine may sign in as anybody; nobody else can reach it.\n" if local else ""
    return f"OnRecord is at {address}\n{trial}Stop it with Ctrl-C; what is being answered then is answered."
