"""The tools over streamable HTTP, by the SDK's own client, with tokens of several people at once."""

from collections.abc import Iterator
from contextlib import asynccontextmanager
from typing import Any

import anyio
import httpx2
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

from tests.onrecord.web.conftest import Site
from tests.onrecord.web.serving import serving

FOUNDRY = {"question": "When does the foundry close?"}


@pytest.fixture
def url(site: Site) -> Iterator[str]:
    with serving(site.app) as address:
        yield f"{address}/mcp"


def token(site: Site, *scopes: str, **who: Any) -> str:
    return str(site.program(*scopes, **who).headers["Authorization"])


@asynccontextmanager
async def connected(url: str, authorization: str, **more: Any) -> Any:
    async with (
        httpx2.AsyncClient(headers={"Authorization": authorization}, timeout=30) as http,
        Client(streamable_http_client(url, http_client=http), **more) as client,
    ):
        yield client


def call(url: str, authorization: str, name: str, given: dict[str, Any], **more: Any) -> Any:
    async def run() -> Any:
        async with connected(url, authorization, **more) as client:
            return await client.call_tool(name, given)

    return anyio.run(run)


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_each_tool_answers_over_http(site: Site, url: str, mode: str) -> None:
    mine = token(site)
    asked = call(url, mine, "ask", FOUNDRY, mode=mode)
    assert not asked.is_error
    assert asked.structured_content["citations"][0]["url"].startswith(url.removesuffix("/mcp") + "/read/town-hall?")
    assert asked.structured_content["disclosure"] in asked.content[0].text
    found = call(url, mine, "search", {"query": "foundry"}, mode=mode).structured_content["passages"]
    assert "town-hall" in {one["source_id"] for one in found}
    opened = call(url, mine, "open_source", {"source_id": "town-hall"}, mode=mode)
    assert "The foundry stays open" in opened.structured_content["text"]
    record = {"record_id": asked.structured_content["record_id"]}
    assert call(url, mine, "verify_record", record, mode=mode).structured_content["verdict"] == "VERIFIED"


def test_callers_of_two_audiences_at_once_each_read_their_own(site: Site, url: str) -> None:
    everybody, managers = token(site), token(site, audience="managers", person="boss@example.com")
    seen: dict[str, list[set[str]]] = {everybody: [], managers: []}

    async def one(authorization: str) -> None:
        async with connected(url, authorization) as client:
            for _ in range(4):
                found = await client.call_tool("search", {"query": "the foundry closes"})
                seen[authorization].append({item["source_id"] for item in found.structured_content["passages"]})

    async def run() -> None:
        async with anyio.create_task_group() as group:
            for authorization in (everybody, managers, everybody, managers):
                group.start_soon(one, authorization)

    anyio.run(run)
    assert len(seen[everybody]) == len(seen[managers]) == 8
    assert all("secret" not in one for one in seen[everybody])
    assert all("secret" in one for one in seen[managers])


def test_calls_are_counted_under_their_own_path(site: Site, url: str) -> None:
    call(url, token(site), "ask", FOUNDRY)
    told = site.program("metrics", roles=("admin",)).get("/metrics").text
    assert 'route="/mcp",status="200"' in told
    assert 'onrecord_answers_total{composer="extractive",outcome="answered",reason=""} 1.0' in told


def test_what_may_not_be_read_is_what_does_not_exist(site: Site, url: str) -> None:
    mine, boss = token(site), token(site, audience="managers", person="boss@example.com")
    told = {
        call(url, mine, "open_source", {"source_id": one}).content[0].text for one in ("secret", "draft", "nothing")
    }
    assert told == {"There is nothing here that you may read."}
    theirs = call(url, boss, "ask", FOUNDRY).structured_content["record_id"]
    refused = call(url, mine, "verify_record", {"record_id": theirs})
    assert (refused.is_error, refused.content[0].text) == (True, "There is nothing here that you may read.")


def test_a_tokens_scope_bounds_every_tool(site: Site, url: str) -> None:
    metrics = token(site, "metrics", roles=("admin",))
    for name, given in (("ask", FOUNDRY), ("search", {"query": "foundry"}), ("open_source", {"source_id": "parental"}),
                        ("verify_record", {"record_id": "0" * 32})):  # fmt: skip
        refused = call(url, metrics, name, given)
        assert refused.is_error
        assert "does not open this" in refused.content[0].text


def test_nobody_comes_in_without_a_token_of_their_own(site: Site, url: str) -> None:
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    accept = {"Accept": "application/json, text/event-stream"}
    for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic x"}):
        response = httpx2.post(url, json=body, headers={**accept, **headers})
        assert (response.status_code, response.headers["WWW-Authenticate"]) == (401, "Bearer")
    cookies = dict(site.visit().cookies.items())
    assert httpx2.post(url, json=body, headers=accept, cookies=cookies).status_code == 401


def test_a_page_of_another_site_cannot_call(site: Site, url: str) -> None:
    headers = {"Authorization": token(site), "Accept": "application/json, text/event-stream"}
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    assert httpx2.post(url, json=body, headers={**headers, "Origin": "https://evil.example"}).status_code == 403
    own = url.removesuffix("/mcp")
    assert httpx2.post(url, json=body, headers={**headers, "Origin": own}).status_code == 200
    assert httpx2.get(url, headers=headers).status_code == 405


def test_only_the_hosts_that_are_named_lead_there(site: Site) -> None:
    from onrecord.web.app import create_app

    app = create_app(site.app.state.service, hosts=["127.0.0.1"], warm=False)
    headers = {"Authorization": token(site), "Accept": "application/json, text/event-stream"}
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    with serving(app) as address:
        assert httpx2.post(f"{address}/mcp", json=body, headers=headers).status_code == 200
        assert httpx2.post(f"{address}/mcp", json=body, headers={**headers, "Host": "evil.example"}).status_code == 421
