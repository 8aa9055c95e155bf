"""What the doctor says of the language model's server."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from agent.testing import Fault, ScriptedServer
from onrecord.doctor.finding import Finding, Level, looked_at
from onrecord.doctor.server import language_model
from onrecord.parts import Parts
from onrecord.settings import Settings


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with ScriptedServer() as running:
        yield running


def found(**settings: Any) -> list[Finding]:
    made = Parts(workspace=Path("nowhere"), settings=Settings(encoder="hashing", reranker="none", **settings))
    return looked_at("language model", lambda: language_model(made))


def test_without_a_server_answers_are_quotes() -> None:
    (only,) = found()
    assert only.level is Level.OK
    assert "verbatim quotes" in only.detail


def test_a_server_is_told_with_its_model_its_context_and_what_it_can_do(server: ScriptedServer) -> None:
    up, schema, revision = found(vllm_url=server.url, vllm_revision="4f1c")
    assert {one.level for one in (up, schema, revision)} == {Level.OK}
    assert up.detail == f"{server.url} serves scripted with 4096 tokens of context"
    assert schema.detail == "it supports structured output"
    assert "4f1c" in revision.detail


def test_a_server_whose_weights_have_no_name_is_warned_of(server: ScriptedServer) -> None:
    *_, revision = found(vllm_url=server.url)
    assert revision.level is Level.WARN
    assert "vllm_revision" in revision.detail


def test_a_server_without_structured_output_fails() -> None:
    with ScriptedServer(fault=Fault.NO_SCHEMA) as running:
        _, schema, _ = found(vllm_url=running.url)
    assert schema.level is Level.FAIL
    assert "structured output" in schema.detail


def test_an_answer_that_leaves_no_room_for_its_prompt_fails(server: ScriptedServer) -> None:
    server.context_tokens = 512
    up, *_ = found(vllm_url=server.url, vllm_answer_tokens=512)
    assert up.level is Level.FAIL
    assert "vllm_answer_tokens = 512" in up.detail


def test_a_server_that_is_down_or_serves_another_model_fails_with_what_to_do(server: ScriptedServer) -> None:
    (other,) = found(vllm_url=server.url, vllm_model="larger")
    assert other.level is Level.FAIL
    assert "it serves scripted" in other.detail
    server.stop()
    (down,) = found(vllm_url=server.url)
    assert down.level is Level.FAIL
    assert "Start it" in down.advice
