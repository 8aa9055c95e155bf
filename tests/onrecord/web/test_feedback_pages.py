"""What readers say of answers, reports that are settled, and answers that are shared."""

import re
from typing import Any

import pytest

from tests.onrecord.web.conftest import Site

LEAVE = "How many weeks is parental leave?"


def asked(site: Site, question: str = LEAVE, **visitor: Any) -> str:
    response = site.visit(**visitor).post("/ask", data={"question": question})
    return str(response.headers["location"]).removeprefix("/record/")


def test_a_reader_says_what_they_think_and_takes_it_back(site: Site) -> None:
    eve, record = site.visit(), asked(site)
    path = f"/record/{record}/feedback"
    assert eve.post(path, data={"kind": "helpful", "comment": "Just <so>."}).headers["location"] == f"/record/{record}"
    page = eve.get(f"/record/{record}").text
    assert "Thank you. It is kept with the answer." in page
    assert "It helped" in page
    assert "Just &lt;so&gt;." in page
    eve.post(path, data={"kind": "helpful", "back": "true"})
    assert "What you said of it" not in eve.get(f"/record/{record}").text
    assert site.company.sql("SELECT count(*) FROM feedback") == [(0,)]


def test_a_report_is_shown_to_the_owner_and_settled_and_nobody_is_named(site: Site) -> None:
    eve, record = site.visit(), asked(site)
    eve.post(f"/record/{record}/feedback", data={"kind": "wrong", "statement": "1", "comment": "It is <b>ten</b>."})
    page = eve.get(f"/record/{record}").text
    assert "is shown to comms@example.com on their desk; no mail is sent" in page
    assert "Not settled yet." in page
    comms = site.visit("comms@example.com", "author")
    page = comms.get("/reports").text
    assert "About your documents (1)" in page
    assert "It is &lt;b&gt;ten&lt;/b&gt;." in page
    assert 'href="/library/parental"' in page
    assert "eve@" not in page
    assert record not in page
    (report,) = re.findall(r"/reports/([0-9a-f]{32})/settle", page)
    assert comms.post(f"/reports/{report}/settle", data={"note": " "}).status_code == 400
    assert comms.post(f"/reports/{report}/settle", data={"note": "It is twenty."}).status_code == 303
    assert "No report is open." in comms.get("/reports").text
    assert "It is twenty." in comms.get("/reports?settled=1").text
    assert "It is twenty." in eve.get(f"/record/{record}").text
    assert comms.post(f"/reports/{report}/reopen").status_code == 303
    assert report in comms.get("/reports").text


def test_somebody_else_at_the_desk_sees_all_reports(site: Site) -> None:
    eve, record = site.visit(), asked(site)
    eve.post(f"/record/{record}/feedback", data={"kind": "wrong", "statement": "1"})
    lee = site.visit("lee@example.com", "approver")
    assert "statement 1 of the answer" in lee.get("/reports").text
    assert "No report is open." in lee.get("/reports?of=mine").text
    for what in ("settle", "reopen"):
        assert lee.post(f"/reports/{'0' * 32}/{what}", data={"note": "x"}).status_code == 404


def test_only_whoever_may_read_an_answer_says_anything_of_it(site: Site) -> None:
    record, mallory = asked(site), site.visit("mallory@example.com")
    said = {"kind": "wrong", "statement": "1"}
    unknown = mallory.post(f"/record/{'0' * 32}/feedback", data=said)
    barred = mallory.post(f"/record/{record}/feedback", data=said)
    assert (barred.status_code, barred.content) == (unknown.status_code, unknown.content) == (404, unknown.content)
    assert site.visit().post(f"/record/{record}/feedback", data=said | {"statement": "9"}).status_code == 400
    assert site.visit().post(f"/record/{record}/feedback", data=said | {"kind": "silly"}).status_code == 400
    assert site.visit().post(f"/record/{record}/feedback", data=said | {"comment": "x" * 1001}).status_code == 400
    assert site.company.sql("SELECT count(*) FROM feedback") == [(0,)]


def test_a_shared_answer_is_open_to_colleagues_until_that_is_ended(site: Site) -> None:
    eve, record, pat = site.visit(), asked(site), site.visit("pat@example.com")
    assert pat.get(f"/record/{record}").status_code == 404
    assert pat.post(f"/record/{record}/share").status_code == 404  # it is eve's
    assert eve.post(f"/record/{record}/share").status_code == 303
    page = eve.get(f"/record/{record}").text
    assert "Stop sharing" in page
    shown = pat.get(f"/record/{record}")
    assert shown.status_code == 200
    assert "Stop sharing" not in shown.text
    assert pat.post(f"/record/{record}/share", data={"end": "true"}).status_code == 404
    assert pat.post(f"/record/{record}/feedback", data={"kind": "helpful"}).status_code == 303
    assert "What you said of it" not in eve.get(f"/record/{record}").text  # pat's own
    assert eve.post(f"/record/{record}/share", data={"end": "true"}).status_code == 303
    assert pat.get(f"/record/{record}").status_code == 404


def test_an_answer_above_somebodys_audience_is_not_theirs_though_it_is_shared(site: Site) -> None:
    record = asked(site, "When does the foundry close?", person="max@example.com", audience="managers")
    max_ = site.visit("max@example.com", audience="managers")
    assert "The foundry secret" in max_.get(f"/record/{record}").text
    max_.post(f"/record/{record}/share")
    pat = site.visit("pat@example.com")
    assert pat.get(f"/record/{record}").status_code == 404
    assert pat.post(f"/record/{record}/feedback", data={"kind": "wrong"}).status_code == 404


def test_programs_give_feedback_too(site: Site) -> None:
    record = asked(site)
    program = site.program("ask")
    sent = program.post(f"/api/answers/{record}/feedback", json={"kind": "wrong", "statement": 1, "comment": "No."})
    assert sent.status_code == 200
    assert sent.json()["told"].startswith("Thank you. Your report is shown to comms@example.com")
    path = f"/api/answers/{record}/feedback"
    statuses = {
        404: site.program("ask", person="mallory@example.com").post(path, json={"kind": "wrong"}),
        400: program.post(path, json={"kind": "wrong", "statement": 9}),
        403: site.program("desk", roles=("author",)).post(path, json={"kind": "wrong"}),
        401: site.stranger().post(path, json={"kind": "wrong"}),
    }
    assert {expected: one.status_code for expected, one in statuses.items()} == {one: one for one in statuses}
    for body in ({"kind": "silly"}, {"kind": "wrong", "more": 1}, {"kind": "wrong", "comment": "x" * 1001}, {}):
        assert program.post(path, json=body).status_code == 400
    assert site.company.sql("SELECT count(*) FROM feedback") == [(1,)]


def test_what_was_said_is_gone_when_the_answer_is_erased(site: Site) -> None:
    eve, record = site.visit(), asked(site)
    eve.post(f"/record/{record}/feedback", data={"kind": "wrong", "statement": "1", "comment": "It is ten."})
    eve.post(f"/record/{record}/share")
    assert site.company.run("audit", "erase", record, "--by", "lee@example.com", "--reason", "asked for it")[0] == 0
    assert "No report is open." in site.visit("comms@example.com", "author").get("/reports").text
    assert eve.get(f"/record/{record}").status_code == 404
    assert eve.post(f"/record/{record}/feedback", data={"kind": "wrong"}).status_code == 404


@pytest.mark.parametrize("path", ["feedback", "share"])
def test_a_form_that_is_not_ours_says_nothing(site: Site, path: str) -> None:
    eve, record = site.visit(), asked(site)
    del eve.headers["X-CSRF-Token"]
    assert eve.post(f"/record/{record}/{path}", data={"kind": "helpful"}).status_code == 403
    counts = site.company.sql("SELECT (SELECT count(*) FROM feedback) + (SELECT count(*) FROM shares)")
    assert counts == [(0,)]
