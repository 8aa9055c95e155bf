"""What can go wrong with a language model behind a server. Each is one line: what, where, and what to do next.

LanguageModelError            no usable reply; nothing of it may be shown
├── ServerUnreachable         refused, reset or unknown: nobody answers at that address
├── ServerTooSlow             the deadline came first
├── ServerBusy                429 or 503: it is up and turns requests away
├── ServerFailed              any other 5xx: it is up and broken
├── StreamBroken              the reply ended without saying that it is whole, or cannot be read
├── ReplyCut                  the reply reached its limit of tokens
├── ReplyMalformed            the reply is whole, and not what was asked for
├── ModelNotServed            404: another model, or no such path
├── ContextTooSmall           prompt and reply do not fit the model's context
└── RequestRefused            any other 4xx: a wrong key, or something the server does not do

Messages hold the server's address and words of this module. What a server says may repeat the prompt, so it is not
passed on; nor is the key.
"""

from typing import ClassVar

from audit.errors import ModelError

LOOK = "Run: onrecord doctor"


class LanguageModelError(ModelError):
    """`code` is a short stable word for records and tests.

    `again`: the same request may be sent once more, since it had no effect and its cause may pass; `wait_s`: not
    sooner than after so many seconds, where the server said so. `status` is that of HTTP, where there was one.
    """

    code: ClassVar[str] = "language_model"
    says: ClassVar[str] = "gave no usable reply"
    todo: ClassVar[str] = LOOK

    def __init__(
        self, url: str, detail: str = "", *, again: bool = False, wait_s: float | None = None, status: int | None = None
    ) -> None:
        more = f": {detail}" if detail else ""
        super().__init__(f"the language model's server {url} {self.says}{more}.", advice=self.todo)
        self.again = again
        self.wait_s = wait_s
        self.status = status


class ServerUnreachable(LanguageModelError):
    """Nobody answers at that address."""

    code = "unreachable"
    says = "cannot be reached"
    todo = "Start it, or mend vllm_url in settings.toml."


class ServerTooSlow(LanguageModelError):
    """The deadline came first."""

    code = "too_slow"
    says = "was too slow"
    todo = "Try again, or raise vllm_deadline_s in settings.toml."


class ServerBusy(LanguageModelError):
    """It is up and turns requests away."""

    code = "busy"
    says = "is too busy"
    todo = "Try again in a while."


class ServerFailed(LanguageModelError):
    """It is up and broken."""

    code = "failed"
    says = "failed"
    todo = "Its own log says why."


class StreamBroken(LanguageModelError):
    """The reply ended without saying that it is whole, or cannot be read."""

    code = "broken"
    says = "broke off its reply"
    todo = "Its own log says why."


class ReplyCut(LanguageModelError):
    """The reply reached its limit of tokens."""

    code = "cut"
    says = "cut its reply short"
    todo = "Raise vllm_answer_tokens in settings.toml."


class ReplyMalformed(LanguageModelError):
    """The reply is whole, and not what was asked for."""

    code = "malformed"
    says = "gave a reply of another form than asked for"
    todo = LOOK


class ModelNotServed(LanguageModelError):
    """Another model is served, or there is no such path."""

    code = "not_served"
    says = "has no such model or path"
    todo = "Mend vllm_model or vllm_url in settings.toml."


class ContextTooSmall(LanguageModelError):
    """Prompt and reply do not fit the model's context."""

    code = "context"
    says = "has too small a context for this prompt and its reply"
    todo = "Serve the model with a larger --max-model-len, or lower vllm_answer_tokens in settings.toml."


class RequestRefused(LanguageModelError):
    """A wrong key, or something the server does not do."""

    code = "refused"
    says = "refused the request"
    todo = "Check vllm_api_key in settings.toml, and that vLLM serves the model with structured output."
