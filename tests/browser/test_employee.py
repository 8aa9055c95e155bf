"""An employee's way: from the sign-in to a quote on its page, to a colleague, to the owner of what is wrong."""

import io
from typing import Any

from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitors
from tests.browser.printed import PRINTED, SOURCE_ID, TITLE, Line

SHELTER = "How many bicycles will the shelter at Thornbeck have room for?"
NEAR_PX = 3


def ask(page: Page, question: str) -> None:
    page.get_by_label("Your question").fill(question)
    page.wait_for_load_state()  # before its scripts are there, the form is sent as it is, and another page comes
    page.get_by_role("button", name="Ask", exact=True).click()
    page.locator("#answer .disclosure").wait_for()


def marked(page: Page, line: Line) -> None:
    """The coloured pixels over the page's picture lie where the line was printed, within a few pixels."""
    place = page.locator(".facsimile").first
    place.scroll_into_view_if_needed()
    expect(page.locator(".facsimile img").first).to_have_js_property("complete", True)
    with Image.open(io.BytesIO(place.screenshot(animations="disabled"))) as shot:
        picture = shot.convert("HSV")
    colours = picture.getchannel("S").point(lambda value: 255 if value > 60 else 0)
    found = colours.getbbox()
    assert found is not None, "nothing is highlighted"
    shares = zip(line.box, (picture.width, picture.height) * 2, strict=True)
    wanted = [share * size for share, size in shares]
    assert all(abs(one - other) <= NEAR_PX for one, other in zip(found, wanted, strict=True)), (found, wanted)


def test_from_the_sign_in_to_the_cited_words_on_their_page(visitors: Visitors, accessible: Any, picture: Any) -> None:
    page = visitors.stranger()
    page.goto("/")
    accessible(page, "sign in")
    picture(page, "sign-in")
    page.get_by_label("Your e-mail address").fill("eve.larch@example.com")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What have they actually said?")
    accessible(page, "the page that asks")
    ask(page, SHELTER)
    expect(page.locator("#body .statement")).to_contain_text(PRINTED[0].text)
    expect(page.locator("#body .disclosure")).to_contain_text("not Daniel Quarmby speaking")
    accessible(page, "an answer")
    page.locator("a.mark").first.click()
    expect(page.locator("#beside h2")).to_have_text(TITLE)
    marked(page, PRINTED[0])
    accessible(page, "a source beside the answer")
    picture(page, "asked")
    page.get_by_role("link", name="Open as a page").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    marked(page, PRINTED[0])
    accessible(page, "a source's page")
    picture(page, "source")


def test_each_sentence_of_a_page_is_marked_where_it_stands(visitors: Visitors) -> None:
    for how in ({}, {"phone": True}, {"dark": True}):
        page = visitors.sign_in("eve.larch@example.com", **how)
        start = 0
        for line in PRINTED:
            page.goto(f"/read/{SOURCE_ID}?start={start}&end={start + len(line.text)}")
            expect(page.locator("mark")).to_have_count(1)
            expect(page.locator("mark")).to_have_text(line.text)
            marked(page, line)
            start += len(line.text) + 1


def test_an_answer_is_copied_shared_and_reported(visitors: Visitors, accessible: Any, picture: Any) -> None:
    eve, sam = visitors.sign_in("eve.larch@example.com"), visitors.sign_in("sam.reed@example.com")
    ask(eve, SHELTER)
    eve.get_by_role("link", name="Copy with citations").click()
    expect(eve.locator(".copied")).to_contain_text("Copied")
    copied = eve.evaluate("navigator.clipboard.readText()")
    assert PRINTED[0].text in copied
    assert f"/read/{SOURCE_ID}?record=" in copied
    assert "not Daniel Quarmby speaking" in copied
    eve.get_by_role("link", name="Its own page").click()
    expect(eve.get_by_role("heading", level=1)).to_have_text(SHELTER)
    accessible(eve, "an answer's own page")
    visitors.expect("404")
    assert (reply := sam.goto(eve.url)) is not None
    assert reply.status == 404
    accessible(sam, "what is not there")
    eve.get_by_role("button", name="Share this page").click()
    expect(eve.get_by_text("Shared.", exact=True)).to_be_visible()
    sam.goto(eve.url)
    expect(sam.locator(".statement")).to_contain_text(PRINTED[0].text)
    sam.get_by_label("What should be known").fill("It has room for sixty.")
    sam.get_by_role("button", name="This is wrong: tell its owner").click()
    expect(sam.locator(".told")).to_contain_text("Your report is shown to hattie.lowe@example.com")
    owner = visitors.sign_in("hattie.lowe@example.com", "author")
    owner.goto("/reports")
    expect(owner.locator(".reports li").first).to_contain_text("It has room for sixty.")
    assert "sam.reed" not in owner.content()
    accessible(owner, "what was reported")
    picture(owner, "reports")


def test_a_refusal_helps(visitors: Visitors, accessible: Any, picture: Any) -> None:
    page = visitors.sign_in("eve.larch@example.com")
    page.get_by_label("Your question").fill("Will there be a swimming pool on the roof?")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator(".refusal h2")).to_contain_text("No answer")
    expect(page.locator(".refusal")).to_contain_text("The nearest on record")
    expect(page.locator(".refusal a[href^='mailto:']")).to_be_visible()
    accessible(page, "a refusal")
    picture(page, "refused")


def test_the_keyboard_is_enough(visitors: Visitors) -> None:
    page = visitors.stranger()
    page.goto("/")
    _tab_to(page, "input[name=person]")
    page.keyboard.type("kim.ash@example.com")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("What have they actually said?")
    page.wait_for_load_state()
    expect(page.get_by_label("Your question")).to_be_focused()
    page.keyboard.type(SHELTER)
    page.keyboard.press("Enter")
    page.locator("#answer .disclosure").wait_for()
    expect(page.locator("#asked")).to_be_focused()
    _tab_to(page, "a.mark")
    page.keyboard.press("Enter")
    expect(page.locator("#beside")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("a.mark").first).to_be_focused()
    expect(page.locator("#beside")).to_be_hidden()
    _tab_to(page, "a[data-copy]")
    page.keyboard.press("Enter")
    expect(page.locator(".copied")).to_contain_text("Copied")
    _tab_to(page, "button[value=helpful]")
    page.keyboard.press("Enter")
    expect(page.locator(".told")).to_contain_text("Thank you")


def test_everything_works_without_javascript(visitors: Visitors) -> None:
    page = visitors.sign_in("noa.birch@example.com", javascript=False)
    page.get_by_label("Your question").fill(SHELTER)
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator(".statement")).to_contain_text(PRINTED[0].text)
    page.locator("a.mark").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    marked(page, PRINTED[0])
    page.get_by_role("link", name="Back to the answer").click()
    page.get_by_role("button", name="It helped").click()
    expect(page.locator("main")).to_contain_text("Thank you")
    page.get_by_role("button", name="Sign out").click()
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_a_phone_and_the_dark_show_all_of_it(visitors: Visitors, picture: Any) -> None:
    page = visitors.sign_in("eve.larch@example.com", phone=True, dark=True)
    ask(page, SHELTER)
    page.locator("a.mark").first.click()
    marked(page, PRINTED[0])
    picture(page, "phone")
    page.get_by_role("button", name="Close").click()
    expect(page.locator("#beside")).to_be_hidden()


def test_a_topic_over_time(visitors: Visitors, accessible: Any, picture: Any) -> None:
    page = visitors.sign_in("eve.larch@example.com")
    page.goto("/over-time")
    accessible(page, "over time")
    page.get_by_label("Topic").fill("days at their site in each week")
    page.get_by_role("button", name="Show").click()
    expect(page.locator(".line .told").first).to_be_visible()
    accessible(page, "a topic over time")
    picture(page, "over-time")
    page.locator("a.mark").first.click()
    expect(page.locator("#beside mark, #beside rect").first).to_be_attached()
    page.goto("/about")
    accessible(page, "about")


def _tab_to(page: Page, selector: str) -> None:
    """Press Tab until the element has the focus; it has to come by itself."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("one => document.activeElement.matches(one)", selector):
            return
    raise AssertionError(f"Tab never comes to {selector}")
