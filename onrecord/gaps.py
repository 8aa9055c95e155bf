"""What people ask that the record does not answer, for whoever may see it all: the command and the pages alike."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from agent import confidence
from agent.gaps.domain import Gap
from agent.gaps.group import Meanings, gaps
from agent.gaps.look import Looked, look
from agent.gaps.memory import Memory
from audit.database import reading
from audit.errors import ModelError
from onrecord.parts import Parts, now


@dataclass(frozen=True)
class Overview:
    """Looks at one workspace again and again; questions, and what they mean, are kept in between."""

    parts: Parts

    @cached_property
    def memory(self) -> Memory:
        """Of past questions."""
        return Memory()

    @cached_property
    def meanings(self) -> Meanings:
        """By the workspace's encoder."""
        return Meanings(self.parts.encoder)

    def look(self, since: date | None = None) -> tuple[Looked, list[Gap]]:
        """Raises CatalogueError, or ModelError where the encoder cannot be loaded."""
        with reading(self.parts.engine) as connection:
            looked = look(connection, self.memory, now(), since=since, threshold=_threshold(self.parts))
        return looked, gaps(looked, self.meanings)


def _threshold(made: Parts) -> float | None:
    """From which confidence on a question is answered; none where the models were not calibrated."""
    reranker = made.reranker if made.settings.rerank else None
    own, name = made.workspace / "calibration.json", reranker.name if reranker is not None else "none"
    try:
        return confidence.load(made.encoder.name, name, own, made.settings.acceptable_risk).threshold
    except ModelError:
        return None
