"""The README's tour, step by step as it is written there; its pictures are made here."""

from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from tests.browser.conftest import ROOT, Visitors
from tests.browser.test_communications import publish
from tests.browser.test_employee import ask

CELLS = "What was said about making our own pressure cells?"
OPENS = "When does the library at Thornbeck open?"
WORDS = "From March on, the library at Thornbeck is open on Wednesdays until eight in the evening."


def test_a_person_with_no_manual_finds_the_way(visitors: Visitors, picture: Any, tmp_path: Path) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    tour = readme[readme.index("## A tour") :]
    for told in (CELLS, OPENS, WORDS):
        assert told in " ".join(tour.split()), "the README tells the tour otherwise"

    eve = visitors.stranger()
    eve.goto("/")
    picture(eve, "sign-in", tour=True)
    eve.get_by_label("Your e-mail address").fill("eve.larch@example.com")
    eve.get_by_role("button", name="Sign in").click()
    ask(eve, CELLS)
    eve.locator("a.mark").first.click()
    expect(eve.locator("#beside .facsimile img")).to_have_js_property("complete", True)
    eve.evaluate("window.scrollTo(0, 0)")
    picture(eve, "asked", tour=True)

    marek = visitors.sign_in("marek.dunne@example.com", "author")
    marek.get_by_role("link", name="Library").click()
    marek.get_by_role("link", name="Add a document").click()
    memo = tmp_path / "library-hours.txt"
    memo.write_text(WORDS + "\n", encoding="utf-8")
    marek.locator("#file").set_input_files(memo)
    marek.locator("#title").fill("Library hours")
    marek.get_by_label("Said or sent on").fill("2026-11-20")
    marek.get_by_label("Ottilie Marchbank").check()
    picture(marek, "adding", tour=True)
    marek.get_by_role("button", name="Add as a draft").click()
    expect(marek.get_by_role("heading", level=1)).to_have_text("Library hours")

    signe = visitors.sign_in("signe.bakke@example.com", "approver")
    signe.get_by_role("link", name="Library").click()
    signe.get_by_role("link", name="Library hours").click()
    document = signe.url
    signe.get_by_role("link", name="Review", exact=True).click()
    picture(signe, "review", tour=True)
    signe.get_by_role("button", name="Approve as").click()
    expect(signe.locator("main")).to_contain_text("Approved by signe.bakke@example.com")
    publish(signe)
    picture(signe, "published", tour=True)

    eve.goto("/")
    ask(eve, OPENS)
    expect(eve.locator("#body .statement").first).to_contain_text("open on Wednesdays until eight")
    eve.get_by_role("link", name="Its own page").click()
    expect(eve.get_by_role("heading", level=1)).to_have_text(OPENS)
    answer = eve.url

    signe.goto(document)
    signe.get_by_label("Why is it taken back?").fill("It is open until nine")
    signe.get_by_role("button", name="Withdraw at once").click()
    expect(signe.locator("main")).to_contain_text("withdrawn")
    eve.goto(answer)
    expect(eve.locator("main")).to_contain_text("its source was withdrawn")
    picture(eve, "recalled", tour=True)

    ann = visitors.sign_in("ann.ford@example.com", "auditor")
    ann.goto(f"/room/record/{answer.rsplit('/', 1)[1]}")
    expect(ann.locator("main")).to_contain_text("VERIFIED")
    picture(ann, "record", tour=True)
