"""An ingest in a thread of its own, whose advance everybody can watch: whoever started it, somebody else, another
process of the same service, and after a reload.

What is told lies in a file of the workspace, written by the one who publishes; a lock that dies with its process says
whether it still goes on.
"""

import json
import logging
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from audit.errors import BusyError, CatalogueError, OnRecordError, RecordError
from audit.records.wire import from_json, to_json
from ingest.locks import exclusive, unshared
from ingest.report import Report
from onrecord.desk.publishing import publish
from onrecord.parts import Parts

_LOG = logging.getLogger("onrecord.desk")
FILE, LOCK = "publishing.json", "publishing.lock"
_EVERY_S = 0.1  # between two writings of an advance
_PATIENCE_S = 1.0  # a look at the lock holds it for a moment
BROKEN_OFF = "It was broken off; what was published before is still served. Publish again."


@dataclass(frozen=True, slots=True, kw_only=True)
class Publishing:
    """The last publication that was begun here: `running` until it ends with a report, or with an `error` of one line.
    `done` of `total` steps of a `stage`; `label` is what was done last."""

    by: str
    begun_at: datetime
    running: bool
    stage: str = "documents"
    done: int = 0
    total: int = 0
    label: str = ""
    report: Report | None = None
    error: str | None = None


def state(made: Parts) -> Publishing | None:
    """What is told of it now; none where nothing was ever published from a page. What a process left unfinished when
    it ended is told as broken off."""
    found = _read(made.workspace / FILE)
    if found is not None and found.running:
        with unshared(made.workspace / LOCK) as free:
            if free:
                found = _read(made.workspace / FILE)  # it may have ended between the two looks
                return replace(found, running=False, error=BROKEN_OFF) if found and found.running else found
    return found


def _read(path: Path) -> Publishing | None:
    try:
        found: Publishing = from_json(Publishing, json.loads(path.read_text(encoding="utf-8")))
    except (FileNotFoundError, RecordError, ValueError):  # nothing yet, or another version's
        return None
    return found


def begin(made: Parts, manifest: Path, by: str, now: Callable[[], datetime]) -> threading.Thread:
    """Publish in a thread, which is returned once it has begun. Raises BusyError where one is going on."""
    begun, refused = threading.Event(), list[OnRecordError]()

    def run() -> None:
        try:
            with _alone(made.workspace / LOCK):
                told = Told(made.workspace / FILE, Publishing(by=by, begun_at=now(), running=True))
                begun.set()
                _publish(made, manifest, told)
        except OnRecordError as error:
            refused.append(error)
        finally:
            begun.set()

    thread = threading.Thread(target=run, name="publishing", daemon=True)
    thread.start()
    begun.wait()
    if refused:
        raise refused[0]
    return thread


def _publish(made: Parts, manifest: Path, told: "Told") -> None:
    try:
        report = publish(made, manifest, progress=told)
    except OnRecordError as error:
        told.end(error=" ".join(str(error).split()))
    except Exception as error:
        _LOG.error("unforeseen", exc_info=error)
        told.end(error="It failed in a way that nobody foresaw; the service's log says how.")
    else:
        told.end(report=report)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """The lock, waited for as long as somebody's look at it may last."""
    until = time.monotonic() + _PATIENCE_S
    with ExitStack() as held:
        while True:
            try:
                held.enter_context(exclusive(path, busy="a publication is going on."))
                break
            except BusyError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.02)
        yield


class Told:
    """A Progress that writes what it is told, not more often than a watcher would see."""

    def __init__(self, path: Path, first: Publishing) -> None:
        self._path = path
        self._now = first
        self._written = 0.0
        self._write()

    def stage(self, name: str, total: int) -> None:
        self._now = replace(self._now, stage=name, done=0, total=total, label="")
        self._write()

    def advance(self, count: int, label: str) -> None:
        self._now = replace(self._now, done=self._now.done + count, label=label)
        if time.monotonic() - self._written >= _EVERY_S:
            self._write()

    def end(self, *, report: Report | None = None, error: str | None = None) -> None:
        self._now = replace(self._now, running=False, report=report, error=error)
        self._write()

    def _write(self) -> None:
        """Whole or not at all, for whoever reads meanwhile."""
        aside = self._path.with_suffix(f".{os.getpid()}")
        try:
            aside.write_text(json.dumps(to_json(self._now), ensure_ascii=False), encoding="utf-8")
            os.replace(aside, self._path)
        except OSError as error:
            advice = "Make the workspace writable; what was published before is still served."
            raise CatalogueError(f"{self._path} cannot be written: {error.strerror}.", advice=advice) from error
        self._written = time.monotonic()
