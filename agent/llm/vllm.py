"""A language model that a vLLM server serves, or a router of several."""

import json
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from itertools import islice
from time import monotonic
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

from agent.llm import choices as chosen
from agent.llm.faults import ModelNotServed, ReplyCut, ReplyMalformed, RequestRefused, ServerUnreachable, StreamBroken
from agent.llm.port import Message, Served
from agent.llm.server import Server

if TYPE_CHECKING:
    from openai import OpenAI
    from openai.types.chat import ChatCompletion

SAMPLING: Mapping[str, float] = MappingProxyType({"temperature": 0.0, "top_p": 1.0, "seed": 0})
TOP = 20  # what a vLLM server allows unless it is told otherwise (--max-logprobs)
PER_MESSAGE, PER_PROMPT = 8, 64  # tokens of a template, generously
PROBE = "onrecord-7"
CANNOT = (400, 422, 501)
NO_SUCH_PATH = (404, 405, 501)
LISTED, LONGEST_NAME = 5, 80
T = TypeVar("T")


class VllmModel:
    """Keeps `agent.llm.port.LanguageModel`, through the API that vLLM (0.32) serves. May be used by several threads.

    `base_url` with or without `/v1`. Without `model` it is the only one that the server has. `connect_s` limits the
    wait for a connection, `retries` how often a request is sent again where that is safe.
    """

    def __init__(
        self,
        base_url: str,
        *,
        model: str | None = None,
        revision: str | None = None,
        api_key: str | None = None,
        connect_s: float = 2.0,
        sampling: Mapping[str, float] = SAMPLING,
        retries: int = 2,
    ) -> None:
        """Asks nothing yet. Raises ModelError where the address is none, or the client is not installed."""
        self._server = Server(base_url, api_key=api_key, connect_s=connect_s, retries=retries)
        self._model = model
        self._revision = revision
        self._connect_s = connect_s
        self._sampling = MappingProxyType(dict(sampling))
        self._served: Served | None = None

    @property
    def url(self) -> str:
        return self._server.url

    @property
    def name(self) -> str:
        """As the settings name it; where they do not, the server is asked, once, for at most twice `connect_s`."""
        return self._model or self.served(monotonic() + 2 * self._connect_s).name

    @property
    def sampling(self) -> Mapping[str, float]:
        return self._sampling

    def served(self, deadline: float) -> Served:
        """Asked of `/v1/models` once, then kept until the server is gone or no longer has the model."""
        if self._served is None:
            self._served = self._ask_served(deadline)
        return self._served

    def count_tokens(self, messages: Sequence[Message], deadline: float) -> int:
        """By the server's `/tokenize`. Where it has none (a router may not), an estimate that is too high rather than
        too low: a token for two ASCII characters or for one byte of any other, and 8 a message and 64 for the template.
        """
        body = {"model": self._name(deadline), "messages": _wire(messages), "add_generation_prompt": True}

        def work(client: "OpenAI") -> Iterator[int]:
            found: Any = client.post(f"{self._server.root}/tokenize", cast_to=object, body=body)
            yield _count(found)

        try:
            (count,) = self._ask(work, deadline)
        except (ModelNotServed, RequestRefused) as fault:
            if fault.status not in NO_SUCH_PATH:  # where it is the model that is missing there is no status
                raise
            return PER_PROMPT + sum(PER_MESSAGE + _at_most(message.content) for message in messages)
        return count

    def stream(
        self, messages: Sequence[Message], schema: Mapping[str, Any], max_tokens: int, deadline: float
    ) -> Generator[str, None, None]:
        """As `LanguageModel.stream`; the first `next` sends the request, `close` ends the exchange.

        Whole means: the server says so, and it is JSON. A prompt that leaves less room than `max_tokens` is not refused
        by vLLM: its reply is cut short.
        """
        form = {"name": "reply", "strict": True, "schema": dict(schema)}
        request: dict[str, Any] = {
            "model": self._name(deadline),
            "messages": _wire(messages),
            "max_tokens": max_tokens,
            "response_format": {"type": "json_schema", "json_schema": form},
            "extra_body": dict(self._sampling),
        }

        def work(client: "OpenAI") -> Iterator[str]:
            begun, finish = False, None
            with client.chat.completions.create(stream=True, **request) as chunks:
                for chunk in chunks:
                    begun = True
                    for choice in chunk.choices:
                        if choice.delta.content:
                            yield choice.delta.content
                        finish = choice.finish_reason or finish
            if not begun:
                raise StreamBroken(self.url, "it is no stream of events")
            self._check_finish(finish)

        text = []
        with closing(self._ask(work, deadline, streamed=True)) as deltas:
            for delta in deltas:
                text.append(delta)
                yield delta
        try:
            json.loads("".join(text))
            return
        except (ValueError, RecursionError):
            pass
        raise ReplyMalformed(self.url, "it is not JSON")

    def choose(self, messages: Sequence[Message], choices: Sequence[str], deadline: float) -> dict[str, float]:
        """As `LanguageModel.choose`: the shares of what may begin the reply, see `agent.llm.choices`.

        Raises ValueError where two choices begin with the same character.
        """
        chosen.check(choices)
        request: dict[str, Any] = {
            "model": self._name(deadline),
            "messages": _wire(messages),
            "max_tokens": max(len(choice.encode("utf-8")) for choice in choices) + 1,  # and the one that ends it
            "logprobs": True,
            "top_logprobs": TOP,
            "extra_body": {**self._sampling, "structured_outputs": {"choice": list(choices)}},
        }

        def work(client: "OpenAI") -> Iterator[dict[str, float]]:
            yield self._read_choice(client.chat.completions.create(stream=False, **request), choices)

        (found,) = self._ask(work, deadline)
        return found

    def supports_structured_output(self, deadline: float) -> bool:
        """Whether a reply keeps to a schema that no model would keep to by chance."""
        asked = [Message(role="user", content="Say hello.")]
        try:
            reply = "".join(self.stream(asked, {"enum": [PROBE]}, 16, deadline))
        except (ReplyCut, ReplyMalformed):
            return False
        except RequestRefused as refused:
            if refused.status in CANNOT:
                return False
            raise
        return bool(json.loads(reply) == PROBE)

    def _name(self, deadline: float) -> str:
        return self._model or self.served(deadline).name

    def _ask(
        self, work: "Callable[[OpenAI], Iterable[T]]", deadline: float, *, streamed: bool = False
    ) -> Generator[T, None, None]:
        """As `Server.ask`. Whoever serves next is asked anew; a missing model is told with those that there are."""
        try:
            yield from self._server.ask(work, deadline, streamed=streamed)
            return
        except (ModelNotServed, ServerUnreachable) as fault:
            self._served, lost = None, fault
        if isinstance(lost, ModelNotServed):
            self.served(deadline)
        raise lost

    def _ask_served(self, deadline: float) -> Served:
        def work(client: "OpenAI") -> Iterator[dict[str, Mapping[str, Any]]]:
            found: Any = client.get("/models", cast_to=object)
            yield {str(card["id"]): dict(card) for card in found["data"]}

        (cards,) = self._server.ask(work, deadline)
        names = _listed(cards)
        if self._model is None and len(cards) != 1:
            raise ModelNotServed(self.url, f"vllm_model is not set, and it serves {names}")
        name = self._model or next(iter(cards))
        if name not in cards:
            raise ModelNotServed(self.url, f"vllm_model is {_shown(name)}, and it serves {names}")
        card = cards[name]
        context = card.get("max_model_len") or cards.get(str(card.get("parent")), {}).get("max_model_len")
        if not isinstance(context, int) or context <= 0:
            raise ReplyMalformed(self.url, f"it does not say how many tokens {_shown(name)} has room for")
        return Served(name=name, revision=self._revision, context_tokens=context)

    def _read_choice(self, reply: "ChatCompletion", choices: Sequence[str]) -> dict[str, float]:
        (only,) = reply.choices
        self._check_finish(only.finish_reason)
        if (only.message.content or "").strip() not in choices:
            raise ReplyMalformed(self.url, "it is none of the choices")
        if only.logprobs is None or not only.logprobs.content:
            raise ReplyMalformed(self.url, "it has no log-probabilities")
        first = only.logprobs.content[0].top_logprobs
        return chosen.probabilities(choices, [(one.token, one.logprob) for one in first])

    def _check_finish(self, finish: str | None) -> None:
        if finish == "length":
            raise ReplyCut(self.url)
        if finish is None:
            raise StreamBroken(self.url, "it ended without saying that it is whole", again=True)
        if finish != "stop":
            raise StreamBroken(self.url, "it was stopped before its end")


def _wire(messages: Sequence[Message]) -> list[dict[str, str]]:
    return [{"role": message.role, "content": message.content} for message in messages]


def _count(reply: Any) -> int:
    count = reply["count"]
    if not isinstance(count, int) or count <= 0:
        raise ValueError("not a count")
    return count


def _at_most(text: str) -> int:
    """More tokens than any usual tokenizer makes of the text: at worst one takes a byte, but not of plain words."""
    ascii_letters = sum(character.isascii() for character in text)
    return (ascii_letters + 1) // 2 + len(text.encode("utf-8")) - ascii_letters


def _listed(names: Iterable[str]) -> str:
    return ", ".join(_shown(name) for name in islice(names, LISTED)) or "no model"


def _shown(name: str) -> str:
    """A name that a server gave, safe to print on one line."""
    return "".join(character if character.isprintable() else "?" for character in name[:LONGEST_NAME])
