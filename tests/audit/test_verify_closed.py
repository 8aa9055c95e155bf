"""A past answer from passages that its question brought: quotes compared, nothing approved, nobody's words."""

from dataclasses import replace
from typing import Any

import pytest

from audit.canonical import canonical_json, read_json, text_sha256
from audit.domain import AnswerRecord, BroughtPassage, Citation, Nearest, SnapshotReference, Statement
from audit.findings import Finding, Holdings, Level, Verdict
from audit.records.wire import for_reader, from_json, record_sha256, to_json
from audit.verify import verdict, verify_record

NOTHING = Holdings(texts={}, publications={}, names={}, since={})
TEXT = "Intro. The bridge opened in 1890. The end."
QUOTE = "The bridge opened in 1890."
SHA256 = text_sha256(TEXT)


@pytest.fixture
def closed(record: AnswerRecord) -> AnswerRecord:
    start = TEXT.index(QUOTE)
    citation = replace(
        record.statements[0].citations[0], source_id="p1", title="", speaker="", leader_id="", page=None,
        date=record.asked_at.date(), start=start, end=start + len(QUOTE), quote=QUOTE, source_sha256=SHA256,
        text_sha256=SHA256,
    )  # fmt: skip
    statement = replace(record.statements[0], text=f"In passage p1: “{QUOTE}”", citations=(citation,))
    return replace(
        record,
        leaders=(),
        statements=(statement,),
        snapshot=SnapshotReference(snapshot_id="", manifest_sha256="", passages=1),
        closed_context=(
            BroughtPassage(id="p1", text_sha256=SHA256, text=TEXT),
            BroughtPassage(id="p2", text_sha256=text_sha256("Other."), text="Other."),
        ),
    )


def check(record: AnswerRecord) -> tuple[Verdict, dict[str, Finding]]:
    """The verdict, and the first failure of each step."""
    findings = verify_record(record, record.record_id, NOTHING)
    failed = [one for one in findings if one.level is Level.FAILED]
    return verdict(findings, NOTHING), {one.name: one for one in reversed(failed)}


def cited(record: AnswerRecord, **changes: Any) -> AnswerRecord:
    first: Statement = record.statements[0]
    made: Citation = replace(first.citations[0], **changes)
    return replace(record, statements=(replace(first, citations=(made,)),))


def brought(record: AnswerRecord, **changes: Any) -> AnswerRecord:
    first, *rest = record.closed_context or ()
    return replace(record, closed_context=(replace(first, **changes), *rest))


def test_it_is_verified_and_the_verdict_says_that_nobody_approved_it(closed: AnswerRecord) -> None:
    assert check(closed) == (Verdict.UNAPPROVED, {})
    found = verify_record(closed, closed.record_id, NOTHING)
    assert [one.step for one in found] == [1, 2, 3, 3, 4, 5]
    notes = [one for one in found if one.level is Level.NOTE]
    assert [one.place for one in notes] == ["passage p1", "passage p2"]
    assert all("brought by the question and approved by nobody" in one.detail for one in notes)
    assert SHA256 in notes[0].detail


def test_a_refusal_is_verified_by_what_it_showed(closed: AnswerRecord, refused: AnswerRecord) -> None:
    assert refused.refusal is not None
    near: Nearest = replace(
        refused.refusal.nearest[0], source_id="p1", title="", speaker="", page=None, text_sha256=SHA256
    )
    made = replace(
        refused, refusal=replace(refused.refusal, nearest=(near,)), closed_context=closed.closed_context, leaders=()
    )
    assert check(made) == (Verdict.UNAPPROVED, {})
    other = replace(made, refusal=replace(refused.refusal, nearest=(replace(near, quote="Outro."),)))
    assert set(check(other)[1]) == {"quote"}


def test_a_text_that_was_not_kept_is_said_and_its_quotes_fail(closed: AnswerRecord) -> None:
    word, failed = check(brought(closed, text=None))
    assert word is Verdict.FAILED
    assert set(failed) == {"quote", "statement"}
    assert "was not kept" in failed["quote"].detail
    notes = [one for one in verify_record(brought(closed, text=None), closed.record_id, NOTHING) if one.step == 3]
    assert "approved by nobody" in notes[0].detail
    assert "not kept" in notes[0].detail
    assert notes[0].level is Level.NOTE


def test_a_text_that_was_not_kept_and_is_not_quoted_fails_nothing(closed: AnswerRecord) -> None:
    first, other = closed.closed_context or ()
    assert check(replace(closed, closed_context=(first, replace(other, text=None)))) == (Verdict.UNAPPROVED, {})


@pytest.mark.parametrize(("changes", "step"), [
    ({"quote": "The bridge opened in 1891."}, "quote"),
    ({"start": 0}, "quote"),
    ({"end": 1000}, "quote"),
    ({"source_id": "p3"}, "quote"),
    ({"source_id": "p2"}, "quote"),
    ({"text_sha256": "0" * 64}, "quote"),
    ({"source_sha256": "0" * 64}, "quote"),
    ({"speaker": "Ada Okafor"}, "attribution"),
    ({"title": "Spring"}, "attribution"),
    ({"leader_id": "ada-okafor"}, "attribution"),
], ids=str)  # fmt: skip
def test_a_citation_with_one_thing_changed_fails(closed: AnswerRecord, changes: dict[str, Any], step: str) -> None:
    word, failed = check(cited(closed, **changes))
    assert word is Verdict.FAILED
    assert step in failed


def test_a_kept_text_of_another_hash_fails(closed: AnswerRecord) -> None:
    assert set(check(brought(closed, text=TEXT + " "))[1]) == {"approval"}


def test_a_statement_that_is_more_than_its_quotes_fails(closed: AnswerRecord) -> None:
    (first,) = closed.statements
    for text in (f'On 4 March 2026, in *Spring*, Ada Okafor said: "{QUOTE}"', f"In passage p2: “{QUOTE}”", QUOTE):
        assert set(check(replace(closed, statements=(replace(first, text=text),)))[1]) == {"statement"}


def test_no_passages_or_two_of_one_id_fail(closed: AnswerRecord) -> None:
    assert check(replace(closed, closed_context=()))[0] is Verdict.FAILED
    first, _ = closed.closed_context or ()
    assert "approval" in check(replace(closed, closed_context=(first, first)))[1]


def test_words_of_nobody_fail_in_a_record_of_the_published_record(closed: AnswerRecord, holdings: Holdings) -> None:
    made = replace(closed, closed_context=None)
    findings = verify_record(made, made.record_id, holdings)
    assert verdict(findings, holdings) is Verdict.FAILED


# ---- the record's form ----


def test_the_record_survives_and_the_reader_gets_no_text(closed: AnswerRecord) -> None:
    assert from_json(AnswerRecord, read_json(canonical_json(to_json(closed)))) == closed
    assert for_reader(closed)["closed_context"][0] == {"id": "p1", "text_sha256": SHA256}


def test_a_record_from_before_there_were_such_questions_keeps_its_bytes(record: AnswerRecord) -> None:
    written = to_json(record)
    assert "closed_context" not in written
    again = from_json(AnswerRecord, written)
    assert (canonical_json(to_json(again)), again.closed_context) == (canonical_json(written), None)
    assert record_sha256(again) == record_sha256(record)
    assert "closed_context" not in for_reader(record)
