"""`onrecord eval CASES`, `eval bench DIR` and `eval --compare`, typed in a small company's folder."""

import json
from pathlib import Path
from typing import Any

import pytest

from eval import report as reports
from onrecord.parts import parts

Company = Any  # tests/onrecord/conftest.py
CASES = """\
version: 1
thresholds:
  verbatim: {at_least: 1}
  cites_gold: {at_least: LEAST}
cases:
  - id: leave
    question: How long is parental leave?
    leader: ada-okafor
    gold: [{source: parental, quote: "Parental leave is twenty weeks for every parent in the company."}]
  - id: foundry
    question: Will the foundry stay open?
    leader: ben-okafor
    gold: [{source: town-hall, quote: "The foundry stays open until the summer of 2030."}]
  - {id: which, question: What does Okafor say about the moon?, expect: refuse, reason: ambiguous_leader}
"""


def write(company: Company, least: float = 0.5, more: str = "") -> None:
    (company.folder / "cases.yaml").write_text(CASES.replace("LEAST", str(least)) + more, encoding="utf-8")


def test_cases_are_asked_in_the_workspace_that_is_there(company: Company) -> None:
    write(company)
    code, out, err = company.run("eval", "cases.yaml", "--out", "report.json", "--html", "report.html")
    assert (code, err) == (0, "")
    assert out.startswith("cases.yaml: 3 questions\n")
    assert "3 questions measured, 0 failed, 0 of 2 thresholds missed" in out
    report = reports.read(company.folder / "report.json")
    figures = {one.name: one.value for one in report.figures}
    assert (figures["answered"], figures["refused"], figures["right_reason"]) == (1, 1, 1)
    assert (figures["verbatim"], figures["wrong_speaker"], figures["gold@10"]) == (1, 0, 1)
    assert (report.part, report.workspace, report.set) == ("all", ".onrecord", "cases.yaml")
    assert "<svg" in (company.folder / "report.html").read_text(encoding="utf-8")


def test_their_records_are_told_apart_in_the_ledger(company: Company) -> None:
    write(company)
    company.run("eval", "cases.yaml")
    ledger = parts(str(company.workspace)).ledger
    records = [ledger.read(record_id) for (record_id,) in company.sql("SELECT record_id FROM answers")]
    assert sorted(str(record.id) for record in records) == ["eval:foundry", "eval:leave", "eval:which"]


def test_a_missed_threshold_is_one_line_and_makes_the_exit_code_1(company: Company) -> None:
    company.answers(everything=False)
    write(company)
    code, out, err = company.run("eval", "cases.yaml")
    assert code == 1
    assert err.splitlines() == [
        "onrecord: threshold missed: verbatim is not measured, expected at least 1",
        "onrecord: threshold missed: cites_gold is not measured, expected at least 0.5",
    ]
    assert "refused, expected an answer" in out


def test_a_question_that_fails_is_told_and_makes_the_exit_code_1(company: Company) -> None:
    write(company)
    company.sql("UPDATE texts SET text = text || '!' WHERE text LIKE '%hire no engineers%'")
    code, out, err = company.run("eval", "cases.yaml", "--out", "report.json")
    assert code == 1
    report = reports.read(company.folder / "report.json")
    assert report.failures
    assert len(report.rows) + len(report.failures) == 3
    assert f"onrecord: question {report.failures[0].id} failed: a frozen text was changed" in err
    assert f"{len(report.rows)} questions measured, {len(report.failures)} failed" in out.replace(
        "1 question m", "1 questions m"
    )


def test_what_does_not_fit_the_workspace_is_told_at_once(company: Company) -> None:
    write(company, more="""\
  - id: wrong
    question: What?
    leader: nobody
    speaker: nobody
    audience: everyone
    as_of: 2999-01-01
    gold:
      - {source: parental, quote: Parental leave is thirty weeks.}
      - {source: parentl, quote: Parental leave is twenty weeks.}
      - {source: draft, quote: The canteen will serve soup.}
""")  # fmt: skip
    code, out, err = company.run("eval", "cases.yaml")
    assert (code, out) == (1, "")
    assert err.splitlines()[0] == "onrecord: cases.yaml: 7 problems:"
    for told in ("line 17: cases[3] (wrong).leader", "line 18: cases[3] (wrong).speaker", "lies in the future",
                 "expected one of all-employees", "has no such words: 'Parental leave is thirty weeks.'",
                 "Did you mean 'parental'", "draft is not served"):  # fmt: skip
        assert told in err
    assert company.sql("SELECT count(*) FROM answers") == [(0,)]


def test_the_report_as_json_is_one_object_that_compares_with_itself(company: Company) -> None:
    write(company)
    found = company.json("eval", "cases.yaml", "--out", "a.json")
    assert {row["id"] for row in found["rows"]} == {"leave", "foundry", "which"}
    compared = company.json("eval", "--compare", "a.json", "a.json", "--out", "c.json")
    assert compared["questions"] == 3
    assert all((one["difference"], one["p"]) == (0, 1) for one in compared["differences"])
    assert json.loads((company.folder / "c.json").read_text(encoding="utf-8")) == compared
    assert company.run("eval", "--compare", "a.json", "a.json")[0] == 0


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "eval takes a file of cases"),
        (("none.yaml",), "there is no file none.yaml"),
        (("bench",), "eval bench needs a folder"),
        (("calibrate",), "eval calibrate needs a folder"),
        (("nonsense", "."), "eval takes a file of cases"),
        (("bench", "."), ". is no benchmark's folder"),
        (("cases.yaml", "--compare", "a", "b"), "--compare takes two reports and nothing else"),
        (("--compare", "a.json", "b.json"), "a.json cannot be read"),
    ],
)
def test_wrong_words_are_told_in_one_line(company: Company, words: tuple[str, ...], told: str) -> None:
    code, out, err = company.run("eval", *words)
    assert (code, out) == (2, "")
    assert told in err
    assert err.count("\n") == 1


def test_there_is_nothing_to_ask_without_a_workspace(empty: Company) -> None:
    write(empty)
    code, _, err = empty.run("eval", "cases.yaml")
    assert code == 1
    assert "there is no workspace .onrecord yet. Run: onrecord ingest" in err
    assert not empty.workspace.exists()


def test_a_benchmark_is_measured_in_a_workspace_of_its_own(empty: Company) -> None:
    data = empty.folder / "claims"
    (data / "qrels").mkdir(parents=True)
    texts = {"d1": "Tides rise twice a day.", "d2": "Bronze is copper and tin."}
    lines = [json.dumps({"_id": one, "title": "", "text": text}) for one, text in texts.items()]
    (data / "corpus.jsonl").write_text("\n".join(lines), encoding="utf-8")
    for part, name, document in (("test", "q1", "d1"), ("train", "q2", "d2")):
        row = json.dumps({"_id": name, "text": texts[document]})
        (data / f"queries_{part}.jsonl").write_text(row, encoding="utf-8")
        (data / "qrels" / f"{part}.tsv").write_text(f"query-id\tcorpus-id\tscore\n{name}\t{document}\t1\n")
    found = empty.json("eval", "bench", str(data))
    assert [(row["id"], row["values"]["ndcg@10"]) for row in found["rows"]] == [("q1", 1)]
    assert (found["set"], found["part"], found["workspace"], found["passages"]) == ("claims", "reported", None, 2)
    assert [row["id"] for row in empty.json("eval", "bench", str(data), "--part", "tuned")["rows"]] == ["q2"]
    assert not (Path(empty.workspace) / "catalogue.db").exists()
