"""`withdraw`, `pause` and `resume`: effective at once, told plainly, and the same when repeated."""

import json
from pathlib import Path
from typing import Any

import pytest

from ingest.manifest.read import read_manifest

QUESTION = ("How many weeks is parental leave?", "--leader", "ada-okafor")


def test_a_withdrawn_document_answers_nothing_from_then_on_without_an_ingest(company: Any) -> None:
    before = company.ask(*QUESTION)
    assert "parental" in {one["source_id"] for s in before["statements"] for one in s["citations"]}
    code, out, err = company.run("withdraw", "parental", "--reason", "wrong number")
    assert (code, err) == (0, "")
    assert "from this moment nobody is answered from it" in out
    assert "parental" not in {item["source_id"] for item in company.ask(*QUESTION)["evidence"]}


def test_withdrawing_lists_the_past_answers_that_used_it(company: Any) -> None:
    cited = company.ask(*QUESTION)
    company.answers(everything=False)
    shown = company.ask(*QUESTION)
    _, out, _ = company.run("withdraw", "parental", "--reason", "wrong number")
    assert "2 past answers used it:" in out
    assert f"{cited['record_id']}  {cited['asked_at'][:10]} {cited['asked_at'][11:16]} UTC  cited" in out
    assert f"{shown['record_id']}  " in out
    again = company.json("withdraw", "parental", "--reason", "wrong number")
    assert [(one["record_id"], one["role"]) for one in again["answers"]] == [
        (cited["record_id"], "cited"), (shown["record_id"], "shown")]  # fmt: skip
    assert again["answers"][0]["asked_at"] == cited["asked_at"]


def test_withdrawing_writes_the_manifest_and_the_next_ingest_agrees(company: Any) -> None:
    company.run("withdraw", "parental", "--reason", "wrong   number")
    (source,) = [one for one in read_manifest(company.manifest).sources if one.source_id == "parental"]
    assert source.withdrawn is not None
    assert source.withdrawn.reason == "wrong number"
    assert company.run("ingest")[0] == 0
    assert {one["source_id"]: one["passages"] for one in company.json("sources")["sources"]}["parental"] == 0


def test_withdrawing_twice_changes_nothing(company: Any) -> None:
    company.run("withdraw", "parental", "--reason", "wrong number")
    manifest, rows = company.manifest.read_bytes(), company.sql("SELECT * FROM withdrawals")
    assert company.run("withdraw", "parental", "--reason", "wrong number")[0] == 0
    assert (company.manifest.read_bytes(), company.sql("SELECT * FROM withdrawals")) == (manifest, rows)


def test_if_the_manifest_cannot_be_changed_both_are_told(company: Any) -> None:
    company.manifest.write_text("version: 1\n")
    code, out, err = company.run("withdraw", "parental", "--reason", "wrong number")
    assert code == 1
    assert "nobody is answered from it" in out
    assert err.count("\n") == 1
    assert "parental is not served any more, but the manifest could not be changed: corpus_manifest.yaml" in err
    assert "parental" not in {item["source_id"] for item in company.ask(*QUESTION)["evidence"]}
    found = company.json("withdraw", "parental", "--reason", "wrong number")
    assert (found["catalogue"], found["manifest"]) == (True, None)
    assert "corpus_manifest.yaml" in found["error"]


def test_what_was_never_ingested_is_withdrawn_in_the_manifest_alone(company: Any) -> None:
    company.add("new", "new.txt", "New words for the lamps of the winter.\n")
    code, out, _ = company.run("withdraw", "new", "--reason", "too early")
    assert code == 0
    assert "never ingested" in out
    assert company.sql("SELECT count(*) FROM withdrawals") == [(0,)]
    assert company.json("withdraw", "new", "--reason", "too early")["catalogue"] is False


def test_withdrawing_needs_no_workspace(empty: Any) -> None:
    empty.add("new", "new.txt", "New words for the lamps of the winter.\n")
    assert empty.run("withdraw", "new", "--reason", "too early")[0] == 0
    assert not Path(".onrecord").exists()


@pytest.mark.parametrize(("words", "message"), [
    (("parental", "--reason", " "), "--reason is empty"),
    (("parental", "--reason", "a\x1b[2Jb"), "--reason holds U+001B"),
    (("parentel", "--reason", "x"), "Did you mean 'parental'?"),
])  # fmt: skip
def test_what_cannot_be_withdrawn_is_told_and_nothing_changes(
    company: Any, words: tuple[str, ...], message: str
) -> None:
    before = company.manifest.read_bytes()
    code, out, err = company.run("withdraw", *words)
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert message in err
    assert company.manifest.read_bytes() == before
    assert company.sql("SELECT count(*) FROM withdrawals") == [(0,)]


def test_a_paused_leader_is_not_quoted_and_a_resumed_one_is(company: Any) -> None:
    _, out, _ = company.run("pause", "--leader", "ada-okafor", "--reason", "a rumour")
    assert "In force: Ada Okafor not quoted; everybody else is." in out
    assert company.ask(*QUESTION)["refusal"]["reason"] == "unavailable"
    assert company.run("resume", "--leader", "ada-okafor")[1].endswith("In force: no pause.\n")
    assert company.ask(*QUESTION)["outcome"] == "answered"


def test_the_kill_switch_refuses_everything(company: Any) -> None:
    assert "no question is answered" in company.run("pause")[1]
    assert company.ask("What about lamps?")["refusal"]["reason"] == "unavailable"
    _, out, _ = company.run("resume", "--leader", "ada-okafor")
    assert "Nothing to do: Ada Okafor was not paused." in out
    assert "no question is answered" in out
    assert "In force: no pause." in company.run("resume")[1]


def test_pausing_twice_logs_once(company: Any) -> None:
    first, second = company.json("pause", "--reason", "drill"), company.json("pause", "--reason", "drill")
    assert (first["changed"], second["changed"]) == (True, False)
    assert second["paused"] == {"everybody": True, "leader_ids": [], "source_ids": []}
    assert company.sql("SELECT action, leader_id, reason FROM controls") == [("pause", None, "drill")]
    assert company.json("resume")["changed"]
    assert not company.json("resume")["changed"]
    assert "nothing was paused" in company.run("resume")[1]


def test_an_unknown_leader_is_told_with_the_known_ones(company: Any) -> None:
    code, out, err = company.run("pause", "--leader", "ada")
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert "--leader: expected one of ada-okafor, ben-okafor; got 'ada'" in err
    assert company.sql("SELECT count(*) FROM controls") == [(0,)]


def test_a_paused_document_answers_nothing_until_it_is_resumed(company: Any) -> None:
    before = company.ask(*QUESTION)
    assert "parental" in {item["source_id"] for item in before["evidence"]}
    _, out, _ = company.run("pause", "--document", "parental", "--reason", "a wrong number?")
    assert out.startswith("Paused: Parental leave (parental).\n")
    assert "In force: Parental leave (parental) not quoted; everything else is." in out
    company.answers(everything=False)
    during = company.ask(*QUESTION)
    assert "parental" not in {item["source_id"] for item in [*during["evidence"], *during["refusal"]["nearest"]]}
    assert "weeks" not in json.dumps({**during, "question": ""})
    company.answers(everything=True)
    assert company.run("resume", "--document", "parental")[1].endswith("In force: no pause.\n")
    after = company.ask(*QUESTION)
    assert (after["statements"], after["evidence"]) == (before["statements"], before["evidence"])


def test_a_document_s_pause_is_logged_once_with_its_reason(company: Any) -> None:
    words = ("--document", "parental", "--reason", "a  wrong\nnumber")
    first, second = company.json("pause", *words), company.json("pause", *words)
    assert (first["changed"], second["changed"]) == (True, False)
    assert (second["leader_id"], second["source_id"], second["reason"]) == (None, "parental", "a wrong number")
    assert second["paused"] == {"everybody": False, "leader_ids": [], "source_ids": ["parental"]}
    rows = company.sql("SELECT action, leader_id, source_id, reason FROM controls")
    assert rows == [("pause", None, "parental", "a wrong number")]


def test_resuming_everybody_lifts_a_document_s_pause_as_well(company: Any) -> None:
    company.run("pause", "--document", "parental")
    company.run("pause", "--leader", "ben-okafor")
    _, out, _ = company.run("pause")
    assert "no question is answered (Ben Okafor, Parental leave (parental) also alone)" in out
    assert company.json("resume")["paused"] == {"everybody": False, "leader_ids": [], "source_ids": []}
    assert company.ask(*QUESTION)["outcome"] == "answered"


def test_a_document_that_is_gone_may_still_be_resumed(company: Any) -> None:
    company.run("pause", "--document", "parental")
    company.sql("DELETE FROM sources WHERE source_id = 'parental'")
    assert company.run("resume", "--document", "parental")[1] == "Resumed: parental.\nIn force: no pause.\n"


def test_an_unknown_document_is_told_with_the_known_ones(company: Any) -> None:
    code, out, err = company.run("pause", "--document", "parentel")
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert "--document: expected one of hiring-2025, hiring-2026, " in err
    assert "Did you mean 'parental'?" in err
    assert company.sql("SELECT count(*) FROM controls") == [(0,)]


def test_a_leader_and_a_document_are_not_paused_by_one_command(
    company: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        company.run("pause", "--leader", "ada-okafor", "--document", "parental")
    assert ended.value.code == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert "--document: not allowed with argument --leader" in told
    assert company.sql("SELECT count(*) FROM controls") == [(0,)]
