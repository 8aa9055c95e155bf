"""Who may open what: every route for every role and every kind of token. A new route needs a row."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient

from onrecord.identity.domain import Identity, Role, TokenScope, Way
from onrecord.identity.groups import Claims
from onrecord.identity.tokens import Tokens, Wanted
from onrecord.parts import now
from onrecord.web.door import OwnDoor
from onrecord.web.service import Session
from onrecord.web.signin import COOKIE
from tests.onrecord.web.conftest import Site

ROLES = ("employee", "author", "approver", "auditor", "admin")
SCOPES = ("ask", "desk", "audit", "metrics")


@dataclass(frozen=True)
class Row:
    """Which roles open a route; and which scope a token needs, none where no token opens it."""

    roles: tuple[str, ...]
    scope: str | None
    body: Any = None  # JSON; forms are sent empty


def row(roles: str, scope: str | None, body: Any = None) -> Row:
    return Row(roles=tuple(roles.split()), scope=scope, body=body)


ALL = " ".join(ROLES)
DESK = "author approver"
PUBLIC = row(ALL, None)
CHAT = {"model": "onrecord", "messages": [{"role": "user", "content": "How long is parental leave?"}]}
ASKED = {"question": "How long is parental leave?"}
SPOKEN = {"model": "onrecord-speech", "voice": "presenter", "input": "We will all be rich."}

ROWS: dict[tuple[str, str], Row] = {
    ("GET", "/about"): PUBLIC,
    ("GET", "/docs"): PUBLIC,
    ("GET", "/health/live"): PUBLIC,
    ("GET", "/health/ready"): PUBLIC,
    ("GET", "/openapi.json"): PUBLIC,
    ("GET", "/sign-in"): PUBLIC,
    ("POST", "/sign-in"): PUBLIC,
    ("GET", "/sign-in/start"): PUBLIC,
    ("GET", "/sign-in/done"): PUBLIC,
    ("POST", "/sign-out"): PUBLIC,
    ("GET", "/"): row(ALL, "ask"),
    ("POST", "/ask"): row(ALL, "ask"),
    ("POST", "/heard"): row(ALL, "ask"),
    ("POST", "/api/answers"): row(ALL, "ask", ASKED),
    ("GET", "/api/answers/{record_id}"): row(ALL, "ask"),
    ("GET", "/record/{record_id}"): row(ALL, "ask"),
    ("GET", "/record/{record_id}.md"): row(ALL, "ask"),
    ("GET", "/record/{record_id}.txt"): row(ALL, "ask"),
    ("POST", "/record/{record_id}/utterances/{number}"): row(ALL, "ask"),
    ("GET", "/record/{record_id}/speech/lease"): row(ALL, "ask"),
    ("GET", "/answers/{record_id}/speech"): row(ALL, "ask"),
    ("GET", "/api/answers/{record_id}/speech"): row(ALL, "ask"),
    ("POST", "/record/{record_id}/feedback"): row(ALL, "ask"),
    ("POST", "/record/{record_id}/share"): row(ALL, "ask"),
    ("POST", "/api/answers/{record_id}/feedback"): row(ALL, "ask", {"kind": "helpful"}),
    ("GET", "/over-time"): row(ALL, "ask"),
    ("POST", "/over-time"): row(ALL, "ask"),
    ("GET", "/over-time/{record_id}"): row(ALL, "ask"),
    ("GET", "/api/timeline"): row(ALL, "ask"),
    ("GET", "/read/{source_id}"): row(ALL, "ask"),
    ("GET", "/read/{source_id}/page/{number}.png"): row(ALL, "ask"),
    ("GET", "/read/{source_id}/recording"): row(ALL, "ask"),
    ("POST", "/record/{record_id}/clips/{number}"): row(ALL, "ask"),
    ("GET", "/presenter/avatar.glb"): row(ALL, "ask"),
    ("GET", "/api/sources"): row(ALL, "ask"),
    ("GET", "/api/sources/{source_id}"): row(ALL, "ask"),
    ("GET", "/api/sources/{source_id}/text"): row(ALL, "ask"),
    ("POST", "/api/search"): row(ALL, "ask", {"query": "parental leave"}),
    ("GET", "/api/answers/{record_id}/verification"): row(ALL, "ask"),
    ("GET", "/v1/models"): row(ALL, "ask"),
    ("GET", "/v1/models/{model:path}"): row(ALL, "ask"),
    ("POST", "/v1/chat/completions"): row(ALL, "ask", CHAT),
    ("POST", "/v1/audio/speech"): row(ALL, "ask", SPOKEN),
    ("GET", "/tokens"): row(ALL, None),
    ("POST", "/tokens"): row(ALL, None),
    ("POST", "/tokens/{token_id}/revoke"): row(ALL, None),
    ("POST", "/tokens/grant"): row("admin", None),
    ("GET", "/metrics"): row("admin", "metrics"),
    ("GET", "/library"): row(f"{DESK} auditor", "desk"),
    ("GET", "/library/{source_id}"): row(f"{DESK} auditor", "desk"),
    ("GET", "/library/add"): row("author", "desk"),
    ("POST", "/library/add"): row("author", "desk"),
    ("GET", "/library/{source_id}/review"): row(DESK, "desk"),
    ("GET", "/library/{source_id}/review/page/{number}.png"): row(DESK, "desk"),
    ("GET", "/library/{source_id}/review/recording"): row(DESK, "desk"),
    ("POST", "/library/{source_id}/approve"): row("approver", None),
    ("POST", "/library/{source_id}/reject"): row("approver", "desk"),
    ("POST", "/library/{source_id}/schedule"): row(DESK, "desk"),
    ("POST", "/library/{source_id}/withdraw"): row(DESK, "desk"),
    ("GET", "/library/publish"): row("approver", "desk"),
    ("POST", "/library/publish"): row("approver", "desk"),
    ("GET", "/library/publish/events"): row("approver", "desk"),
    ("GET", "/library/pause"): row(f"{DESK} admin", "desk"),
    ("POST", "/library/pause"): row(f"{DESK} admin", "desk"),
    ("GET", "/gaps"): row(DESK, "desk"),
    ("GET", "/gaps/{gap_id}"): row(DESK, "desk"),
    ("POST", "/gaps/{gap_id}/memo"): row("author", "desk"),
    ("POST", "/gaps/{gap_id}/dismiss"): row(DESK, "desk"),
    ("POST", "/gaps/{gap_id}/reopen"): row(DESK, "desk"),
    ("POST", "/gaps/{gap_id}/give-up"): row(DESK, "desk"),
    ("GET", "/room"): row("auditor", "audit"),
    ("GET", "/room/charts"): row("auditor", "audit"),
    ("GET", "/room/record/{record_id}"): row("auditor", "audit"),
    ("POST", "/room/record/{record_id}/hold"): row("auditor", "audit"),
    ("POST", "/room/export"): row("auditor", "audit"),
    ("GET", "/api/records"): row("auditor", "audit"),
    ("GET", "/room/recalls"): row(f"{DESK} auditor", "audit"),
    ("GET", "/room/recalls/{source_id}"): row(f"{DESK} auditor", "audit"),
    ("POST", "/room/recalls/{source_id}/told"): row(f"{DESK} auditor", "audit"),
    ("GET", "/room/ledger"): row("auditor admin", "audit"),
    ("GET", "/room/ledger/examination"): row("auditor admin", "audit"),
    ("POST", "/room/ledger/examine"): row("auditor admin", "audit"),
    ("POST", "/room/ledger/cosign"): row("auditor admin", "audit"),
    ("GET", "/room/checkpoint.txt"): row("auditor admin", "audit"),
    ("GET", "/room/policy.json"): row("auditor admin", "audit"),
    ("GET", "/room/verify"): row("auditor admin", "audit"),
    ("GET", "/reports"): row(DESK, "desk"),
    ("POST", "/reports/{report_id}/settle"): row(DESK, "desk"),
    ("POST", "/reports/{report_id}/reopen"): row(DESK, "desk"),
}
HEADS = ("/read/{source_id}/recording", "/library/{source_id}/review/recording", "/answers/{record_id}/speech",
         "/api/answers/{record_id}/speech", "/presenter/avatar.glb", "/openapi.json")  # fmt: skip
ROWS |= {("HEAD", path): ROWS["GET", path] for path in HEADS}
TOOLS = ("POST", "/mcp")  # tokens alone, and each tool decides by itself: test_mcp_http.py
CLOSED = {key: one for key, one in ROWS.items() if one is not PUBLIC}


def routes(app: Any) -> list[tuple[str, str]]:
    """Every method and path, in the order in which they are looked through."""
    found = []
    for one in iter_route_contexts(app.routes):
        methods = getattr(one, "methods", None) or ()
        found += [(method, str(one.path)) for method in sorted(methods)]
    return found


def path_of(template: str) -> str:
    """An address of the route, for a thing that there is not."""
    made = template.replace("{number}", "1").replace("{model:path}", "unheard-of").replace("{token_id}", "0" * 12)
    for name in ("record_id", "source_id", "gap_id", "report_id"):
        made = made.replace("{" + name + "}", "unheard-of")
    assert "{" not in made, f"{template}: say here what stands for its parameters"
    return made


def send(client: TestClient, key: tuple[str, str]) -> Any:
    method, template = key
    body = ROWS[key].body
    return client.request(method, path_of(template), **({} if body is None else {"json": body}))


def verdict(reply: Any) -> str:
    """`opened`, whatever came of it there; `forbidden`; or `nobody`, where it asks who it is."""
    if reply.status_code == 401 or (
        reply.status_code == 303 and reply.headers["location"].startswith("/sign-in?next=")
    ):
        return "nobody"
    if reply.status_code == 403:
        return "forbidden"
    assert reply.status_code < 500 or reply.status_code in (502, 503), (reply.request.url, reply.status_code)
    return "opened"


def test_every_route_has_a_row_and_every_row_a_route(site: Site) -> None:
    listed = routes(site.app)
    there = set(listed)
    assert len(listed) == len(there), "two routes of one address: only the first is ever reached"
    assert there - set(ROWS) - {TOOLS} == set(), "a new route: say in ROWS who may open it"
    assert set(ROWS) - there == set(), "a row without a route"
    mounted = {one.path for one in site.app.routes if type(one).__name__ == "Mount"}
    assert mounted == {"/static"}


def test_nobody_in_particular_opens_only_what_is_public(site: Site) -> None:
    for key in CLOSED:
        reply = send(site.stranger(), key)
        assert verdict(reply) == "nobody", key
        assert reply.status_code == (401 if key[1].startswith(("/api/", "/v1/", "/heard", "/metrics")) else 303), key
        assert "unheard-of" not in reply.text, key
    for key in set(ROWS) - set(CLOSED):
        assert verdict(send(site.stranger(), key)) != "nobody", key


@pytest.mark.parametrize("role", ROLES)
def test_a_role_opens_its_own_pages_and_no_other(site: Site, role: str) -> None:
    made = site.app.state.service.parts
    site.app.state.service = replace(site.app.state.service, door=OwnDoor(made.identities))
    claims = Claims(person="eve@example.com", name="eve", local=True, roles=frozenset({Role(role)}))
    secret = made.identities.enter(claims)
    signed = made.identities.of_session(secret, made.identities.audiences())

    def visit() -> TestClient:
        client = site.stranger()
        client.cookies.set(COOKIE, secret)
        client.headers["X-CSRF-Token"] = signed.csrf
        return client

    found = {key: verdict(send(visit(), key)) for key in CLOSED}
    expected = {key: "opened" if role in one.roles else "forbidden" for key, one in CLOSED.items()}
    assert found == expected


def test_somebody_without_a_role_opens_nothing(site: Site) -> None:
    nothing = Identity(person="x@example.com", name="x", roles=frozenset(), audience="managers", way=Way.SESSION)
    site.door.sessions["nothing"] = Session(identity=nothing, csrf="own")
    for key in CLOSED:
        client = site.stranger()
        client.cookies.set(COOKIE, "nothing")
        client.headers["X-CSRF-Token"] = "own"
        assert verdict(send(client, key)) == "forbidden", key


@pytest.mark.parametrize("scope", SCOPES)
def test_a_token_opens_what_its_scope_is_for_and_nothing_else(site: Site, scope: str) -> None:
    found = {key: verdict(send(site.program(scope, roles=ROLES), key)) for key in CLOSED}
    expected = {key: "opened" if one.scope == scope else "forbidden" for key, one in CLOSED.items()}
    assert found == expected


def test_a_scope_gives_no_role(site: Site) -> None:
    for key, one in CLOSED.items():
        for role in set(ROLES) - set(one.roles):
            assert verdict(send(site.program(*SCOPES, roles=(role,)), key)) == "forbidden", (key, role)


def test_a_form_that_is_not_ours_does_nothing(site: Site) -> None:
    for key in (one for one in CLOSED if one[0] == "POST"):
        for changed in ({"X-CSRF-Token": ""}, {"X-CSRF-Token": "another"}, {"Sec-Fetch-Site": "cross-site"}):
            client = site.visit("eve@example.com", *ROLES)
            client.headers.update(changed)
            assert verdict(send(client, key)) == "forbidden", (key, changed)


def test_the_tools_know_no_session(site: Site) -> None:
    for client in (site.stranger(), site.visit("eve@example.com", *ROLES)):
        assert client.post("/mcp", json={}).status_code == 401


def test_a_token_that_is_over_is_nobodys(site: Site) -> None:
    made = site.app.state.service.parts
    site.app.state.service = replace(site.app.state.service, door=OwnDoor(made.identities))
    everything = Wanted(
        person="eve@example.com", label="x", roles=frozenset(Role), audience="managers",
        scopes=frozenset(TokenScope), expires=now() + timedelta(days=1),
    )  # fmt: skip
    tokens = Tokens(made.engine, now)
    good, _ = tokens.new(everything, by="operator")
    revoked, one = tokens.new(everything, by="operator")
    tokens.revoke(one.token_id)
    then = datetime(2020, 1, 1, tzinfo=UTC)
    expired, _ = Tokens(made.engine, lambda: then).new(replace(everything, expires=then + timedelta(days=1)), by="x")
    client = site.stranger()
    assert client.get("/api/sources", headers={"Authorization": f"Bearer {good}"}).status_code == 200
    for over in (revoked, expired, good[:-2] + "xx", good.upper(), "", "onr_"):
        for key in CLOSED:
            client = site.stranger()
            client.headers["Authorization"] = f"Bearer {over}"
            assert verdict(send(client, key)) == "nobody", key
