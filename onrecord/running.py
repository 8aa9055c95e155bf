"""A service that runs over this workspace, if there is one: its models are loaded, and a command need not wait for its
own.

It listens on a socket in the workspace's folder, which only whoever may use that folder can open: they are the operator
there as here. It is asked only where it was started with these very settings, and its answers are recorded as ours.
"""

import hashlib
import http.client
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agent.domain import Begun, Question
from audit.canonical import canonical_json
from audit.domain import AnswerRecord, Statement
from audit.errors import OnRecordError, UsageError
from audit.records.wire import from_json, to_json
from onrecord.settings import Settings

SOCKET = "serve.sock"
CONNECT_S = 1.0
ANSWER_S = 600.0
LONGEST_PATH = 100  # bytes; the kernel takes 107
BY_NUMBER = Path("/proc/self/fd")  # where Linux gives an open folder a short name


@dataclass(frozen=True, slots=True)
class Running:
    """`composes`: whether a language model writes its answers, so that they come statement by statement."""

    path: Path
    composes: bool

    def ask(self, question: Question) -> AnswerRecord:
        """The record of an answer. Raises OnRecordError with the service's one line."""
        record = list(self.stream(question))[-1]
        assert isinstance(record, AnswerRecord)
        return record

    def stream(self, question: Question) -> Iterator[Begun | Statement | AnswerRecord]:
        """As `agent.ask.stream`. Raises OnRecordError, also where the service ends before the answer does."""
        connection = _Connection(self.path, ANSWER_S)
        try:
            connection.request("POST", "/ask", json.dumps(to_json(question)), {"Content-Type": "application/json"})
            whole = False
            for name, data in _frames(connection.getresponse()):
                if name == "error":
                    raise (UsageError if data["usage"] else OnRecordError)(data["error"], advice=data["advice"])
                event = _event(name, data)
                whole = whole or isinstance(event, AnswerRecord)
                yield event
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise _ended() from error
        finally:
            connection.close()
        if not whole:
            raise _ended()


def running(workspace: Path, settings: Settings) -> Running | None:
    """The service over this workspace, none where there is none, or it has other settings."""
    path = workspace / SOCKET
    if not path.exists():
        return None
    connection = _Connection(path, CONNECT_S)
    try:
        connection.request("GET", "/about")
        found = json.loads(connection.getresponse().read())
        return Running(path, composes=found["composes"]) if found["settings"] == digest(settings) else None
    except (OSError, http.client.HTTPException, ValueError, KeyError, TypeError):
        return None  # one that was killed leaves its socket; the next to start takes its place
    finally:
        connection.close()


def digest(settings: Settings) -> str:
    """Tells settings apart without telling them: SHA-256 of their canonical JSON."""
    return hashlib.sha256(canonical_json(settings.model_dump(mode="json"))).hexdigest()


@contextmanager
def reachable(path: Path) -> Iterator[str]:
    """A name of a socket's path that is short enough for one. Raises OSError where there is none."""
    if len(bytes(path)) <= LONGEST_PATH:
        yield str(path)
        return
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        yield str(BY_NUMBER / str(folder) / path.name)
    finally:
        os.close(folder)


class _Connection(http.client.HTTPConnection):
    """HTTP over the socket of a path."""

    def __init__(self, path: Path, timeout: float) -> None:
        super().__init__("localhost", timeout=timeout)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        with reachable(self._path) as path:
            self.sock.connect(path)


def _frames(response: http.client.HTTPResponse) -> Iterator[tuple[str, Any]]:
    """(event, data) of server-sent events, as `onrecord.render.events.frame` writes them."""
    name = ""
    for raw in response:
        text = raw.decode("utf-8").rstrip("\n")
        if text.startswith("event: "):
            name = text.removeprefix("event: ")
        elif text.startswith("data: "):
            yield name, json.loads(text.removeprefix("data: "))


def _event(name: str, data: Any) -> Begun | Statement | AnswerRecord:
    kinds = {"begun": Begun, "statement": Statement, "record": AnswerRecord}
    found: Begun | Statement | AnswerRecord = from_json(kinds[name], data)
    return found


def _ended() -> OnRecordError:
    return OnRecordError(
        "the running service ended before its answer did.",
        advice="Ask again; what had been shown is in the log.",
    )
