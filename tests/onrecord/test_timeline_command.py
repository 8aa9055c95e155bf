"""`onrecord timeline`: what was said on a topic, in order; recorded, verified, and nothing that may not be read."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

from tests.onrecord.conftest import Company
from tests.onrecord.test_export_command import verify  # noqa: F401

TOPIC = "hire engineers in Leeds"
ENDED = "    effective_until: 2025-06-01\n"


def entries(made: Any) -> list[tuple[str, str]]:
    return [(one["date"], one["source_id"]) for one in made["timeline"]["entries"]]


def test_quotes_stand_in_order_and_what_replaced_them_is_told(company: Company) -> None:
    made = company.json("timeline", TOPIC)
    first, last = made["timeline"]["entries"][0], made["timeline"]["entries"][-1]
    assert entries(made) == sorted(entries(made))
    assert (first["source_id"], first["superseded_by"]) == ("hiring-2025", ["hiring-2026"])
    assert (last["source_id"], last["superseded_by"]) == ("hiring-2026", [])
    assert made["composer"]["kind"] == "timeline"
    assert "receipt" in made


def test_every_entry_is_a_statement_of_the_record_with_its_quotes(company: Company) -> None:
    made = company.json("timeline", TOPIC)
    for one, statement in zip(made["timeline"]["entries"], made["statements"], strict=True):
        assert statement["form"] == "quoted"
        assert all(check["passed"] for check in statement["checks"])
        assert [(place["start"], place["end"]) for place in one["places"]] == [
            (cited["start"], cited["end"]) for cited in statement["citations"]
        ]
        assert one["quote"] in statement["text"]


def test_a_change_is_two_quotes(company: Company) -> None:
    (change,) = company.json("timeline", TOPIC)["timeline"]["changes"]
    assert (change["by"], change["earlier"]["date"], change["later"]["date"]) == (
        "superseded", "2025-03-04", "2026-01-15"
    )  # fmt: skip
    assert change["earlier"]["quote"] == "We will hire forty engineers in Leeds."
    assert change["later"]["quote"] == "We will hire no engineers in Leeds this year."


def test_what_has_expired_is_part_of_it_and_says_since_when(company: Company) -> None:
    company.add("welcome", "welcome.txt", "We hire engineers in Leeds at the summer fair.\n", ENDED, date="2025-05-01")
    assert company.run("ingest")[0] == 0
    company.answers(everything=True)
    made = company.json("timeline", TOPIC)
    found = {one["source_id"]: one["ended_on"] for one in made["timeline"]["entries"]}
    assert found == {"hiring-2025": None, "welcome": "2025-06-01", "hiring-2026": None}
    assert made["over_time"]["ended"] == [{"source_id": "welcome", "on": "2025-06-01"}]
    assert "welcome" not in str(company.ask("Will we hire engineers in Leeds?")["evidence"])
    then = company.json("timeline", TOPIC, "--as-of", "2025-05-31")["timeline"]["entries"]
    assert [(one["source_id"], one["superseded_by"], one["ended_on"]) for one in then] == [
        ("hiring-2025", [], None), ("welcome", [], None)
    ]  # fmt: skip
    assert "no longer in effect since 1 June 2025" in company.run("timeline", TOPIC)[1]


def test_a_period_limits_it(company: Company) -> None:
    made = company.json("timeline", TOPIC, "--said-from", "2025-03-04", "--said-until", "2026-01-15")
    assert {day for day, _ in entries(made)} == {"2025-03-04"}
    made = company.json("timeline", TOPIC, "--said-from", "2026-01-01")
    assert {day for day, _ in entries(made)} == {"2026-01-15"}


def test_only_the_leader_who_is_asked_for(company: Company) -> None:
    made = company.json("timeline", "the foundry stays open", "--leader", "ben-okafor")
    assert {one["leader_id"] for one in made["timeline"]["entries"]} == {"ben-okafor"}
    made = company.json("timeline", "the foundry stays open", "--leader", "ada-okafor")
    assert {one["leader_id"] for one in made["timeline"]["entries"]} <= {"ada-okafor"}


def test_what_may_not_be_read_is_no_part_of_it(company: Company) -> None:
    topic = "the foundry in the summer"
    made = company.json("timeline", topic)
    assert "secret" not in json.dumps(made)
    assert "2027" not in json.dumps(made["timeline"])
    assert ("2025-03-04", "secret") in entries(company.json("timeline", topic, "--audience", "managers"))
    for words in (["withdraw", "hiring-2025", "--reason", "wrong"], ["pause", "--document", "hiring-2026"]):
        assert company.run(*words)[0] == 0
    made = company.json("timeline", TOPIC)
    assert not {"hiring-2025", "hiring-2026"} & {source_id for _, source_id in entries(made)}
    assert "hiring-2025" not in json.dumps(made)
    assert company.run("pause")[0] == 0
    assert company.json("timeline", TOPIC)["refusal"]["reason"] == "unavailable"


def test_nothing_on_record_is_a_refusal_with_what_is_nearest(company: Company) -> None:
    company.answers(everything=False)
    made = company.json("timeline", TOPIC)
    assert (made["outcome"], made["refusal"]["reason"]) == ("refused", "nothing_on_record")
    assert made["refusal"]["nearest"]
    assert made["timeline"] == {"entries": [], "changes": []}
    assert "No answer: not on record." in company.run("timeline", TOPIC)[1]


def test_a_recall_finds_it(company: Company) -> None:
    made = company.json("timeline", TOPIC)
    found = company.json("withdraw", "hiring-2025", "--reason", "wrong")
    assert made["record_id"] in json.dumps(found)


def test_its_record_is_verified_here_and_elsewhere(company: Company, verify: Callable[..., Any]) -> None:  # noqa: F811
    company.add("welcome", "welcome.txt", "We hire engineers in Leeds at the summer fair.\n", ENDED, date="2025-05-01")
    assert company.run("ingest")[0] == 0
    company.answers(everything=True)
    made = company.json("timeline", TOPIC)
    assert len(made["timeline"]["entries"]) == 3
    assert company.json("audit", "verify", made["record_id"])["verdict"] == "VERIFIED"
    company.answers(everything=False)
    company.json("timeline", TOPIC)
    company.json("audit", "export", "--all", "-o", "bundle.zip")
    code, report = verify()
    assert (code, report["verdict"], report["failures"]) == (3, "UNWITNESSED", [])


def test_what_is_no_topic_is_told_in_one_line(company: Company) -> None:
    code, _, told = company.run("timeline", "?!")
    assert (code, told.count("\n")) == (2, 1)
    assert company.run("timeline", TOPIC, "--leader", "nobody")[0] == 2
    late = date.today().replace(year=date.today().year + 1).isoformat()
    assert company.run("timeline", TOPIC, "--as-of", late)[0] == 2


def test_without_a_workspace_it_says_what_to_do(empty: Company) -> None:
    code, _, told = empty.run("timeline", TOPIC)
    assert (code, "onrecord ingest" in told) == (1, True)
