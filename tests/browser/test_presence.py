"""A listener's way: an answer read aloud with its captions, the leader's own recorded words, and silence at once where
anything bars it. What is heard is measured at the browser's own output."""

import os
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Served, Visitors

LOCKER = "Who told the brother-in-law to clear his locker?"
RECORDED = (38.218, 41.958)  # seconds: where the transcript has the sentence that answers it
HIRING = "What was said about hiring?"
NEAR_S = 0.3
SILENT_S = 1.0
LOUD = 0.001  # of full scale

# What the page plays, as it comes out: the level of every sound made from samples, every 10 ms, and what media do.
WATCH = """
(() => {
  const seen = window.seen = { levels: [], media: [], speech: [], played: 0, contexts: 0 };
  const now = () => performance.timeOrigin + performance.now();
  const { connect } = AudioNode.prototype;
  AudioNode.prototype.connect = function (to, ...rest) {
    if (to instanceof AudioDestinationNode) {
      if (!to.context.tap) {
        seen.contexts += 1;
        to.context.tap = new AnalyserNode(to.context, { fftSize: 1024 });
        const samples = new Float32Array(1024);
        setInterval(() => {
          to.context.tap.getFloatTimeDomainData(samples);
          const running = to.context.state === "running";
          seen.levels.push([now(), running ? samples.reduce((most, one) => Math.max(most, Math.abs(one)), 0) : 0]);
        }, 10);
      }
      connect.call(this, to.context.tap);
    }
    return connect.call(this, to, ...rest);
  };
  const { play } = HTMLMediaElement.prototype;
  HTMLMediaElement.prototype.play = function () {
    seen.played += 1;
    for (const type of ["playing", "timeupdate", "pause"]) {
      if (!this.watched) this.addEventListener(type, () => seen.media.push([now(), type, this.currentTime]));
    }
    this.watched = true;
    return play.call(this);
  };
  document.addEventListener("speech", ({ detail: { type, utterance, word, clock } }) => {
    seen.speech.push([now(), type, utterance?.number ?? null, word ?? null, clock ? clock() : null]);
    if (utterance) window.utterances = { ...window.utterances, [utterance.number]: utterance };
  });
})();
"""


def listener(visitors: Visitors, **how: bool) -> Page:
    """Somebody before the page that asks; what sounds is watched from the beginning."""
    page = visitors.sign_in("eve.larch@example.com", **how)
    page.context.add_init_script(WATCH)
    page.reload()
    return page


def asked(page: Page, question: str) -> None:
    page.get_by_label("Your question").fill(question)
    page.get_by_role("button", name="Ask", exact=True).click()
    page.locator("#answer .disclosure").wait_for()


def seen(page: Page, what: str) -> Any:
    return page.evaluate(f"window.seen.{what}")


def until(page: Page, found: Callable[[], bool], within_s: float = 60.0) -> None:
    end = time.monotonic() + within_s
    while not found():
        said = page.locator("#speaking-line, .clip-line").all_text_contents()
        assert time.monotonic() < end, (said, seen(page, "speech")[-5:])
        page.wait_for_timeout(20)


def spoken(page: Page, kind: str, number: int | None = None) -> list[Any]:
    """Events of the player: [when in milliseconds since 1970, type, statement, word, clock]."""
    return [one for one in seen(page, "speech") if one[1] == kind and number in (None, one[2])]


def in_the_middle(page: Page, number: int, word: int = 5) -> None:
    """Wait until a statement is being spoken, some words in."""
    until(page, lambda: any(one[3] >= word for one in spoken(page, "word", number)))


def last_heard(page: Page) -> float:
    """When the last sound came out, in seconds since 1970."""
    return max(at for at, level in seen(page, "levels") if level > LOUD) / 1000


@dataclass
class KillSwitch:
    """The page of somebody who may pause everything, opened before it is needed."""

    page: Page
    served: Served

    @contextmanager
    def thrown(self) -> Iterator[float]:
        """Everything is paused. Gives when, in seconds since 1970: as it was written down, a little before it held."""
        self.page.get_by_role("button", name="Pause now").click()
        try:
            with closing(sqlite3.connect(self.served.folder / ".onrecord" / "catalogue.db")) as connection:
                [(at,)] = connection.execute("SELECT max(at) FROM controls WHERE action = 'pause'").fetchall()
            yield datetime.fromisoformat(at).replace(tzinfo=UTC).timestamp()
        finally:
            lift = self.page.get_by_role("form", name="Lift a pause")
            lift.get_by_label("Reason").fill("The test is over.")
            lift.get_by_role("button", name="Lift").click()
            expect(self.page.get_by_text("No pause.")).to_be_visible()


@pytest.fixture
def kill_switch(visitors: Visitors) -> KillSwitch:
    page = visitors.sign_in("ida.moor@example.com", "admin")
    page.goto("/library/pause")
    page.get_by_label("Reason").fill("A test of silence.")
    return KillSwitch(page=page, served=visitors.served)


def cut(page: Page, number: int) -> None:
    """Statement `number` ended in the middle."""
    clock, word = spoken(page, "end", number)[-1][4], spoken(page, "word", number)[-1][3]
    assert clock > 0.2, "it had begun"
    words = page.evaluate("window.utterances")[str(number)]["words"]
    assert word < len(words) - 2, (word, len(words))


def test_a_statement_is_heard_by_a_click_and_seen_as_it_is_spoken(
    visitors: Visitors, accessible: Any, picture: Any
) -> None:
    page = listener(visitors)
    asked(page, HIRING)
    page.wait_for_timeout(500)
    assert (seen(page, "contexts"), seen(page, "played"), seen(page, "speech")) == (0, 0, []), "nothing by itself"
    accessible(page, "an answer that can be heard")
    page.get_by_role("button", name="Read statement 1 aloud").click()
    expect(page.get_by_role("region", name="Reading aloud")).to_be_visible()
    in_the_middle(page, 1)
    expect(page.locator("#speaking-label")).to_have_text("AI presenter, reading the record of Daniel Quarmby")
    expect(page.locator("#speaking-words .now")).to_have_count(1)
    expect(page.locator("#statement-1")).to_have_class("statement spoken")
    expect(page.locator("#source-1")).to_have_class("source spoken")
    expect(page.get_by_role("button", name="Read statement 1 aloud")).to_have_attribute("aria-pressed", "true")
    lit = page.evaluate("[...CSS.highlights.get('spoken')].map(String)")
    assert lit == [page.locator("#speaking-words .now").text_content()], "the same word, in the answer"
    picture(page, "spoken", tour=True)
    page.get_by_role("button", name="Stop", exact=True).click()
    stopped = time.time()
    expect(page.locator("#speaking")).to_be_hidden()
    expect(page.locator(".spoken")).to_have_count(0)
    page.wait_for_timeout(400)
    assert last_heard(page) < stopped + 0.2
    assert seen(page, "speech")[-1][1] == "silent", "nothing is told of what is not heard any more"
    assert [one[2] for one in spoken(page, "start")] == [0, 1], "the disclosure comes first"
    page.get_by_role("button", name="Read statement 2 aloud").click()
    until(page, lambda: bool(spoken(page, "start", 2)))
    assert [one[2] for one in spoken(page, "start")] == [0, 1, 2], "and once"


def test_a_whole_answer_is_read_to_its_end_without_a_gap(visitors: Visitors, accessible: Any) -> None:
    page = listener(visitors)
    asked(page, HIRING)
    page.get_by_role("button", name="Read aloud", exact=True).click()
    in_the_middle(page, 1, 2)
    accessible(page, "an answer while it is heard")
    until(page, lambda: bool(spoken(page, "silent")), 90)
    numbers = [int(one.get_attribute("data-spoken") or 0) for one in page.locator("#body .statement").all()]
    assert [one[2] for one in spoken(page, "start")] == [0, *numbers]
    ends, starts = spoken(page, "end"), spoken(page, "start")
    assert [one[2] for one in ends] == [0, *numbers]
    for ended, started in zip(ends, starts[1:], strict=False):
        assert started[0] - ended[0] < 50, "milliseconds between two statements"
        assert started[4] < 0.1, "the next has begun just then"
    expect(page.locator("#speaking")).to_be_hidden()


def test_an_answer_is_read_as_it_comes_where_that_was_ticked(visitors: Visitors, picture: Any) -> None:
    page = listener(visitors, phone=True, dark=True)
    page.get_by_label("Read the answer aloud").check()
    page.get_by_label("Your question").fill(HIRING)
    page.keyboard.press("Enter")
    in_the_middle(page, 1, 8)
    expect(page.get_by_role("button", name="Read aloud", exact=True)).to_have_attribute("aria-pressed", "true")
    picture(page, "spoken-phone")
    page.keyboard.press("Escape")
    expect(page.locator("#speaking")).to_be_hidden()
    cut(page, 1)
    page.get_by_label("Read the answer aloud").uncheck()
    before = len(spoken(page, "loading"))
    page.get_by_label("Your question").fill(LOCKER)
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator("#body .statement")).to_contain_text("locker", timeout=60_000)
    assert len(spoken(page, "loading")) == before


def test_the_kill_switch_silences_a_sentence_within_a_second(visitors: Visitors, kill_switch: KillSwitch) -> None:
    page = listener(visitors)
    asked(page, HIRING)
    page.get_by_role("button", name="Read aloud", exact=True).click()
    in_the_middle(page, 1, 2)
    with kill_switch.thrown() as thrown:
        expect(page.locator("#speaking-line")).to_have_text("Everything is paused.")
        page.wait_for_timeout(500)
        heard = last_heard(page) - thrown
        print(f"silent {heard:.2f} s after the kill switch")
        assert heard < SILENT_S
        cut(page, 1)
        assert spoken(page, "start")[-1][2] == 1, "what was asked for is dropped"
        page.get_by_role("button", name="Close").click()
        visitors.expect("422")
        page.get_by_role("button", name="Read statement 1 aloud").click()
        expect(page.locator("#speaking-line")).to_contain_text("everything is paused")
        assert last_heard(page) - thrown < SILENT_S
    page.get_by_role("button", name="Close").click()
    expect(page.locator("#speaking")).to_be_hidden()


def test_a_service_that_no_longer_answers_silences_too(visitors: Visitors) -> None:
    page = listener(visitors)
    asked(page, HIRING)
    page.get_by_role("button", name="Read aloud", exact=True).click()
    in_the_middle(page, 1, 2)
    os.kill(visitors.served.pid, signal.SIGSTOP)
    stopped = time.time()
    try:
        page.wait_for_timeout(1_500)
        heard = last_heard(page) - stopped
        print(f"silent {heard:.2f} s after the service stood still")
        assert heard < SILENT_S
        word = spoken(page, "word", 1)[-1][3]
    finally:
        os.kill(visitors.served.pid, signal.SIGCONT)
    until(page, lambda: spoken(page, "word", 1)[-1][3] > word + 1)
    assert last_heard(page) > stopped + 1.5, "it goes on where it was held, when leave comes after all"


def test_the_recorded_words_are_played_from_their_beginning_to_their_end(
    visitors: Visitors, accessible: Any, picture: Any
) -> None:
    page = listener(visitors)
    asked(page, LOCKER)
    assert seen(page, "played") == 0
    button = page.get_by_role("button", name="Hear it: the words of source 1, as recorded")
    button.click()
    until(page, lambda: any(one[1] == "timeupdate" and one[2] > RECORDED[0] + 1 for one in seen(page, "media")))
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".clip-line")).to_contain_text("Synthetic:")
    picture(page, "recorded", tour=True)
    until(page, lambda: any(one[1] == "pause" for one in seen(page, "media")))
    expect(button).to_have_attribute("aria-pressed", "false")
    events = seen(page, "media")
    times = [one[2] for one in events[: [one[1] for one in events].index("pause") + 1]]
    print(f"played from {min(times):.3f} to {max(times):.3f} s")
    assert abs(min(times) - RECORDED[0]) < NEAR_S
    assert abs(max(times) - RECORDED[1]) < NEAR_S
    expect(page.locator("audio, video")).to_have_count(0)
    accessible(page, "an answer with a recording")


def test_a_recording_falls_silent_with_everything_else(visitors: Visitors, kill_switch: KillSwitch) -> None:
    page = listener(visitors)
    asked(page, LOCKER)
    page.get_by_role("button", name="Hear it").click()
    until(page, lambda: any(one[1] == "playing" for one in seen(page, "media")))
    with kill_switch.thrown() as thrown:
        expect(page.locator(".clip-line")).to_have_text("Everything is paused.")
        paused = [one for one in seen(page, "media") if one[1] == "pause"][-1]
        print(f"a recording silent {paused[0] / 1000 - thrown:.2f} s after the kill switch")
        assert paused[0] / 1000 - thrown < SILENT_S


def test_one_sound_at_a_time(visitors: Visitors) -> None:
    page = listener(visitors)
    asked(page, LOCKER)
    page.get_by_role("button", name="Read aloud", exact=True).click()
    in_the_middle(page, 1, 2)
    page.get_by_role("button", name="Hear it").click()
    until(page, lambda: any(one[1] == "playing" for one in seen(page, "media")))
    cut(page, 1)
    assert seen(page, "speech")[-1][1] == "silent", "nothing is told of what is not heard any more"
    expect(page.locator("#speaking")).to_be_hidden()
    page.get_by_role("button", name="Read aloud", exact=True).click()
    expect(page.locator("audio, video")).to_have_count(0)
    expect(page.get_by_role("button", name="Hear it")).to_have_attribute("aria-pressed", "false")


def test_the_keyboard_is_enough_to_listen(visitors: Visitors) -> None:
    page = listener(visitors)
    asked(page, LOCKER)
    _tab_to(page, "button[data-whole]")
    page.keyboard.press("Enter")
    in_the_middle(page, 1, 2)
    page.keyboard.press("Escape")
    expect(page.locator("#speaking")).to_be_hidden()
    cut(page, 1)
    expect(page.locator("button[data-whole]")).to_be_focused()
    _tab_to(page, "button[data-aloud='1']:not([data-whole])")
    page.keyboard.press("Space")
    in_the_middle(page, 1, 2)
    page.keyboard.press("Space")
    expect(page.locator("#speaking")).to_be_hidden()
    _tab_to(page, "button[data-clip]")
    page.keyboard.press("Enter")
    until(page, lambda: any(one[1] == "playing" for one in seen(page, "media")))
    page.keyboard.press("Escape")
    expect(page.locator("button[data-clip]")).to_have_attribute("aria-pressed", "false")


def test_where_each_statement_stands_need_not_be_said(visitors: Visitors) -> None:
    page = listener(visitors)
    asked(page, LOCKER)
    for said in ("true", "false"):
        with page.expect_request("**/utterances/1?*") as sent:
            page.get_by_role("button", name="Read statement 1 aloud").click()
        assert f"source={said}" in sent.value.url
        page.get_by_label("with sources").set_checked(False)
        page.keyboard.press("Escape")
        page.reload()
        asked(page, LOCKER)


def test_a_topic_over_time_is_read_too(visitors: Visitors, accessible: Any, picture: Any) -> None:
    page = listener(visitors)
    page.goto("/over-time")
    page.get_by_label("Topic").fill("closing Tønsvik")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("button", name="Hear it").first).to_be_visible()
    page.get_by_role("button", name="Read statement 2 aloud").click()
    in_the_middle(page, 2, 14)
    expect(page.locator("#entry-2")).to_have_class("quote spoken")
    lit = page.evaluate("[...CSS.highlights.get('spoken')].map(String)")
    assert lit == [page.locator("#speaking-words .now").text_content()]
    accessible(page, "a topic over time while it is heard")
    picture(page, "over-time-spoken")


def test_without_javascript_an_answer_is_a_file(visitors: Visitors) -> None:
    page = visitors.sign_in("noa.birch@example.com", javascript=False)
    page.get_by_label("Your question").fill(LOCKER)
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_role("button", name="Read aloud", exact=True)).to_be_hidden()
    link = page.get_by_role("link", name="Listen to this answer")
    reply = page.request.get(link.get_attribute("href") or "")
    assert (reply.status, reply.headers["content-type"]) == (200, "audio/wav")
    assert reply.body()[:4] == b"RIFF"


def _tab_to(page: Page, selector: str) -> None:
    """Press Tab until the element has the focus; it has to come by itself."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("one => document.activeElement.matches(one)", selector):
            return
    raise AssertionError(f"Tab never comes to {selector}")
