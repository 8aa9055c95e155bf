"""Past questions, as they were looked at."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from agent.gaps.domain import Asked
from agent.gaps.look import Looked
from tests.agent.gaps.past_questions import NOW


@pytest.fixture
def looked() -> Callable[..., Looked]:
    def run(*found: Asked, **more: Any) -> Looked:
        words: dict[str, Any] = {"drafts": {}, "dismissals": {}, "leaders": {}, "readable": frozenset({"spring"})}
        return Looked(since=date(2026, 8, 28), now=NOW, asked=found, **(words | more))

    return run
