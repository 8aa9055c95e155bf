"""What composing and judging need of a language model: a constrained reply, a constrained choice, and a token count.

The model has no tools: it is given messages, and gives text back.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    role: str  # system | user | assistant
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """What the server says of the model that it serves; `context_tokens` is prompt and reply together.

    `revision` is that of the weights, as the settings name it: a server does not tell it.
    """

    name: str
    revision: str | None
    context_tokens: int


class LanguageModel(Protocol):
    """Every call ends by `deadline` (of `time.monotonic`), and raises one of `agent.llm.faults` where it cannot."""

    @property
    def url(self) -> str:
        """The server's address, for messages."""
        ...

    @property
    def name(self) -> str:
        """As the server knows it."""
        ...

    @property
    def sampling(self) -> Mapping[str, float]:
        """The sampling parameters of every reply (temperature, top_p, seed), for the record."""
        ...

    def served(self, deadline: float) -> Served:
        """Asked of the server once, then kept while it serves."""
        ...

    def count_tokens(self, messages: Sequence[Message], deadline: float) -> int:
        """Tokens of the prompt with the model's own template around it."""
        ...

    def stream(
        self, messages: Sequence[Message], schema: Mapping[str, Any], max_tokens: int, deadline: float
    ) -> Iterator[str]:
        """The reply as it comes, constrained by a JSON schema. It ends normally only where the reply is whole."""
        ...

    def choose(self, messages: Sequence[Message], choices: Sequence[str], deadline: float) -> dict[str, float]:
        """The probability, 0 to 1, of each choice as the whole reply; they sum to 1."""
        ...
