"""Is the log whole? Its examination for whoever has the workspace, and the one that goes on beside a service."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, select

from audit.database import reading
from audit.errors import KeyFault, OnRecordError
from audit.examining.examine import examine
from audit.examining.examined import Examination
from audit.keys.workspace import WorkspaceKeys
from audit.records.wire import to_json
from audit.tables import leaves
from onrecord.parts import Parts, now

_LOG = logging.getLogger("onrecord.room")


def examined(made: Parts, remembered: str | None = None, tell: Callable[[int], None] = lambda _: None) -> Examination:
    """Every leaf, subtree, checkpoint, signature and answer again; `remembered` is an earlier checkpoint's note, `tell`
    is told how many leaves are done."""
    return examine(made.engine, keys=_keys(made), remembered=remembered, tell=tell)


def facts(found: Examination) -> dict[str, object]:
    """As JSON."""
    return {
        "whole": found.whole,
        "log": found.origin,
        "size": found.size,
        "root": found.root,
        "checked": dict(found.checked),
        "faults": [{"name": one.name, **to_json(one)} for one in found.faults],
        "counted": dict(found.counted),
        "notes": found.notes,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """One examination: `done` of `leaves` so far. While it goes on there is no `ended`; then there is what it `found`,
    or a `fault` that ended it. `against` tells whether an earlier checkpoint was given."""

    began: datetime
    leaves: int
    against: bool
    done: int = 0
    ended: datetime | None = None
    found: Examination | None = None
    fault: str = ""


class Examiner:
    """The examinations of one process, in a thread of their own, one at a time: over a large log one takes minutes."""

    def __init__(self, made: Parts) -> None:
        self._made = made
        self._lock = threading.Lock()
        self._progress: Progress | None = None

    @property
    def progress(self) -> Progress | None:
        """The one that goes on, else the last; none where there was none."""
        return self._progress

    def start(self, remembered: str | None = None) -> bool:
        """False where one is going on already."""
        with reading(self._made.engine) as connection:
            last = connection.execute(select(func.max(leaves.c.position))).scalar()
        with self._lock:
            if self._progress is not None and self._progress.ended is None:
                return False
            self._progress = Progress(
                began=now(), leaves=0 if last is None else last + 1, against=remembered is not None
            )
        threading.Thread(target=self._run, args=(remembered,), name="examination", daemon=True).start()
        return True

    def _run(self, remembered: str | None) -> None:
        found, fault = None, ""
        try:
            found = examined(self._made, remembered, self._done)
        except OnRecordError as error:
            fault = str(error)
        except Exception as error:  # whatever it was: an examination that does not end would never be one
            _LOG.error("unforeseen", exc_info=error)
            fault = "It failed in a way that nobody foresaw; the service's log says how."
        self._set(ended=now(), found=found, fault=fault)

    def _done(self, leaves: int) -> None:
        self._set(done=leaves)

    def _set(self, **changes: object) -> None:
        with self._lock:
            assert self._progress is not None
            self._progress = replace(self._progress, **changes)  # type: ignore[arg-type]


def _keys(made: Parts) -> WorkspaceKeys | None:
    """None where they are not here: whoever examines may have only the database."""
    try:
        return WorkspaceKeys.open(made.log.folder, create=False)
    except KeyFault:
        return None
