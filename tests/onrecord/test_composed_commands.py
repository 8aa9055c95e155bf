"""What a person types, with a language model's server configured: answers, events, checks and the doctor."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from agent.testing import Fault, Request, ScriptedServer

QUESTION = "How many weeks is parental leave?"
QUOTE = "Parental leave is twenty weeks for every parent in the company."
RIGHT = "On 4 March 2025, Ada Okafor wrote that parental leave is 20 weeks for every parent in the company."
WRONG = "On 4 March 2025, Ada Okafor wrote that parental leave is 30 weeks for every parent in the company."


class Composing:
    """A company with a scripted server; `says` is what it writes about parental leave."""

    def __init__(self, company: Any) -> None:
        self.company = company
        self.says = RIGHT
        self.server = ScriptedServer(self.script)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.company, name)

    def script(self, request: Request) -> str:
        found = re.search(rf"^(\d+): {re.escape(QUOTE)}", request.body["messages"][-1]["content"], re.MULTILINE)
        rows = [{"citations": [int(found[1])], "text": self.says}] if found else []
        return json.dumps({"statements": rows})


@pytest.fixture
def composing(company: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The company whose leaders may be paraphrased, and a server that writes what it is told to."""
    text = company.manifest.read_text(encoding="utf-8")
    company.manifest.write_text(text.replace("scope: [quote]", "scope: [quote, paraphrase]"), encoding="utf-8")
    assert company.run("ingest")[0] == 0
    made = Composing(company)
    with made.server as server:
        monkeypatch.setenv("ONRECORD_VLLM_URL", server.url)
        monkeypatch.setenv("ONRECORD_VLLM_REVISION", "r1")
        yield made


def test_a_configured_server_composes_without_being_asked_to(composing: Any) -> None:
    code, out, err = composing.run("ask", QUESTION, "--leader", "ada-okafor")
    assert (code, err) == (0, "")
    assert RIGHT in " ".join(out.split())
    assert "AI-generated from approved statements; not Ada Okafor speaking." in out


def test_the_extractive_composer_may_be_chosen_all_the_same(composing: Any) -> None:
    _, out, _ = composing.run("ask", QUESTION, "--leader", "ada-okafor", "--composer", "extractive")
    assert "Selected by software" in out
    assert composing.server.requests == []


def test_composing_without_a_server_is_told_in_one_line(company: Any) -> None:
    code, out, err = company.run("ask", QUESTION, "--composer", "vllm")
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert "vllm_url" in err


def test_what_did_not_pass_is_said_and_its_quote_shown(composing: Any) -> None:
    composing.says = WRONG
    _, out, _ = composing.run("ask", QUESTION, "--leader", "ada-okafor")
    assert "30 weeks" not in out
    assert QUOTE in " ".join(out.split())
    assert "1 statement was replaced by its quotes" in " ".join(out.split())


def test_the_auditor_sees_what_was_withheld_and_why(composing: Any) -> None:
    composing.says = WRONG
    record = composing.ask(QUESTION, "--leader", "ada-okafor")
    assert WRONG not in json.dumps(record)
    code, out, _ = composing.run("audit", "verify", record["record_id"])
    assert code == 0
    flat = " ".join(out.split())
    assert WRONG in flat
    assert "numbers" in flat
    assert out.splitlines()[-1] == "VERIFIED"


def test_events_give_each_statement_and_then_the_record(composing: Any) -> None:
    code, out, err = composing.run("ask", QUESTION, "--leader", "ada-okafor", "--events")
    assert (code, err) == (0, "")
    frames = [frame.split("\n") for frame in out.strip().split("\n\n")]
    assert all(len(frame) == 2 for frame in frames)
    names = [frame[0] for frame in frames]
    data = [json.loads(frame[1].removeprefix("data: ")) for frame in frames]
    assert names == ["event: begun", *["event: statement"] * (len(frames) - 2), "event: record"]
    assert data[0]["record_id"] == data[-1]["record_id"]
    assert [one["statement"] for one in data[1:-1]] == data[-1]["statements"]
    assert data[1]["number"] == 1
    assert all(check["passed"] for one in data[1:-1] for check in one["statement"]["checks"])


def test_events_end_with_the_error_where_no_answer_can_be_made(composing: Any) -> None:
    code, out, err = composing.run("ask", "   ", "--events")
    assert code == 2
    assert out.startswith("event: error\ndata: ")
    assert "empty" in err


def test_events_and_json_are_not_both(composing: Any) -> None:
    assert composing.run("ask", QUESTION, "--events", "--json")[0] == 2


def test_a_batch_goes_through_the_server_too(composing: Any, tmp_path: Any) -> None:
    file = tmp_path / "q.jsonl"
    file.write_text(json.dumps({"id": "a", "question": QUESTION, "leader": "ada-okafor"}) + "\n", encoding="utf-8")
    code, out, _ = composing.run("ask", "--batch", str(file))
    assert code == 0
    record = json.loads(out)
    assert record["composer"]["kind"] == "vllm"
    assert [one["form"] for one in record["statements"]] == ["composed"]


def test_the_doctor_says_what_the_server_is(composing: Any) -> None:
    found = composing.json("doctor")
    told = [one["detail"] for one in found["checks"] if one["name"] == "language model"]
    assert any("serves scripted" in one for one in told)
    assert any("structured output" in one for one in told)
    composing.server.stop()
    down = composing.json("doctor")
    assert any(one["name"] == "language model" and one["level"] == "fail" for one in down["checks"])


def test_a_server_that_is_down_ends_in_quotes_and_one_line(company: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    text = company.manifest.read_text(encoding="utf-8")
    company.manifest.write_text(text.replace("scope: [quote]", "scope: [quote, paraphrase]"), encoding="utf-8")
    company.run("ingest")
    with ScriptedServer(fault=Fault.REFUSE) as server:
        monkeypatch.setenv("ONRECORD_VLLM_URL", server.url)
        monkeypatch.setenv("ONRECORD_VLLM_DEADLINE_S", "2")
        code, out, err = company.run("ask", QUESTION, "--leader", "ada-okafor")
    assert (code, err) == (0, "")
    assert QUOTE in " ".join(out.split())
    assert "cannot be reached" in " ".join(out.split())


@pytest.mark.parametrize(
    ("statement", "verdict"),
    [
        (QUOTE, "supported"),
        ("Parental leave is thirty weeks for every parent in the company.", "contradicted"),
        ("The canteen has a new espresso machine from Trieste.", "not_on_record"),
    ],
)
def test_a_sentence_is_checked(company: Any, statement: str, verdict: str) -> None:
    found = company.json("check", statement, "--leader", "ada-okafor")
    assert found["verdict"] == verdict
    assert 0 <= found["score"] <= 1
    assert {"name", "passed", "detail"} == set(found["checks"][0])
    assert bool(found["citations"]) == (verdict != "not_on_record")
    code, out, err = company.run("check", statement, "--leader", "ada-okafor")
    assert (code, err) == (0, "")
    assert verdict.replace("_", " ").capitalize() in out


def test_a_batch_of_checks_with_and_without_evidence(company: Any, tmp_path: Any) -> None:
    file = tmp_path / "s.jsonl"
    rows = [
        {"id": "a", "statement": "The bridge opened in 1932.", "evidence": ["The bridge opened in 1932. It is long."]},
        {"id": "b", "statement": "The bridge opened in 1923.", "evidence": ["The bridge opened in 1932. It is long."]},
        {"id": "c", "statement": QUOTE, "leader": "ada-okafor"},
        {"id": "d", "statement": ""},
        {"id": "e", "statement": "The bridge opened.", "evidence": "not a list"},
    ]
    file.write_text("\n".join(map(json.dumps, rows)) + "\n", encoding="utf-8")
    code, out, err = company.run("check", "--batch", str(file))
    found = [json.loads(line) for line in out.splitlines()]
    assert code == 1
    assert [one.get("verdict") for one in found] == ["supported", "contradicted", "supported", None, None]
    assert [one["id"] for one in found] == ["a", "b", "c", "d", "e"]
    cited = found[0]["citations"][0]
    assert rows[0]["evidence"][cited["evidence"]][cited["start"] : cited["end"]] == cited["quote"]
    assert err.count("\n") == 2


def test_evidence_that_comes_along_needs_no_workspace(company: Any, tmp_path: Any) -> None:
    file = tmp_path / "s.jsonl"
    row = {"id": "a", "statement": "The bridge opened in 1932.", "evidence": ["The bridge opened in 1932."]}
    file.write_text(json.dumps(row), encoding="utf-8")
    code, out, _ = company.run("check", "--batch", str(file), "--workspace", str(tmp_path / "none"))
    assert code == 0
    assert json.loads(out)["verdict"] == "supported"
    assert not (tmp_path / "none").exists()
