"""Cases, answers and rows for the metrics, small enough to be checked by hand."""

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from audit.domain import (
    AnswerRecord,
    Citation,
    Composer,
    EvidenceItem,
    Outcome,
    Reason,
    Refusal,
    SnapshotReference,
    Statement,
)
from eval.domain import Asked, Case, Found, Gold, Report, Row
from eval.report import Run, report

TEXT = "One is cited. Two is gold. Three is gold too. Four is neither."


def place(words: str) -> tuple[int, int]:
    start = TEXT.index(words)
    return start, start + len(words)


def gold(words: str, source_id: str = "first") -> Gold:
    return Gold(source_id=source_id, places=(place(words),))


def citation(words: str, *, leader_id: str = "ann", source_id: str = "first", quote: str | None = None) -> Citation:
    start, end = place(words)
    return Citation(
        evidence_key="e1", source_id=source_id, title="First", speaker="Ann", leader_id=leader_id,
        date=date(1900, 1, 1), page=None, timecode=None, start=start, end=end, quote=words if quote is None else quote,
        source_sha256="0" * 64, text_sha256="0" * 64,
    )  # fmt: skip


def asked(
    *cited: Citation, golds: Any = (), evidence: Any = (), refused_for: Reason | None = None, **case: Any
) -> Asked:
    """An answer with these citations, or a refusal; `golds` by annotator, `evidence` the passages' spans in order."""
    items = tuple(
        EvidenceItem(evidence_key=f"e{i}", passage_id=f"p{i}", source_id="first", start=start, end=end, rank=i,
                     score=1 / i, retrievers=("dense",))
        for i, (start, end) in enumerate(evidence, start=1)
    )  # fmt: skip
    record = AnswerRecord(
        record_id="r", question="?", asked_at=datetime(2026, 1, 1, tzinfo=UTC), as_of=date(2026, 1, 1),
        audience="everybody", leaders=(), outcome=Outcome.ANSWERED if cited else Outcome.REFUSED,
        refusal=None if cited else Refusal(reason=refused_for or Reason.NOTHING_ON_RECORD, detail=""),
        statements=(Statement(text="s", citations=cited),) if cited else (), evidence=items, disclosure="",
        confidence=0.5, models={}, composer=Composer(kind="extractive", model=None, prompt_version=None),
        snapshot=SnapshotReference(snapshot_id="s", manifest_sha256="m", passages=1),
    )  # fmt: skip
    made = Case(**{"id": "a", "question": "?", "answerable": bool(golds), "golds": tuple(map(tuple, golds))} | case)
    return Asked(case=made, record=record, texts={"first": TEXT})


def row(name: str, answerable: bool | None, answered: bool | None, confidence: float | None = None, **more: Any) -> Row:
    return Row(id=name, question=f"{name}?", answerable=answerable, answered=answered, confidence=confidence, **more)


def made_report(*rows: Row, draws: int = 50, thresholds: Any = (), failures: Any = (), **facts: Any) -> Report:
    run = Run(**{
        "set": "a set", "set_sha256": "0" * 64, "part": "reported", "workspace": None,
        "measured_at": datetime(2026, 1, 2, 3, 4, tzinfo=UTC), "models": {"encoder": "hashing", "reranker": "none"},
        "snapshot_id": "abc", "passages": 7,
    } | facts)  # fmt: skip
    return report(run, Found(rows=rows, failures=failures), thresholds, draws)


@pytest.fixture
def sample_rows() -> tuple[Row, ...]:
    """Two answerable questions and two that are not; one of each was got wrong."""
    return (
        row("a", True, True, 0.9, values={"cites_gold": 1.0, "citation_precision": 0.5}, timings_ms={"whole": 10.0}),
        row("b", True, False, 0.4, timings_ms={"whole": 30.0}),
        row("c", False, True, 0.6, counts={"verbatim": 1, "citations": 2}, timings_ms={"whole": 20.0}),
        row("d", False, False, None, timings_ms={"whole": 40.0}),
    )


@pytest.fixture(scope="session")
def make() -> SimpleNamespace:
    """The functions above, for tests of other modules."""
    return SimpleNamespace(
        asked=asked, citation=citation, gold=gold, place=place, row=row, report=made_report, text=TEXT
    )
