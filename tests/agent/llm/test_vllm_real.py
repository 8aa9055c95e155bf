"""Against a real vLLM server: that the protocol is what the scripted server says it is."""

import json
import math
import os
from time import monotonic

import pytest

from agent.llm.faults import ContextTooSmall, ModelNotServed, ReplyCut, RequestRefused
from agent.llm.port import Message
from agent.llm.vllm import PER_MESSAGE, PER_PROMPT, VllmModel, _at_most

pytestmark = pytest.mark.vllm

ASKED = [
    Message(role="system", content="Answer from the numbered sentences."),
    Message(role="user", content="[3] The plant in Leeds stays open until 31 March 2027.\nDoes it stay open?"),
]


@pytest.fixture(scope="module")
def model() -> VllmModel:
    url = os.environ.get("ONRECORD_TEST_VLLM_URL")
    if not url:
        pytest.skip("ONRECORD_TEST_VLLM_URL names no vLLM server")
    return VllmModel(url)


def soon() -> float:
    return monotonic() + 120


def test_it_says_what_it_serves(model: VllmModel) -> None:
    found = model.served(soon())
    assert found.name == model.name
    assert found.context_tokens >= 512


def test_tokens_are_those_that_a_prompt_is_charged(model: VllmModel) -> None:
    from openai import OpenAI

    counted = model.count_tokens(ASKED, soon())
    messages = [{"role": one.role, "content": one.content} for one in ASKED]
    with OpenAI(base_url=model.url, api_key="none", max_retries=0) as client:
        body = {"model": model.name, "messages": messages, "max_tokens": 1}
        reply = client.post("/chat/completions", cast_to=dict[str, dict[str, int]], body=body)
    assert counted == reply["usage"]["prompt_tokens"]


def test_the_estimate_for_servers_that_count_no_tokens_is_not_too_low(model: VllmModel) -> None:
    estimate = PER_PROMPT + sum(PER_MESSAGE + _at_most(one.content) for one in ASKED)
    assert estimate >= model.count_tokens(ASKED, soon())


def test_a_reply_keeps_to_an_enum_of_numbers(model: VllmModel) -> None:
    ids = {"type": "array", "items": {"enum": [3, 5]}, "minItems": 1, "maxItems": 2}
    schema = {"type": "object", "properties": {"ids": ids}, "required": ["ids"], "additionalProperties": False}
    reply = json.loads("".join(model.stream(ASKED, schema, 200, soon())))
    assert set(reply) == {"ids"}
    assert set(reply["ids"]) <= {3, 5}


def test_the_same_request_gets_the_same_reply(model: VllmModel) -> None:
    schema = {"enum": ["it stays open", "it closes", "nobody knows"]}
    first, second = ("".join(model.stream(ASKED, schema, 32, soon())) for _ in range(2))
    assert first == second


def test_choices_have_probabilities_that_sum_to_one_and_the_likeliest_is_the_reply(model: VllmModel) -> None:
    found = model.choose(ASKED, ("yes", "no"), soon())
    assert set(found) == {"yes", "no"}
    assert math.fsum(found.values()) == pytest.approx(1)
    assert min(found.values()) > 0
    reply = json.loads("".join(model.stream(ASKED, {"enum": ["yes", "no"]}, 8, soon())))
    assert reply in found


def test_it_supports_structured_output(model: VllmModel) -> None:
    assert model.supports_structured_output(soon())


def test_a_schema_that_is_none_is_refused(model: VllmModel) -> None:
    with pytest.raises(RequestRefused):
        list(model.stream(ASKED, {"type": "nothing known"}, 8, soon()))


def test_a_reply_that_is_cut_is_not_whole(model: VllmModel) -> None:
    with pytest.raises(ReplyCut):
        list(model.stream(ASKED, {"type": "object", "properties": {"text": {"type": "string"}}}, 3, soon()))


def test_a_prompt_that_does_not_fit_is_told_as_such(model: VllmModel) -> None:
    giant = [Message(role="user", content="word " * 2 * model.served(soon()).context_tokens)]
    with pytest.raises(ContextTooSmall):
        list(model.stream(giant, {}, 8, soon()))
    assert model.count_tokens(giant, soon()) > model.served(soon()).context_tokens


def test_a_limit_beyond_the_context_is_told_as_such(model: VllmModel) -> None:
    with pytest.raises(ContextTooSmall):
        list(model.stream(ASKED, {}, model.served(soon()).context_tokens + 1, soon()))


def test_a_model_that_is_not_served_is_told_with_those_that_are(model: VllmModel) -> None:
    other = VllmModel(model.url, model="no-such-model")
    for call in (lambda: other.count_tokens(ASKED, soon()), lambda: list(other.stream(ASKED, {}, 8, soon()))):
        with pytest.raises(ModelNotServed, match=model.name):
            call()
