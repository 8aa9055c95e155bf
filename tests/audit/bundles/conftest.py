"""Logs that the tests of the verifier begin with."""

import pytest

from tests.audit.bundles.world import World


@pytest.fixture
def empty() -> World:
    """A log with its keys, a manifest and a consent."""
    made = World()
    made.begin()
    return made


@pytest.fixture
def published(empty: World) -> World:
    """And one source, published."""
    empty.source()
    empty.snapshot()
    return empty


@pytest.fixture
def world(published: World) -> World:
    """And three answers: quoted, composed, and a refusal."""
    published.answer(1)
    published.answer(2, published.composed())
    published.refuse(3)
    return published
