"""The tools as an assistant has them: by the SDK's own client, against a real workspace."""

import json
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import Client, StdioServerParameters

from onrecord.client.domain import Record
from onrecord.local import Workspace
from onrecord.mcp.server import server
from onrecord.parts import existing

ROOT = Path(__file__).parents[2]
PARENTAL = {"question": "How many weeks is parental leave?", "leader": "ada-okafor"}


def workspace(company: Any, audience: str | None = None) -> Record:
    return Workspace(parts=existing(str(company.workspace)), audience=audience)


@asynccontextmanager
async def connected(record: Record) -> AsyncIterator[Client]:
    async with Client(server(lambda context: record)) as client:
        yield client


def called(company: Any, name: str, given: dict[str, Any], audience: str | None = None) -> Any:
    async def run() -> Any:
        async with connected(workspace(company, audience)) as client:
            return await client.call_tool(name, given)

    return anyio.run(run)


def test_the_tools_say_what_they_do_to_the_record(company: Any) -> None:
    async def run() -> Any:
        async with connected(workspace(company)) as client:
            listed = (await client.list_tools()).tools
            resources = client.server_capabilities.resources
            return listed, client.instructions, resources

    listed, instructions, resources = anyio.run(run)
    assert [one.name for one in listed] == ["ask", "search", "open_source", "verify_record"]
    hints = {one.name: one.annotations for one in listed}
    assert not any(one.destructive_hint or one.open_world_hint for one in hints.values())
    assert [name for name, one in hints.items() if not one.read_only_hint] == ["ask", "search"]
    assert all(one.output_schema["type"] == "object" for one in listed)
    assert "never speak as a leader" in instructions
    assert resources is None  # nothing lists what one may not see


def test_an_answer_has_its_citations_and_its_disclosure_in_both_forms(company: Any) -> None:
    found = called(company, "ask", PARENTAL)
    assert not found.is_error
    text, made = found.content[0].text, found.structured_content
    assert "twenty weeks" in text
    assert "[1]" in text
    assert made["disclosure"] in text
    assert "not Ada Okafor speaking" in made["disclosure"]
    cited = made["citations"][0]
    assert cited["source_id"] == "parental"
    path = company.folder / "parental.txt"
    assert path.read_text()[cited["start"] : cited["end"]] == cited["quote"]
    assert made["statements"][0]["citations"] == [1]
    assert company.json("audit", "verify", made["record_id"])["verdict"] == "VERIFIED"


def test_a_refusal_is_an_answer_and_no_fault(company: Any) -> None:
    company.answers(everything=False)
    found = called(company, "ask", {"question": "Will there be soup on Mars?"})
    assert not found.is_error
    assert found.structured_content["refusal"]["reason"] == "nothing_on_record"
    assert found.content[0].text.startswith("No answer.")


def test_a_search_is_recorded_and_shows_passages(company: Any) -> None:
    found = called(company, "search", {"query": "hiring engineers in Leeds", "limit": 2})
    made = found.structured_content
    assert len(made["passages"]) == 2
    assert all(one["quote"].split()[0] in found.content[0].text for one in made["passages"])
    assert made["disclosure"] in found.content[0].text
    assert company.json("audit", "verify", made["record_id"])["verdict"] == "VERIFIED"


def test_a_document_is_read_as_far_as_its_reader_may(company: Any) -> None:
    found = called(company, "open_source", {"source_id": "parental", "start": 9, "length": 12})
    assert found.structured_content["text"] == "leave is twe"
    assert "It goes on: open_source with start 21." in found.content[0].text
    for hidden in ("secret", "draft", "no-such-thing"):
        refused = called(company, "open_source", {"source_id": hidden})
        assert refused.is_error
        assert refused.content[0].text == f"there is no document {hidden!r} that may be read here."
    assert "foundry closes" in called(company, "open_source", {"source_id": "secret"}, "managers").content[0].text


def test_a_past_answer_is_verified(company: Any) -> None:
    record_id = company.ask("How many weeks is parental leave?")["record_id"]
    found = called(company, "verify_record", {"record_id": record_id})
    assert found.structured_content["verdict"] == "VERIFIED"
    assert called(company, "verify_record", {"record_id": "0" * 32}).is_error


@pytest.mark.parametrize(
    ("name", "given", "told"),
    [
        ("ask", {}, "question"),
        ("ask", {"question": "Will we hire?", "audience": "managers"}, "audience"),
        ("ask", {"question": "Will we hire?", "leader": "nobody"}, "there is no leader 'nobody'"),
        ("ask", {"question": "Will we hire?", "as_of": "soon"}, "as_of"),
        ("search", {"query": "hiring", "limit": 1000}, "limit"),
        ("guess", {}, "expected one of ask, search, open_source, verify_record"),
    ],
)
def test_what_cannot_be_done_is_told_in_one_line(company: Any, name: str, given: dict[str, Any], told: str) -> None:
    found = called(company, name, given)
    assert found.is_error
    assert told in found.content[0].text
    assert "\n" not in found.content[0].text


def test_over_standard_input_and_output(company: Any) -> None:
    command = StdioServerParameters(
        command=sys.executable,
        args=["-m", "onrecord", "mcp", "--workspace", str(company.workspace), "--audience", "managers"],
        cwd=ROOT,
        env={"ONRECORD_ENCODER": "hashing", "ONRECORD_RERANKER": "none", "PYTHONPATH": str(ROOT)},
    )

    async def run() -> Any:
        async with Client(command) as client:
            first = await client.call_tool("ask", {"question": "When does the foundry close?"})
            return first, await client.call_tool("search", {"query": "foundry"})

    asked, found = anyio.run(run)
    assert {one["source_id"] for one in asked.structured_content["citations"]} >= {"secret"}
    assert {one["source_id"] for one in found.structured_content["passages"]} >= {"secret", "town-hall"}
    assert company.sql("SELECT count(*) FROM answers") == [(2,)]  # both were recorded, by that process


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--url", "http://127.0.0.1:1", "--audience", "managers"), "the audience comes from the token's owner"),
        (("--url", "http://127.0.0.1:1"), "ONRECORD_TOKEN holds no token"),
        (("--workspace", "nowhere"), "there is no workspace nowhere yet"),
    ],
)
def test_the_command_says_what_it_lacks(
    company: Any, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], told: str
) -> None:
    monkeypatch.delenv("ONRECORD_TOKEN", raising=False)
    code, out, err = company.run("mcp", *words)
    assert code != 0
    assert out == ""
    assert told in err


def test_standard_output_is_the_protocols_alone_and_ends_with_its_input(company: Any) -> None:
    meta = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "raw", "version": "1"}}
    sent = [
        {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": meta},
        {"jsonrpc": "2.0", "method": "notifications/initialized"},
        {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": {"name": "ask", "arguments": PARENTAL}},
    ]
    command = [sys.executable, "-m", "onrecord", "mcp", "--workspace", str(company.workspace)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        for one in sent:
            print(json.dumps(one), file=running.stdin, flush=True)
        received = [json.loads(running.stdout.readline()) for _ in range(2)]
        running.stdin.close()
        assert running.stdout.read() == ""
        assert running.wait(30) == 0
    assert [one["id"] for one in received] == [1, 2]
    assert "twenty weeks" in received[1]["result"]["content"][0]["text"]
