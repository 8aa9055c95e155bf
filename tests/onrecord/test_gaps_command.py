"""`onrecord gaps`: what is not answered, grouped and counted, and who asked it nowhere; from the question that was
refused to the memo that answers it."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from agent.gaps import begun
from agent.gaps.group import gap_of
from audit.database import writing
from audit.errors import OnRecordError, UsageError
from audit.ledger import feedback
from audit.ledger.feedback import Opinion
from ingest.manifest.read import read_manifest
from onrecord.gaps import Overview
from onrecord.local import Workspace
from onrecord.memo import Memo, start
from onrecord.parts import Parts, existing

CAKE = ("Will the canteen serve cake on Mondays?", "--leader", "ada-okafor", "--asker", "pat@example.com")
CAKES = ("Ada, will the canteen serve cake on Mondays? jo@example.com 0770 0900 123", "--asker", "jo@example.com")
LEAVE = ("How many weeks is parental leave?", "--leader", "ada-okafor", "--asker", "kim@example.com")
WHO = ("--by", "lee@example.com", "--reason", "it was asked for")
MEMO = Memo(title="Cake on Mondays", leader_id="ada-okafor", audience="all-employees", by="sam@example.com",
            words="The canteen will serve cake on Mondays from now on.\r\n\r\nIt is lemon cake.")  # fmt: skip


def gaps(company: Any, *words: str) -> list[Any]:
    found: list[Any] = company.json("gaps", *words)["gaps"]
    return found


def refused(company: Any, *questions: tuple[str, ...]) -> list[Any]:
    company.answers(everything=False)
    found = [company.ask(*one) for one in questions]
    assert {one["outcome"] for one in found} == {"refused"}
    return found


@pytest.fixture
def parts(company: Any) -> Parts:
    return existing(str(company.workspace))


def test_what_was_refused_is_grouped_and_nobody_is_named(company: Any) -> None:
    records = refused(company, CAKE, CAKES, CAKE, LEAVE)
    cake, leave = gaps(company)
    assert (cake["count"], leave["count"]) == (3, 1)
    assert cake["name"] == CAKE[0]
    assert cake["texts"] == [
        {"text": CAKE[0], "count": 2},
        {"text": "Ada, will the canteen serve cake on Mondays? [address] [number]", "count": 1},
    ]
    assert cake["why"] == {"nothing_on_record": 3}
    assert cake["audiences"] == {"all-employees": 3}
    assert cake["standing"] == {"state": "open", "drafts": [], "dismissal": None, "again": 0}
    assert {one["source_id"] for one in leave["near"]} == {one["source_id"] for one in records[3]["refusal"]["nearest"]}
    told = json.dumps(gaps(company)) + company.run("gaps")[1]
    hidden = [one["record_id"] for one in records] + ["pat@", "jo@", "kim@", "0900"]
    assert not [one for one in hidden if one in told]


def test_what_is_printed_reads_well(company: Any) -> None:
    refused(company, CAKE, CAKES, LEAVE)
    code, out, err = company.run("gaps")
    assert (code, err) == (0, "")
    first, _, second, *rest = out.splitlines()
    assert first.startswith("3 questions since ")
    assert first.endswith("that the record answered badly or not, in 2 gaps.")
    assert second == f"  2× {CAKE[0]}"
    assert any("nothing on record 2" in one for one in rest)
    assert any("nearest: »" in one for one in rest)


def test_only_the_days_that_are_meant_are_looked_at(company: Any) -> None:
    refused(company, CAKE)
    tomorrow = (datetime.now(UTC) + timedelta(1)).date().isoformat()
    assert gaps(company, "--since", tomorrow) == []
    assert "the record answered whatever was asked" in company.run("gaps", "--since", tomorrow)[1]
    assert len(gaps(company, "--since", "2020-01-01")) == 1


def test_what_was_answered_well_or_asked_by_no_reader_is_no_gap(company: Any) -> None:
    assert company.ask(*LEAVE)["outcome"] == "answered"
    company.answers(everything=False)
    brought = {"question": CAKE[0], "passages": [{"id": "p", "text": "There is soup on Mondays, and there is cake."}]}
    Path("batch.jsonl").write_text(f"{json.dumps(brought)}\n{json.dumps({'question': CAKE[0], 'id': 'eval:1'})}\n")
    assert company.run("ask", "--batch", "batch.jsonl")[0] == 0
    company.run("check", "The canteen serves cake.", "--json")
    company.run("pause", "--reason", "quiet")
    assert company.ask(*CAKE)["refusal"]["reason"] == "unavailable"
    assert gaps(company) == []


def test_an_answer_with_little_confidence_is_doubtful(company: Any) -> None:
    path = company.workspace / "calibration.json"
    found = json.loads(path.read_text())
    found["calibrations"][0]["bias"] = 0.2  # a confidence of .55, where .5 is enough
    path.write_text(json.dumps(found))
    record = company.ask(*LEAVE)
    (gap,) = gaps(company)
    assert gap["why"] == {"doubtful": 1}
    cited = {one["source_id"] for statement in record["statements"] for one in statement["citations"]}
    assert {one["source_id"] for one in gap["near"]} <= cited


def test_an_answer_that_readers_fault_is_a_gap_and_one_that_helped_is_none(company: Any, parts: Parts) -> None:
    record = company.ask(*LEAVE)
    said: dict[str, Any] = {
        "statement": 1,
        "by": "kim@example.com",
        "comment": "kim's own words",
        "at": datetime.now(UTC),
    }
    with writing(parts.engine) as connection:
        feedback.say(connection, record["record_id"], kind=Opinion.HELPFUL, **said)
    assert gaps(company) == []
    with writing(parts.engine) as connection:
        feedback.say(connection, record["record_id"], kind=Opinion.WRONG, **said)
    (gap,) = gaps(company)
    assert gap["why"] == {"faulted": 1}
    assert "kim" not in json.dumps(gap)


def test_an_erased_question_is_in_no_gap(company: Any) -> None:
    first, _ = refused(company, CAKES, CAKE)
    company.run("audit", "erase", first["record_id"], *WHO)
    (gap,) = gaps(company)
    assert [one["text"] for one in gap["texts"]] == [CAKE[0]]


def test_from_a_refused_question_to_the_memo_that_answers_it(company: Any, parts: Parts) -> None:
    refused(company, CAKE, CAKES)
    overview = Overview(parts)
    _, (gap,) = overview.look()
    source = start(parts, company.manifest, [gap], MEMO, datetime.now(UTC))
    written = company.folder / "corpus" / "memos" / "cake-on-mondays.md"
    assert written.read_text() == "The canteen will serve cake on Mondays from now on.\n\nIt is lemon cake.\n"
    assert (source.source_id, source.owner, source.added_by) == ("cake-on-mondays", MEMO.by, MEMO.by)
    assert read_manifest(company.manifest).sources[-1] == source
    assert [gaps(company)[0]["standing"][one] for one in ("state", "again")] == ["being_written", 0]
    assert "being written: cake-on-mondays" in company.run("gaps")[1]
    assert company.run("approve", "cake-on-mondays", "--by", MEMO.by, "--yes")[0] == 1  # not by its own author
    assert company.run("approve", "cake-on-mondays", "--by", "lee@example.com", "--yes")[0] == 0
    assert gaps(company)[0]["standing"]["state"] == "being_written"
    assert company.run("ingest")[0] == 0
    assert gaps(company)[0]["standing"]["state"] == "closed"

    company.answers(everything=True)
    answer = company.ask(*CAKE)
    assert "cake-on-mondays" in {one["source_id"] for s in answer["statements"] for one in s["citations"]}
    assert gaps(company)[0]["standing"]["state"] == "closed"
    refused(company, CAKE)  # as if what was written did not answer it after all
    (again,) = gaps(company)
    assert (again["gap_id"], again["standing"]["state"], again["standing"]["again"]) == (gap.gap_id, "open", 1)
    assert "open: asked 1 time in vain since cake-on-mondays was published" in company.run("gaps")[1]
    company.run("withdraw", "cake-on-mondays", "--reason", "no cake")
    assert gaps(company)[0]["standing"]["drafts"][0]["withdrawn"]
    assert gaps(company)[0]["standing"]["state"] == "open"


def test_what_was_decided_holds_however_long_ago_its_questions_were_asked(company: Any, parts: Parts) -> None:
    refused(company, CAKE)
    _, (gap,) = Overview(parts).look()
    with writing(parts.engine) as connection:
        begun.dismiss(connection, gap.record_ids, by=MEMO.by, at=datetime.now(UTC), reason="nobody's to say")
    company.sql("UPDATE answers SET asked_at = '2020-01-01 00:00:00.000000'")
    refused(company, CAKES)
    (one,) = gaps(company)
    assert (one["count"], one["standing"]["state"]) == (2, "dismissed")
    assert one["standing"]["dismissal"]["reason"] == "nobody's to say"
    assert "dismissed: nobody's to say" in company.run("gaps")[1]
    with writing(parts.engine) as connection:
        _, found = Overview(parts).look()
        assert begun.reopen(connection, gap_of(found, gap.gap_id).record_ids)
        assert not begun.reopen(connection, gap.record_ids)
    assert [one["count"] for one in gaps(company)] == [1]


def test_a_draft_that_is_given_up_closes_nothing(company: Any, parts: Parts) -> None:
    refused(company, CAKE)
    _, (gap,) = Overview(parts).look()
    start(parts, company.manifest, [gap], MEMO, datetime.now(UTC))
    with writing(parts.engine) as connection:
        assert begun.give_up(connection, gap.record_ids, "cake-on-mondays")
        assert not begun.give_up(connection, gap.record_ids, "cake-on-mondays")
    assert gaps(company)[0]["standing"] == {"state": "open", "drafts": [], "dismissal": None, "again": 0}


def test_no_memo_writes_over_another(company: Any, parts: Parts) -> None:
    refused(company, CAKE)
    _, (gap,) = Overview(parts).look()
    other = replace(MEMO, words="Other words than those before.")
    made = [start(parts, company.manifest, [gap], one, datetime.now(UTC)) for one in (MEMO, other)]
    assert [one.path for one in made] == ["corpus/memos/cake-on-mondays.md", "corpus/memos/cake-on-mondays-2.md"]
    assert [one["source_id"] for one in gaps(company)[0]["standing"]["drafts"]] == [one.source_id for one in made]


@pytest.mark.parametrize(
    ("change", "error", "told"),
    [
        ({"words": " \r\n"}, UsageError, "says nothing"),
        ({"words": "x" * 40_001}, UsageError, "at most 40,000"),
        ({"words": "\ud800"}, UsageError, "half a character"),
        ({"title": " "}, UsageError, "needs a title"),
        ({"leader_id": "nobody"}, OnRecordError, "nobody"),
        ({"audience": "friends"}, OnRecordError, "friends"),
        ({"by": "nobody"}, OnRecordError, "e-mail address"),
    ],
)
def test_a_memo_that_cannot_be_begun_leaves_no_trace(
    company: Any, parts: Parts, change: dict[str, str], error: type[OnRecordError], told: str
) -> None:
    refused(company, CAKE)
    _, (gap,) = Overview(parts).look()
    before = company.manifest.read_bytes()
    with pytest.raises(error, match=told):
        start(parts, company.manifest, [gap], replace(MEMO, **change), datetime.now(UTC))
    assert company.manifest.read_bytes() == before
    assert list(company.folder.glob("corpus/memos/*")) == []
    assert gaps(company)[0]["standing"]["state"] == "open"


def test_a_folder_that_leads_elsewhere_takes_no_memo(company: Any, parts: Parts, tmp_path: Path) -> None:
    refused(company, CAKE)
    _, (gap,) = Overview(parts).look()
    (company.folder / "corpus").symlink_to(tmp_path)
    with pytest.raises(OnRecordError, match="leads outside the manifest's folder"):
        start(parts, company.manifest, [gap], MEMO, datetime.now(UTC))
    assert not (tmp_path / "memos").exists()


def test_without_a_workspace_it_says_so(empty: Any) -> None:
    code, out, err = empty.run("gaps")
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert "there is no workspace" in err


def test_a_question_is_read_once_and_forgotten_when_it_is_erased(company: Any, parts: Parts) -> None:
    """What is kept in memory is as good as what would be read anew."""
    first, second = refused(company, CAKES, CAKE)
    overview = Overview(parts)
    _, (gap,) = overview.look()
    company.sql("DELETE FROM sections WHERE record_id = ?", second["record_id"])  # it would be read in vain
    assert overview.look()[1] == [gap]
    assert Overview(parts).look()[1][0].count == 1
    company.run("audit", "erase", first["record_id"], *WHO)
    _, (left,) = overview.look()
    assert [one.text for one in left.texts] == [CAKE[0]]
    assert "jo@" not in repr(overview.memory)
    assert first["record_id"] not in repr(overview.memory)


def test_a_search_that_finds_nothing_asks_for_no_memo(company: Any, parts: Parts) -> None:
    record = Workspace(parts=parts).search("cake", as_of=date(2019, 1, 1))
    assert record.refusal is not None
    assert gaps(company) == []
