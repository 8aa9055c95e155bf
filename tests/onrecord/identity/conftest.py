"""A database of each kind, and a clock that a test moves."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from audit.database import open_engine, prepare
from onrecord.identity import tables
from tests.onrecord.identity_provider import attacked, served

__all__ = ["attacked", "served"]


@dataclass
class Clock:
    moment: datetime = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment

    def forward(self, **by: float) -> None:
        self.moment += timedelta(**by)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    assert tables.sessions.name == "sessions"  # importing them names them
    made = open_engine(database_url)
    prepare(made)
    yield made
    made.dispose()
