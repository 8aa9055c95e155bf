"""`audit report`: what is counted, what does not hold, whose readers were not told; nothing that was asked or said."""

import json
from pathlib import Path
from typing import Any

import pytest

QUESTION = ("How many weeks is parental leave?", "--leader", "ada-okafor")
WHO = ("--by", "lee@example.com", "--reason", "it was asked for")


def report(company: Any, *words: str) -> Any:
    return company.json("audit", "report", *words)


def refused(company: Any) -> Any:
    company.answers(everything=False)
    return company.ask(*QUESTION)


def test_answers_and_refusals_are_counted_and_their_citations_hold(company: Any) -> None:
    answers = [company.ask(*QUESTION, "--asker", "somebody"), company.ask("Will we hire engineers in Leeds?")]
    refused(company)
    code, out, err = company.run("audit", "report")
    assert (code, err) == (0, "")
    found = report(company)
    figures, cited = found["figures"], [one["citations"] for answer in answers for one in answer["statements"]]
    assert (figures["records"], figures["answered"], figures["refused"]) == (3, 2, {"nothing_on_record": 1})
    assert figures["hold"] == {"count": sum(map(len, cited)), "of": sum(map(len, cited)), "share": 1.0}
    assert figures["statements"] == sum(len(answer["statements"]) for answer in answers)
    assert f"All {figures['hold']['of']} citations still hold" in out
    assert {one["source_id"]: one["title"] for one in figures["cited"]}["parental"] == "Parental leave"
    assert figures["other_models"]["count"] == figures["other_snapshot"]["count"] == 0
    assert [one["questions"] for one in figures["weeks"]] == [3]
    assert (found["log"]["size"], found["log"]["cosigned"]) == (answers[0]["receipt"]["size"] + 2, None)
    assert (found["served"], len(found["unsigned"])) == (5, 5)


def test_an_empty_workspace_is_told_well(company: Any) -> None:
    code, out, err = company.run("audit", "report", "--html", "report.html")
    assert (code, err) == (0, "")
    assert out.splitlines()[3:6] == ["Nothing was asked.", "", "Answers"]
    assert "No question was asked that could be counted." in out
    assert "Nothing was asked." in Path("report.html").read_text()
    assert report(company)["figures"]["hold"] == {"count": 0, "of": 0, "share": None}


def test_without_a_workspace_it_says_so(empty: Any) -> None:
    code, out, err = empty.run("audit", "report")
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert "there is no workspace" in err


def test_only_refusals_are_told_well(company: Any) -> None:
    refused(company)
    code, out, _ = company.run("audit", "report", "--html", "report.html")
    assert code == 0
    assert "No source was cited." in out
    assert "nothing on record" in out
    assert "Statements" not in out
    assert "<svg" in Path("report.html").read_text()


def test_only_erased_records_are_told_well(company: Any) -> None:
    for _ in range(2):
        record = company.ask(*QUESTION)
        assert company.run("audit", "erase", record["record_id"], *WHO)[0] == 0
    code, out, err = company.run("audit", "report", "--html", "report.html")
    assert (code, err) == (0, "")
    assert "No question was asked that could be counted." in out
    assert "2 records erased ever; none is held." in out
    found = report(company)
    assert (found["figures"]["erased"], found["figures"]["answered"], found["erasures"]) == (2, 0, 2)
    assert found["figures"]["cited"] == []


def test_held_records_are_listed(company: Any) -> None:
    record = company.ask(*QUESTION)
    company.run("audit", "hold", record["record_id"], *WHO)
    assert report(company)["held"] == [record["record_id"]]
    assert record["record_id"] in company.run("audit", "report")[1]
    company.run("audit", "hold", record["record_id"], "--lift", *WHO)
    assert report(company)["held"] == []


def test_a_text_that_was_changed_is_told_with_the_records_that_cite_it(company: Any) -> None:
    record = company.ask(*QUESTION)
    company.sql("UPDATE texts SET text = replace(text, 'twenty', 'thirty')")
    code, out, _ = company.run("audit", "report", "--html", "report.html")
    assert code == 1
    found = report(company)["figures"]
    (broken,) = found["broken"]
    assert (broken["record_id"], broken["source_id"]) == (record["record_id"], "parental")
    assert found["hold"]["count"] == found["hold"]["of"] - 1
    for told in (out, Path("report.html").read_text()):
        assert record["record_id"] in told
        assert "the frozen text of parental was changed" in told
        assert "1 of " in told


def test_a_record_that_was_changed_is_told_and_the_others_are_counted(company: Any) -> None:
    record, other = company.ask(*QUESTION), company.ask(*QUESTION)
    company.sql(
        "UPDATE sections SET ciphertext = zeroblob(length(ciphertext)) WHERE record_id = ?", record["record_id"]
    )
    code, out, _ = company.run("audit", "report")
    assert (code, "1 record cannot be read." in out, record["record_id"] in out) == (1, True, True)
    assert other["record_id"] not in out
    found = report(company)["figures"]
    assert ([one["record_id"] for one in found["unreadable"]], found["answered"]) == ([record["record_id"]], 1)


def test_nothing_that_was_asked_or_said_stands_in_it(company: Any) -> None:
    record = company.ask("How many weeks is parental leave for Zebedee?", "--asker", "zebedee@example.com")
    company.sql("UPDATE texts SET text = replace(text, 'twenty', 'thirty')")
    company.run("withdraw", "parental", "--reason", "Zebedee found that it was wrong")
    company.run("audit", "hold", record["record_id"], *WHO[:3], "for Zebedee")
    out = company.run("audit", "report", "--html", "report.html")[1]
    for told in (out, json.dumps(report(company)), Path("report.html").read_text()):
        assert record["record_id"] in told
        for word in ("ebedee", "twenty weeks", "thirty weeks", "lee@example.com"):
            assert word not in told


def test_a_recall_is_open_until_somebody_was_told(company: Any) -> None:
    for _ in range(2):
        company.ask(*QUESTION)
    company.run("withdraw", "parental", "--reason", "wrong number")
    found = report(company)
    (recall,) = found["recalls"]
    assert (recall["source_id"], recall["title"], recall["records"], recall["open"]) == (
        "parental", "Parental leave", 2, 2
    )  # fmt: skip
    assert found["served"] == 4
    assert "have not been told" in company.run("audit", "report")[1]
    company.run("ingest")  # now the manifest says so as well
    assert report(company)["recalls"] == found["recalls"]
    company.run("audit", "recall", "parental", "--told", "sam@example.com")
    assert report(company)["recalls"] == []
    assert report(company)["withdrawals"] == 1
    assert "None; 1 document taken back." in company.run("audit", "report")[1]


def test_a_withdrawal_that_is_older_than_the_log_is_an_open_recall_too(company: Any) -> None:
    company.ask(*QUESTION)
    company.sql("INSERT INTO withdrawals (source_id, at, reason) VALUES ('parental', '2026-01-01 09:00:00', 'wrong')")
    (recall,) = report(company)["recalls"]
    assert (recall["source_id"], recall["at"], recall["open"]) == ("parental", "2026-01-01T09:00:00.000Z", 1)


def test_a_consent_that_lapsed_opens_a_recall(company: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import UTC, datetime

    company.ask(*QUESTION)
    monkeypatch.setattr("onrecord.room.reporting.now", lambda: datetime(2040, 1, 2, tzinfo=UTC))
    found = report(company)
    assert "parental" in [one["source_id"] for one in found["recalls"]]
    assert {one["at"] for one in found["recalls"]} == {None}
    assert "consent lapsed" in company.run("audit", "report")[1]
    assert found["served"] == 0


def test_a_source_that_is_served_again_has_no_recall(company: Any) -> None:
    company.ask(*QUESTION)
    manifest = company.manifest.read_text()
    company.run("withdraw", "parental", "--reason", "wrong number")
    company.run("ingest")
    company.sql("UPDATE withdrawals SET at = '2025-01-01 09:00:00'")  # before its approval
    company.manifest.write_text(manifest)
    assert company.run("ingest")[0] == 0
    found = report(company)
    assert (found["recalls"], found["withdrawals"], found["served"]) == ([], 0, 5)


def test_the_period_is_by_the_day_of_asking(company: Any) -> None:
    company.ask(*QUESTION)
    company.sql("UPDATE answers SET asked_at = '2026-03-04 23:59:00.000000'")
    company.ask(*QUESTION)
    assert report(company)["figures"]["records"] == 2
    assert report(company, "--until", "2026-03-05")["figures"]["records"] == 1
    assert report(company, "--since", "2026-03-05")["figures"]["records"] == 1
    assert report(company, "--since", "2026-03-04", "--until", "2026-03-04")["error"].startswith("--until 2026-03-04")
    for words in (("--since", "2026-03-05", "--until", "2026-03-05"), ("--until", "0001-01-01")):
        code, out, err = company.run("audit", "report", *words)
        assert (code, out, err.count("\n")) == (2, "", 1)


def test_questions_of_an_evaluation_are_nobodys(company: Any) -> None:
    case = "{id: which, question: What does Okafor say about the moon?, expect: refuse, reason: ambiguous_leader}"
    (company.folder / "cases.yaml").write_text(f"version: 1\ncases:\n  - {case}\n")
    assert company.run("eval", "cases.yaml")[0] == 0
    found = report(company)["figures"]
    assert (found["evaluated"], found["records"], found["answered"]) == (1, 1, 0)


def test_a_checked_sentence_is_no_question(company: Any) -> None:
    company.json("check", "Parental leave is twenty weeks for every parent in the company.")
    found = report(company)["figures"]
    assert (found["records"], found["answered"], sum(found["checked"].values())) == (1, 0, 1)


def test_other_models_and_another_snapshot_are_drift(company: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    company.ask(*QUESTION)
    company.add("new", "new.txt", "New words for the lamps of the winter.\n")
    company.run("ingest")
    found = report(company)["figures"]
    assert (found["other_models"]["share"], found["other_snapshot"]["share"]) == (0.0, 1.0)
    monkeypatch.setenv("ONRECORD_RERANKER", "ms-marco-MiniLM-L-12-v2")
    assert report(company)["figures"]["other_models"]["share"] == 1.0


def test_what_cannot_be_written_is_told_in_one_line(company: Any) -> None:
    code, out, err = company.run("audit", "report", "--html", "missing/report.html")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "missing/report.html cannot be written" in err
