"""The face beside what is read aloud, in Chromium with WebGL in software: what its mouth shows, and when it is away."""

import io
import json
import struct
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PIL import Image, ImageChops
from playwright.sync_api import Browser, Page, Route, expect

from onrecord.web.presenter.model.__main__ import made
from tests.browser.conftest import ARTIFACTS, Served, Visitors
from tests.browser.test_employee import ask
from tests.onrecord.speech.figures import ARKIT, MIXAMO, described, packed
from tests.onrecord.speech.figures import figure as foreign

QUESTION = "What was said about making our own pressure cells?"
SOFTWARE = ("--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader")
NEAR_S = 0.080
SHOWN = 0.2  # of a viseme: less is on its way from one to the next
LEAVES_S = 8.0

# Notes what the meshes show at the end of each frame, and when that was by the sound's own clock.
WATCH = """async () => {
  const { Presenter } = await import("/static/presenter/presenter.js");
  const frame = Presenter.prototype.frame;
  window.heard = [];
  let spoken = null;
  document.addEventListener("speech", ({ detail }) => {
    if (detail.type === "start") {
      spoken = detail;
      window.heard.push({ visemes: detail.utterance.visemes, label: detail.utterance.label, frames: [] });
    } else if (detail.type === "end" || detail.type === "silent") spoken = null;
  });
  Presenter.prototype.frame = function (now) {
    frame.call(this, now);
    window.presenter = this;
    if (spoken) window.heard.at(-1).frames.push({ at: spoken.clock(), mouth: window.mouth() });
  };
  window.mouth = () => {
    const found = {};
    for (const mesh of window.presenter.figure.head.morphs)
      for (const [name, at] of Object.entries(mesh.morphTargetDictionary))
        if (name.startsWith("viseme_")) found[name.slice(7)] = mesh.morphTargetInfluences[at];
    return found;
  };
}"""
SAY = """name => {
  const label = "AI presenter, reading the record of Ottilie Marchbank", visemes = [{ name, begin: 0, finish: 2 }];
  const utterance = { record_id: "", number: 1, text: name, words: [], avatar: {}, label, visemes };
  document.dispatchEvent(new CustomEvent("speech", { detail: { type: "start", clock: () => 1, utterance } }));
}"""


def _broken(**changed: Any) -> bytes:
    what, binary = described()
    for name, value in changed.items():
        what[name][0] |= value
    return packed(what, binary)


BROKEN = {
    "Mixamo's bones, ARKit's shapes": packed(*described(bones=MIXAMO, shapes=ARKIT)),
    "no bones": packed(*described(bones=())),
    "half of it": foreign()[: len(foreign()) // 2],
    "an address": _broken(buffers={"uri": "http://elsewhere.example/face.bin"}),
    "a file beside it": _broken(buffers={"uri": "../../ask?q=what"}),
    "many points": _broken(accessors={"count": 4_000_000_000}),
}


@pytest.fixture(scope="module")
def drawing(chromium: Callable[..., Browser]) -> Iterator[Browser]:
    """A browser that draws in three dimensions, without a graphics card."""
    opened = chromium(*SOFTWARE)
    yield opened
    opened.close()


@pytest.fixture
def viewers(served: Served, drawing: Browser) -> Iterator[Visitors]:
    made = Visitors(served=served, browser=drawing)
    made.expect("GPU stall due to ReadPixels")  # a picture of a canvas is taken
    yield made
    made.close()


def moving(visitors: Visitors, *, asked: list[str] | None = None, **how: bool) -> Page:
    """Somebody whose device may show movement, before an answer."""
    page = visitors.sign_in("eve.larch@example.com", **how)
    if asked is not None:
        page.on("request", lambda request: asked.append(request.url))
    page.emulate_media(reduced_motion="no-preference")
    page.reload()
    ask(page, QUESTION)
    return page


def show(page: Page) -> None:
    page.get_by_role("button", name="Show the presenter").click()
    expect(page.get_by_role("button", name="Hide the presenter")).to_be_enabled()
    expect(page.locator("#presenter canvas")).to_be_visible()


def until(page: Page, what: Callable[[], Any], seconds: float = 60.0) -> Any:
    """Playwright's own waiting evaluates text, which these pages forbid."""
    end = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < end, "it did not come to pass"
        page.wait_for_timeout(50)
    return found


def most(mouth: dict[str, float]) -> str:
    name = max(mouth, key=lambda one: mouth[one])
    return name if mouth[name] >= SHOWN else "sil"


def test_the_mouth_goes_with_the_sound(viewers: Visitors, accessible: Any, picture: Any) -> None:
    asked: list[str] = []
    page = moving(viewers, asked=asked)
    assert not [one for one in asked if "/presenter/" in one], "it was loaded before anybody wanted to see it"
    page.evaluate(WATCH)
    show(page)
    expect(page.get_by_role("img", name="AI presenter, reading the record")).to_be_visible()
    page.get_by_role("button", name="Read aloud", exact=True).click()
    until(page, lambda: page.evaluate("window.heard.length") > 1)
    page.wait_for_timeout(3000)
    expect(page.get_by_role("img", name="AI presenter, reading the record of Ottilie Marchbank")).to_be_visible()
    picture(page, "presenter-page")
    page.wait_for_timeout(3000)
    page.get_by_role("button", name="Stop", exact=True).click()
    until(page, lambda: max(page.evaluate("window.mouth()").values()) == 0, 2.0)
    heard = page.evaluate("window.heard")
    off, seen, right = [], 0, 0
    for one in heard:
        for frame in one["frames"]:
            now, name = frame["at"], most(frame["mouth"])
            if name != "sil":
                there = [two for two in one["visemes"] if two["name"] == name]
                off.append(min(max(two["begin"] - now, now - two["finish"], 0) for two in there))
            for two in one["visemes"]:
                middle, quarter = (two["begin"] + two["finish"]) / 2, (two["finish"] - two["begin"]) / 4
                if abs(now - middle) <= quarter:
                    seen, right = seen + 1, right + (name == two["name"])
    print(f"{len(off)} frames, at most {max(off) * 1000:.0f} ms off; {right} of {seen} in the middle of their phonemes")
    assert len(off) >= 20
    assert max(off) <= NEAR_S
    assert right >= 0.95 * seen
    accessible(page, "the presenter")


def test_five_visemes_are_five_mouths_and_the_label_is_in_the_picture(viewers: Visitors) -> None:
    page = moving(viewers)
    page.evaluate(WATCH)
    show(page)
    until(page, lambda: page.evaluate("Boolean(window.presenter)"))
    page.evaluate("() => { window.presenter.figure.head.animQueue.length = 0; }")  # it holds still for its pictures
    page.wait_for_timeout(500)
    shots = {}
    for name in ("sil", "PP", "aa", "I", "O", "U"):
        page.evaluate(SAY, name)
        page.wait_for_timeout(600)
        with Image.open(io.BytesIO(page.locator("#presenter").screenshot())) as shot:
            shots[name] = shot.convert("RGB")
    wide, high = shots["sil"].size
    sheet = Image.new("RGB", (wide * len(shots), high))
    for at, one in enumerate(shots.values()):
        sheet.paste(one, (at * wide, 0))
    ARTIFACTS.mkdir(exist_ok=True)
    sheet.save(ARTIFACTS / "presenter-visemes.png")
    mouth = (int(wide * 0.25), int(high * 0.35), int(wide * 0.75), int(high * 0.65))
    for one, other in (("sil", "PP"), ("PP", "aa"), ("aa", "I"), ("I", "O"), ("O", "U")):
        changed = ImageChops.difference(shots[one].crop(mouth), shots[other].crop(mouth)).convert("L")
        count = sum(changed.point(lambda value: 255 if value > 40 else 0).histogram()[255:])
        assert count > 60, f"{one} and {other} look alike: {count} pixels differ"
    plate = shots["sil"].crop((int(wide * 0.1), int(high * 0.8), int(wide * 0.9), int(high * 0.97))).convert("L")
    tones = plate.histogram()
    assert sum(tones[240:]) > 0.4 * plate.width * plate.height, "there is no plate in the picture"
    assert sum(tones[:90]) > 100, "nothing is written on it"


def test_it_is_remembered_for_the_visit_and_can_be_sent_away(viewers: Visitors) -> None:
    page = moving(viewers)
    show(page)
    page.get_by_role("link", name="Its own page").click()
    expect(page.get_by_role("img", name="AI presenter, reading the record of Ottilie Marchbank")).to_be_visible()
    page.get_by_role("button", name="Hide the presenter").click()
    expect(page.locator("#presenter")).to_be_hidden()
    assert page.locator("canvas").count() == 0
    page.reload()
    expect(page.get_by_role("button", name="Show the presenter")).to_be_visible()
    page.get_by_role("button", name="Show the presenter").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Hide the presenter")).to_have_attribute("aria-expanded", "true")
    page.emulate_media(reduced_motion="reduce")
    expect(page.locator("#presenter")).to_be_hidden()
    expect(page.get_by_role("button", name="Hide the presenter")).to_have_count(0)


def test_the_switch_takes_it_away(viewers: Visitors) -> None:
    page = moving(viewers)
    show(page)
    viewers.expect("403")
    viewers.served.typed("pause", "--reason", "a drill")
    try:
        line = page.locator(".presenting [role=status]")
        expect(line).to_have_text("Everything is paused.", timeout=LEAVES_S * 1000)
        expect(page.locator("#presenter")).to_be_hidden()
        page.get_by_role("button", name="Show the presenter").click()
        expect(page.locator("#presenter")).to_be_hidden()
        expect(line).to_have_text("Everything is paused.")
    finally:
        viewers.served.typed("resume", "--reason", "over")


def test_pictures_inside_a_file_are_shown_without_leave_for_other_addresses(viewers: Visitors) -> None:
    page = moving(viewers)
    page.route("**/presenter/avatar.glb", lambda route: _textured(route))
    page.evaluate(WATCH)
    show(page)
    until(page, lambda: page.evaluate("Boolean(window.presenter)"))
    found = page.evaluate("""() => {
      const skin = window.presenter.figure.armature.getObjectByName("Skin");
      return [skin.material.map?.image?.width, skin.material.map?.image?.height];
    }""")
    assert found == [3, 2]


def test_a_face_from_elsewhere_is_shown_or_a_line_says_that_it_cannot_be_and_the_sound_goes_on(
    viewers: Visitors, picture: Any
) -> None:
    """The service has looked into its file before; here it is given what nobody has looked into."""
    viewers.expect("THREE|Content Security Policy|Failed to load resource|Fetch API cannot load")
    page, given = moving(viewers), [foreign()]
    page.route("**/presenter/avatar.glb", lambda route: route.fulfill(content_type="model/gltf-binary", body=given[0]))
    page.evaluate(WATCH)
    show(page)
    page.get_by_role("button", name="Read aloud", exact=True).click()
    until(page, lambda: page.evaluate("window.presenter && Math.max(...Object.values(window.mouth())) > .3"))
    picture(page, "presenter-foreign")
    page.get_by_role("button", name="Hide the presenter").click()
    button, line = page.get_by_role("button", name="Show the presenter"), page.locator(".presenting [role=status]")
    for name, body in BROKEN.items():
        given[0] = body
        button.click()
        expect(line).to_have_text("The presenter cannot be shown here. What is read aloud can be heard without.")
        expect(button).to_be_enabled()
        assert page.locator("canvas").count() == 0, name
        expect(page.locator("button[data-whole]")).to_have_attribute("aria-pressed", "true")
    said = "The face ada is not covered by a consent of Ada Okafor: no scope `avatar` today."
    page.unroute("**/presenter/avatar.glb")
    page.route("**/presenter/avatar.glb", lambda route: route.fulfill(status=403, content_type="text/plain", body=said))
    button.click()
    expect(line).to_have_text(said)
    expect(page.locator("button[data-whole]")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Escape")


def _textured(route: Route) -> None:
    """The presenter with a picture of three times two pixels on its skin."""
    file = made()
    (length,) = struct.unpack("<I", file[12:16])
    described, data = json.loads(file[20 : 20 + length]), file[28 + length :]
    held = io.BytesIO()
    Image.new("RGB", (3, 2), "#9fd2c9").save(held, "PNG")
    described["bufferViews"].append({"buffer": 0, "byteOffset": len(data), "byteLength": len(held.getvalue())})
    described["images"] = [{"bufferView": len(described["bufferViews"]) - 1, "mimeType": "image/png"}]
    described["textures"] = [{"source": 0}]
    described["materials"][0]["pbrMetallicRoughness"]["baseColorTexture"] = {"index": 0}
    data += held.getvalue()
    data += b"\0" * (-len(data) % 4)
    described["buffers"][0]["byteLength"] = len(data)
    text = json.dumps(described).encode()
    text += b" " * (-len(text) % 4)
    begin = struct.pack("<III", 0x46546C67, 2, 28 + len(text) + len(data))
    first, second = struct.pack("<II", len(text), 0x4E4F534A), struct.pack("<II", len(data), 0x004E4942)
    body = b"".join((begin, first, text, second, data))
    route.fulfill(status=200, content_type="model/gltf-binary", body=body)


def test_where_less_motion_is_wanted_there_is_no_face_and_nothing_is_loaded(viewers: Visitors) -> None:
    page = viewers.sign_in("eve.larch@example.com")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    ask(page, QUESTION)
    expect(page.get_by_role("button", name="Read aloud", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Show the presenter")).to_have_count(0)
    assert not [one for one in asked if "/presenter/" in one]


def test_where_nothing_can_be_drawn_there_is_no_face(served: Served, chromium: Callable[..., Browser]) -> None:
    browser = chromium("--disable-3d-apis")
    visitors = Visitors(served=served, browser=browser)
    page = moving(visitors)
    expect(page.get_by_role("button", name="Read aloud", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Show the presenter")).to_have_count(0)
    visitors.close()
    browser.close()
