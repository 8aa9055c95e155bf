"""The owner's side of the forker: starts it, hands it one file at a time, and stops what takes too long."""

import json
import os
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from enum import Enum, auto

from ingest.parse.wire import is_whole

# Isolated (-I): no script's folder, no user site, no PYTHON* variables; the owner's own import path instead.
_START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[2]); "
    "from ingest.parse.forker import main; main(int(sys.argv[1]))"
)
# What an interpreter may need to start. Keys and tokens of the owner's environment stay out of hostile
# company.
_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
_STEP = 1 << 20
_PATIENCE = 60.0  # seconds for the forker's own work: to load libraries, to fork, to kill
_GRACE = 1.0  # seconds for a child that closed its channel to end by itself
_SLACK = 1 << 12  # bytes of a message beyond the limit on output, which the child itself keeps exactly


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """`parser` is `module:function`, and so is `encoder`, which makes a message of its result; `memory` and `output`
    are bytes."""

    parser: str
    encoder: str
    media_type: str
    seconds: float
    memory: int
    output: int


class End(Enum):
    DONE = auto()  # `message` is whole
    TIMEOUT = auto()
    OUTPUT = auto()
    DIED = auto()  # `status` tells how
    FAILED = auto()  # `reason` tells why no child was started


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    end: End
    message: bytes = b""
    status: int = 0
    reason: str = ""


class Keeper:
    """One forker. Not for two threads at once; unusable after an `OSError` or any exception that interrupts
    `run`.
    """

    def __init__(self) -> None:
        self._control, theirs = socket.socketpair()
        self._control.settimeout(_PATIENCE)
        path = [os.path.abspath(entry) for entry in sys.path]
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-c", _START, str(theirs.fileno()), json.dumps(path)],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
                start_new_session=True,  # a terminal's Ctrl-C is the owner's to handle
            )

    def run(self, job: Job, data: bytes) -> Ended:
        """Have a child do `job` on `data`. Raises `OSError` where the forker itself is gone."""
        ours, theirs = socket.socketpair()
        with ours:
            with theirs:
                socket.send_fds(self._control, [json.dumps(asdict(job)).encode()], [theirs.fileno()])
            answer = self._answer()
            if "failed" in answer:
                return Ended(end=End.FAILED, reason=str(answer["failed"]))
            end, message = _exchange(ours, job, data)
        grace = _GRACE if end is End.DIED else 0.0
        self._control.sendall(json.dumps({"grace": grace}).encode())
        status = self._answer()["status"]
        assert isinstance(status, int)
        return Ended(end=end, message=message, status=status)

    def close(self) -> None:
        """Stop the forker, which stops its child."""
        self._control.close()
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _answer(self) -> dict[str, object]:
        line = bytearray()
        while not line.endswith(b"\n"):
            step = self._control.recv(_STEP)
            if not step:
                raise ConnectionResetError("the process that starts parsers has ended")
            line += step
        answer: dict[str, object] = json.loads(line)
        return answer


def _exchange(channel: socket.socket, job: Job, data: bytes) -> tuple[End, bytes]:
    """Send the file, then read the child's message up to its end, within the job's time and output."""
    until = time.monotonic() + job.seconds
    message = bytearray()
    try:
        with suppress(BrokenPipeError, ConnectionResetError):  # it died while reading: what it said may be there
            channel.settimeout(job.seconds)
            channel.sendall(data)
            channel.shutdown(socket.SHUT_WR)
        with suppress(ConnectionResetError):
            while True:
                channel.settimeout(max(until - time.monotonic(), 1e-6))
                step = channel.recv(_STEP)
                if not step:
                    break
                message += step
                if len(message) > job.output + _SLACK:
                    return End.OUTPUT, b""
    except TimeoutError:
        return End.TIMEOUT, b""
    return (End.DONE, bytes(message)) if is_whole(message) else (End.DIED, b"")
