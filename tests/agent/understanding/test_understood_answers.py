"""Answers limited by when it was said, over a small real workspace: Ada Moss in March 2025, Ben Stein in October."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from agent.ask import ask, stream
from agent.check import check
from agent.domain import ANYONE, Begun, Question
from agent.draft import Agent
from agent.retrieve import retrieve
from agent.understanding.understand import understand
from audit.database import writing
from audit.domain import AnswerRecord, Outcome, Reason
from audit.errors import IndexFault
from audit.understood import By, MeantPeriod, Understood
from ingest.catalogue import controls
from ingest.index.port import Hit
from ingest.run import ingest
from onrecord.parts import Parts, now

Make = Callable[..., Question]
SPRING = MeantPeriod(said_from=date(2025, 3, 1), said_until=date(2025, 6, 1), words="in spring 2025")


def sources(record: AnswerRecord) -> set[str]:
    return {item.source_id for item in record.evidence}


def test_only_what_was_said_in_the_period_is_searched_and_the_record_says_so(agent: Agent, question: Make) -> None:
    record = ask(agent, question("What was said in spring 2025 about engineers?"))
    assert sources(record) == {"spring"}
    assert record.understood == Understood(period=SPRING)
    assert agent.ledger.read(record.record_id) == record


def test_a_time_of_the_matter_limits_nothing(agent: Agent, question: Make) -> None:
    record = ask(agent, question("How many engineers will be hired in spring 2025?"))
    assert sources(record) == {"spring", "autumn"}
    assert record.understood == Understood()


def test_what_the_asker_chose_stands_above_what_was_understood(agent: Agent, question: Make) -> None:
    asked = question("What did Ada Moss say in spring 2025 about engineers as of May 2025?")
    own = MeantPeriod(said_from=date(2025, 9, 1), said_until=None, words=None)
    lifted = ask(agent, replace(asked, leader_id=ANYONE, period=own, as_of_chosen=True))
    assert sources(lifted) == {"autumn"}
    assert lifted.leaders == ()
    assert lifted.as_of == asked.as_of
    assert lifted.understood == Understood(period=own)
    any_time = ask(agent, replace(asked, any_time=True, leader_id=ANYONE, as_of_chosen=True))
    assert sources(any_time) == {"spring", "autumn"}
    chosen = ask(agent, replace(asked, leader_id="ada-moss"))
    assert chosen.understood is not None
    assert [(one.leader_id, one.by, one.words) for one in chosen.understood.leaders] == [("ada-moss", By.CHOICE, None)]


def test_as_of_moves_only_what_held_and_is_the_records_own_day(agent: Agent, question: Make) -> None:
    record = ask(agent, question("How many engineers will be hired as of June 2025?"))
    assert record.as_of == date(2025, 6, 30)
    assert sources(record) == {"spring"}
    assert record.understood is not None
    assert record.understood.as_of is not None
    assert record.understood.as_of.words == "as of June 2025"


def test_an_as_of_day_opens_nothing_that_is_withdrawn(agent: Agent, parts: Parts, question: Make) -> None:
    with writing(parts.engine) as connection:
        controls.withdraw(connection, parts.log, "spring", "wrong", now())
    assert sources(ask(agent, question("How many engineers will be hired as of June 2025?"))) == set()


def test_a_period_in_which_nothing_was_said_is_refused_by_its_name(agent: Agent, question: Make) -> None:
    record = ask(agent, question("What did Ada Moss say in autumn 2025 about engineers?"))
    assert record.refusal is not None
    assert record.refusal.reason is Reason.NOTHING_ON_RECORD
    assert record.refusal.detail == (
        "The documents you may read hold nothing of the words of Ada Moss, said from 1 September to 30 November 2025. "
        "To search all of them: --any-time."
    )
    assert (record.evidence, record.refusal.nearest) == ((), ())


def test_a_refusal_among_what_was_said_names_the_period_too(
    agent: Agent, parts: Parts, question: Make, calibration: Callable[[float], str]
) -> None:
    (parts.workspace / "calibration.json").write_text(calibration(-5.0), encoding="utf-8")
    record = ask(agent, question("What was said in spring 2025 about chess?"))
    assert record.refusal is not None
    assert "said from 1 March to 31 May 2025 in the documents you may read" in record.refusal.detail
    assert {one.source_id for one in record.refusal.nearest} == {"spring"}


def test_a_document_gives_a_time_by_its_title_only_to_who_may_read_it(
    agent: Agent, parts: Parts, question: Make
) -> None:
    asked = question("What has been said about engineers since the autumn letter?")
    with agent.library.view() as view:
        found = understand(asked, view)[2]
    assert found.period is not None
    assert found.period.said_from == date(2025, 10, 1)
    with writing(parts.engine) as connection:
        controls.withdraw(connection, parts.log, "autumn", "wrong", now())
    with agent.library.view() as view:
        assert understand(asked, view)[2].period is None


def test_a_hit_from_outside_the_period_is_dropped(agent: Agent, question: Make) -> None:
    """Law 8: an index that gives more than was asked decides nothing."""
    with agent.library.view() as view:

        class Unfiltered:
            def search(self, *settings: object) -> list[Hit]:
                return [Hit(passage_id=key, score=1.0, dense=1.0, sparse=None) for key in view.reader.contents()]

        asked = replace(question("engineers"), period=SPRING)
        found = retrieve(asked, (), replace(view, reader=Unfiltered()), agent.encoder)  # type: ignore[arg-type]
    assert {one.source.source_id for one in found} == {"spring"}


def test_an_index_of_an_earlier_format_is_not_searched_by_period(agent: Agent, question: Make) -> None:
    with agent.library.view() as view:
        old = replace(view, state=replace(view.state, generation=f"v1-{'0' * 12}-{'0' * 8}"))
        assert retrieve(question("engineers"), (), old, agent.encoder)
        with pytest.raises(IndexFault, match=r"earlier version.*Run `onrecord ingest`"):
            retrieve(replace(question("engineers"), period=SPRING), (), old, agent.encoder)


def test_a_stream_begins_with_the_question_as_it_was_understood(agent: Agent, question: Make) -> None:
    class Unreached:
        deadline_s = 1.0

    events = stream(replace(agent, writer=Unreached()), question("What was said as of June 2025?"))  # type: ignore[arg-type]
    begun = next(events)
    assert isinstance(begun, Begun)
    assert begun.question.as_of == date(2025, 6, 30)


def test_the_times_of_a_sentence_that_is_checked_limit_nothing(agent: Agent, question: Make) -> None:
    """A false day of saying is to be found out, not searched by."""
    record = check(
        agent, question("As of June 2025, what did Ada Moss say in autumn 2025? She will hire forty engineers.")
    )
    assert record.as_of == question("").as_of
    assert sources(record) == {"spring"}
    assert record.understood is not None
    assert record.understood.period is None


def test_superseded_words_are_quoted_where_they_are_asked_for_by_when_they_were_said(
    parts: Parts, manifest: Path, question: Make
) -> None:
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(text.replace("  id: autumn\n", "  id: autumn\n  supersedes: [spring]\n"), encoding="utf-8")
    with parts.workshop() as workshop:
        ingest(workshop, manifest)
    agent = parts.agent()
    then = ask(agent, question("What was said about hiring engineers in spring 2025?"))
    assert {one.source_id for made in then.statements for one in made.citations} == {"spring"}
    as_ever = ask(agent, question("What was said about hiring engineers?"))
    assert "autumn" in {one.source_id for made in as_ever.statements for one in made.citations}


def test_a_year_still_resolves_a_shared_surname(agent: Agent, question: Make) -> None:
    record = ask(agent, question("What did Moss say in 2025 about engineers?"))
    assert record.leaders == ("ada-moss",)
    assert record.outcome is Outcome.ANSWERED


@pytest.mark.parametrize("text", ["", "in", "since the", "as of", "between and", "x" * 1999])
def test_nothing_that_is_asked_raises(agent: Agent, question: Make, text: str) -> None:
    with agent.library.view() as view:
        understood: Any = understand(question(text), view)[2]
    assert understood == Understood()
