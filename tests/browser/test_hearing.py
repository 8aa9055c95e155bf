"""Asking by voice, at a microphone that plays what a neutral voice says: shown, corrected, and only then asked."""

import re
import wave
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from onrecord.speech import piper, script
from tests.browser.conftest import Served, Visitors

SPOKEN = "Has Daniel Quarmby said how much more work each of us is carrying?"
MEANT = "How many bicycles will the shelter at Thornbeck have room for?"
LEAD_S, TAIL_S = 0.5, 20.0
WATCHED = """
  window.opened = [];
  const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (wanted) => {
    const stream = await open(wanted);
    window.opened.push(...stream.getTracks());
    return stream;
  };
"""
MADE = """
  window.opened = [];
  navigator.mediaDevices.getUserMedia = async () => {
    const context = new AudioContext(), to = context.createMediaStreamDestination();
    const noise = { silence: new ConstantSourceNode(context, { offset: 0 }),
                    noise: new OscillatorNode(context, { type: "square", frequency: 220 }) }[window.given];
    noise?.connect(new GainNode(context, { gain: 8 })).connect(to);
    noise?.start();
    window.opened.push(...to.stream.getTracks());
    return to.stream;
  };
"""
NO_WORDS = "No words were heard. Speak closer to the microphone, and try again."
NO_SOUND = "The microphone gave no sound. Try again, or type your question."
EITHER = re.compile(f"{re.escape(NO_WORDS)}|{re.escape(NO_SOUND)}")
RELEASED = "() => window.opened.length > 0 && window.opened.every((one) => one.readyState === 'ended')"


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, float]:
    """What is said into the microphone, and for how many seconds."""
    sound = piper.presenter().speak(script.plain(SPOKEN))
    path = tmp_path_factory.mktemp("spoken") / "question.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(sound.rate)
        file.writeframes(bytes(2 * int(LEAD_S * sound.rate)) + sound.pcm + bytes(2 * int(TAIL_S * sound.rate)))
    return path, LEAD_S + sound.seconds


@pytest.fixture(scope="module")
def microphone(chromium: Callable[..., Browser], spoken: tuple[Path, float]) -> Iterator[Browser]:
    """A browser whose microphone says it, and whose person allows it."""
    made = chromium("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
                    f"--use-file-for-fake-audio-capture={spoken[0]}%noloop")  # fmt: skip
    yield made
    made.close()


@pytest.fixture
def speakers(served: Served, microphone: Browser) -> Iterator[Visitors]:
    made = Visitors(served=served, browser=microphone)
    yield made
    made.close()


def at_the_page(visitors: Visitors, **how: bool) -> Page:
    page = visitors.sign_in("eve.larch@example.com", **how)
    page.add_init_script(WATCHED)
    page.goto("/")
    return page


def button(page: Page) -> Any:
    return page.locator("#hear-button")


def test_a_spoken_question_is_shown_corrected_and_then_asked(
    speakers: Visitors, spoken: tuple[Path, float], accessible: Any, picture: Any
) -> None:
    page, posted = at_the_page(speakers), list[str]()
    page.on("request", lambda request: posted.append(request.url) if request.method == "POST" else None)
    accessible(page, "the page that asks, with a microphone")
    assert page.evaluate("window.opened.length") == 0  # nothing listens before it is told to
    button(page).click()
    expect(button(page)).to_have_text(re.compile("Stop and write it down"))
    expect(page.locator("#hear-line")).to_have_text("Listening. Press again when you have asked.")
    accessible(page, "while it listens")
    page.wait_for_function("() => document.getElementById('hear-level').value > 0.05")
    picture(page, "listening")
    expect(page.locator("#hear-time")).to_have_text(f"0:{round(spoken[1] + 1.5):02} of 1:00", timeout=60_000)
    button(page).focus()
    page.keyboard.press("Space")
    field = page.get_by_label("Your question")
    expect(field).to_have_value(re.compile("Daniel Quarmby.* carrying"), timeout=120_000)  # whom it was told of
    expect(field).to_be_focused()
    expect(page.locator("#hear-line")).to_have_text(re.compile("^This is what was understood. Correct it"))
    page.wait_for_function(RELEASED)
    assert [one.rpartition("/")[2] for one in posted] == ["heard"]  # it is not asked by itself
    expect(page.locator("#answer")).to_be_hidden()
    picture(page, "heard")
    field.fill(MEANT)
    page.keyboard.press("Enter")
    expect(page.locator("#body .statement").first).to_contain_text("bicycle")


def test_the_keyboard_begins_and_throws_away(speakers: Visitors) -> None:
    page, posted = at_the_page(speakers), list[str]()
    page.on("request", lambda request: posted.append(request.url) if request.method == "POST" else None)
    for stop in ("Escape", "Cancel"):
        button(page).focus()
        page.keyboard.press("Enter")
        expect(page.locator("#hear-cancel")).to_be_visible()
        if stop == "Cancel":
            page.keyboard.press("Tab")
            expect(page.locator("#hear-cancel")).to_be_focused()
            page.keyboard.press("Enter")
        else:
            page.keyboard.press("Escape")
        expect(page.locator("#hear-line")).to_have_text("Nothing was sent.")
        expect(button(page)).to_be_focused()
        page.wait_for_function(RELEASED)
    assert posted == []
    expect(page.get_by_label("Your question")).to_have_value("")


def test_what_stands_in_the_field_stays(speakers: Visitors) -> None:
    """The service's answer is given here, so that each word is known."""
    page = at_the_page(speakers, phone=True)
    heard = iter(["of hiring?", "<b>about</b> hiring?"])
    page.route("**/heard", lambda route: route.fulfill(json={"text": next(heard), "seconds": 1.0}))
    field = page.get_by_label("Your question")
    field.fill("What was said")
    for expected in ("What was said of hiring?", "What was said of hiring? <b>about</b> hiring?"):
        button(page).click()
        page.locator("#hear-cancel").wait_for()
        button(page).click()
        expect(field).to_have_value(expected)
        field.press_sequentially("!")  # touched: what comes next is put behind it
        field.press("Backspace")
    expect(page.locator("#hear b")).to_have_count(0)


def test_what_was_understood_before_is_replaced_where_nobody_touched_it(speakers: Visitors) -> None:
    page = at_the_page(speakers)
    heard = iter(["What about brass?", "What about brazing?"])
    page.route("**/heard", lambda route: route.fulfill(json={"text": next(heard), "seconds": 1.0}))
    for expected in ("What about brass?", "What about brazing?"):
        button(page).click()
        page.locator("#hear-cancel").wait_for()
        button(page).click()
        expect(page.get_by_label("Your question")).to_have_value(expected)


def test_what_the_service_says_is_told(speakers: Visitors) -> None:
    page = at_the_page(speakers)
    speakers.expect("503|Failed to load resource")
    told = {"error": "5 spoken questions wait.", "advice": "Speak again in 7 seconds."}
    page.route("**/heard", lambda route: route.fulfill(status=503, json=told))
    button(page).click()
    page.locator("#hear-cancel").wait_for()
    button(page).click()
    expect(page.locator("#hear-line")).to_have_text("5 spoken questions wait. Speak again in 7 seconds.")
    page.route("**/heard", lambda route: route.abort())
    button(page).click()
    page.locator("#hear-cancel").wait_for()
    button(page).click()
    expect(page.locator("#hear-line")).to_have_text(re.compile("^The service could not be reached."))


def test_where_nothing_is_said_a_line_says_so(visitors: Visitors) -> None:
    """A long silence, a noise as loud as it can be, a microphone that is dead, and one that is taken away."""
    visitors.expect("422")
    page = visitors.sign_in("eve.larch@example.com")
    page.add_init_script(MADE)
    page.goto("/")
    for given, stop, told in (
        ("silence", True, NO_WORDS),
        ("noise", True, NO_WORDS),
        ("", True, NO_SOUND),
        ("silence", False, EITHER),  # Chromium may have recorded something of a silence that breaks off, or nothing
    ):
        page.evaluate("given => { window.given = given; window.opened.length = 0; }", given)
        button(page).click()
        page.locator("#hear-cancel").wait_for()
        expect(page.locator("#hear-time")).to_have_text("0:02 of 1:00")
        if given == "noise":
            page.wait_for_function("() => document.getElementById('hear-level').value > .9")
        if stop:
            button(page).click()
        else:
            page.evaluate("window.opened.forEach((one) => one.stop())")
        expect(page.locator("#hear-line")).to_have_text(told, timeout=60_000)
        expect(button(page)).to_have_text(re.compile("Speak your question"))
        page.wait_for_function(RELEASED)
    expect(page.get_by_label("Your question")).to_have_value("")


def test_a_minute_is_the_longest_and_two_tabs_have_a_question_each(visitors: Visitors) -> None:
    first = visitors.sign_in("eve.larch@example.com")
    first.clock.install()
    for page, heard in ((first, "What about brass?"), (first.context.new_page(), "What about brazing?")):
        page.add_init_script(f"window.given = 'silence'; {MADE}")
        page.route("**/heard", partial(_answered, heard))
        page.goto("/")
        button(page).click()
        page.locator("#hear-cancel").wait_for()
    button(page).click()
    expect(page.get_by_label("Your question")).to_have_value("What about brazing?")
    expect(button(first)).to_have_text(re.compile("Stop and write it down"))
    first.clock.run_for(50_500)
    expect(first.locator("#hear-line")).to_have_text("Ten seconds left.")
    expect(first.locator("#hear-time")).to_have_text(re.compile("0:5[0-9] of 1:00"))
    first.clock.run_for(10_000)
    expect(first.get_by_label("Your question")).to_have_value("What about brass?")
    first.wait_for_function(RELEASED)


def _answered(heard: str, route: Route) -> None:
    route.fulfill(json={"text": heard, "seconds": 1.0})


def test_where_it_is_not_allowed_a_line_says_so(served: Served, chromium: Callable[..., Browser]) -> None:
    browser = chromium("--use-fake-device-for-media-stream")
    visitors = Visitors(served=served, browser=browser)
    page = visitors.sign_in("eve.larch@example.com")
    button(page).click()
    expect(page.locator("#hear-line")).to_have_text(
        "The microphone is not allowed for this page. Allow it in your browser’s settings, or type your question."
    )
    expect(button(page)).to_have_text(re.compile("Speak your question"))
    visitors.close()
    browser.close()


def test_without_a_microphone_or_leave_one_line_says_so(visitors: Visitors) -> None:
    page = visitors.sign_in("eve.larch@example.com")
    button(page).click()
    expect(page.locator("#hear-line")).to_have_text(re.compile("not allowed|No microphone|cannot be used now"))
    expect(button(page)).to_have_text(re.compile("Speak your question"))
    page.add_init_script("delete window.MediaRecorder")
    page.goto("/")
    button(page).click()
    expect(page.locator("#hear-line")).to_have_text("This browser cannot record here. Type your question.")
    plain = visitors.sign_in("noa.birch@example.com", javascript=False)
    expect(button(plain)).to_be_hidden()
