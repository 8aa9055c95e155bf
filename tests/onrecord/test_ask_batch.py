"""`ask --batch`: a question a line in, a record a line out, and a line that is none told by its number."""

import json
from pathlib import Path
from typing import Any


def batch(company: Any, folder: Path, *lines: str, code: int = 0) -> tuple[list[Any], str]:
    file = folder / "questions.jsonl"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    found, out, err = company.run("ask", "--batch", str(file))
    assert found == code
    return [json.loads(line) for line in out.splitlines()], err


def test_records_come_in_order_with_the_questions_ids(company: Any, tmp_path: Path) -> None:
    lines = [json.dumps({"id": f"q{i}", "question": "Will we hire engineers in Leeds?"}) for i in range(3)]
    records, err = batch(company, tmp_path, *lines, "")
    assert [record["id"] for record in records] == ["q0", "q1", "q2"]
    assert len({record["record_id"] for record in records}) == 3
    assert err == ""


def test_keys_that_are_not_ours_are_left_alone(company: Any, tmp_path: Path) -> None:
    line = {"id": "q", "question": "Will we hire?", "kind": "single", "gold": [{"file": "x"}], "note": ""}
    records, _ = batch(company, tmp_path, json.dumps(line))
    assert records[0]["question"] == "Will we hire?"


def test_a_line_may_choose_leader_day_and_audience(company: Any, tmp_path: Path) -> None:
    line = {"question": "How long does the foundry stay open?", "leader": "ben-okafor", "as_of": "2025-06-01"}
    records, _ = batch(company, tmp_path, json.dumps(line | {"audience": "managers"}))
    assert (records[0]["leaders"], records[0]["as_of"], records[0]["audience"]) == (
        ["ben-okafor"],
        "2025-06-01",
        "managers",
    )


def test_lines_that_are_no_questions_are_told_and_the_others_answered(company: Any, tmp_path: Path) -> None:
    bad = [
        "not json",
        '["a list"]',
        '{"id": "empty", "question": "  "}',
        '{"id": "day", "question": "Will we hire?", "as_of": "soon"}',
        '{"id": "twice", "id": "twice", "question": "Will we hire?"}',
        '{"id": "own", "question": "Will we hire?", "passages": []}',
        '{"id": "long", "question": "' + "x" * 10_000 + '"}',
        '{"id": 7, "question": "Will we hire?"}',
    ]
    good = json.dumps({"id": "good", "question": "Will we hire engineers in Leeds?"})
    records, err = batch(company, tmp_path, *bad, good, code=1)
    assert ["error" in record for record in records] == [True] * len(bad) + [False]
    assert [record["line"] for record in records[:-1]] == list(range(1, len(bad) + 1))
    assert len(err.splitlines()) == len(bad)
    assert "Traceback" not in err


def test_a_file_that_is_not_there_is_told(company: Any) -> None:
    code, out, err = company.run("ask", "--batch", "nowhere.jsonl")
    assert (code, out) == (2, "")
    assert "nowhere.jsonl" in err
    assert len(err.splitlines()) == 1
