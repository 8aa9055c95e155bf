"""Gaps at the desk: from questions that were refused to the memo that answers them; nobody who asked is named."""

import html
import re
from dataclasses import replace

import pytest

from onrecord.web.app import create_app
from tests.onrecord.web.conftest import Site

CAKE = "Will the canteen serve cake on Mondays?"
WORDS = "The canteen will serve cake on Mondays from now on. It is lemon cake."
MEMO = {"title": "Cake on Mondays", "leader": "ada-okafor", "audience": "all-employees", "words": WORDS}


def refused(site: Site, *questions: str, person: str = "eve@example.com") -> list[str]:
    site.company.answers(everything=False)
    sent = [site.visit(person).post("/ask", data={"question": one}) for one in questions]
    return [str(one.headers["location"]).removeprefix("/record/") for one in sent]


def the_gap(site: Site) -> str:
    """The path of the only gap's page."""
    (found,) = set(
        re.findall(r'href="(/gaps/[0-9a-f]{16})"', site.visit("kim@example.com", "author").get("/gaps").text)
    )
    return str(found)


def test_what_is_refused_is_counted_and_nobody_who_asked_is_named(site: Site) -> None:
    ids = refused(site, CAKE, f"{CAKE} pat@example.com 07700 900123 <b>now</b>", person="eve@example.com")
    kim = site.visit("kim@example.com", "author")
    pages = [kim.get("/gaps").text, kim.get(the_gap(site)).text]
    assert "2 questions asked since" in pages[0]
    assert CAKE in html.unescape(pages[0])
    assert "[address] [number] &lt;b&gt;now&lt;/b&gt;" in pages[1]
    for page in pages:
        assert not [one for one in ("eve@", "pat@", "900123", "<b>now", *ids) if one in page]


def test_the_whole_circle(site: Site) -> None:
    refused(site, CAKE)
    kim, gap = site.visit("kim@example.com", "author"), the_gap(site)
    sent = kim.post(f"{gap}/memo", data=MEMO)
    assert (sent.status_code, sent.headers["location"]) == (303, gap)
    page = kim.get(gap).text
    assert "being written: cake-on-mondays" in page
    assert 'href="/library/cake-on-mondays"' in page
    run = site.company.run
    assert run("approve", "cake-on-mondays", "--by", "lee@example.com", "--yes")[0] == 0
    assert run("ingest")[0] == 0
    assert "closed: cake-on-mondays" in kim.get(gap).text
    site.company.answers(everything=True)
    assert "lemon cake" in site.company.run("ask", CAKE)[1]
    assert "closed: cake-on-mondays" in kim.get(gap).text
    refused(site, CAKE)
    assert "asked 1 time in vain since cake-on-mondays was published" in kim.get(gap).text


def test_a_memo_goes_into_the_manifest_that_was_published(site: Site) -> None:
    """Whatever manifest the service was started with."""
    refused(site, CAKE)
    other = site.company.folder / "elsewhere" / "corpus_manifest.yaml"
    service = replace(site.app.state.service, manifest=other)
    kim, gap = site.visit("kim@example.com", "author"), the_gap(site)
    app = create_app(service, warm=False)
    client = site.opened(app)
    client.cookies.update(kim.cookies)
    client.headers["X-CSRF-Token"] = kim.headers["X-CSRF-Token"]
    sent = client.post(f"{gap}/memo", data=MEMO)
    assert sent.status_code == 303, sent.text
    assert "id: cake-on-mondays" in site.company.manifest.read_text()
    assert not other.exists()


def test_one_memo_may_answer_what_is_perhaps_the_same(site: Site) -> None:
    refused(site, CAKE, "Will the canteen serve soup on every Friday?", "Why?")
    kim = site.visit("kim@example.com", "author")
    page = kim.get("/gaps").text
    gaps = {name: path for path, name in re.findall(r'href="(/gaps/[0-9a-f]{16})">([^<]+)', page)}
    soup = gaps["Will the canteen serve soup on every Friday?"].removeprefix("/gaps/")
    assert f'name="also" value="{soup}"' in kim.get(gaps[CAKE]).text
    unlike = gaps["Why?"].removeprefix("/gaps/")
    wrong = kim.post(f"{gaps[CAKE]}/memo", data=MEMO | {"also": [soup], "words": ""})
    assert f'value="{soup}" checked' in wrong.text
    assert kim.post(f"{gaps[CAKE]}/memo", data=MEMO | {"also": [soup, unlike, "none"]}).status_code == 303
    for name in gaps:
        assert ("being written: cake-on-mondays" in kim.get(gaps[name]).text) is (name != "Why?")
    kim.post(f"/gaps/{soup}/give-up", data={"source_id": "cake-on-mondays"})
    assert "Written to close it" not in kim.get(f"/gaps/{soup}").text
    assert "Written to close it" in kim.get(gaps[CAKE]).text


def test_what_an_author_wrote_is_not_lost_when_it_cannot_be_kept(site: Site) -> None:
    refused(site, CAKE)
    kim, gap = site.visit("kim@example.com", "author"), the_gap(site)
    before = site.company.manifest.read_bytes()
    sent = kim.post(f"{gap}/memo", data=MEMO | {"leader": "nobody", "words": "<i>Lemon</i>"})
    assert sent.status_code == 422
    assert 'role="alert"' in sent.text
    assert "&lt;i&gt;Lemon&lt;/i&gt;</textarea>" in sent.text
    assert kim.post(f"{gap}/memo", data=MEMO | {"words": " "}).status_code == 400
    assert site.company.manifest.read_bytes() == before


def test_a_gap_is_dismissed_with_a_reason_and_opened_again(site: Site) -> None:
    refused(site, CAKE)
    lee, gap = site.visit("lee@example.com", "approver"), the_gap(site)
    assert "Start a memo" not in lee.get(gap).text  # an author's part
    assert lee.post(f"{gap}/dismiss", data={"reason": " "}).status_code == 400
    assert lee.post(f"{gap}/dismiss", data={"reason": "Not <a> leader's to say"}).status_code == 303
    assert "dismissed: Not &lt;a&gt; leader&#39;s to say" in lee.get(gap).text
    assert lee.post(f"{gap}/reopen").status_code == 303
    assert "dismissed:" not in lee.get(gap).text


def test_a_draft_may_be_meant_for_something_else(site: Site) -> None:
    refused(site, CAKE)
    kim, gap = site.visit("kim@example.com", "author"), the_gap(site)
    kim.post(f"{gap}/memo", data=MEMO)
    assert kim.post(f"{gap}/give-up", data={"source_id": "parental"}).status_code == 404
    assert kim.post(f"{gap}/give-up", data={"source_id": "cake-on-mondays"}).status_code == 303
    assert "Written to close it" not in kim.get(gap).text


@pytest.mark.parametrize("path", ["/gaps", "/gaps/0123456789abcdef", "/reports"])
def test_only_the_desk_opens_them(site: Site, path: str) -> None:
    for role in ("employee", "auditor", "admin"):
        assert site.visit("eve@example.com", role).get(path).status_code == 403
    assert site.program("ask", roles=("author",)).get(path).status_code == 403
    assert site.stranger().get(path).status_code == 303


def test_a_gap_that_is_none_is_not_here(site: Site) -> None:
    kim = site.visit("kim@example.com", "author")
    assert kim.get("/gaps/0123456789abcdef").status_code == 404
    assert "The record answered whatever was asked." in kim.get("/gaps").text
    for what in ("memo", "dismiss", "reopen", "give-up"):
        assert kim.post(f"/gaps/0123456789abcdef/{what}").status_code == 404
    for what in ("memo", "dismiss", "reopen", "give-up"):
        assert site.visit().post(f"/gaps/0123456789abcdef/{what}").status_code == 403
