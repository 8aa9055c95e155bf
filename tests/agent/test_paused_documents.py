"""A paused document is no evidence from the next look on, and is evidence again, as before, once it is resumed."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent.domain import Evidence, Question
from agent.library import Library, View, years_on_record
from agent.retrieve import moment_of, retrieve
from audit.database import writing
from ingest.catalogue import controls
from ingest.encoders.hashing import HashingEncoder
from onrecord.parts import Parts

Make = Callable[..., Question]
STEPS = st.lists(
    st.tuples(st.sampled_from(["pause", "resume"]), st.sampled_from(["spring", "autumn", None])), max_size=6
)


def look(parts: Parts, question: Question) -> tuple[tuple[Evidence, ...], View]:
    with Library(parts.engine, parts.index).view() as view:
        return retrieve(question, (), view, HashingEncoder()), view


def switch(parts: Parts, action: str, source_id: str | None) -> None:
    with writing(parts.engine) as connection:
        controls.control(connection, parts.log, action, None, "a doubt", datetime.now(UTC), source_id=source_id)


def sources(found: tuple[Evidence, ...]) -> set[str]:
    return {one.source.source_id for one in found}


@pytest.mark.parametrize("lifted", ["spring", None])
def test_a_paused_document_is_hidden_at_once_and_its_resumption_brings_it_back(
    parts: Parts, question: Make, lifted: str | None
) -> None:
    asked = question("hire engineers")
    before, _ = look(parts, asked)
    assert sources(before) == {"spring", "autumn"}
    switch(parts, "pause", "spring")
    during, view = look(parts, asked)
    assert sources(during) == {"autumn"}
    assert [one.rank for one in during] == list(range(1, len(during) + 1))
    assert years_on_record(view, moment_of(asked, view.state.audiences)).keys() == {"ben-stein"}
    switch(parts, "resume", lifted)
    assert look(parts, asked)[0] == before


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15, deadline=None)
@given(steps=STEPS)
def test_whatever_was_switched_before_only_what_is_not_paused_now_is_evidence(
    parts: Parts, question: Make, steps: list[tuple[str, str | None]]
) -> None:
    switch(parts, "resume", None)
    paused: set[str | None] = set()
    for action, source_id in steps:
        switch(parts, action, source_id)
        if action == "pause":
            paused.add(source_id)
        else:
            paused = paused - {source_id} if source_id is not None else set()
    expected = set() if None in paused else {"spring", "autumn"} - paused
    assert sources(look(parts, question("hire engineers"))[0]) == expected
