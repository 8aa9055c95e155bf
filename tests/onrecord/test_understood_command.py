"""`ask`: how a question was understood is shown and printed, and each part can be lifted or chosen."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

ASKED = "What did our chief executive say in 2025 about hiring engineers in Leeds?"


def used(record: Any) -> set[str]:
    return {item["source_id"] for item in record["evidence"]}


def test_one_line_says_how_it_was_understood_and_what_lifts_it(company: Any) -> None:
    _, out, _ = company.run("ask", ASKED)
    told = "Understood: words of Ada Okafor; said from 1 January to 31 December 2025. To lift: --leader anyone,"
    assert f"{told} --any-time." in " ".join(out.split())


def test_what_is_not_understood_is_not_told(company: Any) -> None:
    _, out, _ = company.run("ask", "Will we hire engineers in Leeds in 2025?", "--leader", "ada-okafor")
    assert "Understood" not in out


def test_the_json_has_how_it_was_understood(company: Any) -> None:
    record = company.ask(ASKED)
    assert record["understood"] == {
        "leaders": [{"leader_id": "ada-okafor", "by": "role", "words": "chief executive"}],
        "period": {"said_from": "2025-01-01", "said_until": "2026-01-01", "words": "in 2025"},
        "as_of": None,
    }
    assert used(record) == {"hiring-2025", "parental"}


def test_options_stand_above_what_was_understood(company: Any) -> None:
    assert used(company.ask(ASKED, "--any-time")) == {"hiring-2025", "hiring-2026", "parental"}
    assert "town-hall" in used(company.ask(ASKED, "--leader", "anyone"))
    chosen = company.ask(ASKED, "--said-from", "2026-01-01")
    assert used(chosen) == {"hiring-2026"}
    assert chosen["understood"]["period"] == {"said_from": "2026-01-01", "said_until": None, "words": None}
    assert used(company.ask(ASKED, "--said-until", "2025-03-05")) == {"hiring-2025", "parental"}
    assert used(company.ask(ASKED, "--said-until", "2025-03-04")) == set()


def test_an_as_of_of_today_lifts_the_one_of_the_question(company: Any) -> None:
    asked, today = "Will we hire engineers in Leeds, as of June 2025?", datetime.now(UTC).date().isoformat()
    record = company.ask(asked)
    assert (record["as_of"], record["understood"]["as_of"]["words"]) == ("2025-06-30", "as of June 2025")
    assert "hiring-2026" not in used(record)
    lifted = company.ask(asked, "--as-of", today)
    assert (lifted["as_of"], lifted["understood"]["as_of"]) == (today, None)
    assert "hiring-2026" in used(lifted)
    assert f"To lift: --as-of {today}" in " ".join(company.run("ask", asked)[1].split())


def test_anyone_lifts_an_ambiguous_name(company: Any) -> None:
    asked = "What did Okafor say about the foundry?"
    assert company.ask(asked)["refusal"]["reason"] == "ambiguous_leader"
    assert company.ask(asked, "--leader", "anyone")["outcome"] == "answered"


def test_an_ambiguous_role_gives_the_choices(company: Any) -> None:
    _, out, _ = company.run("ask", "What did the chief officer say about hiring?")
    assert "“chief officer” may mean Ada Okafor or Ben Okafor" in " ".join(out.split())
    assert "--leader ada-okafor   Ada Okafor, Chief Executive Officer" in out


def test_a_period_without_words_is_refused_by_its_name(company: Any) -> None:
    _, out, _ = company.run("ask", "What was said in 1999 about hiring?")
    assert "hold nothing of the words of every leader of Okafor Lamps, said from 1 January to 31 December 1999" in (
        " ".join(out.split())
    )


def test_a_period_tells_nothing_of_what_is_above_the_asker(company: Any) -> None:
    """A document that only managers may read gives no time, and takes no place."""
    asked = "What has been said since the foundry secret about the foundry?"
    assert company.ask(asked)["understood"]["period"] is None
    assert company.ask(asked, "--audience", "managers")["understood"]["period"]["said_from"] == "2025-03-04"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--said-from", "2025-03-04", "--said-until", "2025-03-04"), "ends before it begins"),
        (("--said-until", "0001-01-01"), "ends before it begins"),
        (("--said-from", "2025-03-04", "--any-time"), "exclude each other"),
        (("--leader", "nobody"), "there is no leader 'nobody'"),
    ],
)
def test_options_that_make_no_sense_are_told_in_one_line(company: Any, words: tuple[str, ...], told: str) -> None:
    code, out, err = company.run("ask", ASKED, *words)
    assert (code, out) == (2, "")
    assert told in err
    assert err.count("\n") == 1


def test_a_line_of_a_batch_chooses_for_itself(company: Any, tmp_path: Path) -> None:
    lines: list[dict[str, Any]] = [
        {"id": "as asked", "question": ASKED},
        {"id": "any", "question": ASKED, "any_time": True, "leader": "anyone"},
        {"id": "own", "question": ASKED, "said_from": "2026-01-01", "said_until": "2027-01-01"},
        {"id": "bad", "question": ASKED, "any_time": "yes"},
        {"id": "bad day", "question": ASKED, "said_from": "soon"},
        {"id": "both", "question": ASKED, "said_from": "2026-01-01", "any_time": True},
    ]
    file = tmp_path / "questions.jsonl"
    file.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    code, out, err = company.run("ask", "--batch", str(file), "--said-until", "2025-01-01")
    found = {one["id"]: one for one in map(json.loads, out.splitlines())}
    assert code == 1
    assert used(found["as asked"]) == set(), "the option holds for a line that says nothing"
    assert {"hiring-2025", "hiring-2026", "town-hall"} <= used(found["any"])
    assert used(found["own"]) == {"hiring-2026"}
    assert all("error" in found[name] for name in ("bad", "bad day", "both"))
    assert len(err.splitlines()) == 3
