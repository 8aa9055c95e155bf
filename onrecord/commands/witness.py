"""`onrecord witness`: cosign the checkpoints of logs that only grow, and refuse a fork."""

import argparse
import contextlib
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from audit.errors import UsageError
from audit.signed.notes import read_vkey
from audit.witness.key import open_key
from audit.witness.server import WitnessServer
from audit.witness.state import open_folder
from audit.witness.witness import Witness, by_origin


def run(args: argparse.Namespace) -> int:
    """Serve until interrupted. The verifier key is for the log's auditors, the address for whoever runs the log."""
    address = _address(args.listen)
    logs = [read_vkey(one) for one in args.log]
    folder = open_folder(Path(args.state))
    signer = open_key(folder, args.name)
    witness = Witness(signer=signer, logs=by_origin(signer, logs), folder=folder, clock=lambda: int(time.time()))
    with _stopping() as (wait, stop), WitnessServer(address, witness, _tell) as server:
        worker = threading.Thread(target=_serve, args=(server, stop))
        worker.start()
        print(_started(args, server, signer.key.vkey, sorted(witness.logs)), flush=True)
        wait()
        server.shutdown()
        worker.join()
    _tell("stopped")
    return 0


@contextlib.contextmanager
def _stopping() -> Iterator[tuple[Callable[[], object], Callable[[], object]]]:
    """`wait` returns at SIGINT, SIGTERM, or `stop`: a byte in a pipe, which the interpreter itself writes at a signal,
    whichever thread gets it. (An event that a handler sets may be locked by the very thread that waits for it.)"""
    reads, writes = os.pipe()
    os.set_blocking(writes, False)
    signal.set_wakeup_fd(writes, warn_on_full_buffer=False)
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, lambda *_: None)
    try:
        yield partial(os.read, reads, 1), partial(os.write, writes, b"\0")
    finally:
        signal.set_wakeup_fd(-1)
        os.close(reads)
        os.close(writes)


def _serve(server: WitnessServer, stop: Callable[[], object]) -> None:
    try:
        server.serve_forever()
    finally:
        stop()


def _started(args: argparse.Namespace, server: WitnessServer, vkey: str, origins: list[str]) -> str:
    if args.json:
        return json.dumps({"vkey": vkey, "url": server.url, "state": args.state, "logs": origins}, ensure_ascii=False)
    lines = [
        f"Verifier key: {vkey}",
        f"Witness of {', '.join(origins)}",
        f"Listening at {server.url}; stop with Ctrl-C.",
    ]
    return "\n".join(lines)


def _tell(line: str) -> None:
    with contextlib.suppress(OSError):  # nobody reads it: that stops no cosignature
        sys.stderr.write(f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ} {line}\n")
        sys.stderr.flush()


def _address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not host or not (port.isascii() and port.isdecimal() and len(port) < 6 and int(port) < 65536):
        raise UsageError(f"--listen: expected HOST:PORT such as 127.0.0.1:7380, got {text!r}.")
    return host, int(port)
