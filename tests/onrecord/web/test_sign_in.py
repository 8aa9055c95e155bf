"""Signing in and out over HTTP: by the trial mode, and at a provider; cookies, forms, and where one ends up."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient

from onrecord.identity.groups import Claims
from onrecord.parts import parts
from onrecord.web.app import create_app
from onrecord.web.door import HERE, OwnDoor, host_names
from onrecord.web.routes.signin import BEGUN
from onrecord.web.signin import COOKIE

EVE = {"person": "Eve@Example.com", "role": ["employee"], "audience": "managers"}
GROUPS = '[{"name": "staff", "roles": ["employee"], "audience": "all-employees"}]'


def opened(app: Any, base: str = "https://localhost") -> TestClient:
    return TestClient(app, base_url=base, follow_redirects=False, raise_server_exceptions=False)


def cookies(reply: Any) -> dict[str, str]:
    """Set-Cookie headers by name."""
    return {one.partition("=")[0]: one for one in reply.headers.get_list("set-cookie")}


def csrf(page: str) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', page)
    assert found is not None
    return found[1]


@pytest.fixture
def trial(site: Any) -> Any:
    """The application in its trial mode, as `onrecord serve` puts it together."""
    service = site.app.state.service
    return create_app(replace(service, door=OwnDoor(service.parts.identities), local=True), hosts=HERE, warm=False)


@pytest.fixture
def browser(trial: Any) -> Iterator[TestClient]:
    with opened(trial) as client:
        yield client


def test_whoever_signs_in_is_not_told_what_was_said_to_the_one_before(browser: TestClient) -> None:
    browser.post("/sign-in", data=EVE)
    form, day = {"csrf": csrf(browser.get("/tokens").text)}, (datetime.now(UTC) + timedelta(days=5)).date()
    made = browser.post("/tokens", data=form | {"label": "x", "expires": day.isoformat()}).text
    assert browser.post(f"/tokens/{made.split('<code>onr_')[1][:12]}/revoke", data=form).status_code == 303
    browser.post("/sign-in", data={**EVE, "person": "sam@example.com"})
    assert "is revoked" not in browser.get("/").text


def test_whoever_is_not_signed_in_is_sent_to_sign_in_and_back(browser: TestClient) -> None:
    sent = browser.get("/?q=What%20now")
    assert (sent.status_code, sent.headers["location"]) == (303, "/sign-in?next=%2F%3Fq%3DWhat%2520now")
    page = browser.get(sent.headers["location"])
    assert page.status_code == 200
    assert 'name="next" value="/?q=What%20now"' in page.text
    done = browser.post("/sign-in", data={**EVE, "next": "/?q=What%20now"})
    assert (done.status_code, done.headers["location"]) == (303, "/?q=What%20now")
    assert "eve" in browser.get("/").text


def test_the_trial_mode_says_so_on_every_page(browser: TestClient) -> None:
    assert "There is no password" in browser.get("/sign-in").text
    browser.post("/sign-in", data=EVE)
    for path in ("/sign-in", "/", "/about", "/tokens", "/record/unheard-of"):
        assert "Local trial" in browser.get(path).text, path


def test_the_cookie_is_for_this_host_alone_and_for_no_script(browser: TestClient) -> None:
    line = cookies(browser.post("/sign-in", data=EVE))[COOKIE]
    parts = {one.strip().lower() for one in line.split(";")[1:]}
    assert parts == {"path=/", "secure", "httponly", "samesite=lax"}
    assert COOKIE.startswith("__Host-")


def test_each_sign_in_has_a_new_session_and_ends_the_one_before(browser: TestClient) -> None:
    fixed = browser.post("/sign-in", data=EVE, headers={"Cookie": f"{COOKIE}=chosen-by-somebody-else"})
    first = browser.cookies[COOKIE]
    assert first in cookies(fixed)[COOKIE]
    assert first != "chosen-by-somebody-else"
    browser.post("/sign-in", data={**EVE, "person": "lee@example.com"})
    second = browser.cookies[COOKIE]
    assert second != first
    browser.cookies.clear()
    browser.cookies.set(COOKIE, first)
    assert browser.get("/").status_code == 303


def test_signing_out_ends_the_session_wherever_its_cookie_is(browser: TestClient) -> None:
    browser.post("/sign-in", data=EVE)
    secret = browser.cookies[COOKIE]
    assert browser.post("/sign-out").status_code == 403  # not from a page of ours
    out = browser.post("/sign-out", data={"csrf": csrf(browser.get("/").text)})
    assert (out.status_code, out.headers["location"]) == (303, "/sign-in?out=true")
    assert "expires=Thu, 01 Jan 1970" in cookies(out)[COOKIE] or "Max-Age=0" in cookies(out)[COOKIE]
    browser.cookies.clear()
    browser.cookies.set(COOKIE, secret)
    assert browser.get("/").status_code == 303
    assert browser.post("/sign-out").status_code == 303


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
def test_another_site_signs_nobody_in(browser: TestClient, headers: dict[str, str]) -> None:
    reply = browser.post("/sign-in", data=EVE, headers=headers)
    assert reply.status_code == 403
    assert COOKIE not in cookies(reply)


def test_a_name_that_was_made_to_lead_here_reads_nothing(trial: Any, site: Any) -> None:
    with opened(trial, "https://evil.example") as client:
        for path in ("/sign-in", "/", "/api/sources", "/static/onrecord.css"):
            assert client.get(path).status_code == 421, path
        assert client.post("/sign-in", data=EVE).status_code == 421
    unguarded = create_app(replace(trial.state.service), warm=False)
    with opened(unguarded, "https://evil.example") as client:
        reply = client.post("/sign-in", data=EVE)
        assert (reply.status_code, COOKIE in cookies(reply)) == (403, False)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"person": "eve"}, "expected an e-mail address"),
        ({"person": '"><script>alert(1)</script>@x'}, "expected an e-mail address"),
        ({"role": []}, "choose a role"),
        ({"role": ["king"]}, "king"),
        ({"audience": "retired"}, "there is no audience"),
    ],
)
def test_what_nobody_can_be_is_told_beside_the_form(browser: TestClient, change: Any, message: str) -> None:
    reply = browser.post("/sign-in", data={**EVE, **change})
    assert reply.status_code == 400
    assert message in reply.text
    assert "<script>alert" not in reply.text
    assert COOKIE not in cookies(reply)


@pytest.mark.parametrize(
    "path", ["//evil.example", "https:evil.example", "\\\\evil.example", "/\\evil.example", "/\t/x"]
)
def test_after_signing_in_nobody_is_sent_elsewhere(browser: TestClient, path: str) -> None:
    assert 'name="next" value="/"' in browser.get("/sign-in", params={"next": path}).text
    assert browser.post("/sign-in", data={**EVE, "next": path}).headers["location"] == "/"


def test_there_is_no_provider_in_the_trial_mode(browser: TestClient) -> None:
    assert browser.get("/sign-in/start").status_code == 404
    assert browser.get("/sign-in/done").status_code == 404


def test_a_session_follows_what_is_published_now(browser: TestClient, trial: Any, company: Any) -> None:
    browser.post("/sign-in", data=EVE)
    assert "reads what is for managers" in browser.get("/").text
    company.sql("UPDATE published SET audiences = ?", '["all-employees"]')
    assert "reads what is for" not in browser.get("/").text


def test_where_it_may_be_bound(company: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from audit.errors import UsageError

    made = parts(str(company.workspace))
    assert host_names(made.settings, "127.0.0.1") == host_names(made.settings, "::1") == HERE
    assert host_names(made.settings, "127.0.0.2") == (*HERE, "127.0.0.2")
    with pytest.raises(UsageError, match="loopback alone"):
        host_names(made.settings, "0.0.0.0")
    monkeypatch.setenv("ONRECORD_OIDC_ISSUER", "https://login.example.com")
    monkeypatch.setenv("ONRECORD_PUBLIC_URL", "https://OnRecord.example.com")
    assert host_names(parts(str(company.workspace)).settings, "0.0.0.0") == ("onrecord.example.com",)


@pytest.fixture
def at_company(site: Any, attacked: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """A browser, where the company has a provider."""
    for name, value in {
        "OIDC_ISSUER": attacked.url,
        "OIDC_CLIENT_ID": "onrecord",
        "OIDC_CLIENT_SECRET": "s3cret",
        "PUBLIC_URL": "https://onrecord.example",
        "GROUPS": GROUPS,
        "WHOM_TO_ASK": "help@example.com",
    }.items():
        monkeypatch.setenv(f"ONRECORD_{name}", value)
    made = parts(str(site.company.workspace))
    service = replace(site.app.state.service, parts=made, door=OwnDoor(made.identities))
    with opened(create_app(service, hosts=host_names(made.settings, "0.0.0.0"), warm=False),
                "https://onrecord.example") as client:  # fmt: skip
        yield client
    made.engine.dispose()


def through(client: TestClient, attacked: Any, next: str = "/") -> Any:
    """Whoever presses the button, signs in at the provider, and comes back."""
    start = client.get("/sign-in/start", params={"next": next})
    assert start.status_code == 303
    return client.get("/sign-in/done", params=attacked.authorize(start.headers["location"]))


def test_the_way_over_the_provider(at_company: TestClient, attacked: Any) -> None:
    page = at_company.get("/sign-in", params={"next": "/tokens"})
    assert 'href="/sign-in/start?next=%2Ftokens"' in page.text
    assert "Local trial" not in page.text
    done = through(at_company, attacked, "/tokens")
    assert (done.status_code, done.headers["location"]) == (303, "/tokens")
    line = cookies(done)[COOKIE].lower()
    assert all(word in line for word in ("secure", "httponly", "samesite=lax", "path=/"))
    assert "max-age=0" in cookies(done)[BEGUN].lower()
    home = at_company.get("/")
    assert home.status_code == 200
    assert "Sam" in home.text


def test_an_answer_of_the_provider_counts_once(at_company: TestClient, attacked: Any) -> None:
    start = at_company.get("/sign-in/start")
    begun = at_company.cookies[BEGUN]
    query = attacked.authorize(start.headers["location"])
    assert at_company.get("/sign-in/done", params=query).status_code == 303
    again = at_company.get("/sign-in/done", params=query)
    assert (again.status_code, COOKIE in cookies(again)) == (403, False)
    at_company.cookies.set(BEGUN, begun)
    attacked.codes[query["code"]] = {
        name: values[0] for name, values in parse_qs(urlsplit(start.headers["location"]).query).items()
    }  # a provider that lets a code be used twice
    replayed = at_company.get("/sign-in/done", params=query)
    assert (replayed.status_code, COOKIE in cookies(replayed)) == (403, False)
    assert "used already" in replayed.text


@pytest.mark.parametrize(
    ("query", "status", "message"),
    [
        ({}, 403, "begun no sign-in"),
        ({"state": "x", "code": "y"}, 403, "begun no sign-in"),
        ({"state": "<script>alert(1)</script>", "error": "<b>"}, 403, "begun no sign-in"),
    ],
)
def test_a_callback_out_of_nowhere(at_company: TestClient, query: Any, status: int, message: str) -> None:
    reply = at_company.get("/sign-in/done", params=query)
    assert reply.status_code == status
    assert message in reply.text
    assert "<script>alert" not in reply.text
    assert COOKIE not in cookies(reply)


def test_a_wrong_answer_is_one_line_and_a_log_entry_without_tokens(
    at_company: TestClient, attacked: Any, caplog: pytest.LogCaptureFixture
) -> None:
    attacked.bend(claims={"nonce": "another"})
    with caplog.at_level("INFO", "onrecord"):
        reply = through(at_company, attacked)
    assert reply.status_code == 403
    assert "not for this sign-in" in reply.text
    assert "sign-in refused: nonce" in caplog.text
    assert not any(secret in caplog.text + reply.text for secret in ("eyJ", "s3cret", "code0"))
    attacked.bend(token_reply=(500, b"oops"))
    assert through(at_company, attacked).status_code == 502


def test_whom_no_group_lets_in_is_told_whom_to_ask(at_company: TestClient, attacked: Any) -> None:
    attacked.bend(claims={"groups": ["another"]})
    reply = through(at_company, attacked)
    assert reply.status_code == 403
    assert "sam@example.com" in reply.text
    assert "help@example.com" in reply.text
    assert "Max-Age=0" in cookies(reply)[COOKIE]


def test_losing_ones_groups_ends_every_session_at_the_next_sign_in(at_company: TestClient, attacked: Any) -> None:
    through(at_company, attacked)
    secret = at_company.cookies[COOKIE]
    at_company.cookies.clear()
    attacked.bend(claims={"groups": []})
    through(at_company, attacked)
    at_company.cookies.clear()
    at_company.cookies.set(COOKIE, secret)
    assert at_company.get("/").status_code == 303


def test_what_was_chosen_in_the_trial_mode_is_worth_nothing_with_a_provider(
    at_company: TestClient, site: Any, trial: Any
) -> None:
    with opened(trial) as client:
        client.post("/sign-in", data={**EVE, "role": ["admin", "auditor"]})
        secret = client.cookies[COOKIE]
    at_company.cookies.set(COOKIE, secret)
    assert at_company.get("/").status_code == 303
    assert at_company.post("/sign-in", data=EVE).status_code == 404


def test_signing_out_leads_on_to_the_provider(at_company: TestClient, attacked: Any) -> None:
    through(at_company, attacked)
    out = at_company.post("/sign-out", data={"csrf": csrf(at_company.get("/").text)})
    page = at_company.get(out.headers["location"])
    assert "You are signed out of OnRecord." in page.text
    assert f'href="{attacked.url}/end?x=1&amp;client_id=onrecord' in page.text
    attacked.bend(metadata={"end_session_endpoint": None})
    assert at_company.get("/sign-in").status_code == 200


def test_settings_and_published_audiences_must_agree(site: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from audit.errors import SettingsError

    monkeypatch.setenv("ONRECORD_GROUPS", '[{"name": "staff", "roles": ["employee"], "audience": "all-staff"}]')
    with pytest.raises(SettingsError, match="the audience 'all-staff' is not one of the manifest's"):
        _ = parts(str(site.company.workspace)).identities


def test_claims_keep_nothing_but_what_is_needed() -> None:
    assert set(Claims.__dataclass_fields__) == {"person", "name", "groups", "local", "roles", "audience"}
