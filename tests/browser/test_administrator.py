"""Whoever runs it: tokens for programs, and the pause."""

import json
import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visitors
from tests.browser.printed import PRINTED
from tests.browser.test_employee import SHELTER, ask


def by_program(url: str, token: str) -> Any:
    request = urllib.request.Request(
        f"{url}/api/answers", json.dumps({"question": SHELTER}).encode(),
        {"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
    )  # fmt: skip
    with urllib.request.urlopen(request, timeout=60) as reply:
        return json.load(reply)


def test_a_program_asks_with_a_token_until_it_is_revoked(visitors: Visitors, accessible: Any, picture: Any) -> None:
    page = visitors.sign_in("root@example.com", "employee", "admin")
    page.goto("/tokens")
    own = page.get_by_role("region", name="A token of your own")
    own.get_by_label("What it is for").fill("a script")
    own.get_by_label("Opens nothing from").fill((datetime.now(UTC).date() + timedelta(days=3)).isoformat())
    own.get_by_role("button", name="Make a token").click()
    token = page.get_by_role("region", name="Your new token").locator("code").first.inner_text()
    accessible(page, "tokens")
    answer = by_program(visitors.served.url, token)
    assert PRINTED[0].text in answer["statements"][0]["text"]
    assert answer["statements"] == visitors.served.typed("ask", SHELTER)["statements"]
    page.goto("/tokens")
    assert token not in page.content()
    page.get_by_role("button", name="Revoke a script").click()
    expect(page.locator("main")).to_contain_text("revoked")
    with pytest.raises(urllib.error.HTTPError, match="401"):
        by_program(visitors.served.url, token)


def test_a_pause_holds_from_the_next_question_on(visitors: Visitors, accessible: Any, picture: Any) -> None:
    admin, eve = visitors.sign_in("root@example.com", "admin"), visitors.sign_in("eve.larch@example.com")
    admin.goto("/library/pause")
    accessible(admin, "the pause")
    what = admin.get_by_role("form", name="Pause")
    what.get_by_label("What").select_option("everybody")
    what.get_by_label("Reason").fill("A rumour is going round")
    what.get_by_role("button", name="Pause now").click()
    try:
        expect(admin.locator("main")).to_contain_text("No question is answered at all.")
        accessible(admin, "a pause that holds")
        eve.get_by_label("Your question").fill(SHELTER)
        eve.get_by_role("button", name="Ask", exact=True).click()
        expect(eve.locator(".refusal")).to_be_visible()
        assert PRINTED[0].text not in eve.content()
    finally:
        lift = admin.get_by_role("form", name="Lift a pause")
        lift.get_by_label("Reason").fill("It was one")
        lift.get_by_role("button", name="Lift").click()
    expect(admin.locator("main")).to_contain_text("No pause.")
    eve.goto("/")
    ask(eve, SHELTER)
    expect(eve.locator("#body .statement")).to_contain_text(PRINTED[0].text)
