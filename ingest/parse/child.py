"""One file, in a process of its own that ends with it.

Limits are the operating system's, set before the first hostile byte is read: a parser cannot catch them, and C code
cannot forget them. Time is watched from outside; the clocks here are for a child whose watchers are gone.
"""

import math
import os
import resource
import signal
import socket
from collections.abc import Callable
from typing import Any, NoReturn

from ingest.parse import wire
from ingest.parse.refusals import Unreadable

Parse = Callable[[str, bytes], Any]  # media type and bytes to a result
Encode = Callable[[Any], bytes]  # that result to a message of `wire`

_FILES = 64
_RESERVE = 32 << 20  # bytes of memory kept back for telling that the rest was used up
_STEP = 1 << 20


def run(
    channel: socket.socket,
    parse: Parse,
    encode: Encode,
    media_type: str,
    seconds: float,
    memory: int,
    output: int,
) -> NoReturn:
    """Read bytes from `channel` up to its end, answer with one message of `wire`, and exit."""
    try:
        os.setsid()  # a process group of its own, so that it can be killed with its children
        _limit(seconds)
        limit = MemoryLimit(memory)
        channel.sendall(_answer(channel, lambda data: encode(parse(media_type, data)), limit, output))
    finally:
        os._exit(0)  # whatever happened: never back into the forker's loop


def _limit(seconds: float) -> None:
    cpu = math.ceil(seconds) + 1
    for kind, value in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),  # it writes no file
        (resource.RLIMIT_NPROC, 0),  # it starts no process, unless it is root's
        (resource.RLIMIT_NOFILE, _FILES),
        (resource.RLIMIT_CPU, cpu),
    ):
        resource.setrlimit(kind, (value, value))
    signal.alarm(cpu + 1)


class MemoryLimit:
    """Bytes of address space above what is mapped already: the interpreter and its libraries are not the file's doing.

    libxml2 that gets no memory ends a page early and reports nothing: seen here, half a page came back as all of it.
    So the system's limit lies a quarter higher, and a parse that was ever above its own is refused though it ended.
    """

    def __init__(self, memory: int) -> None:
        mapped = _status("VmSize")
        self._own = mapped + memory
        self._last = self._own + memory // 4 + _RESERVE
        if mapped:  # else the system does not tell; macOS, which does not, keeps no such limit either
            resource.setrlimit(resource.RLIMIT_AS, (self._last - _RESERVE, self._last))

    def was_exceeded(self) -> bool:
        return _status("VmPeak") > self._own

    def release_reserve(self) -> None:
        if _status("VmSize"):
            resource.setrlimit(resource.RLIMIT_AS, (self._last, self._last))


def _status(field: str) -> int:
    """A size of this process in bytes, from proc(5); 0 where there is none."""
    try:
        with open("/proc/self/status", encoding="ascii") as file:
            return next(int(line.split()[1]) << 10 for line in file if line.startswith(field))
    except (OSError, StopIteration):
        return 0


def _received(channel: socket.socket) -> bytes:
    data = bytearray()
    while step := channel.recv(_STEP):
        data += step
    return bytes(data)


def _answer(channel: socket.socket, read: Callable[[bytes], bytes], limit: MemoryLimit, output: int) -> bytes:
    try:
        message = read(_received(channel))
        code, detail = ("memory" if limit.was_exceeded() else "output"), ""
        if code == "output" and len(message) <= output:
            return message
    except Exception as error:
        code, detail = ("memory", "") if limit.was_exceeded() else _judged(error)
        limit.release_reserve()  # the parser's frames still hold what it built
    return wire.encode_refusal(Unreadable(code, detail))


def _judged(error: Exception) -> tuple[str, str]:
    """Code and detail. Libraries wrap exhaustion as a fault of the file, so what an error came from counts too."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, MemoryError):
            return "memory", ""
        if isinstance(cause, RecursionError):
            return "bomb", "its elements are nested too deep"
        cause = cause.__cause__ or cause.__context__
    if isinstance(error, Unreadable):
        return error.code, error.detail
    return "crashed", f"{type(error).__name__}: {error}"
