"""An answer record as JSON and back."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.canonical import canonical_json, read_json
from audit.domain import AnswerRecord, Outcome
from audit.errors import RecordError
from audit.records.wire import from_json, record_sha256, to_json

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
TIMES = st.datetimes(datetime(1800, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))


def test_a_record_survives_the_way_to_bytes_and_back(record: AnswerRecord, refused: AnswerRecord) -> None:
    for one in (record, refused):
        assert from_json(AnswerRecord, read_json(canonical_json(to_json(one)))) == one


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(question=WORDS, at=TIMES, on=st.dates(), confidence=st.none() | st.floats(0, 1))
def test_any_record_survives(
    record: AnswerRecord, question: str, at: datetime, on: date, confidence: float | None
) -> None:
    milliseconds = at.replace(microsecond=at.microsecond // 1000 * 1000)
    made = replace(record, question=question, asked_at=milliseconds, as_of=on, confidence=confidence)
    assert from_json(AnswerRecord, read_json(canonical_json(to_json(made)))) == made


def test_the_json_is_what_the_command_line_promises(record: AnswerRecord) -> None:
    found = to_json(record)
    assert (found["asked_at"], found["as_of"], found["outcome"]) == (
        "2026-11-22T09:30:01.250Z",
        "2026-11-22",
        "answered",
    )
    assert found["refusal"] is None
    assert set(found["statements"][0]["citations"][0]) >= {
        "source_id", "title", "speaker", "leader_id", "date", "page", "timecode", "start", "end", "quote",
        "source_sha256", "text_sha256"}  # fmt: skip


def test_times_are_told_in_utc() -> None:
    there = datetime(2026, 1, 1, 1, 30, tzinfo=timezone(timedelta(hours=2)))
    assert to_json(there) == "2025-12-31T23:30:00.000Z"


def test_sets_are_told_in_order() -> None:
    assert to_json({"a": frozenset({Outcome.REFUSED, Outcome.ANSWERED})}) == {"a": ["answered", "refused"]}


def test_the_hash_changes_with_every_word(record: AnswerRecord) -> None:
    assert record_sha256(record) == record_sha256(replace(record))
    assert record_sha256(record) != record_sha256(replace(record, question="Will we hire!"))


def changed(record: AnswerRecord, **values: Any) -> dict[str, Any]:
    return {**to_json(record), **values}


@pytest.mark.parametrize("change", [
    {"invented": 1}, {"question": 7}, {"question": None}, {"outcome": "maybe"}, {"as_of": "yesterday"},
    {"statements": {}}, {"statements": [1]}, {"refusal": []}, {"confidence": "high"}, {"leaders": "ada"},
    {"snapshot": {"snapshot_id": "s", "manifest_sha256": "m", "passages": True}}, {"models": {"a": 1}},
], ids=str)  # fmt: skip
def test_what_is_no_record_is_an_error_and_never_half_read(record: AnswerRecord, change: dict[str, Any]) -> None:
    with pytest.raises(RecordError, match="not a valid AnswerRecord"):
        from_json(AnswerRecord, changed(record, **change))


def test_a_missing_key_is_an_error(record: AnswerRecord) -> None:
    without = {key: value for key, value in to_json(record).items() if key != "composer"}
    with pytest.raises(RecordError, match="composer"):
        from_json(AnswerRecord, without)
