"""`ask --batch` with questions that bring their passages, in a company's workspace and where there is none."""

import json
from collections.abc import Sequence
from typing import Any

from audit.canonical import canonical_json, sha256_hex
from audit.records.wire import to_json
from onrecord.parts import parts

BRIDGE = "The first bridge over the river was opened in 1890. It was closed again in 1920 after a flood."
CANAL = "The canal was dug by hand between 1790 and 1802. Nobody knows what it cost the town."
LINE: dict[str, Any] = {
    "id": "q1",
    "question": "When was the first bridge opened?",
    "passages": [{"id": "p1", "text": BRIDGE}, {"id": "p2", "text": CANAL}],
}


def batch(company: Any, *lines: object, words: Sequence[str] = (), code: int = 0) -> tuple[list[Any], str]:
    file = company.folder / "questions.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    found, out, err = company.run("ask", "--batch", str(file), *words)
    assert found == code, err
    return [json.loads(line) for line in out.splitlines()], err


def test_each_citation_names_a_given_passage_and_its_place(company: Any) -> None:
    (record,), _ = batch(company, LINE)
    assert (record["id"], record["outcome"]) == ("q1", "answered")
    texts = {one["id"]: one["text"] for one in LINE["passages"]}
    cited = [one for statement in record["statements"] for one in statement["citations"]]
    assert cited
    assert all(texts[one["source_id"]][one["start"] : one["end"]] == one["quote"] for one in cited)
    assert {one["source_id"] for one in record["evidence"]} == {"p1", "p2"}
    assert [one["id"] for one in record["closed_context"]] == ["p1", "p2"]
    assert BRIDGE not in json.dumps(record["closed_context"])


def test_nothing_answers_and_it_is_refused(company: Any) -> None:
    company.answers(everything=False)
    (record,), _ = batch(company, LINE)
    assert (record["outcome"], record["statements"]) == ("refused", [])
    assert record["refusal"]["reason"] == "nothing_on_record"
    assert record["evidence"]


def test_no_manifest_and_no_publication_are_needed(empty: Any) -> None:
    empty.manifest.unlink()
    empty.workspace.mkdir()
    empty.answers(everything=True)
    (record,), _ = batch(empty, LINE)
    assert record["outcome"] == "answered"
    assert empty.sql("SELECT count(*) FROM answers") == [(1,)]
    assert empty.sql("SELECT count(*) FROM answer_sources") == [(0,)]


def test_both_kinds_of_question_stand_in_one_batch(company: Any) -> None:
    records, _ = batch(company, LINE, {"id": "q2", "question": "How many weeks is parental leave?"}, LINE)
    assert [record["id"] for record in records] == ["q1", "q2", "q1"]
    assert [record["outcome"] for record in records] == ["answered"] * 3
    assert ["closed_context" in record for record in records] == [True, False, True]
    assert "Parental" not in json.dumps([records[0], records[2]])


def test_a_question_for_the_record_still_needs_a_workspace(empty: Any) -> None:
    file = empty.folder / "questions.jsonl"
    file.write_text('{"question": "Will we hire?"}\n', encoding="utf-8")
    code, out, err = empty.run("ask", "--batch", str(file))
    assert (code, out) == (1, "")
    assert "there is no workspace" in err
    assert not empty.workspace.exists()


BAD = {
    "no passages": ({"passages": []}, "brings no passages"),
    "no list": ({"passages": "text"}, "passages must be a list"),
    "null": ({"passages": None}, "passages must be a list"),
    "an id twice": ({"passages": [{"id": "p", "text": "One."}, {"id": "p", "text": "Two."}]}, "stands twice"),
    "text no text": ({"passages": [{"id": "p", "text": ["One."]}]}, "must be a text"),
    "empty text": ({"passages": [{"id": "p", "text": "  "}]}, "is empty"),
    "too many": ({"passages": [{"id": str(n), "text": "One."} for n in range(101)]}, "at most 100"),
    "too long": ({"passages": [{"id": "p", "text": "x " * 30_000}]}, "at most 50,000"),
    "surrogate": ({"passages": [{"id": "p", "text": "\ud800 One."}]}, "no text"),
    "a leader": ({"leader": "ada-okafor"}, "no leader's words"),
    "a day to come": ({"as_of": "2999-01-01"}, "lies in the future"),
}


def test_bad_lines_are_told_in_one_line_each_and_the_others_answered(company: Any) -> None:
    lines = [{**LINE, "id": name, **changes} for name, (changes, _) in BAD.items()]
    records, err = batch(company, *lines, LINE, code=1)
    assert [one.get("id") for one in records] == [*BAD, "q1"]
    for record, (_, told) in zip(records, BAD.values(), strict=False):
        assert told in record["error"]
    assert "error" not in records[-1]
    assert len(err.splitlines()) == len(BAD)
    assert "Traceback" not in err


def test_a_leader_of_the_command_line_does_not_go_with_them(company: Any) -> None:
    (record,), _ = batch(company, LINE, words=["--leader", "ada-okafor"], code=1)
    assert "no leader's words" in record["error"]


def test_verifying_it_says_that_nobody_approved_it(company: Any) -> None:
    (record,), _ = batch(company, LINE)
    code, out, err = company.run("audit", "verify", record["record_id"])
    assert (code, err) == (0, "")
    assert out.splitlines()[-1] == "VERIFIED, PASSAGES APPROVED BY NOBODY"
    assert "brought by the question and approved by nobody" in " ".join(out.split())
    assert "from passages that it brought" in out
    found = company.json("audit", "verify", record["record_id"])
    assert [one["id"] for one in found["record"]["closed_context"]] == ["p1", "p2"]


def test_a_changed_quote_is_found_out_by_the_text_that_was_kept(company: Any) -> None:
    (record,), _ = batch(company, LINE)
    kept = to_json(parts(str(company.workspace)).ledger.read(record["record_id"]))
    assert kept["closed_context"][0]["text"] == BRIDGE
    kept |= {"record_id": "0" * 32}
    kept["statements"][0]["citations"][0]["quote"] = "The bridge was opened in 1891."
    data = canonical_json(kept)
    values = (kept["record_id"], "2026-01-01 09:00:00.000000", "answered", data.decode(), sha256_hex(data))
    company.sql("INSERT INTO answers (record_id, asked_at, outcome, record, sha256) VALUES (?, ?, ?, ?, ?)", *values)
    code, out, _ = company.run("audit", "verify", kept["record_id"])
    assert (code, out.splitlines()[-1]) == (1, "FAILED")


def test_a_withdrawal_does_not_list_it_though_an_id_is_a_sources(company: Any) -> None:
    batch(company, {**LINE, "passages": [{"id": "parental", "text": BRIDGE}]})
    code, _, _ = company.run("withdraw", "parental", "--reason", "wrong")
    assert code == 0
    assert company.sql("SELECT count(*) FROM answer_sources") == [(0,)]
    (record,), _ = batch(company, {**LINE, "passages": [{"id": "parental", "text": BRIDGE}]})
    assert record["outcome"] == "answered"
