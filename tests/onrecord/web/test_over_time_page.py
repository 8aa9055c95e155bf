"""A topic over time on its page and as JSON: who may see what, and what each mark says."""

import json
import re
from xml.etree import ElementTree

from tests.onrecord.web.conftest import Site

HIRING = {"topic": "hire engineers in Leeds"}


def told(site: Site, person: str = "eve@example.com", audience: str = "all-employees", **asked: str) -> str:
    """The address of a timeline that somebody has asked for."""
    response = site.visit(person, audience=audience).post("/over-time", data={**HIRING, **asked})
    assert response.status_code == 303, response.text
    return str(response.headers["location"])


def test_a_link_fills_the_form_in_and_looks_for_nothing(site: Site) -> None:
    before = site.company.sql("SELECT count(*) FROM answers")
    page = site.visit().get("/over-time", params={"topic": "<b>hiring</b>", "leader": "ada-okafor"}).text
    assert "&lt;b&gt;hiring&lt;/b&gt;" in page
    assert '<option value="ada-okafor" selected>' in page
    assert site.company.sql("SELECT count(*) FROM answers") == before


def test_quotes_stand_in_order_each_with_its_place_and_what_became_of_it(site: Site) -> None:
    page = site.visit().get(told(site)).text
    first, second = page.index("We will hire forty engineers in Leeds."), page.rindex("We will hire no engineers")
    assert first < second
    assert "Superseded since by Hiring 2026 (15 January 2026)" in page
    links = re.findall(r'class="mark" href="(/read/[^"]+)"', page)
    assert len(links) == len(re.findall(r'id="entry-\d+"', page))
    assert all("record=" in link and "start=" in link for link in links)
    assert "not Ada Okafor speaking" in page


def test_of_two_leaders_of_one_name_one_is_chosen_for_the_same_topic(site: Site) -> None:
    page = site.visit().get(told(site, topic="What did Okafor say about hiring engineers?")).text
    assert page.count('class="choices"') == 1
    links = re.findall(r'class="button" href="([^"]+)"', page[page.index('class="choices"') :])
    assert [one.rpartition("=")[2] for one in links[:2]] == ["ada-okafor", "ben-okafor"]
    assert all(one.startswith("/over-time?topic=") for one in links[:2])


def test_what_changed_stands_side_by_side(site: Site) -> None:
    page = site.visit().get(told(site)).text
    change = page[page.index('id="change-1"') : page.index('class="year"')]
    assert "4 March 2025" in change
    assert "15 January 2026" in change
    assert "forty engineers" in change
    assert "no engineers" in change
    assert "The later document replaced the earlier one." in change


def test_the_picture_says_in_words_what_it_shows(site: Site) -> None:
    page = site.visit().get(told(site)).text
    begin = page.index("<svg viewBox")
    drawn = ElementTree.fromstring(page[begin : page.index("</svg>", begin) + 6])
    assert drawn.get("role") == "img"
    assert "change of position" in str(drawn.findtext("title"))
    assert [one.get("class") for one in drawn.iter("circle")].count("point superseded") == 1


def test_nobody_reads_anothers_timeline_or_what_is_above_their_audience(site: Site) -> None:
    where = told(site)
    other, unknown = site.visit("mallory@example.com").get(where), site.visit("mallory@example.com").get("/over-time/0")
    assert (other.status_code, unknown.status_code) == (404, 404)
    foundry = {"topic": "the foundry closes"}
    for audience, secret in (("all-employees", False), ("managers", True)):
        page = site.visit(audience=audience).get(told(site, audience=audience, **foundry)).text
        assert ("2027" in page) is secret


def test_its_asker_may_share_it_and_end_that(site: Site) -> None:
    where = told(site)
    record_id = where.removeprefix("/over-time/")
    eve, colleague = site.visit(), site.visit("mallory@example.com")
    assert "Share this page" in eve.get(where).text
    assert eve.post(f"/record/{record_id}/share").status_code == 303
    assert "Stop sharing" in eve.get(where).text
    page = colleague.get(where)
    assert page.status_code == 200
    assert "/share" not in page.text
    eve.post(f"/record/{record_id}/share", data={"end": "true"})
    assert colleague.get(where).status_code == 404


def test_what_was_withdrawn_since_goes_with_its_changes(site: Site) -> None:
    where = told(site)
    assert site.company.run("withdraw", "hiring-2026", "--reason", "A wrong figure")[0] == 0
    page = site.visit().get(where).text
    assert "is not shown any longer: its source was withdrawn" in page
    assert "price of brass" not in page
    assert 'id="change-1"' not in page


def test_a_timelines_record_leads_to_its_page(site: Site) -> None:
    where = told(site)
    response = site.visit().get(where.replace("/over-time/", "/record/"))
    assert (response.status_code, response.headers["location"]) == (303, where)


def test_an_answer_is_no_timeline(site: Site) -> None:
    eve = site.visit()
    record = eve.post("/ask", data={"question": "Will we hire engineers in Leeds?"}).headers["location"]
    assert eve.get(record.replace("/record/", "/over-time/")).status_code == 404


def test_nothing_on_record_is_a_refusal_with_what_is_nearest(site: Site) -> None:
    site.company.answers(everything=False)
    page = site.visit().get(told(site)).text
    assert "not on record" in page
    assert "The nearest on record" in page


def test_a_form_that_cannot_be_asked_says_why(site: Site) -> None:
    eve = site.visit()
    assert "The topic is empty." in eve.post("/over-time", data={"topic": " "}).text
    late = eve.post("/over-time", data={**HIRING, "since": "2026-01-01", "until": "2025-01-01"})
    assert (late.status_code, "ends before it begins" in late.text) == (400, True)


def test_json_is_the_commands(site: Site) -> None:
    answer = site.program().get("/api/timeline", params=HIRING).json()
    same = site.company.json("timeline", HIRING["topic"])
    assert answer["timeline"] == same["timeline"]
    assert answer["over_time"] == same["over_time"]
    assert [one["date"] for one in answer["timeline"]["entries"]] == sorted(
        one["date"] for one in answer["timeline"]["entries"]
    )


def test_a_program_needs_the_scope_and_a_topic(site: Site) -> None:
    assert site.program("audit", roles=("auditor",)).get("/api/timeline", params=HIRING).status_code == 403
    assert site.stranger().get("/api/timeline", params=HIRING).status_code == 401
    for params in ({}, {"topic": "?"}, {**HIRING, "leader": "nobody"}, {**HIRING, "as_of": "soon"}):
        response = site.program().get("/api/timeline", params=params)
        assert response.status_code == 400, params
        assert set(json.loads(response.text)) == {"error", "advice"}
