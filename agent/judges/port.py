"""What a judge of support is."""

from collections.abc import Sequence
from typing import Protocol


class SupportJudge(Protocol):
    """A model that reads quotes and a claim. It counts only where it was measured: see `agent.judges.standing`."""

    @property
    def name(self) -> str:
        """The model's name and revision: what a measurement belongs to."""
        ...

    def support(self, claim: str, quotes: Sequence[str], deadline: float) -> float:
        """The probability, 0 to 1, that the quotes together entail the claim.

        Ends by `deadline` (of `time.monotonic`). Raises ModelError where it cannot judge; then nothing has passed.
        """
        ...
