"""Topics over time in the sample corpus with the real models: what stands in them, and what never does."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from agent.domain import Question
from agent.draft import Agent
from agent.timeline import timeline
from audit.domain import AnswerRecord, Form, Outcome
from audit.over_time import ChangedBy
from ingest.index.files import copy_tree
from onrecord.parts import Parts, now
from onrecord.render.over_time import Timeline, timeline_of
from onrecord.settings import Settings

pytestmark = [pytest.mark.slow, pytest.mark.models]

ROOT = Path(__file__).parent.parent
NOTHING = ("football", "quantum computing", "parking", "stock options", "pets at work", "blockchain")
# By topic: documents that it must have, and the two sentences of a change that must be told.
TOLD: dict[str, tuple[set[str], tuple[str, str] | None]] = {
    "hiring": (
        {"hiring-pause-2025-02", "q2-2025-numbers", "hiring-reopen-2025-10"},
        ("From today we stop hiring", "The pause on outside hiring is over"),
    ),
    "working from home": (
        {"attendance-2025-05", "attendance-2026-03", "hybrid-policy-2026-04"},
        ("From 1 July 2025, everybody", "From Monday 13 April, everybody"),
    ),
    "hotels": ({"travel-2025", "travel-2026"}, ("Hotels: up to £130", "Up to £155")),
    "winter hours": ({"winter-hours-2024"}, None),
    "pressure cells": ({"cells-speech-2025-09", "price-of-pride-2025-11"}, None),
    "second kiln": ({"cells-speech-2025-09", "q3-2025-numbers", "annual-address-2026-03", "what-next-2026-10"}, None),
}


@pytest.fixture(scope="module")
def agent(sample: tuple[Path, Any], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Agent]:
    parts = Parts(workspace=tmp_path_factory.mktemp("sample"), settings=Settings())
    copy_tree(sample[0], parts.workspace)
    made = parts.agent()
    yield made
    made.library.close()


def told(agent: Agent, topic: str, **other: Any) -> tuple[AnswerRecord, Timeline]:
    at = now()
    facts = {"text": topic, "audience": "all-employees", "as_of": at.date(), "asked_at": at, **other}
    record = timeline(agent, Question(**facts))
    return record, timeline_of(record, {})


@pytest.mark.parametrize("topic", TOLD)
def test_it_has_the_documents_of_its_topic_in_order(agent: Agent, topic: str) -> None:
    wanted, change = TOLD[topic]
    record, found = told(agent, topic)
    assert wanted <= {one.first.source_id for one in found.entries}
    days = [one.date for one in found.entries]
    assert days == sorted(days)
    assert all(one.form is Form.QUOTED and one.citations for one in record.statements)
    pairs = [(one.earlier.words, one.later.words, one.by) for one in found.changes]
    assert len(pairs) == (1 if change else 0)
    for earlier, later, by in pairs:
        assert change is not None
        assert (earlier.startswith(change[0]), later.startswith(change[1]), by) == (True, True, ChangedBy.SUPERSEDED)


def test_what_is_nobodys_topic_is_refused(agent: Agent) -> None:
    for topic in NOTHING:
        record, found = told(agent, topic)
        assert (record.outcome, found.entries) == (Outcome.REFUSED, ()), topic
        assert record.refusal is not None
        assert record.refusal.nearest, topic


def test_what_has_ended_says_since_when(agent: Agent) -> None:
    _, found = told(agent, "winter hours")
    assert {str(one.ended_on) for one in found.entries} == {"2025-02-28"}


def test_one_leader_alone_is_told_where_that_is_asked(agent: Agent) -> None:
    _, found = told(agent, "second kiln", leader_id="daniel-quarmby")
    assert {one.first.leader_id for one in found.entries} == {"daniel-quarmby"}


def test_a_topic_that_is_barred_is_refused(agent: Agent) -> None:
    record, _ = told(agent, "redundancies")
    assert record.refusal is not None
    assert record.refusal.reason.value == "not_allowed"
