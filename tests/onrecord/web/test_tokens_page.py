"""The page of tokens: one's own for asking, an admin's for what they could do themselves, shown once."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from onrecord.web.app import create_app
from onrecord.web.door import HERE, OwnDoor


def in_days(days: int) -> str:
    return (datetime.now(UTC) + timedelta(days=days)).date().isoformat()


@pytest.fixture
def trial(site: Any) -> Any:
    service = site.app.state.service
    return create_app(replace(service, door=OwnDoor(service.parts.identities), local=True), hosts=HERE, warm=False)


@pytest.fixture
def visit(trial: Any) -> Iterator[Any]:
    """Somebody signs in, with their forms' secret as a header."""
    clients = []

    def run(person: str, *roles: str, audience: str = "all-employees") -> TestClient:
        client = TestClient(trial, base_url="https://localhost", follow_redirects=False)
        clients.append(client)
        if person:
            client.post("/sign-in", data={"person": person, "role": list(roles), "audience": audience})
            found = re.search(r'name="csrf" value="([^"]+)"', client.get("/tokens").text)
            assert found is not None
            client.headers["X-CSRF-Token"] = found[1]
        return client

    yield run
    for client in clients:
        client.close()


def token_in(page: str) -> str:
    found = re.search(r"<code>(onr_[0-9a-f]{12}_[\w-]{43})</code>", page)
    assert found is not None
    return found[1]


def asked(visit: Any, token: str) -> int:
    client = visit("")
    reply = client.post("/api/answers", json={"question": "How long is parental leave?"},
                        headers={"Authorization": f"Bearer {token}"})  # fmt: skip
    status: int = reply.status_code
    return status


def test_a_token_of_ones_own_asks_until_it_is_revoked(visit: Any) -> None:
    eve = visit("eve@example.com", "employee")
    made = eve.post("/tokens", data={"label": "my script", "expires": in_days(30)})
    assert made.status_code == 200
    text = token_in(made.text)
    assert asked(visit, text) == 200
    page = eve.get("/tokens").text
    assert "my script" in page
    assert text[17:] not in page
    token_id = text.split("_")[1]
    assert eve.post(f"/tokens/{token_id}/revoke").status_code == 303
    assert asked(visit, text) == 401
    assert "revoked" in eve.get("/tokens").text


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"label": "x", "expires": in_days(91)}, "within 90 days"),
        ({"label": "x", "expires": in_days(0)}, "must expire"),
        ({"label": "x", "expires": "soon"}, "choose a day"),
        ({"label": "x"}, "choose a day"),
        ({"label": " ", "expires": in_days(5)}, "needs a label"),
    ],
)
def test_what_is_not_made_is_told(visit: Any, data: Any, message: str) -> None:
    eve = visit("eve@example.com", "employee")
    reply = eve.post("/tokens", data=data)
    assert reply.status_code == 422
    assert message in reply.text
    assert "There are none." in reply.text


def test_anothers_token_is_one_that_there_is_not(visit: Any) -> None:
    eve, lee = visit("eve@example.com", "employee"), visit("lee@example.com", "approver", "author", "auditor")
    text = token_in(eve.post("/tokens", data={"label": "eve's own", "expires": in_days(30)}).text)
    assert "own" not in re.findall(r"<td>(.*)</td>", lee.get("/tokens").text)
    assert "eve&#39;s own" not in lee.get("/tokens").text
    theirs, unheard = (lee.post(f"/tokens/{one}/revoke") for one in (text.split("_")[1], "0" * 12))
    assert (theirs.status_code, theirs.text) == (404, unheard.text)
    assert asked(visit, text) == 200


GRANT = {"label": "the wiki", "role": ["employee"], "scope": ["ask"],
         "audience": "managers", "expires": in_days(200)}  # fmt: skip


def test_an_admin_grants_what_they_have_and_revokes_anybodys(visit: Any) -> None:
    admin, eve = (
        visit("ann@example.com", "admin", "employee", audience="managers"),
        visit("eve@example.com", "employee"),
    )
    text = token_in(admin.post("/tokens/grant", data=GRANT).text)
    assert asked(visit, text) == 200
    own = token_in(eve.post("/tokens", data={"label": "eve's own", "expires": in_days(30)}).text)
    page = admin.get("/tokens").text
    assert "the wiki" in page
    assert "eve@example.com" in page
    assert admin.post(f"/tokens/{own.split('_')[1]}/revoke").status_code == 303
    assert asked(visit, own) == 401


def test_an_admin_cannot_ask_as_somebody_else_nor_read_what_they_asked(visit: Any) -> None:
    eve, admin = visit("eve@example.com", "employee"), visit("ann@example.com", "admin", audience="managers")
    asked = eve.post("/api/answers", json={"question": "How long is parental leave?"}).json()["record_id"]
    grant = GRANT | {"person": "eve@example.com", "role": ["admin"]}
    program = visit("")
    program.headers["Authorization"] = f"Bearer {token_in(admin.post('/tokens/grant', data=grant).text)}"
    assert program.get(f"/api/answers/{asked}").status_code == 404
    assert "There are none." in eve.get("/tokens").text


def test_somebody_sees_who_made_a_token_in_their_name(visit: Any, site: Any) -> None:
    words = ("--person", "eve@example.com", "--label", "the wiki", "--role", "employee", "--scope", "ask")
    assert site.company.run("tokens", "new", *words, "--audience", "managers", "--expires", in_days(5))[0] == 0
    eve = visit("eve@example.com", "employee")
    assert "made by operator" in eve.get("/tokens").text
    eve.post("/tokens", data={"label": "my script", "expires": in_days(5)})
    assert eve.get("/tokens").text.count("made by") == 1


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"role": ["auditor"]}, "who lacks: auditor"),
        ({"role": ["king"]}, "king"),
        ({"role": []}, "a scope and a role"),
        ({"scope": ["everything"]}, "everything"),
        ({"audience": "retired"}, "There is no audience"),
        ({"expires": in_days(400)}, "within 366 days"),
    ],
)
def test_what_an_admin_may_not_grant_is_told(visit: Any, change: Any, message: str) -> None:
    admin = visit("ann@example.com", "admin", "employee", audience="managers")
    reply = admin.post("/tokens/grant", data={**GRANT, **change})
    assert reply.status_code == 422
    assert message in reply.text


def test_an_admin_who_reads_less_grants_less(visit: Any) -> None:
    reply = visit("ann@example.com", "admin", "employee").post("/tokens/grant", data=GRANT)
    assert reply.status_code == 422
    assert "reads no more than its maker" in reply.text


def test_only_an_admin_grants_and_no_token_makes_a_token(visit: Any) -> None:
    eve = visit("eve@example.com", "employee", "auditor", "author", "approver")
    assert eve.post("/tokens/grant", data=GRANT).status_code == 403
    text = token_in(eve.post("/tokens", data={"label": "x", "expires": in_days(5)}).text)
    program = visit("")
    program.headers["Authorization"] = f"Bearer {text}"
    assert program.get("/tokens").status_code == 403
    assert program.post("/tokens", data={"label": "y", "expires": in_days(5)}).status_code == 403


def test_a_label_is_data(visit: Any) -> None:
    eve = visit("eve@example.com", "employee")
    page = eve.post("/tokens", data={"label": "<script>alert(1)</script>", "expires": in_days(5)}).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_without_its_forms_secret_nothing_is_made(visit: Any) -> None:
    eve = visit("eve@example.com", "employee")
    del eve.headers["X-CSRF-Token"]
    for data in ({}, {"csrf": ""}, {"csrf": "another"}):
        reply = eve.post("/tokens", data={"label": "x", "expires": in_days(5), **data})
        assert reply.status_code == 403
    assert "There are none." in eve.get("/tokens").text


def test_a_bearer_that_opens_nothing_never_falls_back_to_the_cookie(visit: Any) -> None:
    eve = visit("eve@example.com", "employee")
    for header in ("Bearer onr_000000000000_" + "x" * 43, "Bearer ", "Basic abc", "onr_x"):
        assert eve.get("/", headers={"Authorization": header}).status_code == 303, header
