"""What an operator reports of a workspace, read in one view of its database: the figures of past records, what was read
aloud and played, and what the log says of withdrawals, holds, erasures and itself.

A withdrawal's recall is open as long as a past answer that used the source is named by none of the leaves that say who
was told of it (audit/ledger/recall.py). A source that was withdrawn before this workspace had a log, or whose leaders'
consent has lapsed since the last ingest, is known to the catalogue alone.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from sqlalchemy import Connection

from audit.findings import Frozen
from audit.ledger import past
from audit.ledger.ledger import records_using
from audit.ledger.past import Period
from audit.log.cosigning import Witnesses, last_cosigned
from audit.log.leaves import head, leaves_of
from audit.records.wire import to_json
from audit.reports.figures import Figures
from audit.reports.spoken import Spoken, spoken
from audit.reports.tally import Tally, Today
from audit.signed.envelopes import Kind

TEXTS = 64  # frozen texts that are kept in memory


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    source_id: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """What is published now: its snapshot's id, how many documents are served, those of them whose approval nobody has
    signed; and since when each source that is taken back is, where that is known."""

    snapshot_id: str | None
    served: int
    unsigned: tuple[Document, ...]
    withdrawn: Mapping[str, datetime | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recall:
    """A source that is taken back: of `records`, the past answers that used it, `open` were given to readers who have
    not been told. `at` is none where a consent lapsed."""

    source_id: str
    title: str
    at: datetime | None
    records: int
    open: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LogState:
    """Its last checkpoint; `root` is hexadecimal. `cosigned` is the last size that enough witnesses cosigned, none
    where none was; `threshold` how many of the `witnesses` are enough, none where none is configured."""

    origin: str
    size: int
    root: str
    cosigned: int | None
    threshold: int | None
    witnesses: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """`withdrawals` counts the sources that are taken back, `recalls` are those with an open recall; `held` are the
    records with a hold now; `erasures` were ever made. `log` is none where nothing was ever logged."""

    made_at: datetime
    since: date | None
    until: date | None
    figures: Figures
    spoken: Spoken
    served: int
    unsigned: tuple[Document, ...]
    withdrawals: int
    recalls: tuple[Recall, ...]
    held: tuple[str, ...]
    erasures: int
    log: LogState | None

    @property
    def sound(self) -> bool:
        """Whether every record could be read, every citation holds, and whatever was sounded was covered."""
        held = self.figures.hold.count == self.figures.hold.of
        return held and not self.figures.unreadable and self.spoken.covered.count == self.spoken.covered.of


def gather(
    connection: Connection,
    period: Period,
    now: datetime,
    *,
    models: Mapping[str, str],
    catalogue: Catalogue,
    texts: Callable[[str], Sequence[Frozen]],
    title: Callable[[str], str],
    witnesses: Witnesses | None,
    tell: Callable[[int], None] = lambda _: None,
) -> Report:
    """`texts` gives the frozen texts that are filed under a hash, `title` a source's by its id; `tell` is told the
    number of records so far."""
    tally = Tally(Today(models=models, snapshot_id=catalogue.snapshot_id), lru_cache(TEXTS)(texts))
    for number, one in enumerate(past.records(connection, period), 1):
        if one.record is not None:
            tally.record(one.record, interrupted=one.interrupted)
        elif one.erased:
            tally.erased()
        else:
            tally.unreadable(one.record_id, str(one.fault))
        tell(number)
    taken_back = recalls(connection, catalogue.withdrawn, title)
    return Report(
        made_at=now,
        since=period.since,
        until=period.until,
        figures=tally.figures(),
        spoken=spoken(connection, period, title),
        served=catalogue.served,
        unsigned=catalogue.unsigned,
        withdrawals=len(taken_back),
        recalls=tuple(one for one in taken_back if one.open),
        held=_held(connection),
        erasures=sum(1 for _ in leaves_of(connection, [Kind.ERASE])),
        log=_log(connection, witnesses),
    )


def recalls(
    connection: Connection, withdrawn: Mapping[str, datetime | None], title: Callable[[str], str]
) -> list[Recall]:
    """Of every source that is taken back now, the longest ago first. `withdrawn` is what the catalogue knows of them,
    `title` gives a source's by its id."""
    since, used, told = dict[str, datetime | None](), dict[str, set[str]](), dict[str, set[str]]()
    for leaf in leaves_of(connection, [Kind.WITHDRAW, Kind.SOURCE]):
        if leaf.kind == Kind.SOURCE:  # it is served again
            since.pop(leaf.subject, None)
            continue
        if leaf.subject not in since:
            since[leaf.subject] = datetime.fromisoformat(leaf.payload["at"])
            used[leaf.subject], told[leaf.subject] = set(), set()
        named = {one["record_id"] for one in leaf.payload["answers"]}
        used[leaf.subject] |= named
        told[leaf.subject] |= named if leaf.payload["told"] else set()
    for source_id in withdrawn.keys() - since.keys():
        since[source_id], told[source_id] = withdrawn[source_id], set()
        used[source_id] = {record_id for record_id, _, _ in records_using(connection, [source_id])}
    return [
        Recall(
            source_id=one,
            title=title(one),
            at=since[one],
            records=len(used[one]),
            open=len(used[one] - told[one]),
        )
        for one in sorted(since, key=lambda one: (to_json(since[one]) or "", one))
    ]


def _held(connection: Connection) -> tuple[str, ...]:
    last = {leaf.subject: leaf.payload["action"] for leaf in leaves_of(connection, [Kind.HOLD])}
    return tuple(sorted(record_id for record_id, action in last.items() if action == "place"))


def _log(connection: Connection, witnesses: Witnesses | None) -> LogState | None:
    latest = head(connection)
    if latest is None:
        return None
    cosigned = last_cosigned(connection, witnesses) if witnesses is not None else None
    return LogState(
        origin=latest.origin,
        size=latest.size,
        root=latest.checkpoint.root.hex(),
        cosigned=cosigned.size if cosigned is not None else None,
        threshold=witnesses.threshold if witnesses is not None else None,
        witnesses=len(witnesses.listed) if witnesses is not None else 0,
    )
