"""Asking as a program does."""

import json
import re

from tests.onrecord.web.conftest import Site

HIRING = {"question": "Will we hire engineers in Leeds?"}


def test_an_answer_is_what_the_command_line_prints(site: Site) -> None:
    answer = site.program().post("/api/answers", json=HIRING).json()
    same = site.company.ask(HIRING["question"])
    assert answer["statements"] == same["statements"]
    assert answer["receipt"]["leaf"] + 1 == same["receipt"]["leaf"]


def test_events_are_those_of_the_command_line(site: Site) -> None:
    response = site.program().post("/api/answers", json=HIRING, headers={"Accept": "text/event-stream"})
    found = [(name, json.loads(data)) for name, data in re.findall(r"event: (\w+)\ndata: (.*)\n\n", response.text)]
    names = [name for name, _ in found]
    assert names == ["begun", *["statement"] * len(found[-1][1]["statements"]), "record"]
    assert [one["statement"] for name, one in found if name == "statement"] == found[-1][1]["statements"]
    assert found[-1][1]["record_id"] == found[0][1]["record_id"]


def test_a_past_answer_is_its_askers(site: Site) -> None:
    record_id = site.program().post("/api/answers", json=HIRING).json()["record_id"]
    assert site.program().get(f"/api/answers/{record_id}").json()["left_out"] == []
    other = site.program(person="mallory@example.com").get(f"/api/answers/{record_id}")
    assert (other.status_code, other.json()["error"]) == (404, "There is nothing here that you may read.")


def test_who_is_nobody_is_told_how_to_come_in(site: Site) -> None:
    response = site.stranger().post("/api/answers", json=HIRING)
    assert (response.status_code, response.headers["WWW-Authenticate"]) == (401, "Bearer")


def test_a_token_that_is_wrong_never_falls_back_to_the_cookie(site: Site) -> None:
    eve = site.visit()
    for header in ("Bearer wrong", "Basic ZXZlOmV2ZQ==", "Bearer"):
        assert eve.post("/api/answers", json=HIRING, headers={"Authorization": header}).status_code == 401


def test_a_token_opens_only_what_its_scope_says(site: Site) -> None:
    assert site.program("audit", roles=("auditor",)).post("/api/answers", json=HIRING).status_code == 403


def test_what_cannot_be_asked_is_told_in_one_line(site: Site) -> None:
    program = site.program()
    for body in ({}, {"question": ""}, {"question": "x", "audience": "managers"}, {"question": "?"},
                 {**HIRING, "as_of": "soon"}, {**HIRING, "leader": "nobody"}):  # fmt: skip
        response = program.post("/api/answers", json=body)
        assert response.status_code == 400, body
        assert set(response.json()) == {"error", "advice"}


def test_a_body_that_is_too_large_is_not_read(site: Site) -> None:
    assert site.program().post("/api/answers", json={"question": "x" * 300_000}).status_code == 413


def test_nothing_is_kept_or_framed_and_only_our_own_is_loaded(site: Site) -> None:
    headers = site.visit().get("/").headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_metrics_count_and_name_nobody(site: Site) -> None:
    site.program().post("/api/answers", json=HIRING)
    told = site.program("metrics", roles=("admin",)).get("/metrics").text
    assert 'onrecord_answers_total{composer="extractive",outcome="answered",reason=""} 1.0' in told
    assert "onrecord_questions_taken 1.0" in told
    assert "eve@" not in told
    assert "Leeds" not in told


def test_it_is_ready_when_something_is_published(site: Site) -> None:
    with site.stranger() as client:
        assert client.get("/health/ready").json() == {"ready": True, "why": ""}
        assert client.get("/health/live").text == "alive\n"
