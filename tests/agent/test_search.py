"""Passages instead of an answer: what is shown, to whom, and that it is on record before it is shown."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from agent.domain import MOST_FOUND, Question
from agent.draft import Agent
from agent.search import search
from audit.database import writing
from audit.domain import Form, Outcome, Reason
from audit.errors import UsageError
from audit.ledger.ledger import records_using
from ingest.catalogue import controls
from onrecord.parts import Parts

Make = Callable[..., Question]


def test_passages_stand_in_the_order_of_their_ranks_as_exact_slices(agent: Agent, question: Make) -> None:
    record = search(agent, question("hiring engineers"))
    assert record.outcome is Outcome.ANSWERED
    assert record.composer.kind == "search"
    items = {one.evidence_key: one for one in record.evidence}
    shown = [one.citations[0] for one in record.statements]
    assert [items[one.evidence_key].rank for one in shown] == list(range(1, len(shown) + 1))
    with agent.library.view() as view:
        for one in shown:
            assert (one.start, one.end) == (items[one.evidence_key].start, items[one.evidence_key].end)
            assert view.document(one.source_id).text[one.start : one.end] == one.quote
    assert {one.source_id for one in shown} == {"spring", "autumn"}
    assert all(one.form is Form.QUOTED and all(check.passed for check in one.checks) for one in record.statements)
    assert "not" in record.disclosure


def test_what_was_shown_is_in_the_ledger_and_a_recall_finds_it(agent: Agent, parts: Parts, question: Make) -> None:
    record = search(agent, replace(question("hiring engineers"), asker="sam@example.com"))
    assert agent.ledger.read(record.record_id) == record
    with writing(parts.engine) as connection:
        found = records_using(connection, ["spring"])
    assert [(one, role) for one, role, _ in found] == [(record.record_id, "cited")]


def test_it_answers_nothing_so_no_confidence_keeps_it_back(agent: Agent, question: Make) -> None:
    cautious = replace(agent, calibration=lambda: pytest.fail("a search must not ask whether it answers"))
    assert search(cautious, question("kangaroos")).statements


def test_only_the_leaders_own_words_are_found(agent: Agent, question: Make) -> None:
    record = search(agent, question("hiring engineers", leader_id="ben-stein"))
    assert {one.citations[0].speaker for one in record.statements} == {"Ben Stein"}
    named = search(agent, question("What did Ben Stein say about hiring?"))
    assert named.leaders == ("ben-stein",)


def test_no_more_than_were_wanted(agent: Agent, question: Make) -> None:
    assert len(search(agent, question("Leeds"), limit=1).statements) == 1
    for wrong in (0, MOST_FOUND + 1):
        with pytest.raises(UsageError, match=f"from 1 to {MOST_FOUND}"):
            search(agent, question("Leeds"), limit=wrong)


def test_what_is_withdrawn_is_not_found(agent: Agent, parts: Parts, question: Make) -> None:
    with writing(parts.engine) as connection:
        controls.withdraw(connection, parts.log, "spring", "wrong", datetime.now(UTC))
    record = search(agent, question("hiring engineers"))
    assert {one.citations[0].source_id for one in record.statements} == {"autumn"}


def test_while_everybody_is_paused_nothing_is_found(agent: Agent, parts: Parts, question: Make) -> None:
    with writing(parts.engine) as connection:
        controls.control(connection, parts.log, "pause", None, "", datetime.now(UTC))
    record = search(agent, question("hiring engineers"))
    assert record.statements == ()
    assert record.refusal is not None
    assert record.refusal.reason is Reason.UNAVAILABLE


def test_before_anything_was_said_there_is_nothing(agent: Agent, question: Make) -> None:
    record = search(agent, replace(question("hiring", as_of=date(2020, 1, 1)), as_of_chosen=True))
    assert record.refusal is not None
    assert (record.refusal.reason, record.refusal.nearest) == (Reason.NOTHING_ON_RECORD, ())
