"""The page that asks, the answer's own page, and what is copied from it."""

import json
import re

from tests.onrecord.web.conftest import Site

HIRING = "Will we hire engineers in Leeds?"


def asked(site: Site, question: str = HIRING, **more: str) -> str:
    """The id of an answer to eve's question."""
    response = site.visit().post("/ask", data={"question": question, **more})
    assert response.status_code == 303, response.text
    return str(response.headers["location"]).removeprefix("/record/")


def events(text: str) -> list[tuple[str, dict[str, str]]]:
    found = re.findall(r"event: (\w+)\ndata: (.*)\n\n", text)
    return [(name, json.loads(data)) for name, data in found]


def test_nobody_in_particular_is_sent_to_sign_in_and_back(site: Site) -> None:
    response = site.stranger().get("/?q=hiring")
    assert (response.status_code, response.headers["location"]) == (303, "/sign-in?next=%2F%3Fq%3Dhiring")


def test_a_link_fills_the_question_in_and_asks_nothing(site: Site) -> None:
    before = site.company.sql("SELECT count(*) FROM answers")
    page = site.visit().get("/", params={"q": "<b>hiring</b>"}).text
    assert "&lt;b&gt;hiring&lt;/b&gt;" in page
    assert site.company.sql("SELECT count(*) FROM answers") == before


def test_statements_come_one_by_one_and_then_the_whole(site: Site) -> None:
    response = site.visit().post("/ask", data={"question": HIRING}, headers={"Accept": "text/event-stream"})
    names = [name for name, _ in events(response.text)]
    assert names[0] == "begun"
    assert names[-1] == "record"
    assert names.count("statement") >= 1
    whole = events(response.text)[-1][1]["html"]
    assert "Ada Okafor" in whole
    assert "not Ada Okafor speaking" in whole
    assert 'href="/read/hiring-2026?record=' in whole


def test_without_javascript_the_answer_is_a_page(site: Site) -> None:
    eve = site.visit()
    where = eve.post("/ask", data={"question": HIRING}).headers["location"]
    page = eve.get(where)
    assert page.status_code == 200
    assert "We will hire no engineers in Leeds this year" in page.text


def test_a_refusal_says_what_there_is_and_whom_to_ask(site: Site) -> None:
    site.company.answers(everything=False)
    page = site.visit().get(f"/record/{asked(site)}").text
    assert "No answer: not on record" in page
    assert "mailto:comms%40example.com" in page
    assert "The nearest on record" in page
    assert 'href="/over-time?topic=Will%20we%20hire%20engineers%20in%20Leeds%3F"' in page


def test_another_persons_answer_is_not_there(site: Site) -> None:
    record_id = asked(site)
    mine, theirs = site.visit(), site.visit("mallory@example.com")
    assert mine.get(f"/record/{record_id}").status_code == 200
    found, unknown = theirs.get(f"/record/{record_id}"), theirs.get(f"/record/{'0' * 32}")
    assert (found.status_code, found.text) == (404, unknown.text.replace("0" * 32, record_id))


def test_what_was_withdrawn_since_is_marked_and_not_shown(site: Site) -> None:
    record_id = asked(site)
    assert site.company.run("withdraw", "hiring-2026", "--reason", "A wrong figure")[0] == 0
    page = site.visit().get(f"/record/{record_id}").text
    assert "is not shown any longer: its source was withdrawn" in page
    assert "price of brass" not in page
    assert "no engineers" not in page


def test_a_question_from_another_site_is_not_asked(site: Site) -> None:
    eve = site.visit()
    del eve.headers["X-CSRF-Token"]
    assert eve.post("/ask", data={"question": HIRING}).status_code == 403
    assert eve.post("/ask", data={"question": HIRING, "csrf": "guessed"}).status_code == 403
    eve.headers["X-CSRF-Token"] = "the-visitor's-own"
    elsewhere = eve.post("/ask", data={"question": HIRING}, headers={"Sec-Fetch-Site": "cross-site"})
    assert elsewhere.status_code == 403


def test_what_is_copied_keeps_citations_and_disclosure(site: Site) -> None:
    record_id = asked(site)
    markdown, text = (site.visit().get(f"/record/{record_id}.{kind}").text for kind in ("md", "txt"))
    assert "1. Ada Okafor, [Hiring 2026](<https://onrecord.example/read/hiring-2026" in markdown
    assert "[1] Ada Okafor, Hiring 2026 (https://onrecord.example/read/hiring-2026" in text
    assert ", in *Hiring 2026*, Ada Okafor said: " in markdown
    for told in (markdown, text):
        assert "[1]\n" in told
        assert "not Ada Okafor speaking" in told
        assert f"https://onrecord.example/record/{record_id}" in told


def test_the_audience_is_the_askers_own(site: Site) -> None:
    question = "When does the foundry close?"
    for person, audience, secret in (("eve", "all-employees", False), ("mia", "managers", True)):
        visitor = site.visit(f"{person}@example.com", audience=audience)
        where = visitor.post("/ask", data={"question": question, "audience": "managers"}).headers["location"]
        assert ("2027" in visitor.get(where).text) is secret


def test_without_an_audience_nothing_is_answered(site: Site) -> None:
    response = site.visit("zoe@example.com", audience="").post("/ask", data={"question": HIRING})
    assert response.status_code == 403
