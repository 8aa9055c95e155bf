"""A film from its file to whoever watches the cited words: what is seen is read from the picture's own bars, what is
heard from the pitch of its sound."""

import hashlib
import os
import re
import signal
import time
import wave
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Response, expect

from tests.browser.conftest import Served, Visitors
from tests.browser.test_communications import plays_past, publish
from tests.browser.test_presence import NEAR_S, SILENT_S, KillSwitch, kill_switch
from tests.ingest.recordings.films import BARS, film, hertz_of
from tests.onrecord.recorded import hertz

__all__ = ["kill_switch"]

NOTE = "Synthetic: bars and tones; nobody is seen or heard"
LOUD = 0.001  # of full scale
ENTRY = """
  - id: {source_id}
    path: corpus/{source_id}.vtt
    sha256: {text}
    title: {source_id}
    kind: transcript
    leaders: [ottilie-marchbank]
    date: 2026-10-02
    audience: all-employees
    owner: hattie.lowe@example.com
    added_by: marek.dunne@example.com
    media: {{path: corpus/{source_id}{ending}, sha256: {media}, note: "{note}"}}
    approval: {{by: yvonne.adebayo@example.com, at: 2026-10-03T09:00:00Z, sha256: {text}, media_sha256: {media}}}
"""

# Each picture that is shown, by its bars; how loud it is, and its pitch; and when the film was taken away.
WATCH = """
(() => {
  const seen = window.seen = { pictures: [], sounds: [], gone: [] };
  const now = () => performance.timeOrigin + performance.now();
  const small = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const second = (video) => {
    small.drawImage(video, 0, 0, BARS * 8, 8);
    let found = 0;
    const row = small.getImageData(0, 4, BARS * 8, 1).data;
    for (let bar = 0; bar < BARS; bar += 1) found = found * 2 + (row[(bar * 8 + 4) * 4] > 127);
    return found - 1;
  };
  const watch = (video) => {
    const context = new AudioContext(), tap = new AnalyserNode(context, { fftSize: 4096 });
    context.createMediaElementSource(video).connect(tap).connect(context.destination);
    const samples = new Float32Array(4096), bins = new Float32Array(2048);
    setInterval(() => {
      tap.getFloatTimeDomainData(samples);
      tap.getFloatFrequencyData(bins);
      const most = bins.reduce((best, one, at) => (one > bins[best] ? at : best), 0);
      const level = samples.reduce((loud, one) => Math.max(loud, Math.abs(one)), 0);
      seen.sounds.push([now(), video.currentTime, most * context.sampleRate / 4096, level]);
    }, 20);
    const shown = (_, { mediaTime }) => {
      seen.pictures.push([now(), mediaTime, second(video)]);
      video.requestVideoFrameCallback(shown);
    };
    video.requestVideoFrameCallback(shown);
  };
  const { play } = HTMLMediaElement.prototype;
  HTMLMediaElement.prototype.play = function () {
    if (!this.watched) watch(this);
    this.watched = true;
    return play.call(this);
  };
  document.addEventListener("DOMContentLoaded", () => {
    new MutationObserver((changes) => {
      for (const one of changes.flatMap(({ removedNodes }) => [...removedNodes]))
        if (one.nodeName === "VIDEO") seen.gone.push(now());
    }).observe(document.body, { childList: true, subtree: true });
  });
})();
""".replace("BARS", str(BARS))


@dataclass(frozen=True)
class Filmed:
    """A transcript's cues, each a sentence from one second to another, and its film."""

    source_id: str
    ending: str
    how: dict[str, Any]
    cues: tuple[tuple[float, float, str], ...]

    @property
    def begins(self) -> float:
        found: float = self.how.get("begins", 0.0)
        return found

    def put(self, served: Served, *, approved: bool) -> None:
        """Its files, and its entry."""
        folder = served.folder / "corpus"
        said = [f"{_time(begin)} --> {_time(end)}\n<v Ottilie Marchbank>{words}\n" for begin, end, words in self.cues]
        files = {".vtt": "\n".join(["WEBVTT\n", *said]).encode(), self.ending: film(self.ending, **self.how)}
        for ending, data in files.items():
            (folder / f"{self.source_id}{ending}").write_bytes(data)
        if not approved:
            served.typed(
                "add", f"corpus/{self.source_id}.vtt", "--leader", "ottilie-marchbank", "--date", "2026-10-02",
                "--kind", "transcript", "--owner", "hattie.lowe@example.com", "--added-by", "marek.dunne@example.com",
                "--media", f"corpus/{self.source_id}{self.ending}", "--media-note", NOTE,
            )  # fmt: skip
            return
        text, media = (hashlib.sha256(one).hexdigest() for one in files.values())
        entry = ENTRY.format(source_id=self.source_id, ending=self.ending, text=text, media=media, note=NOTE)
        with (served.folder / "corpus_manifest.yaml").open("a", encoding="utf-8") as manifest:
            manifest.write(entry)


def _time(seconds: float) -> str:
    return f"00:00:{seconds:06.3f}"


LATHE = Filmed(
    source_id="lathe-2026-10",
    ending=".mp4",
    how={"seconds": 28, "size": (320, 180)},
    cues=(
        (2.0, 5.0, "The blue lathe at Thornbeck turns a brass cone in eleven seconds."),
        (6.0, 27.0, "The copper kettle in the Harlan Falls canteen boils for forty people at once."),
    ),
)
PORTRAIT = Filmed(
    source_id="balcony-2026-10",
    ending=".webm",
    how={"seconds": 12, "size": (180, 320), "sound_from": 3.0, "uneven": True},
    cues=((7.0, 10.0, "The balcony above the dispatch yard gets a red awning in July."),),
)
LATER = Filmed(
    source_id="ladder-2026-10",
    ending=".mp4",
    how={"seconds": 10, "size": (320, 180), "begins": 5.0},
    cues=((9.0, 11.5, "Every wooden ladder in the paint shop is replaced by an aluminium one."),),
)
QUESTIONS = {
    LATHE.source_id: "How quickly does the blue lathe at Thornbeck turn a brass cone?",
    PORTRAIT.source_id: "What does the balcony above the dispatch yard get in July?",
    LATER.source_id: "What replaces the wooden ladders in the paint shop?",
}
KETTLE = "For how many people does the copper kettle in the Harlan Falls canteen boil?"


@pytest.fixture(scope="module")
def filmed(served: Served) -> None:
    """Three films are added; two of them are approved, and none is published."""
    for one in (PORTRAIT, LATER, LATHE):
        one.put(served, approved=one is not LATHE)


def watcher(visitors: Visitors, **how: bool) -> Page:
    page = visitors.sign_in("eve.larch@example.com", **how)
    page.context.add_init_script(WATCH)
    page.reload()
    return page


def asked(page: Page, question: str) -> Any:
    """The button that shows the film."""
    page.get_by_label("Your question").fill(question)
    page.get_by_role("button", name="Ask", exact=True).click()
    page.locator("#answer .disclosure").wait_for()
    return page.get_by_role("button", name="Watch it")


def until(page: Page, what: Callable[[], Any], within_s: float = 20.0) -> None:
    end = time.monotonic() + within_s
    while not what():
        assert time.monotonic() < end, (page.locator(".clip-line").all_text_contents(), page.evaluate("window.seen"))
        page.wait_for_timeout(30)


def shown_at(page: Page, seconds: float) -> bool:
    """Whether the film has come so far."""
    return any(one[1] >= seconds for one in page.evaluate("window.seen.pictures"))


def watched(page: Page, button: Any, of: Filmed, cue: int = 0) -> None:
    """The cited words from their beginning to their end, seen and heard where the transcript has them."""
    begin, end, _ = of.cues[cue]
    button.click()
    until(page, lambda: shown_at(page, end - 1.2))
    expect(page.get_by_label("The recording of the cited words")).to_be_visible()
    expect(page.locator(".clip-line")).to_have_text(NOTE)
    until(page, lambda: page.evaluate("window.seen.gone.length"))
    expect(button).to_have_attribute("aria-pressed", "false")
    seen = page.evaluate("window.seen")
    assert all(one[2] == int(one[1] - of.begins + 1e-3) for one in seen["pictures"]), (
        "another picture than that second's"
    )
    loud = [one for one in seen["sounds"] if one[3] > LOUD and one[1]]  # by 0 it has been taken away
    times = [one[1] for one in [*loud, *seen["pictures"]]]
    print(
        f"{of.source_id}: {len(seen['pictures'])} pictures; {min(times):.3f} to {max(times):.3f} s of {begin} to {end}"
    )
    assert abs(min(times) - begin) < NEAR_S
    assert abs(max(times) - end) < NEAR_S
    for second in range(int(begin) + 1, int(end)):
        heard = [one[2] for one in loud if second + 0.4 < one[1] < second + 0.7]
        assert heard, f"nothing is heard in second {second}"
        assert all(abs(one - hertz_of(second - int(of.begins))) < 30 for one in heard), (second, heard)


def test_a_film_from_its_file_to_who_watches_the_cited_words(
    visitors: Visitors, filmed: None, accessible: Any, picture: Any, tmp_path: Path
) -> None:
    approver = visitors.sign_in("yvonne.adebayo@example.com", "approver")
    approver.goto(f"/library/{LATHE.source_id}/review")
    recording = approver.locator("video.recording")
    assert recording.evaluate("one => [one.paused, one.readyState]") == [True, 0], "nothing is loaded unasked"
    recording.focus()
    approver.keyboard.press("Space")
    plays_past(recording, 1.0)
    assert recording.evaluate("one => [one.videoWidth, one.videoHeight]") == [320, 180]
    accessible(approver, "a film before it is approved")
    picture(approver, "review-film")
    approver.get_by_role("button", name="Approve as").click()
    publish(approver)

    page, parts = watcher(visitors), list[Response]()
    page.on("response", lambda one: parts.append(one) if one.url.endswith("/recording") else None)
    button = asked(page, QUESTIONS[LATHE.source_id])
    expect(page.locator("video")).to_have_count(0)
    watched(page, button, LATHE)
    assert {one.status for one in parts} == {206}
    assert {one.headers["content-type"] for one in parts} == {"video/mp4"}

    page.get_by_role("link", name="Its own page").click()
    found = re.search(r"/record/(\w+)$", page.url)
    assert found is not None
    path = tmp_path / "clip.wav"
    number = page.locator("[data-clip]").first.get_attribute("data-clip")
    told = visitors.served.typed("play", found[1], "--citation", number or "", "-o", str(path))
    assert (told["from_s"], told["to_s"]) == (2.0, 5.0)
    with wave.open(str(path)) as file:
        rate, pcm = file.getframerate(), file.readframes(file.getnframes())
    for second in (2, 3, 4):
        part = pcm[(second - 2) * rate * 2 :][rate // 5 * 2 : rate // 5 * 8]
        assert abs(hertz(part, rate) - hertz_of(second)) < 8


def test_the_keyboard_shows_a_film_and_takes_it_away(
    visitors: Visitors, filmed: None, accessible: Any, picture: Any
) -> None:
    page = watcher(visitors)
    button = asked(page, KETTLE)
    button.focus()
    page.keyboard.press("Enter")
    until(page, lambda: shown_at(page, 6.5))
    accessible(page, "an answer while its film is shown")
    expect(page.locator("video")).to_be_visible()
    picture(page, "film")
    os.kill(visitors.served.pid, signal.SIGSTOP)
    try:
        expect(page.locator("video")).to_be_hidden(timeout=SILENT_S * 1000)  # nothing says that it may go on
        held = page.evaluate("window.seen.pictures.at(-1)")
    finally:
        os.kill(visitors.served.pid, signal.SIGCONT)
    until(page, lambda: shown_at(page, held[1] + 0.3))
    expect(page.locator("video")).to_be_visible()
    button.focus()
    page.keyboard.press("Escape")
    expect(page.locator("video")).to_have_count(0)
    expect(button).to_be_focused()


@pytest.mark.parametrize("of", [PORTRAIT, LATER], ids=lambda one: str(one.source_id))
def test_a_films_own_clock_and_form_are_kept(visitors: Visitors, filmed: None, picture: Any, of: Filmed) -> None:
    """One is upright, shows its pictures at no steady rate, and is silent at first; the clock of the other begins at
    five seconds."""
    page = watcher(visitors, phone=True, dark=True)
    button = asked(page, QUESTIONS[of.source_id])
    button.scroll_into_view_if_needed()
    watched(page, button, of)
    button.click()
    until(page, lambda: page.evaluate("window.seen.pictures.at(-1)[1]") < of.cues[0][1] - 1)
    box = page.locator("video").bounding_box()
    assert box is not None
    assert box["height"] <= 844 * 0.4 + 1
    assert box["width"] <= 390
    picture(page, f"film-{of.source_id}")


def test_the_kill_switch_takes_a_film_away_within_a_second(
    visitors: Visitors, filmed: None, kill_switch: KillSwitch, picture: Any
) -> None:
    page = watcher(visitors)
    asked(page, KETTLE).click()
    until(page, lambda: shown_at(page, 6.5))
    with kill_switch.thrown() as thrown:
        expect(page.locator(".clip-line")).to_have_text("Everything is paused.")
        page.wait_for_timeout(500)
        seen = page.evaluate("window.seen")
        gone = seen["gone"][-1] / 1000 - thrown
        silent = max(one[0] for one in seen["sounds"] if one[3] > LOUD) / 1000 - thrown
        print(f"after the kill switch a film is silent within {silent:.2f} s and gone within {gone:.2f} s")
        assert silent < SILENT_S
        assert gone < SILENT_S
        picture(page, "film-paused")


def test_what_is_withdrawn_is_neither_seen_nor_offered(visitors: Visitors, filmed: None) -> None:
    page = watcher(visitors)
    asked(page, KETTLE).click()
    until(page, lambda: shown_at(page, 6.5))
    visitors.served.typed("withdraw", LATHE.source_id, "--reason", "A wrong figure")
    expect(page.locator(".clip-line")).to_have_text(re.compile("Its source (may not be read now|was withdrawn)"))
    expect(page.locator("video")).to_have_count(0)
    page.reload()
    expect(page.get_by_role("button", name="Watch it")).to_have_count(0)
