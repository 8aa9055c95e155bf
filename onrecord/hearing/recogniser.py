"""What is needed of a recogniser of speech."""

from collections.abc import Sequence
from typing import Protocol

from onrecord.hearing.wire import Samples


class Recogniser(Protocol):
    """A local model that writes down what was said. Not for two threads at once."""

    @property
    def name(self) -> str: ...

    def text(self, samples: Samples, names: Sequence[str] = ()) -> str:
        """What was said, empty where nobody speaks. `names` may well occur, the most important first: they are
        suggested to the model, as many as it takes. Raises ModelError."""
        ...
