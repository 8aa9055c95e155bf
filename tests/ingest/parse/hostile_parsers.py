"""Parsers that do what a parser does once a hostile file has taken it over. Given to `Sandbox(parser=...)`."""

import ctypes
import json
import os
import pickle
import signal
import subprocess
import sys
import time
import warnings
from pathlib import Path

from ingest.domain import Page, Parsed

GOOD = Parsed(text="Words.", parser="test 1")


def good(media_type: str, data: bytes) -> Parsed:
    return GOOD


def echo(media_type: str, data: bytes) -> Parsed:
    return Parsed(text=f"bytes {len(data)}", parser="test 1")


def spin(media_type: str, data: bytes) -> Parsed:
    while True:
        pass


def sleep_deaf(media_type: str, data: bytes) -> Parsed:
    """Sleeps, and ignores every signal that can be ignored."""
    for number in range(1, signal.NSIG):
        if number not in (signal.SIGKILL, signal.SIGSTOP):
            try:
                signal.signal(number, signal.SIG_IGN)
            except OSError:
                continue
    while True:
        time.sleep(1)


def hog(media_type: str, data: bytes) -> Parsed:
    kept = []
    while True:
        kept.append(bytearray(1 << 20))


def hog_and_swallow(media_type: str, data: bytes) -> Parsed:
    """A careless library: it catches its own want of memory as any other error."""
    kept = []
    try:
        while True:
            kept.append(bytearray(1 << 20))
    except MemoryError as error:
        raise ValueError("cannot decode") from error


def segfault(media_type: str, data: bytes) -> Parsed:
    ctypes.string_at(0)
    return GOOD


def abort(media_type: str, data: bytes) -> Parsed:
    os.abort()


def leave(media_type: str, data: bytes) -> Parsed:
    os._exit(7)


def leave_politely(media_type: str, data: bytes) -> Parsed:
    sys.exit(0)


def be_killed(media_type: str, data: bytes) -> Parsed:
    """As the kernel does to a process when memory runs out."""
    os.kill(os.getpid(), signal.SIGKILL)
    return GOOD


def kill_forker(media_type: str, data: bytes) -> Parsed:
    os.kill(os.getppid(), signal.SIGKILL)
    time.sleep(60)
    return GOOD


def recurse(media_type: str, data: bytes) -> Parsed:
    return recurse(media_type, data)


def fail(media_type: str, data: bytes) -> Parsed:
    raise KeyError("no such \x1b[31mpart\r\n" + "x" * 5000)


def talk(media_type: str, data: bytes) -> Parsed:
    print("to stdout")
    print("to stderr", file=sys.stderr)
    os.write(1, b"to descriptor 1\n")
    os.write(2, b"to descriptor 2\n")
    warnings.warn("a warning", stacklevel=1)
    return GOOD


def long_text(media_type: str, data: bytes) -> Parsed:
    return Parsed(text="word " * (1 << 19), parser="test 1")


def loaded(media_type: str, data: bytes) -> Parsed:
    """What this process has loaded and may see."""
    heavy = sorted({"torch", "numpy", "onnxruntime", "pytest", "qdrant_client"} & set(sys.modules))
    secrets = sorted(name for name in os.environ if "TOKEN" in name)
    return Parsed(text=f"heavy {heavy} secrets {secrets}", parser="test 1")


def write_file(media_type: str, data: bytes) -> Parsed:
    Path(data.decode()).write_bytes(b"x" * 100)
    return GOOD


def orphan(media_type: str, data: bytes) -> Parsed:
    """Starts processes that would outlive it, one of them in a session of its own; each leaves a file of its id."""
    code = f"import os, time; open({data.decode()!r} + '/%d' % os.getpid(), 'w').close(); time.sleep(120)"
    for session in (False, True):
        subprocess.Popen([sys.executable, "-c", code], start_new_session=session)
    while True:
        time.sleep(1)


def _channel() -> int:
    """The descriptor of the socket to the owner: a hostile child finds it."""
    return next(fd for fd in range(3, 20) if _is_socket(fd))


def _is_socket(fd: int) -> bool:
    try:
        return os.readlink(f"/proc/self/fd/{fd}").startswith("socket:")
    except OSError:
        return False


def flood(media_type: str, data: bytes) -> Parsed:
    while True:
        os.write(_channel(), b"x" * 65536)


def forge(media_type: str, data: bytes) -> Parsed:
    """Sends `data` as the result."""
    os.write(_channel(), len(data).to_bytes(8, "big") + data)
    os._exit(0)


def forge_pickle(media_type: str, data: bytes) -> Parsed:
    class Payload:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return os.system, (f"touch {data.decode()}",)

    payload = pickle.dumps(Payload())
    os.write(_channel(), len(payload).to_bytes(8, "big") + payload)
    os._exit(0)


def promise_more(media_type: str, data: bytes) -> Parsed:
    os.write(_channel(), (1000).to_bytes(8, "big") + json.dumps({"refused": "empty"}).encode())
    os._exit(0)


def wrong_pages(media_type: str, data: bytes) -> Parsed:
    return Parsed(text="Words.", parser="test 1", pages=(Page(number=1, start=0, end=99),))
