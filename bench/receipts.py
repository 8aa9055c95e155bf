"""What a receipt costs: `python bench/receipts.py`. The time of adding a record to a log of so many leaves, beside a
bare insert of as many bytes into a table of SQLite's in the same run, turn by turn; both wait for the disk.

Adding a record encrypts its sections, signs a leaf, grows the tree and signs a checkpoint, in one transaction.
"""

import math
import sqlite3
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Engine, insert

from audit.canonical import canonical_json
from audit.database import open_engine, prepare, sqlite_url, writing
from audit.domain import (
    AnswerRecord,
    Check,
    Citation,
    Composer,
    EvidenceItem,
    Outcome,
    SnapshotReference,
    Statement,
)
from audit.ledger import contents
from audit.ledger.ledger import Ledger
from audit.log.appending import Log, NewLeaf
from audit.log.leaves import head
from audit.records.sections import Name, divided
from audit.records.wire import to_json
from audit.signed import payloads
from audit.tables import answer_sources, answers

SIZES = (1_000, 10_000, 100_000)
ROUNDS = 200  # records at each size, and as many bare inserts
BATCH = 500  # records that are written at once, to come to a size
BARE = "CREATE TABLE bare (id INTEGER PRIMARY KEY, data BLOB NOT NULL)"


def record(number: int) -> AnswerRecord:
    """Three statements of a citation each, twenty passages of evidence: what a usual question comes to."""
    quote = "We will make our own pressure cells from next year on, in the plant that we have. " * 2
    at = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)

    def statement(place: int) -> Statement:
        citation = Citation(
            evidence_key=f"e{place}", source_id=f"memo-{place}", title="A memo", speaker="Ada Okafor",
            leader_id="ada-okafor", date=date(2026, 3, 4), page=2, timecode=None, start=100 * place,
            end=100 * place + len(quote), quote=quote, source_sha256="0" * 64, text_sha256="1" * 64,
        )  # fmt: skip
        checks = tuple(Check(name=name, passed=True, detail="as it stands there") for name in "abcdefgh")
        return Statement(text=f'On 4 March 2026 Ada Okafor said: "{quote}"', citations=(citation,), checks=checks)

    evidence = tuple(
        EvidenceItem(
            evidence_key=f"e{rank}", passage_id=f"00000000-0000-5000-8000-{rank:012}", source_id=f"memo-{rank}",
            start=0, end=900, rank=rank, score=1 / rank, retrievers=("dense", "bm25"),
        )
        for rank in range(1, 21)
    )  # fmt: skip
    return AnswerRecord(
        record_id=f"{number:032x}", question="What was said about pressure cells?", asked_at=at, as_of=at.date(),
        audience="all-employees", leaders=(), outcome=Outcome.ANSWERED, refusal=None,
        statements=tuple(statement(place) for place in range(1, 4)), evidence=evidence, disclosure="By software.",
        confidence=0.9, models={"encoder": "bge-small-en-v1.5"},
        composer=Composer(kind="extractive", model=None, prompt_version=None),
        snapshot=SnapshotReference(snapshot_id="0" * 32, manifest_sha256="0" * 64, passages=1000),
    )  # fmt: skip


def main() -> None:
    size = len(canonical_json(to_json(record(0))))
    print(f"adding a record of {size:,} bytes, beside a bare insert of as many (medians of {ROUNDS}):")
    with TemporaryDirectory() as name:
        folder = Path(name)
        engine, log = open_engine(sqlite_url(folder / "catalogue.db")), Log(folder / "keys")
        prepare(engine)
        ledger, medians = Ledger(engine, log), []
        with closing(sqlite3.connect(folder / "bare.db", isolation_level=None)) as bare:
            for pragma in ("journal_mode=WAL", "synchronous=FULL"):
                bare.execute(f"PRAGMA {pragma}")
            bare.execute(BARE)
            for leaves in SIZES:
                number = _fill(engine, log, leaves)
                rows = [_turn(ledger, record(number + one), bare, size) for one in range(ROUNDS)]
                added, inserted = (statistics.median(column) * 1000 for column in zip(*rows, strict=True))
                medians.append(added)
                ratio = f"ratio {added / inserted:.1f}"
                print(f"  at {leaves:>7,} leaves: {added:.2f} ms, bare {inserted:.2f} ms, {ratio}", flush=True)
        engine.dispose()
    _growth(SIZES, medians)


def _turn(ledger: Ledger, made: AnswerRecord, bare: sqlite3.Connection, size: int) -> tuple[float, float]:
    data = bytes(size)
    return _seconds(lambda: _append(ledger, made)), _seconds(lambda: _insert(bare, data))


def _append(ledger: Ledger, made: AnswerRecord) -> None:
    with ledger.transaction() as connection:
        ledger.append(connection, made)


def _insert(bare: sqlite3.Connection, data: bytes) -> None:
    bare.execute("BEGIN IMMEDIATE")
    bare.execute("INSERT INTO bare (data) VALUES (?)", (data,))
    bare.execute("COMMIT")


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _fill(engine: Engine, log: Log, leaves: int) -> int:
    """Write records, many at once, until the log has so many leaves; gives the next record's number."""
    while True:
        with writing(engine) as connection:
            found = head(connection)
            size = found.size if found is not None else 2  # the first two are the keys
            number = size - 2
            if size >= leaves:
                return number
            new, rows, sources = [], [], []
            for made in _records(number, min(BATCH, leaves - size)):
                divisions = divided(to_json(made), asker=None, prompt=None)
                kept = contents.keep(connection, made.record_id, 0, divisions, begun=False)
                seq = number + len(new) + 1
                kind, payload = payloads.answer(made, answer_seq=seq, part=None, unsigned=(), sections=kept)
                new.append(NewLeaf(kind=kind, payload=payload))
                row = {"record_id": made.record_id, "asked_at": made.asked_at, "outcome": "answered", "record": ""}
                rows.append({**row, "sha256": kept[Name.ANSWER], "answer_seq": seq, "leaf": seq + 1})
                sources += [{"record_id": made.record_id, "source_id": one, "role": role}
                            for one, role in payloads.sources_of(made)]  # fmt: skip
            log.append(connection, new)
            connection.execute(insert(answers), rows)
            connection.execute(insert(answer_sources), sources)


def _records(first: int, count: int) -> Iterator[AnswerRecord]:
    made = record(first)
    for number in range(first, first + count):
        yield replace(made, record_id=f"{number:032x}")


def _growth(sizes: Sequence[int], medians: Sequence[float]) -> None:
    """Least squares over the logarithm of the size: milliseconds a doubling, beside what log n would allow."""
    doublings = [math.log2(one) for one in sizes]
    middle = statistics.mean(doublings)
    slope = sum((x - middle) * y for x, y in zip(doublings, medians, strict=True)) / sum(
        (x - middle) ** 2 for x in doublings
    )
    grown, allowed = medians[-1] / medians[0], doublings[-1] / doublings[0]
    print(f"fitted: {slope:+.3f} ms each time the log doubles; from {sizes[0]:,} to {sizes[-1]:,} leaves the time")
    print(f"  is {grown:.2f} times as long, where growing with log n is {allowed:.2f} times")


if __name__ == "__main__":
    main()
