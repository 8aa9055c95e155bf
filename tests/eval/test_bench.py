"""Halves, readers and scores of the evaluation."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

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
from audit.errors import UsageError
from eval import bench, speeches
from eval.speeches import Case, score
from ingest.manifest.read import read_manifest

TEXT = "We hold these to be plain. The levy falls to nine pence. Nothing else is said."
GOLD = "The levy falls to nine pence."


def citation(quote: str, leader_id: str = "ann", source_id: str = "first") -> Citation:
    start = TEXT.index(quote)
    return Citation(
        evidence_key="e1",
        source_id=source_id,
        title="First",
        speaker="Ann",
        leader_id=leader_id,
        date=date(1900, 1, 1),
        page=None,
        timecode=None,
        start=start,
        end=start + len(quote),
        quote=quote,
        source_sha256="0" * 64,
        text_sha256="0" * 64,
    )


def record(citations: tuple[Citation, ...], evidence: tuple[tuple[int, int], ...] = ()) -> AnswerRecord:
    items = tuple(
        EvidenceItem(
            evidence_key=f"e{i}",
            passage_id=str(i),
            source_id="first",
            start=start,
            end=end,
            rank=i,
            score=1 / i,
            retrievers=("dense",),
        )
        for i, (start, end) in enumerate(evidence, start=1)
    )
    return AnswerRecord(
        record_id="r",
        question="?",
        asked_at=datetime(2026, 1, 1, tzinfo=UTC),
        as_of=date(2026, 1, 1),
        audience="everybody",
        leaders=(),
        outcome=Outcome.ANSWERED if citations else Outcome.REFUSED,
        refusal=None if citations else Refusal(reason=Reason.NOTHING_ON_RECORD, detail=""),
        statements=(Statement(text="s", citations=citations),) if citations else (),
        evidence=items,
        disclosure="",
        confidence=None,
        models={},
        composer=Composer(kind="extractive", model=None, prompt_version=None),
        snapshot=SnapshotReference(snapshot_id="s", manifest_sha256="m", passages=1),
    )


ANSWERABLE = Case(id="a", question="?", speaker_id="ann", gold=(("first", GOLD),))
UNANSWERABLE = Case(id="u", question="?", speaker_id=None, gold=())
TEXTS = {"first": TEXT}


def test_an_answer_that_cites_gold_and_a_refusal_score_full_marks() -> None:
    answered = record((citation(GOLD),), ((20, len(TEXT)),))
    found = score([ANSWERABLE, UNANSWERABLE], [answered, record(())], TEXTS)
    assert (found.gold_in_first, found.cites_gold, found.balanced_accuracy) == (1.0, 1.0, 1.0)
    assert (found.wrong_speaker, found.not_verbatim) == (0, 0)


def test_always_refusing_scores_half() -> None:
    assert score([ANSWERABLE, UNANSWERABLE], [record(()), record(())], TEXTS).balanced_accuracy == 0.5


def test_always_answering_scores_half() -> None:
    answered = record((citation(GOLD),))
    assert score([ANSWERABLE, UNANSWERABLE], [answered, answered], TEXTS).balanced_accuracy == 0.5


def test_gold_that_a_passage_only_overlaps_is_not_inside_it() -> None:
    cut = record((citation(GOLD),), ((0, 40),))
    assert score([ANSWERABLE, UNANSWERABLE], [cut, record(())], TEXTS).gold_in_first == 0.0


def test_anothers_words_and_an_altered_quote_are_counted() -> None:
    wrong = record((citation(GOLD, leader_id="bob"),))
    found = score([ANSWERABLE, UNANSWERABLE], [wrong, record(())], TEXTS)
    assert found.wrong_speaker == 1
    altered = {"first": TEXT.replace("Nothing else", "Something  ")}
    quoted = record((citation("Nothing else is said."),))
    case = Case(id="a", question="?", speaker_id="ann", gold=())
    assert score([ANSWERABLE, case], [record((citation(GOLD),)), quoted], altered).not_verbatim == 1


def test_the_halves_are_about_equal_and_do_not_change() -> None:
    halves = [bench.tuned(f"question-{i}") for i in range(1000)]
    assert 450 < sum(halves) < 550
    assert [bench.tuned(one) for one in "defg"] == [True, False, False, False]


def test_a_set_becomes_a_workspace_that_reads(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "corpus.jsonl").write_text(json.dumps({"_id": "1", "title": "", "text": "A text."}) + "\n", "utf-8")
    manifest = read_manifest(bench.build(data, tmp_path / "made"))
    assert [source.title for source in manifest.sources] == ["Untitled"]


def test_a_missing_set_is_told_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        bench.questions(tmp_path)


def test_names_become_ids() -> None:
    assert speeches.leader_id("Franklin D. Roosevelt") == "franklin-d-roosevelt"
    assert speeches.source_id("1789-Washington.txt") == "1789-washington"
