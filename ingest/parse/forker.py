"""The process that forks a child for each file: small, with one thread, never reading a hostile byte itself.

Its owner may have threads, models and gigabytes, none of which a fork survives cheaply or safely; and to
start an interpreter and load the parsers anew for each file costs a hundred times what a fork does. So this
one is started once, loads a format's libraries when the first file of that format comes, and forks.

It talks with its owner over a socket, a line of JSON each way: `run` with a channel to the child, answered
when the child is there; `stop`, answered with how it ended. It keeps the child as its own until then, so the
process id that is killed is the child's and nobody else's. When its owner is gone, the child is killed, and
it ends.
"""

import contextlib
import ctypes
import gc
import json
import os
import signal
import socket
import sys
import time
from importlib import import_module
from types import ModuleType
from typing import Any, cast

from ingest.parse import child

_LINE = 4096
_TICK = 0.001  # seconds
_PR_SET_CHILD_SUBREAPER = 36  # prctl(2)


def main(descriptor: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the owner decides what a Ctrl-C stops
    _become_subreaper()
    owner = socket.socket(fileno=descriptor)
    while True:
        line, descriptors, _, _ = socket.recv_fds(owner, _LINE, 1)
        if not line:
            return
        with socket.socket(fileno=descriptors[0]) as channel:
            pid = _fork(owner, channel, json.loads(line))
        if pid is None:
            continue
        stop = _stop(owner)
        ended = _end(pid, json.loads(stop)["grace"] if stop else 0.0)
        if not stop:
            return
        _reply(owner, {"status": ended})


def _fork(owner: socket.socket, channel: socket.socket, job: dict[str, Any]) -> int | None:
    """The child's process id, or none where its parser cannot be loaded."""
    try:
        parse, encode = _loaded(job["parser"], job["encoder"], job["media_type"])
        pid = os.fork()
    except Exception as error:
        _reply(owner, {"failed": f"{type(error).__name__}: {error}"})
        return None
    if pid == 0:
        owner.close()
        child.run(channel, parse, encode, job["media_type"], job["seconds"], job["memory"], job["output"])
    with contextlib.suppress(OSError):  # an owner that is gone by now is missed next, and then the child is killed
        _reply(owner, {"started": pid})
    return pid


def _stop(owner: socket.socket) -> bytes:
    """What the owner says of the child; nothing where it is gone, even with what was told to it unread."""
    try:
        return owner.recv(_LINE)
    except OSError:
        return b""


def _loaded(parser: str, encoder: str, media_type: str) -> tuple[child.Parse, child.Encode]:
    """The functions named `module:function`, with what the parser needs for `media_type` loaded."""
    before = len(sys.modules)
    module, function = _found(parser)
    encode = getattr(*_found(encoder))
    if hasattr(module, "preload"):
        module.preload(media_type)
    if len(sys.modules) > before:
        gc.collect()
        gc.freeze()  # else each child's first collection would copy the pages that all of this lies on
    return cast(child.Parse, getattr(module, function)), cast(child.Encode, encode)


def _found(name: str) -> tuple[ModuleType, str]:
    module, _, function = name.partition(":")
    return import_module(module), function


def _end(pid: int, grace: float) -> int:
    """Kill the child with all that it started, and say how it ended: an exit code, or minus a signal's
    number.

    A child that is about to end by itself has `grace` seconds for it, so that its own signal is what is told.
    """
    until = time.monotonic() + grace
    done, status = os.waitpid(pid, os.WNOHANG)
    while not done and time.monotonic() < until:
        time.sleep(_TICK)
        done, status = os.waitpid(pid, os.WNOHANG)
    for kill in (os.killpg, os.kill):  # the group may be gone, or not be there yet
        try:
            if kill is os.killpg or not done:
                kill(pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass
    if not done:
        _, status = os.waitpid(pid, 0)
    _kill_orphans()
    return os.waitstatus_to_exitcode(status)


def _become_subreaper() -> None:
    """On Linux, whatever a child leaves behind becomes this process's child, whatever its group."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _kill_orphans() -> None:
    while True:
        try:
            with open(f"/proc/self/task/{os.getpid()}/children", encoding="ascii") as file:
                orphans = [int(pid) for pid in file.read().split()]
        except OSError:
            return  # not Linux: those that left the group cannot be found
        if not orphans:
            return
        for pid in orphans:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


def _reply(owner: socket.socket, message: dict[str, object]) -> None:
    owner.sendall(json.dumps(message).encode() + b"\n")
