"""The log by its commands: recall, erasure and hold, state, examination, checkpoint."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from audit.signed.checkpoints import read_checkpoint
from audit.signed.notes import read_note
from ingest.index.files import copy_tree

QUESTION = ("How many weeks is parental leave?", "--leader", "ada-okafor")
BY = ("--by", "lee@example.com", "--reason", "asked for it")


@pytest.fixture
def answer(company: Any) -> Any:
    return company.ask(*QUESTION)


def told(company: Any, *words: str, code: int = 0) -> str:
    found, out, err = company.run(*words)
    assert (found, err) == (code, "")
    return str(out)


def refused(company: Any, *words: str, code: int = 1) -> str:
    found, out, err = company.run(*words)
    assert (found, out, err.count("\n")) == (code, "", 1)
    return str(err)


def test_a_recall_lists_the_answers_and_writes_down_who_was_told_once(company: Any, answer: Any) -> None:
    before = told(company, "audit", "recall", "parental")
    assert "not taken back" in before
    assert "1 past answer used it:" in before
    company.run("withdraw", "parental", "--reason", "wrong number")
    out = told(company, "audit", "recall", "parental")
    assert "withdrawn on " in out
    assert "wrong number" in out
    assert f"{answer['record_id']}  " in out
    assert "cited  withdrawn since" in out
    assert "Nobody was told yet." in out
    people = ("--told", "Sam@Example.com", "kim@example.com")
    assert "sam@example.com" in told(company, "audit", "recall", "parental", *people)
    (count,) = company.sql("SELECT count(*) FROM leaves")
    again = company.json("audit", "recall", "parental", *people)
    assert company.sql("SELECT count(*) FROM leaves") == [count]
    assert [one["address"] for one in again["told"]] == ["kim@example.com", "sam@example.com"]
    assert again["answers"] == [
        {"record_id": answer["record_id"], "role": "cited", "asked_at": answer["asked_at"], "erased": False,
         "heard": 0, "withdrawn_since": True}
    ]  # fmt: skip
    assert again["changed"] is False


def test_nobody_is_told_of_what_was_not_taken_back(company: Any, answer: Any) -> None:
    err = refused(company, "audit", "recall", "parental", "--told", "sam@example.com")
    assert "parental was not taken back" in err
    assert "onrecord withdraw parental" in err
    assert "expected" in refused(company, "audit", "recall", "parental", "--told", "nobody")
    assert "no document 'x' was ever served" in refused(company, "audit", "recall", "x")


def test_what_a_lapsed_consent_took_back_is_recalled_and_marked(company: Any, answer: Any) -> None:
    text = company.manifest.read_text()
    first = text.index("valid_until: ") + len("valid_until: ")
    company.manifest.write_text(text[:first] + "2026-01-02" + text[first + 10 :])
    assert company.run("ingest")[0] == 0
    out = told(company, "audit", "recall", "parental")
    assert "no leader of it has a consent that covers quoting it today" in out
    assert "cited  withdrawn since" in out
    found = company.json("audit", "verify", answer["record_id"])
    assert found["verdict"] == "VERIFIED, SOURCE WITHDRAWN SINCE"


def test_an_erased_record_is_told_as_erased_wherever_it_could_be_shown(company: Any, answer: Any) -> None:
    record_id = answer["record_id"]
    assert "is erased" in told(company, "audit", "erase", record_id[:8], *BY)
    out = told(company, "audit", "verify", record_id)
    assert "was erased on " in out
    assert "by lee@example.com: asked for it" in out
    assert out.splitlines()[-1] == "ERASED"
    found = company.json("audit", "verify", record_id)
    assert (found["verdict"], found["record"]) == ("ERASED", None)
    company.run("withdraw", "parental", "--reason", "wrong number")
    assert "withdrawn since  erased" in told(company, "audit", "recall", "parental")
    (count,) = company.sql("SELECT count(*) FROM leaves")
    assert "was erased already" in told(company, "audit", "erase", record_id, *BY)
    assert company.sql("SELECT count(*) FROM leaves") == [count]
    assert company.json("audit", "examine")["whole"] is True


def test_nothing_of_an_erased_record_is_left_in_the_workspace(company: Any, answer: Any) -> None:
    (key,) = company.sql("SELECT key FROM record_keys WHERE record_id = ?", answer["record_id"])
    rows = company.sql("SELECT ciphertext FROM sections WHERE record_id = ?", answer["record_id"])
    held = [key[0], *(one[0][-32:] for one in rows)]

    def left() -> list[bool]:
        files = [one.read_bytes() for one in company.workspace.rglob("*") if one.is_file() and "shard" not in one.parts]
        return [any(one in data for data in files) for one in held]

    assert left() == [True] * len(held)
    told(company, "audit", "erase", answer["record_id"], *BY)
    assert left() == [False] * len(held)


def test_a_hold_blocks_an_erasure_until_it_is_lifted(company: Any, answer: Any) -> None:
    record_id = answer["record_id"]
    assert "is held" in told(company, "audit", "hold", record_id, *BY)
    assert "was held already" in told(company, "audit", "hold", record_id, *BY)
    err = refused(company, "audit", "erase", record_id, *BY)
    assert "is held, and is not erased: the hold was placed on " in err
    assert "--lift" in err
    assert company.json("audit", "verify", record_id)["verdict"] == "VERIFIED"
    assert company.json("audit", "hold", record_id, "--lift", *BY) == {
        "record_id": record_id, "held": False, "changed": True}  # fmt: skip
    assert "was not held" in told(company, "audit", "hold", record_id, "--lift", *BY)
    told(company, "audit", "erase", record_id, *BY)
    assert "nothing left to hold" in refused(company, "audit", "hold", record_id, *BY)


@pytest.mark.parametrize("action", ["erase", "hold"])
def test_what_is_unknown_or_not_said_rightly_changes_nothing(company: Any, answer: Any, action: str) -> None:
    before = company.sql("SELECT count(*) FROM leaves")
    assert "no answer with the record id" in refused(company, "audit", action, "f" * 32, *BY)
    assert "--by" in refused(company, "audit", action, answer["record_id"], "--by", "lee", "--reason", "x")
    assert "--reason" in refused(
        company, "audit", action, answer["record_id"], "--by", "l@example.com", "--reason", " "
    )
    assert company.sql("SELECT count(*) FROM leaves") == before


def test_the_log_tells_its_size_root_and_answers(company: Any, answer: Any) -> None:
    found = company.json("audit", "log")
    assert (found["size"], found["root"]) == (answer["receipt"]["size"], answer["receipt"]["root"])
    assert found["log"] == answer["receipt"]["log"]
    assert (found["answers"], found["readable"], found["older"]) == (1, 1, 0)
    assert sum(found["leaves"].values()) == found["size"]
    out = told(company, "audit", "log")
    assert found["root"] in out
    assert "answers   1 given" in out


def test_a_checkpoint_that_was_kept_is_what_the_log_must_extend(company: Any, answer: Any, tmp_path: Path) -> None:
    note = told(company, "audit", "checkpoint")
    assert read_checkpoint(read_note(note).text).size == answer["receipt"]["size"]
    assert company.json("audit", "checkpoint")["note"] == note
    kept = tmp_path / "kept.txt"
    kept.write_text(note)
    company.ask(*QUESTION)
    out = told(company, "audit", "examine", "--since", str(kept))
    assert f"it extends the checkpoint in {kept}" in " ".join(out.split())
    assert out.splitlines()[-1].startswith("WHOLE, ")
    kept.write_text(note.replace("\n", "\n\n", 1))
    assert "7. since" in told(company, "audit", "examine", "--since", str(kept), code=1)
    assert "cannot be read" in refused(company, "audit", "examine", "--since", str(tmp_path / "none"), code=2)


def test_an_examination_tells_every_step_and_what_was_changed(company: Any, answer: Any) -> None:
    out = told(company, "audit", "examine")
    for step in ("1. leaves", "2. tree", "3. checkpoints", "4. signatures", "5. answers", "6. sections", "7. since"):
        assert step in out
    assert "FAILED" not in out
    company.sql("UPDATE answers SET outcome = 'refused'")
    out = told(company, "audit", "examine", code=1)
    assert "5. answers      FAILED  leaf " in out
    assert out.splitlines()[-1] == "FAILED"
    found = json.loads(told(company, "audit", "examine", "--json", code=1))
    assert (found["whole"], found["faults"][0]["name"]) == (False, "answers")
    assert (found["faults"][0]["expected"], found["faults"][0]["found"]) == ("answered", "refused")


def test_a_record_whose_leaf_is_not_under_the_root_fails(company: Any, answer: Any) -> None:
    assert "leaf " in told(company, "audit", "verify", answer["record_id"])
    company.sql("UPDATE tree SET hash = zeroblob(32)")
    out = told(company, "audit", "verify", answer["record_id"], code=1)
    assert "is not what the log of" in " ".join(out.split())


def test_where_nothing_was_logged_one_line_says_so(empty: Any) -> None:
    assert "there is no workspace" in refused(empty, "audit", "log")
    assert not empty.workspace.exists()


@pytest.mark.parametrize("left_mib", [0, 0.03])
def test_on_a_full_disk_there_is_no_answer_and_all_is_well_once_there_is_room(
    company: Any, small_disk: Callable[..., Path], fill: Callable[..., Path], left_mib: float
) -> None:
    disk = small_disk(600)
    workspace = ("--workspace", str(disk / "workspace"))
    copy_tree(company.workspace, disk / "workspace")
    before = company.ask(*QUESTION, *workspace)
    filler = fill(disk, leave_mib=left_mib)
    fitted = 0  # in the little that was left; nothing fits where nothing was
    for words in (("ask", *QUESTION), ("ask", "--json", *QUESTION), ("withdraw", "parental", "--reason", "wrong")):
        code, out, err = company.run(*words, *workspace)
        if code == 0 and left_mib:
            fitted += words[0] == "ask"
            continue
        assert code == 1
        assert "parental leave" not in out.lower()
        assert "free some space" in err.lower()
    filler.unlink()
    after = company.ask(*QUESTION, *workspace)
    assert after["receipt"]["answer_seq"] == before["receipt"]["answer_seq"] + 1 + fitted
    if not left_mib:
        assert after["receipt"]["leaf"] == before["receipt"]["leaf"] + 1
    assert company.json("audit", "examine", *workspace)["whole"] is True
