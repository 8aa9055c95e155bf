"""A browser before a running service: `onrecord serve` in trial mode over a copy of the sample corpus, with the real
models, and Debian's Chromium. Whatever a page asks of another host, and whatever stands in its console, fails the test.

`ONRECORD_TOUR=DIR` puts the pictures of the README's tour there; all others go to `artifacts/`.
"""

import json
import os
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright

from tests.browser.printed import printed

ROOT = Path(__file__).parents[2]
CHROMIUM = Path(os.environ.get("ONRECORD_CHROMIUM", "/usr/bin/chromium"))
ARTIFACTS = ROOT / "artifacts"
TOUR = Path(os.environ["ONRECORD_TOUR"]) if os.environ.get("ONRECORD_TOUR") else None
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
STARTS_S = 180.0


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser/" in item.nodeid:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.slow)
            item.add_marker(pytest.mark.models)
            if not CHROMIUM.exists():
                item.add_marker(pytest.mark.skip(reason=f"there is no {CHROMIUM}: apt-get install chromium"))


@dataclass(frozen=True)
class Served:
    """A running service: where it is, the folder with its corpus, manifest and workspace, and its process."""

    url: str
    folder: Path
    pid: int

    def typed(self, *words: str) -> Any:
        """What a command prints with --json in the service's folder."""
        return json.loads(_typed(self.folder, *words, "--json"))


def _typed(folder: Path, *words: str) -> str:
    done = subprocess.run([sys.executable, "-m", "onrecord", *words], cwd=folder, env=_environment(),
                          capture_output=True, text=True, check=False)  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ONRECORD_")}
    return kept | {"PYTHONPATH": str(ROOT)}


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The sample corpus, and a PDF of which is known where each sentence stands, ingested and served."""
    folder = tmp_path_factory.mktemp("served")
    subprocess.run(["cp", "-r", ROOT / "corpus", ROOT / "corpus_manifest.yaml", folder], check=True)
    printed(folder)
    _typed(folder, "ingest")
    (folder / ".onrecord" / "settings.toml").write_text("asks_per_minute = 0\n", encoding="utf-8")
    told = (folder / "stderr").open("w")
    command = [sys.executable, "-m", "onrecord", "serve", "--port", "0", "--json"]
    running = subprocess.Popen(command, cwd=folder, env=_environment(), stdout=subprocess.PIPE, stderr=told, text=True)
    try:
        assert running.stdout is not None
        line = running.stdout.readline()
        assert line, (folder / "stderr").read_text()
        url = json.loads(line)["url"]
        _ready(url)
        yield Served(url=url, folder=folder, pid=running.pid)
        running.terminate()
        assert running.wait(60) == 0, (folder / "stderr").read_text()
    finally:
        running.kill()
        running.wait(20)
        assert running.stdout is not None
        running.stdout.close()
        told.close()


def _ready(url: str) -> None:
    until = time.monotonic() + STARTS_S
    while True:
        try:
            with urllib.request.urlopen(f"{url}/health/ready", timeout=10):
                return
        except OSError:
            assert time.monotonic() < until, "it does not become ready"
            time.sleep(0.2)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Callable[..., Browser]]:
    """`chromium(*flags)` is another browser; whoever opens it closes it."""
    with sync_playwright() as playwright:
        yield lambda *flags: playwright.chromium.launch(
            executable_path=CHROMIUM, headless=True, args=["--no-sandbox", *flags]
        )


@pytest.fixture(scope="session")
def browser(chromium: Callable[..., Browser]) -> Iterator[Browser]:
    made = chromium()
    yield made
    made.close()


@dataclass
class Visitors:
    """Whoever comes by a browser of their own; what each page asked for and complained of."""

    served: Served
    browser: Browser
    contexts: list[BrowserContext] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def stranger(self, *, javascript: bool = True, phone: bool = False, dark: bool = False) -> Page:
        """A page at which nobody is signed in."""
        context = self.browser.new_context(
            base_url=self.served.url, viewport=PHONE if phone else DESKTOP, java_script_enabled=javascript,
            color_scheme="dark" if dark else "light", reduced_motion="reduce", locale="en-GB",
        )  # fmt: skip
        context.set_default_timeout(60_000)
        if javascript:
            context.grant_permissions(["clipboard-read", "clipboard-write"], origin=self.served.url)
        context.on("request", self._asked)
        context.on("console", self._said)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        self.contexts.append(context)
        return context.new_page()

    def sign_in(self, person: str, *roles: str, audience: str = "all-employees", **how: bool) -> Page:
        """Somebody who has signed in by the form, and stands before the page that asks."""
        page = self.stranger(**how)
        page.goto("/")
        page.get_by_label("Your e-mail address").fill(person)
        for box in page.get_by_role("checkbox").all():
            box.set_checked(box.get_attribute("value") in (roles or ("employee",)))
        page.get_by_label("What you may read").select_option(audience)
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("heading", level=1).wait_for()
        page.wait_for_load_state()
        return page

    def expect(self, pattern: str) -> None:
        """A complaint of the browser's that belongs to what is tested, such as that of a page which is not there."""
        self.expected.append(pattern)

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((f"{self.served.url}/", "data:", "blob:")):
            self.elsewhere.append(request.url)

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.text} ({message.location.get('url')})")

    def close(self) -> None:
        for context in self.contexts:
            context.close()
        assert self.elsewhere == [], "a page asked another host"
        left = [one for one in self.complaints if not any(re.search(pattern, one) for pattern in self.expected)]
        assert left == [], "a page complained in its console"


@pytest.fixture
def visitors(served: Served, browser: Browser) -> Iterator[Visitors]:
    made = Visitors(served=served, browser=browser)
    yield made
    made.close()


@pytest.fixture
def accessible() -> Any:
    """`accessible(page)`: axe finds nothing, in light and dark, at a desk's width and a phone's."""
    axe = Axe()

    def check(page: Page, about: str) -> None:
        before, found = page.viewport_size, []
        for scheme in ("light", "dark"):
            for size in (DESKTOP, PHONE):
                page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
                page.set_viewport_size(size)  # type: ignore[arg-type]
                result = axe.run(page).response
                for one in result["violations"]:
                    nodes = [f"{node['html'][:160]} {node['failureSummary'][:300]}" for node in one["nodes"][:3]]
                    found.append(f"{about}, {scheme}, {size['width']} px: {one['id']} ({one['help']}): {nodes}")
                wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                if wide > 0:
                    found.append(f"{about}, {size['width']} px: {wide} px wider than the window")
        page.emulate_media(color_scheme="light")
        if before is not None:
            page.set_viewport_size(before)
        assert not found, "\n".join(found)

    return check


@pytest.fixture
def picture() -> Any:
    """`picture(page, name)` keeps what is to be seen; with `tour` it is one of the README's."""

    def keep(page: Page, name: str, *, tour: bool = False, whole: bool = False) -> None:
        ARTIFACTS.mkdir(exist_ok=True)
        path = ARTIFACTS / f"{name}.png"
        page.screenshot(path=path, full_page=whole, animations="disabled")
        if tour and TOUR is not None:
            _small(path, TOUR / f"{name}.png")

    return keep


def _small(source: Path, target: Path) -> None:
    """A picture of at most 64 colours: a page of text loses nothing that is seen."""
    from PIL import Image

    target.parent.mkdir(parents=True, exist_ok=True)
    with Image.open(source) as image:
        image.convert("RGB").quantize(64, dither=Image.Dither.NONE).save(target, optimize=True)
