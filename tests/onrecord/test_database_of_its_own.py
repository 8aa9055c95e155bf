"""A workspace whose catalogue and log lie in a database that the settings name, with keys in another folder."""

import gc
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

# A command leaves its connections to the end of its process; here many commands share one.
pytestmark = pytest.mark.filterwarnings("ignore:.*was deleted while still open:ResourceWarning")
QUESTION = ("How many weeks is parental leave?", "--leader", "ada-okafor")
BY = ("--by", "lee@example.com", "--reason", "asked for it")


@pytest.fixture
def apart(empty: Any, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setenv("ONRECORD_DATABASE_URL", database_url)
    monkeypatch.setenv("ONRECORD_LOG_KEYS", str(tmp_path / "the-keys"))
    empty.add("parental", "parental.txt", "Everybody may take twenty weeks of parental leave.", title="Parental leave")
    empty.add("hiring", "hiring.txt", "We will hire forty engineers in Leeds.")
    code, _, err = empty.run("ingest")
    assert code == 0, err
    empty.answers(everything=True)
    yield empty
    gc.collect()


def test_it_is_asked_audited_withdrawn_from_and_erased(apart: Any, tmp_path: Path) -> None:
    answer = apart.ask(*QUESTION, "--asker", "ticket 7")
    assert answer["receipt"]["answer_seq"] == 1
    assert {one.name for one in (tmp_path / "the-keys").iterdir()} >= {"record.key", "log.key"}
    assert not (apart.workspace / "keys").exists()
    assert not (apart.workspace / "catalogue.db").exists()
    assert apart.json("audit", "verify", answer["record_id"])["verdict"] == "VERIFIED"
    assert apart.run("pause")[0] == apart.run("resume")[0] == 0
    assert apart.json("withdraw", "parental", "--reason", "wrong")["answers"][0]["record_id"] == answer["record_id"]
    assert apart.json("audit", "verify", answer["record_id"])["verdict"] == "VERIFIED, SOURCE WITHDRAWN SINCE"
    assert apart.run("ingest")[0] == 0
    assert apart.json("audit", "recall", "parental", "--told", "sam@example.com")["changed"] is True
    assert apart.run("audit", "hold", answer["record_id"], *BY)[0] == 0
    assert apart.run("audit", "erase", answer["record_id"], *BY)[0] == 1
    assert apart.run("audit", "hold", answer["record_id"], "--lift", *BY)[0] == 0
    assert apart.json("audit", "erase", answer["record_id"], *BY)["changed"] is True
    assert apart.json("audit", "verify", answer["record_id"])["verdict"] == "ERASED"
    kinds = apart.json("audit", "log")["leaves"]
    assert kinds == {
        "key": 2, "manifest": 2, "consent": 2, "source": 2, "approval": 2, "snapshot": 2, "answer": 1, "control": 2,
        "withdraw": 2, "hold": 2, "erase": 1,
    }  # fmt: skip
    assert apart.json("audit", "examine")["whole"] is True


def test_without_its_keys_nothing_is_answered_and_one_line_says_why(apart: Any, tmp_path: Path) -> None:
    (tmp_path / "the-keys").rename(tmp_path / "elsewhere")
    code, out, err = apart.run("ask", *QUESTION)
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert "the folder of the keys that sign it is gone" in err
    assert "log_keys" in err
    code, out, _ = apart.run("audit", "examine", "--json")
    assert code == 0
    assert "nobody has compared" in json.loads(out)["notes"][0]
    (tmp_path / "elsewhere").rename(tmp_path / "the-keys")
    assert apart.ask(*QUESTION)["receipt"]["answer_seq"] == 1


def test_keys_that_others_may_read_sign_nothing(apart: Any, tmp_path: Path) -> None:
    (tmp_path / "the-keys" / "record.key").chmod(0o640)
    code, out, err = apart.run("ask", *QUESTION)
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert "chmod 600" in err
