"""Questions that were asked once."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from agent.gaps.domain import Asked, Near, Why

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
NEAR = Near(source_id="spring", title="Spring", speaker="Ada Okafor", date=date(2026, 3, 4), page=2, start=0, end=6,
            quote="Intro.")  # fmt: skip
ONE = Asked(record_id="", leaf=None, text="", at=NOW, audience="all-employees", leaders=("ada-okafor",),
            why=Why.NOTHING, near=(NEAR,))  # fmt: skip


def asked(number: int, text: str, **more: Any) -> Asked:
    """The question with this number, asked so many days ago; `number` is also its leaf."""
    words = {"record_id": f"r{number:03}", "leaf": number, "text": text}
    return replace(ONE, **(words | {"at": NOW - timedelta(number)} | more))
