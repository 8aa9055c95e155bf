"""The communications team's way: a document from its file to an employee's answer, and out of it again; and a question
that nothing answered, until a memo does."""

import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from tests.browser.conftest import Visitors
from tests.browser.test_employee import ask
from tests.ingest.recordings.made import put, tone

CANTEEN = "The canteen at Thornbeck opens on Saturdays from the first of February."
OPENS = "When does the canteen at Thornbeck open on Saturdays?"
UNANSWERED = "May we bring our dogs to the works on Fridays?"
DOGS = "From January on, dogs may come to the works on Fridays, if they sleep under the desk."
PUBLISHED_MS = 240_000


def memo(folder: Path) -> Path:
    path = folder / "canteen.pdf"
    canvas = Canvas(str(path), pagesize=A4, invariant=True)
    canvas.drawString(72, 640, CANTEEN)
    canvas.drawString(72, 610, "It serves breakfast until ten, and soup until two.")
    canvas.save()
    return path


def publish(page: Page) -> None:
    """From the page that publishes, with its progress as it comes."""
    page.goto("/library/publish")
    page.get_by_role("button", name="Publish now").click()
    expect(page.locator("#outcome")).to_contain_text("Published", timeout=PUBLISHED_MS)


def test_a_document_is_added_approved_asked_about_and_taken_back(
    visitors: Visitors, accessible: Any, picture: Any, tmp_path: Path
) -> None:
    author = visitors.sign_in("marek.dunne@example.com", "author", "approver")  # who may not approve what is his own
    author.goto("/library")
    accessible(author, "the library")
    picture(author, "library")
    author.get_by_role("link", name="Add a document").click()
    accessible(author, "adding a document")
    author.locator("#file").set_input_files(memo(tmp_path))
    expect(author.locator("#chosen")).to_contain_text("canteen.pdf")
    author.locator("#title").fill("The canteen on Saturdays")
    author.get_by_label("Said or sent on").fill("2026-11-20")
    author.get_by_label("Owner").fill("hattie.lowe@example.com")
    author.get_by_label("Daniel Quarmby").check()
    picture(author, "adding")
    author.get_by_role("button", name="Add as a draft").click()
    expect(author.get_by_role("heading", level=1)).to_have_text("The canteen on Saturdays")
    document = author.url
    accessible(author, "a draft")
    author.get_by_role("link", name="Review", exact=True).click()
    expect(author.locator("main")).to_contain_text("you cannot approve it")
    expect(author.get_by_role("button", name="Approve as")).to_have_count(0)

    approver = visitors.sign_in("yvonne.adebayo@example.com", "approver")
    approver.goto(document)
    approver.get_by_role("link", name="Review", exact=True).click()
    expect(approver.locator(".extracted")).to_contain_text(CANTEEN)
    expect(approver.locator("img.drawn")).to_have_js_property("complete", True)
    accessible(approver, "a review")
    picture(approver, "review")
    approver.get_by_role("button", name="Approve as yvonne.adebayo@example.com").click()
    expect(approver.locator("main")).to_contain_text("Approved by yvonne.adebayo@example.com")
    approver.goto("/library/publish")
    accessible(approver, "publishing")
    publish(approver)
    accessible(approver, "what was published")
    picture(approver, "published")

    eve = visitors.sign_in("eve.larch@example.com")
    ask(eve, OPENS)
    expect(eve.locator("#body .statement").first).to_contain_text(CANTEEN)
    eve.get_by_role("link", name="Its own page").click()
    answer = eve.url

    approver.goto(document)
    expect(approver.locator("main")).to_contain_text("1 past answer used it")
    approver.get_by_label("Why is it taken back?").fill("The date was wrong")
    approver.get_by_role("button", name="Withdraw at once").click()
    expect(approver.locator("main")).to_contain_text("withdrawn")
    accessible(approver, "what was withdrawn")
    eve.goto(answer)
    expect(eve.locator("main")).to_contain_text("its source was withdrawn")
    assert CANTEEN not in eve.content()
    accessible(eve, "an answer that was recalled")
    picture(eve, "recalled")
    visitors.expect("404")
    reply = eve.goto(f"/read/{document.rsplit('/', 1)[1]}")
    assert reply is not None
    assert reply.status == 404


def test_what_nothing_answered_becomes_a_memo_and_the_gap_closes(
    visitors: Visitors, accessible: Any, picture: Any
) -> None:
    eve = visitors.sign_in("eve.larch@example.com")
    eve.get_by_label("Your question").fill(UNANSWERED)
    eve.get_by_role("button", name="Ask", exact=True).click()
    expect(eve.locator(".refusal")).to_be_visible()

    author = visitors.sign_in("marek.dunne@example.com", "author")
    author.goto("/gaps")
    accessible(author, "the gaps")
    picture(author, "gaps")
    author.get_by_role("link", name=UNANSWERED).click()
    accessible(author, "a gap")
    assert "eve.larch" not in author.content()
    gap = author.url
    author.get_by_label("Title").fill("Dogs at the works")
    author.get_by_label("Whose words").select_option("ottilie-marchbank")
    author.get_by_label("The words").fill(DOGS)
    author.get_by_role("button", name="Keep as a draft").click()
    author.goto(gap)
    author.locator(".drafts a").click()
    document = author.url

    approver = visitors.sign_in("signe.bakke@example.com", "approver")
    approver.goto(f"{document}/review")
    approver.get_by_role("button", name="Approve as").click()
    expect(approver.locator("main")).to_contain_text("Approved by signe.bakke@example.com")
    publish(approver)
    author.goto(gap)
    expect(author.locator(".badge.good").first).to_contain_text("closed")
    eve.goto("/")
    ask(eve, UNANSWERED)
    expect(eve.locator("#body .statement").first).to_contain_text("dogs may come to the works")


def test_a_draft_is_sent_back_and_a_file_that_is_none_is_told(
    visitors: Visitors, accessible: Any, tmp_path: Path
) -> None:
    approver = visitors.sign_in("yvonne.adebayo@example.com", "approver")
    approver.goto("/library/closure-dates-2026-draft/review")
    approver.get_by_label("What has to change?").fill("The dates are those of last year")
    approver.get_by_role("button", name="Send back").click()
    expect(approver.locator("main")).to_contain_text("The dates are those of last year")

    author = visitors.sign_in("marek.dunne@example.com", "author")
    author.goto("/library/add")
    wrong = tmp_path / "picture.pdf"
    wrong.write_bytes(b"\x89PNG\r\n\x1a\n")
    author.locator("#file").set_input_files(wrong)
    author.get_by_label("Said or sent on").fill("2026-11-20")
    author.get_by_label("Daniel Quarmby").check()
    visitors.expect("422|400")
    author.get_by_role("button", name="Add as a draft").click()
    expect(author.get_by_role("alert")).to_contain_text("PNG")
    accessible(author, "a file that is none")


def plays_past(recording: Locator, seconds: float) -> None:
    until = time.monotonic() + 30
    while recording.evaluate("one => one.currentTime") <= seconds:
        assert time.monotonic() < until, "it does not play"
        time.sleep(0.05)


def test_an_approver_hears_the_recording_of_what_they_read(visitors: Visitors, accessible: Any, picture: Any) -> None:
    approver = visitors.sign_in("yvonne.adebayo@example.com", "approver")
    approver.goto("/library/town-hall-2025-06/review")
    recording = approver.locator("audio.recording")
    accessible(approver, "a transcript with its recording")
    picture(approver, "review-recording")
    assert recording.evaluate("one => [one.paused, one.readyState]") == [True, 0], "nothing is loaded unasked"
    recording.focus()
    approver.keyboard.press("Space")
    plays_past(recording, 0.5)
    assert 390 < recording.evaluate("one => one.duration") < 393
    recording.evaluate("one => { one.currentTime = 380 }")
    plays_past(recording, 380.2)
    approver.goto("/library/town-hall-2025-06")
    expect(approver.locator("main")).to_contain_text("approved with the document")
    accessible(approver, "the card of a transcript with its recording")
    picture(approver, "card-recording")


WEIGHBRIDGE = "The weighbridge at Thornbeck is mended by the end of August."
MENDED = "When is the weighbridge at Thornbeck mended?"
DROPPED = """([place, name, text]) => {
  const data = new DataTransfer();
  data.items.add(new File([text], name));
  document.querySelector(place).closest(".drop").dispatchEvent(
    new DragEvent("drop", {bubbles: true, cancelable: true, dataTransfer: data}));
}"""


def choose(page: Page, place: str, file: Path) -> None:
    """By the keyboard alone."""
    with page.expect_file_chooser() as chooser:
        page.locator(place).focus()  # in here: its way to the page and back is how long it takes to be listened for
        page.keyboard.press("Enter")
    chooser.value.set_files(file)


def test_a_recording_is_sent_heard_by_a_second_person_and_by_whoever_asks(
    visitors: Visitors, accessible: Any, picture: Any, tmp_path: Path
) -> None:
    words = f"WEBVTT\n\n00:01.000 --> 00:05.000\n<v Ottilie Marchbank>{WEIGHBRIDGE}\n"
    sound, large = put(tmp_path, "weighbridge.opus", tone(".opus", 6)), tmp_path / "large.wav"
    with large.open("wb") as file:
        file.truncate((512 << 20) + 1)
    author = visitors.sign_in("marek.dunne@example.com", "author")
    author.goto("/library/add")
    author.evaluate(DROPPED, ["#recording", "talk.opus", "some sound"])
    author.evaluate(DROPPED, ["#file", "memo.txt", "some words"])
    expect(author.locator("#heard")).to_have_text("Only a transcript with times (.vtt or .srt) has a recording.")
    author.evaluate(DROPPED, ["#file", "weighbridge.vtt", words])
    expect(author.locator("#chosen")).to_contain_text("weighbridge.vtt, 1 KiB.")
    expect(author.locator("#heard")).to_have_text("talk.opus, 1 KiB.")
    choose(author, "#recording", large)
    expect(author.locator("#heard")).to_have_text("large.wav has 512.0 MiB; at most 512 MiB are read.")
    assert author.locator("#recording").evaluate("one => one.validationMessage")
    choose(author, "#recording", sound)
    expect(author.locator("#heard")).to_contain_text("weighbridge.opus, ")
    author.get_by_label("A note beside it").fill("A tone: nobody speaks")
    author.locator("#title").fill("The weighbridge")
    author.get_by_label("Kind").select_option("transcript")
    author.get_by_label("Said or sent on").fill("2026-11-20")
    author.get_by_label("Owner").fill("hattie.lowe@example.com")
    author.get_by_label("Ottilie Marchbank").check()
    accessible(author, "adding a transcript with its recording")
    picture(author, "adding-recording", whole=True)
    author.get_by_role("button", name="Add as a draft").click()
    expect(author.get_by_role("heading", level=1)).to_have_text("The weighbridge")
    document = author.url

    approver = visitors.sign_in("yvonne.adebayo@example.com", "approver")
    approver.goto(f"{document}/review")
    expect(approver.locator("main")).to_contain_text("A tone: nobody speaks")
    approver.locator("audio.recording").focus()
    approver.keyboard.press("Space")
    plays_past(approver.locator("audio.recording"), 0.5)
    approver.get_by_role("button", name="Approve as").click()
    publish(approver)
    eve = visitors.sign_in("eve.larch@example.com")
    ask(eve, MENDED)
    expect(eve.locator("#body .statement").first).to_contain_text(WEIGHBRIDGE)
    eve.get_by_role("button", name="Hear it: the words of source 1, as recorded").click()
    expect(eve.locator(".clip-line").first).to_contain_text("A tone: nobody speaks")

    plain = visitors.sign_in("signe.bakke@example.com", "author", javascript=False, phone=True, dark=True)
    plain.goto(document)
    plain.get_by_role("link", name="Another recording").click()
    expect(plain.get_by_role("note")).to_contain_text("It takes the approval of yvonne.adebayo@example.com away")
    picture(plain, "recording-later", whole=True)
    plain.locator("#recording").set_input_files(put(tmp_path, "short.opus", tone(".opus", 2)))
    visitors.expect("422")
    plain.get_by_role("button", name="Add the recording").click()
    expect(plain.get_by_role("alert")).to_contain_text("ends at 00:00:02.0")
    plain.locator("#recording").set_input_files(put(tmp_path, "again.opus", tone(".opus", 7)))
    plain.get_by_role("button", name="Add the recording").click()
    expect(plain.locator("main")).to_contain_text("The recording was added.")
    expect(plain.locator("main")).to_contain_text("Brought bysigne.bakke@example.com")
    picture(plain, "recording-added", whole=True)
    author.goto(f"/library/add?records={document.rsplit('/', 1)[1]}")
    accessible(author, "another recording")
    author.goto(document)
    accessible(author, "a draft with its recording")
