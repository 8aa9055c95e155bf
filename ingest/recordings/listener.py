"""The reader's owner: a child process for each recording, in bounded time and memory, as for every file that nobody
trusts."""

import json
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from audit.errors import SourceRefused
from ingest.parse.sandbox import Confined, Limits
from ingest.parse.wire import natural, opened
from ingest.recordings.types import CONTAINERS, container_of


class Listener(Confined[int]):
    """Its child opens the file by its path: a recording has gigabytes. Whoever plays it compares the hash again."""

    def __init__(self, limits: Limits | None = None) -> None:
        super().__init__(
            limits,
            parser="ingest.recordings.reader:read",
            encoder="ingest.recordings.reader:encode",
            decode=_heard,
            result="length",
        )

    def heard(self, path: Path, name: str, until_ms: int) -> int:
        """Milliseconds up to which there is sound in the file at `path`: at least `until_ms`, or where it ends before
        that. `name` tells its container. Raises SourceRefused."""
        container = container_of(name)
        if container is None:
            raise SourceRefused(
                f"{name} is no recording that can be played here: expected one of {', '.join(CONTAINERS)}.",
                code="unsupported",
                advice="Save it as one of these.",
            )
        if find_spec("av") is None:
            raise SourceRefused(
                f"{name} cannot be looked into: the package av is not installed.",
                code="unread",
                advice="Install what speaks and plays: pip install 'onrecord[speech]'",
            )
        request = json.dumps({"path": str(path), "until_ms": until_ms}).encode()
        return self._read(container.demuxer, request, name)


def _heard(message: bytes) -> int:
    return opened(message, lambda head, _: _milliseconds(head))


def _milliseconds(head: Any) -> int:
    return natural(head["heard_ms"])
