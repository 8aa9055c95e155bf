"""What goes to the server and what is made of its replies, against a scripted one that speaks the same protocol."""

import json
import math
from time import monotonic
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.llm.choices import probabilities
from agent.llm.faults import ModelNotServed, ReplyCut
from agent.llm.port import Message, Served
from agent.llm.scripted import MASKED, nonsense, pieces
from agent.llm.vllm import VllmModel
from agent.testing import Fault, Reply, Request, ScriptedServer

ASKED = [Message(role="system", content="Answer."), Message(role="user", content="Will the plant in Leeds close?")]
SCHEMA = {
    "type": "object",
    "properties": {
        "statements": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "properties": {"text": {"type": "string"}, "ids": {"type": "array", "items": {"enum": [3, 5]}}},
                "required": ["text", "ids"],
            },
        }
    },
    "required": ["statements"],
}


def soon() -> float:
    return monotonic() + 20


def model(server: ScriptedServer, **settings: Any) -> VllmModel:
    return VllmModel(server.url, **{"model": "scripted", **settings})


@pytest.mark.parametrize("ending", ["", "/", "/v1", "/v1/"])
def test_the_address_may_end_in_v1_or_not(ending: str) -> None:
    with ScriptedServer() as server:
        made = VllmModel(server.url.removesuffix("/v1") + ending)
        assert made.served(soon()).name == "scripted"
        assert made.url == server.url
        assert made.count_tokens(ASKED, soon()) > 0
    assert [request.path for request in server.requests] == ["/v1/models", "/tokenize"]


def test_what_is_served_is_asked_once() -> None:
    with ScriptedServer(context_tokens=2048) as server:
        made = VllmModel(server.url, revision="4f1c")
        assert made.served(soon()) == Served(name="scripted", revision="4f1c", context_tokens=2048)
        assert made.name == "scripted"
        made.served(soon())
    assert len(server.requests) == 1


def test_a_request_holds_the_schema_the_limit_and_the_sampling() -> None:
    with ScriptedServer() as server:
        made = model(server)
        "".join(made.stream(ASKED, SCHEMA, 99, soon()))
    (request,) = server.chats
    assert request.schema == SCHEMA
    assert request.body["response_format"]["json_schema"]["strict"] is True
    assert request.body["max_tokens"] == 99
    assert request.body["stream"] is True
    assert request.body["messages"] == [{"role": one.role, "content": one.content} for one in ASKED]
    assert {key: request.body[key] for key in made.sampling} == {"temperature": 0, "top_p": 1, "seed": 0}


def test_only_the_key_of_the_settings_travels(monkeypatch: pytest.MonkeyPatch) -> None:
    """The client takes keys and headers from variables that are meant for another company's servers."""
    monkeypatch.setenv("OPENAI_API_KEY", "not-for-us")
    monkeypatch.setenv("OPENAI_ORG_ID", "not-for-us")
    monkeypatch.setenv("OPENAI_PROJECT_ID", "not-for-us")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "X-Else: not-for-us\nAuthorization: Bearer not-for-us")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    for key, expected in ((None, None), ("ours", "Bearer ours")):
        with ScriptedServer() as server:
            made = model(server, api_key=key)
            made.count_tokens(ASKED, soon())
            list(made.stream(ASKED, SCHEMA, 99, soon()))
        for request in server.requests:
            assert request.headers.get("authorization") == expected
            assert "not-for-us" not in str(request.headers)


def test_a_reply_comes_token_by_token_while_it_is_made() -> None:
    said = json.dumps({"statements": [{"text": "Forty engineers.", "ids": [3]}]})
    with ScriptedServer([said], tokens_per_second=20) as server:
        times = []
        deltas = []
        for delta in model(server).stream(ASKED, SCHEMA, 64, soon()):
            deltas.append(delta)
            times.append(monotonic())
    assert deltas == pieces(said)
    assert times[-1] - times[0] > len(deltas) / 20 / 2  # all at once would be no time at all


def test_a_script_is_answered_in_order_and_its_last_reply_again() -> None:
    with ScriptedServer(["1", Reply(text="2")]) as server:
        made = model(server)
        assert ["".join(made.stream(ASKED, {}, 9, soon())) for _ in range(3)] == ["1", "2", "2"]


def test_a_reply_ends_at_its_limit_and_at_the_end_of_the_context() -> None:
    with ScriptedServer([json.dumps("word " * 50)]) as server:
        for limit, context in ((9, 4096), (60, 60)):
            server.context_tokens = context
            with pytest.raises(ReplyCut):
                list(model(server).stream(ASKED, {}, limit, soon()))


def test_a_script_may_look_at_the_request() -> None:
    def repeats(request: Request) -> str:
        return json.dumps(request.prompt)

    with ScriptedServer(repeats) as server:
        assert "Leeds" in "".join(model(server).stream(ASKED, {}, 99, soon()))


def test_nonsense_keeps_to_its_schema() -> None:
    with ScriptedServer(fault=Fault.NONSENSE) as server:
        made = json.loads("".join(model(server).stream(ASKED, SCHEMA, 64, soon())))
    assert made == nonsense(SCHEMA)
    assert made["statements"][0]["ids"] == [5]
    assert "umbrellas" in made["statements"][0]["text"]


@given(st.integers(0, 200), st.integers(0, 200))
def test_nonsense_keeps_to_the_bounds_of_a_text(shortest: int, more: int) -> None:
    said = nonsense({"type": "string", "minLength": shortest, "maxLength": shortest + more})
    assert shortest <= len(said) <= shortest + more


def test_tokens_are_counted_by_the_server() -> None:
    with ScriptedServer() as server:
        found = model(server).count_tokens(ASKED, soon())
    (request,) = server.requests
    assert found == request.prompt_tokens
    assert request.body["add_generation_prompt"] is True


def test_a_server_that_counts_no_tokens_is_estimated_from_above() -> None:
    with ScriptedServer(tokenizes=False) as server:
        made = model(server)
        found = made.count_tokens(ASKED, soon())
        (request, *_) = server.requests
        assert request.prompt_tokens <= found <= len(request.prompt) + 8 * len(ASKED) + 64
        foreign = [Message(role="user", content="日本")]
        assert made.count_tokens(foreign, soon()) >= len("日本".encode())
        with pytest.raises(ModelNotServed):
            model(server, model="other").count_tokens(ASKED, soon())


@pytest.mark.parametrize(
    ("chances", "yes"),
    [
        ({"yes": 0.7, "no": 0.3}, 0.7),
        ({"yes": 0.5, "y": 0.1, "ye": 0.1, "no": 0.2, "n": 0.1}, 0.7),  # a choice may begin with less than its word
        ({"yes": 1.0}, 1.0),  # forbidden tokens fill the list
        (
            {" Yes": 0.3, "YES": 0.05, "yes": 0.25, "No": 0.15, "no": 0.05, "Perhaps": 0.1},
            0.75,
        ),  # unconstrained
        ({"no": 0.5, "Perhaps": 0.1}, 0.3 / 0.8),  # not among those reported: at most so likely
    ],
)
def test_a_choice_has_the_share_of_every_token_that_begins_it(chances: dict[str, float], yes: float) -> None:
    with ScriptedServer(chances=chances) as server:
        found = model(server).choose(ASKED, ("yes", "no"), soon())
    assert found == pytest.approx({"yes": yes, "no": 1 - yes})
    (request,) = server.chats
    assert request.choices == ["yes", "no"]


def test_choices_need_a_first_character_each() -> None:
    with ScriptedServer() as server:
        for choices in (("yes",), ("no", "none"), ("No", "not"), ("yes", ""), ("yes", " ")):
            with pytest.raises(ValueError, match="first character"):
                model(server).choose(ASKED, choices, soon())
    assert not server.requests


@given(
    st.dictionaries(st.sampled_from(["yes", "y", " Yes", "no", "n", "NO", "", "perhaps"]), st.floats(-60, 60)),
    st.floats(-1000, 1000),
)
def test_shares_sum_to_one_and_only_differences_count(top: dict[str, float], shift: float) -> None:
    known = any(token.strip() and token != "perhaps" for token in top)
    if not known:
        with pytest.raises(ValueError, match="among the first tokens"):
            probabilities(("yes", "no"), top.items())
        return
    found = probabilities(("yes", "no"), top.items())
    assert math.fsum(found.values()) == pytest.approx(1)
    assert all(0 <= share <= 1 for share in found.values())
    shifted = {token: value + shift for token, value in top.items()}
    assert probabilities(("yes", "no"), shifted.items()) == pytest.approx(found)


def test_a_log_probability_that_is_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match="not a number"):
        probabilities(("yes", "no"), [("yes", math.nan), ("no", MASKED)])


def test_structured_output_is_tried_and_not_believed() -> None:
    with ScriptedServer() as server:
        assert model(server).supports_structured_output(soon())
    for fault in (Fault.NO_SCHEMA, Fault.CUT):
        with ScriptedServer(fault=fault) as server:
            assert not model(server).supports_structured_output(soon())
    for prose in ("Hello.", '"hello"'):
        with ScriptedServer([prose]) as server:
            assert not model(server).supports_structured_output(soon())
