"""One question over the sample corpus, asked of one running service by everything that people use: the openai client,
MCP over HTTP and over standard input, LlamaIndex, and the typed client. All get what the command line gets."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import anyio
import httpx2
import openai
import pytest
from mcp import Client as Assistant
from mcp import StdioServerParameters
from mcp.client.streamable_http import streamable_http_client

from ingest.index.files import copy_tree
from onrecord.client import Client
from onrecord.llamaindex import OnRecordQueryEngine

pytestmark = [pytest.mark.slow, pytest.mark.models]

ROOT = Path(__file__).parent.parent
QUESTION = "What was said about making our own pressure cells?"
Places = set[tuple[str, int, int, str]]


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "onrecord", *words]


def run(*words: str) -> Any:
    done = subprocess.run(command(*words, "--json"), cwd=ROOT, capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def places(citations: Any) -> Places:
    return {(one["source_id"], one["start"], one["end"], one["quote"]) for one in citations}


@pytest.fixture(scope="module")
def workspace(sample: tuple[Path, Any], tmp_path_factory: pytest.TempPathFactory) -> str:
    made = tmp_path_factory.mktemp("sample") / "ws"
    copy_tree(sample[0], made)
    return str(made)


@pytest.fixture(scope="module")
def expected(workspace: str) -> Places:
    record = run("ask", QUESTION, "--workspace", workspace)
    found = places(one for statement in record["statements"] for one in statement["citations"])
    assert found
    return found


@pytest.fixture(scope="module")
def token(workspace: str) -> str:
    until = (date.today() + timedelta(days=7)).isoformat()
    words = ("--person", "pat@example.com", "--label", "a test", "--role", "employee", "--expires", until)
    return str(run("tokens", "new", *words, "--workspace", workspace)["token"])


@pytest.fixture(scope="module")
def url(workspace: str) -> Iterator[str]:
    words = command("serve", "--port", "0", "--workspace", workspace, "--json")
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        yield json.loads(running.stdout.readline())["url"]
        running.terminate()


def test_the_openai_client(url: str, token: str, expected: Places) -> None:
    messages: Any = [{"role": "user", "content": QUESTION}]
    with openai.OpenAI(base_url=f"{url}/v1", api_key=token) as client:
        whole: Any = client.chat.completions.create(model="onrecord", messages=messages)
        chunks = list(client.chat.completions.create(model="onrecord", messages=messages, stream=True))
    assert places(whole.onrecord["citations"]) == expected
    last: Any = next(one for one in chunks if getattr(one, "onrecord", None))
    assert places(last.onrecord["citations"]) == expected


def cited(server: Any, **more: Any) -> Places:
    async def ask() -> Any:
        async with Assistant(server, **more) as client:
            return await client.call_tool("ask", {"question": QUESTION})

    return places(anyio.run(ask).structured_content["citations"])


def test_an_assistant_over_http(url: str, token: str, expected: Places) -> None:
    async def ask() -> Any:
        headers = {"Authorization": f"Bearer {token}"}
        async with (
            httpx2.AsyncClient(headers=headers, timeout=60) as http,
            Assistant(streamable_http_client(f"{url}/mcp", http_client=http)) as client,
        ):
            return await client.call_tool("ask", {"question": QUESTION})

    assert places(anyio.run(ask).structured_content["citations"]) == expected


def test_an_assistant_over_standard_input(url: str, token: str, workspace: str, expected: Places) -> None:
    known = {"PYTHONPATH": os.environ.get("PYTHONPATH", "")}
    own = ["-m", "onrecord", "mcp", "--workspace", workspace]
    assert cited(StdioServerParameters(command=sys.executable, args=own, cwd=ROOT, env=known)) == expected
    remote, secret = ["-m", "onrecord", "mcp", "--url", url], known | {"ONRECORD_TOKEN": token}
    assert cited(StdioServerParameters(command=sys.executable, args=remote, cwd=ROOT, env=secret)) == expected


def test_llamaindex_and_the_typed_client(url: str, token: str, expected: Places) -> None:
    with Client(url, token) as client:
        answer = client.ask(QUESTION)
        assert {(one.source_id, one.start, one.end, one.quote) for one in answer.citations} == expected
        nodes = OnRecordQueryEngine(client).query(QUESTION).source_nodes
    found = {(one.metadata["source_id"], one.metadata["start"], one.metadata["end"], one.text) for one in nodes}
    assert found == expected
