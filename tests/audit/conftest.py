"""One answer and one refusal, and what a catalogue holds about them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from audit.canonical import text_sha256
from audit.database import open_engine, prepare
from audit.domain import (
    AnswerRecord,
    Check,
    Citation,
    Composer,
    EvidenceItem,
    Nearest,
    Outcome,
    Reason,
    Refusal,
    SnapshotReference,
    Statement,
)
from audit.findings import Frozen, Holdings, Publication, Since
from audit.ledger.ledger import Ledger
from audit.log.appending import Log

TEXT = "Intro. We will hire forty engi-\nneers. The end."
QUOTE = "We will hire forty engi-\nneers."
FILE = "f" * 64


def citation(**changes: Any) -> Citation:
    start = TEXT.index(QUOTE)
    made = Citation(
        evidence_key="e1", source_id="spring", title="Spring", speaker="Ada Okafor", leader_id="ada-okafor",
        date=date(2026, 3, 4), page=2, timecode=None, start=start, end=start + len(QUOTE), quote=QUOTE,
        source_sha256=FILE, text_sha256=text_sha256(TEXT),
    )  # fmt: skip
    return replace(made, **changes)


@pytest.fixture(scope="session")
def record() -> AnswerRecord:
    said = 'On 4 March 2026, in *Spring*, Ada Okafor said: "We will hire forty engineers."'
    check = Check(name="verbatim", passed=True, detail="")
    item = EvidenceItem(evidence_key="e1", passage_id="p", source_id="spring", start=0, end=len(TEXT), rank=1,
                        score=0.5, retrievers=("dense", "bm25"))  # fmt: skip
    return AnswerRecord(
        record_id="1f3a", question="Will we hire?", asked_at=datetime(2026, 11, 22, 9, 30, 1, 250000, tzinfo=UTC),
        as_of=date(2026, 11, 22), audience="all", leaders=("ada-okafor",), outcome=Outcome.ANSWERED, refusal=None,
        statements=(Statement(text=said, citations=(citation(),), checks=(check,)),), evidence=(item,),
        disclosure="Selected by software.", confidence=0.75, models={"encoder": "hashing"},
        composer=Composer(kind="extractive", model=None, prompt_version=None),
        snapshot=SnapshotReference(snapshot_id="s", manifest_sha256="m", passages=1), timings_ms={"retrieve": 1.5},
    )  # fmt: skip


@pytest.fixture(scope="session")
def refused(record: AnswerRecord) -> AnswerRecord:
    near = Nearest(source_id="spring", title="Spring", speaker="Ada Okafor", date=date(2026, 3, 4), page=2, start=0,
                   end=6, quote="Intro.", text_sha256=text_sha256(TEXT))  # fmt: skip
    refusal = Refusal(reason=Reason.NOTHING_ON_RECORD, detail="Nothing.", nearest=(near,), ask="comms@example.com")
    return replace(record, record_id="2b4c", outcome=Outcome.REFUSED, refusal=refusal, statements=())


@pytest.fixture
def holdings() -> Holdings:
    publication = Publication(source_sha256=FILE, title="Spring", date=date(2026, 3, 4), leader_ids=("ada-okafor",),
                              owner="comms@example.com", added_by="sam@example.com", approved_by="lee@example.com",
                              approved_sha256=FILE)  # fmt: skip
    return Holdings(
        texts={text_sha256(TEXT): [Frozen(source_sha256=FILE, text=TEXT)]},
        publications={"spring": [publication]},
        names={"ada-okafor": {"Ada Okafor"}},
        since={"spring": Since(published=True)},
    )


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    made = open_engine(database_url)
    prepare(made)
    yield made
    made.dispose()


@pytest.fixture
def log(tmp_path: Path) -> Log:
    return Log(tmp_path / "keys")


@pytest.fixture
def ledger(engine: Engine, log: Log) -> Ledger:
    return Ledger(engine, log)
