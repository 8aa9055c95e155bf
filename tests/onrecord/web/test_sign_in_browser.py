"""Signing in, a token, signing out, in Chromium: it keeps the `__Host-` cookie on loopback, axe finds nothing, nothing
leaves the machine."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from onrecord.web.app import create_app
from onrecord.web.door import HERE, OwnDoor
from onrecord.web.signin import COOKIE
from tests.onrecord.web.conftest import Site
from tests.onrecord.web.serving import serving

CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here"),
]


@pytest.fixture
def chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.mark.parametrize(("name", "scheme"), [("127.0.0.1", "light"), ("localhost", "dark")])
def test_from_signing_in_to_signing_out(site: Site, chromium: Any, name: str, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    service = site.app.state.service
    app = create_app(replace(service, door=OwnDoor(service.parts.identities), local=True), hosts=HERE, warm=False)
    with serving(app) as address:
        url = address.replace("127.0.0.1", name)
        context = chromium.new_context(color_scheme=scheme, viewport={"width": 360, "height": 740})
        page, asked = context.new_page(), list[str]()
        page.on("request", lambda request: asked.append(request.url))

        def look() -> None:
            found = Axe().run(page)
            assert found.violations_count == 0, found.generate_report()
            assert page.evaluate("document.documentElement.scrollWidth") <= 360

        page.goto(f"{url}/tokens")
        assert page.url == f"{url}/sign-in?next=%2Ftokens"
        look()
        page.get_by_label("Your e-mail address").fill("ann@example.com")
        page.get_by_label("admin").check()
        page.get_by_role("button", name="Sign in").click()
        assert page.url == f"{url}/tokens"
        (cookie,) = (one for one in context.cookies() if one["name"] == COOKIE)
        assert (cookie["secure"], cookie["httpOnly"], cookie["sameSite"]) == (True, True, "Lax")
        own = page.locator("section", has=page.get_by_role("heading", name="A token of your own"))
        own.get_by_label("What it is for").fill("my script")
        own.get_by_label("Opens nothing from").fill((datetime.now(UTC) + timedelta(days=30)).date().isoformat())
        own.get_by_role("button", name="Make a token").click()
        assert page.locator("code").first.inner_text().startswith("onr_")
        look()
        page.get_by_role("button", name="Revoke my script").click()
        assert page.get_by_role("status").inner_text().startswith("The token is revoked")
        page.get_by_role("button", name="Sign out").click()
        assert page.get_by_role("status").inner_text() == "You are signed out of OnRecord."
        assert COOKIE not in {one["name"] for one in context.cookies()}
        assert all(one.startswith(url) for one in asked), asked
        context.close()


def test_when_the_visit_has_ended_nothing_is_said_to_be_kept_or_shown(site: Site, chromium: Any) -> None:
    service = site.app.state.service
    app = create_app(replace(service, door=OwnDoor(service.parts.identities), local=True), hosts=HERE, warm=False)
    with serving(app) as address:
        context = chromium.new_context()
        page = context.new_page()
        page.goto(f"{address}/?q=Will+we+hire+engineers+in+Leeds%3F")
        page.get_by_label("Your e-mail address").fill("ann@example.com")
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("button", name="Ask").click()
        told = page.locator(".feedback .told")
        page.get_by_role("button", name="It helped").click()
        told.filter(has_text="Thank you. It is kept with the answer.").wait_for()
        assert service.parts.identities.sessions.end_all("ann@example.com") == 1
        page.get_by_role("button", name="It did not").click()
        told.filter(has_text="That could not be kept.").wait_for()
        page.locator("a.mark").first.click()
        page.wait_for_url("**/sign-in?next=*")
        context.close()
