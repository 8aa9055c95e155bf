"""Signing in at a provider: the right way over real HTTP, and every wrong one refused in one line."""

import base64
import time
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from audit.errors import SettingsError
from onrecord.identity.faults import ProviderFault, SignInRefused
from onrecord.identity.oidc import SignIn, check_settings, claims_of
from onrecord.identity.provider import Provider, private, read_metadata
from onrecord.settings import Group, Settings


def sign_in(attacked: Any, **more: Any) -> SignIn:
    facts: dict[str, Any] = {"public_url": "https://onrecord.example.com/", "scope": "openid email profile"}
    facts |= {"groups_claim": "groups", "person_claim": "email", "now": lambda: datetime.now(UTC)} | more
    timeout = facts.pop("timeout_s", 5.0)
    return SignIn(Provider(attacked.url, "onrecord", "s3cret", timeout_s=timeout), **facts)


def finished(attacked: Any, **more: Any) -> Any:
    way = sign_in(attacked, **more)
    started = way.start("/library")
    return way.finish(attacked.authorize(started.url), started.cookie)


def refused(attacked: Any, code: str, **more: Any) -> SignInRefused:
    with pytest.raises(SignInRefused) as found:
        finished(attacked, **more)
    assert found.value.code == code, found.value
    message = str(found.value)
    assert "\n" not in message
    assert not any(secret in message for secret in ("s3cret", "secret detail", "eyJ", "code0"))
    return found.value


def test_who_signs_in_is_who_the_provider_says(attacked: Any) -> None:
    found = finished(attacked)
    assert (found.claims.person, found.claims.name, found.claims.groups) == ("sam@example.com", "Sam", ("staff",))
    assert not found.claims.local
    assert found.next == "/library"


def test_what_goes_out_binds_what_comes_back(attacked: Any) -> None:
    way = sign_in(attacked)
    one, other = way.start("/"), way.start("/")
    query = {name: values[0] for name, values in parse_qs(urlsplit(one.url).query).items()}
    assert one.url.startswith(f"{attacked.url}/authorize?")
    assert query["redirect_uri"] == "https://onrecord.example.com/sign-in/done"
    assert (query["response_type"], query["code_challenge_method"]) == ("code", "S256")
    assert len(query["code_challenge"]) == 43
    assert len({query["state"], query["nonce"], query["code_challenge"]}) == 3
    again = {name: values[0] for name, values in parse_qs(urlsplit(other.url).query).items()}
    assert not {query["state"], query["nonce"]} & {again["state"], again["nonce"]}
    assert not any(value in one.cookie for value in (query["state"], query["nonce"]))


@pytest.mark.parametrize(
    ("bent", "code"),
    [
        ({"claims": {"nonce": "another"}}, "nonce"),
        ({"claims": {"nonce": None}}, "nonce"),
        ({"claims": {"nonce": ["x"]}}, "nonce"),
        ({"claims": {"aud": "another-client"}}, "aud"),
        ({"claims": {"aud": None}}, "aud"),
        ({"claims": {"aud": ["another-client"]}}, "aud"),
        ({"claims": {"aud": ["onrecord", "another-client"]}}, "azp"),
        ({"claims": {"aud": ["onrecord", "another-client"], "azp": "another-client"}}, "azp"),
        ({"claims": {"azp": "another-client"}}, "azp"),
        ({"claims": {"iss": "https://evil.example"}}, "iss"),
        ({"claims": {"iss": None}}, "iss"),
        ({"claims": {"sub": None}}, "sub"),
        ({"claims": {"exp": int(time.time()) - 600}}, "exp"),
        ({"claims": {"exp": None}}, "exp"),
        ({"claims": {"exp": "tomorrow"}}, "exp"),
        ({"claims": {"exp": float("nan")}}, "exp"),
        ({"claims": {"iat": int(time.time()) + 600}}, "iat"),
        ({"claims": {"nbf": int(time.time()) + 600}}, "nbf"),
        ({"claims": {"at_hash": "another"}}, "at_hash"),
        ({"id_token": "none"}, "signature"),
        ({"id_token": "none", "metadata": {"id_token_signing_alg_values_supported": ["none", "RS256"]}}, "signature"),
        ({"id_token": "hs256"}, "signature"),
        ({"id_token": "hs256", "metadata": {"id_token_signing_alg_values_supported": ["HS256", "RS256"]}}, "signature"),
        ({"id_token": "unsigned"}, "signature"),
        ({"id_token": "other_key"}, "signature"),
        ({"id_token": "critical"}, "signature"),
        ({"header": {"kid": "unheard-of"}}, "signature"),
        ({"metadata": {"id_token_signing_alg_values_supported": ["HS256"]}}, "algorithm"),
        ({"metadata": {"id_token_signing_alg_values_supported": []}}, "algorithm"),
        ({"claims": {"email": None}}, "no_person"),
        ({"claims": {"email": "sam"}}, "no_person"),
        ({"claims": {"email": 7}}, "no_person"),
        ({"claims": {"email": "ſam@example.com"}}, "look_alike"),
        ({"claims": {"email": "sam＠example.com"}}, "look_alike"),
        ({"claims": {"email_verified": False}}, "unverified"),
        ({"claims": {"groups": None}, "userinfo": {"sub": "2", "groups": ["staff"]}}, "userinfo"),
    ],
)
def test_an_id_token_that_is_not_for_this_sign_in(attacked: Any, bent: Any, code: str) -> None:
    attacked.bend(**bent)
    refused(attacked, code)


def test_two_clocks_may_differ_by_two_minutes(attacked: Any) -> None:
    attacked.bend(claims={"exp": int(time.time()) - 60, "iat": int(time.time()) + 60})
    assert finished(attacked).claims.person == "sam@example.com"


def test_a_code_of_another_client_is_no_use(attacked: Any) -> None:
    way = sign_in(attacked)
    started = way.start("/")
    with pytest.raises(SignInRefused) as found:
        way.finish(attacked.authorize(started.url, client_id="another-client"), started.cookie)
    assert found.value.code == "aud"


def test_a_code_of_another_sign_in_is_no_use(attacked: Any) -> None:
    way = sign_in(attacked)
    mine, theirs = way.start("/"), way.start("/")
    stolen = attacked.authorize(theirs.url)["code"]
    with pytest.raises(ProviderFault, match="invalid_grant"):
        way.finish({**attacked.authorize(mine.url), "code": stolen}, mine.cookie)


def test_a_code_counts_once(attacked: Any) -> None:
    way = sign_in(attacked)
    started = way.start("/")
    query = attacked.authorize(started.url)
    way.finish(query, started.cookie)
    with pytest.raises(ProviderFault, match="invalid_grant"):
        way.finish(query, started.cookie)


@pytest.mark.parametrize(
    ("change", "cookie", "code"),
    [
        ({}, None, "no_cookie"),
        ({}, "", "no_cookie"),
        ({}, ".Lw", "no_cookie"),
        ({}, "another.Lw", "state"),
        ({"state": ""}, "own", "state"),
        ({"state": "another"}, "own", "state"),
        ({"state": "ünïcode"}, "own", "state"),
        ({"code": ""}, "own", "no_code"),
        ({"error": "access_denied", "error_description": "<b>no</b>"}, "own", "denied"),
        ({"iss": "https://evil.example"}, "own", "iss"),
    ],
)
def test_a_callback_that_this_browser_did_not_begin(attacked: Any, change: Any, cookie: str | None, code: str) -> None:
    way = sign_in(attacked)
    started = way.start("/")
    query = {**attacked.authorize(started.url), **change}
    with pytest.raises(SignInRefused) as found:
        way.finish(query, started.cookie if cookie == "own" else cookie)
    assert found.value.code == code
    assert "POST /token" not in attacked.asked


@pytest.mark.parametrize("path", ["//evil.example", "https:evil.example", "\\\\evil.example", "/\\evil.example"])
def test_after_signing_in_nobody_is_sent_elsewhere(attacked: Any, path: str) -> None:
    way = sign_in(attacked)
    started = way.start(path)
    assert way.finish(attacked.authorize(started.url), started.cookie).next == "/"
    started = way.start("/library")
    bent = started.cookie.partition(".")[0] + "." + base64.urlsafe_b64encode(path.encode()).decode().rstrip("=")
    assert way.finish(attacked.authorize(started.url), bent).next == "/"
    started = way.start("/library")
    assert way.finish(attacked.authorize(started.url), started.cookie.partition(".")[0] + ".é*").next == "/"


def test_groups_come_from_userinfo_where_the_token_has_none(attacked: Any) -> None:
    attacked.bend(claims={"groups": None}, userinfo={"groups": ["comms"], "email": "eve@example.com"})
    found = finished(attacked)
    assert (found.claims.person, found.claims.groups) == ("sam@example.com", ("comms",))
    attacked.bend(claims={"groups": None}, metadata={"userinfo_endpoint": None})
    assert finished(attacked).claims.groups == ()


def test_a_new_key_of_the_providers_is_fetched_once(attacked: Any) -> None:
    way = sign_in(attacked)
    for _ in range(2):
        started = way.start("/")
        way.finish(attacked.authorize(started.url), started.cookie)
    assert attacked.asked.count("GET /jwks") == 1
    old, attacked.key = attacked.key, attacked.other
    try:
        started = way.start("/")
        assert way.finish(attacked.authorize(started.url), started.cookie).claims.person == "sam@example.com"
        assert attacked.asked.count("GET /jwks") == 2
    finally:
        attacked.key = old


def test_metadata_is_read_again_after_an_hour(attacked: Any) -> None:
    moments = iter([0.0, 3599.0, 3601.0, 3601.0])
    made = Provider(attacked.url, "onrecord", None, clock=lambda: next(moments))
    for _ in range(3):
        made.metadata()
    assert len(attacked.asked) == 2


@pytest.mark.parametrize(
    ("bent", "code"),
    [
        ({"metadata": {"issuer": "https://evil.example"}}, "issuer"),
        ({"metadata": {"issuer": None}}, "issuer"),
        ({"metadata": {"token_endpoint": "http://evil.example/token"}}, "metadata"),
        ({"metadata": {"authorization_endpoint": None}}, "metadata"),
        ({"metadata": {"jwks_uri": 7}}, "metadata"),
        ({"token_reply": (500, b"oops")}, "status"),
        ({"token_reply": (302, b"")}, "status"),
        ({"token_reply": (200, b"no json")}, "reply"),
        ({"token_reply": (200, b"[]")}, "reply"),
        ({"token_reply": (200, b"{}")}, "exchange"),
        ({"token_reply": (200, b'{"id_token": 7, "access_token": "at"}')}, "exchange"),
        ({"token_reply": (200, b'{"id_token": "eyJ", "access_token": "at"}')}, "signature"),
        ({"token_reply": (400, b'{"error": "invalid_client", "error_description": "secret detail"}')}, "refused"),
        ({"token_reply": (400, b'{"error": {"a": 1}}')}, "refused"),
    ],
)
def test_what_a_provider_should_not_answer(attacked: Any, bent: Any, code: str) -> None:
    attacked.bend(**bent)
    refused(attacked, code)


def test_a_provider_that_is_not_there_or_is_slow(attacked: Any) -> None:
    attacked.bend(wait_s=0.6)
    refused(attacked, "timeout", timeout_s=0.2)
    gone = Provider("http://127.0.0.1:9", "onrecord", None, timeout_s=1)
    with pytest.raises(ProviderFault) as found:
        gone.metadata()
    assert found.value.code == "unreachable"


def test_signing_out_at_the_provider_names_the_client_and_no_person(attacked: Any) -> None:
    url = sign_in(attacked).sign_out_url()
    assert url is not None
    query = parse_qs(urlsplit(url).query)
    assert query == {
        "x": ["1"],
        "client_id": ["onrecord"],
        "post_logout_redirect_uri": ["https://onrecord.example.com/sign-in"],
    }
    attacked.bend(metadata={"end_session_endpoint": None})
    assert sign_in(attacked).sign_out_url() is None


def test_the_secret_is_posted_where_the_provider_takes_nothing_else(attacked: Any) -> None:
    attacked.bend(metadata={"token_endpoint_auth_methods_supported": ["client_secret_post"]})
    assert read_metadata(attacked.metadata(), attacked.url).posts_secret
    assert finished(attacked).claims.person == "sam@example.com"


@pytest.mark.parametrize(
    ("found", "groups"), [("one", ("one",)), (["a", 7, "b"], ("a", "b")), ({"a": 1}, ()), (None, ())]
)
def test_groups_are_texts(found: Any, groups: tuple[str, ...]) -> None:
    said = {"email": "sam@example.com", "groups": found, "name": "a\nb"}
    claims = claims_of(said, groups_claim="groups", person_claim="email")
    assert (claims.groups, claims.name) == (groups, "sam@example.com")


@pytest.mark.parametrize(
    ("url", "is_private"),
    [("https://a.example", True), ("http://127.0.0.1:80/x", True), ("http://localhost", True),
     ("http://a.example", False), ("ftp://localhost", False), ("https://", False), ("https://user@a.example", False),
     ("", False), ("https://[", False)],
)  # fmt: skip
def test_what_goes_where_nobody_else_reads_it(url: str, is_private: bool) -> None:
    assert private(url) is is_private


WHOLE: dict[str, Any] = {
    "oidc_issuer": "https://login.example.com",
    "oidc_client_id": "onrecord",
    "public_url": "https://onrecord.example.com",
    "groups": (Group(name="staff", roles=("employee",)),),  # type: ignore[arg-type]
}


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"oidc_issuer": "http://login.example.com"}, "oidc_issuer"),
        ({"oidc_client_id": None}, "oidc_client_id"),
        ({"public_url": None}, "public_url"),
        ({"public_url": "https://onrecord.example.com/path"}, "public_url"),
        ({"public_url": "http://onrecord.example.com"}, "public_url"),
        ({"oidc_scope": "email"}, "oidc_scope"),
        ({"groups": ()}, "groups"),
    ],
)
def test_settings_that_lack_something_are_told(change: Any, path: str) -> None:
    check_settings(Settings(**WHOLE))
    with pytest.raises(SettingsError) as found:
        check_settings(Settings(**WHOLE | change))
    assert [one.path for one in found.value.problems] == [path]


@pytest.mark.filterwarnings("ignore")
def test_the_whole_way_with_another_peoples_provider() -> None:
    import httpx2 as httpx
    from oidc_provider_mock import User, run_server_in_thread

    user = User(
        sub="1", claims={"email": "sam@example.com", "email_verified": True, "name": "Sam", "groups": ["staff"]}
    )
    with run_server_in_thread(user_claims=[user], require_nonce=True) as server:
        issuer = f"http://localhost:{server.server_port}"
        made = SignIn.of(
            Settings(**WHOLE | {"oidc_issuer": issuer, "oidc_client_secret": "s3cret"}), lambda: datetime.now(UTC)
        )
        assert made is not None
        started = made.start("/gaps")
        reply = httpx.post(started.url, data={"sub": "1"})
        query = {name: values[0] for name, values in parse_qs(urlsplit(reply.headers["Location"]).query).items()}
        found = made.finish(query, started.cookie)
        assert found.claims.person == "sam@example.com"
        assert found.claims.groups == ("staff",)
        denied = httpx.post(made.start("/").url, data={"action": "deny"})
        assert "error=access_denied" in denied.headers["Location"]
        assert "end_session" in str(made.sign_out_url())


def test_without_an_issuer_it_is_the_trial_mode() -> None:
    assert SignIn.of(Settings(), lambda: datetime.now(UTC)) is None
