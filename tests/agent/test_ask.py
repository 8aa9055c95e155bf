"""From a question to a recorded answer, over a small real workspace."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from agent import ask as ask_module
from agent.ask import ask
from agent.domain import Question
from agent.draft import Agent
from audit.database import writing
from audit.domain import Outcome, Reason
from audit.errors import CatalogueError, UsageError
from ingest.catalogue import controls
from ingest.run import ingest
from onrecord.parts import Parts

Make = Callable[..., Question]


def test_every_statement_is_attributed_and_its_quote_is_the_text(agent: Agent, question: Make) -> None:
    record = ask(agent, question("How many engineers will be hired?"))
    assert record.outcome is Outcome.ANSWERED
    for statement in record.statements:
        assert statement.citations
        assert all(check.passed for check in statement.checks)
        for citation in statement.citations:
            assert citation.quote in statement.text
            assert citation.speaker in statement.text
            assert f"*{citation.title}*" in statement.text


def test_an_answer_is_in_the_ledger_when_it_is_returned(agent: Agent, question: Make) -> None:
    record = ask(agent, question("How many engineers will be hired?"))
    assert agent.ledger.read(record.record_id) == record


def test_a_record_that_cannot_be_written_is_not_returned(agent: Agent, parts: Parts, question: Make) -> None:
    with writing(parts.engine) as connection:
        connection.execute(text("DROP TABLE answer_sources"))
    with pytest.raises(CatalogueError):
        ask(agent, question("How many engineers will be hired?"))


def test_a_question_about_one_leader_is_never_answered_with_anothers_words(agent: Agent, question: Make) -> None:
    record = ask(agent, question("What did Ben Stein say about Leeds?"))
    assert record.leaders == ("ben-stein",)
    assert {citation.leader_id for one in record.statements for citation in one.citations} == {"ben-stein"}
    assert {item.source_id for item in record.evidence} == {"autumn"}


def test_what_was_not_on_record_yet_is_not_quoted_as_of_that_day(agent: Agent, question: Make) -> None:
    record = ask(agent, question("engineers hire", as_of=date(2025, 6, 1)))
    assert {item.source_id for item in record.evidence} == {"spring"}


def test_evidence_that_does_not_answer_is_refused_with_the_nearest_passages(
    agent: Agent, parts: Parts, question: Make, calibration: Callable[[float], str]
) -> None:
    (parts.workspace / "calibration.json").write_text(calibration(-5.0), encoding="utf-8")
    record = ask(agent, question("Who won the chess tournament?"))
    assert record.refusal is not None
    assert record.refusal.reason is Reason.NOTHING_ON_RECORD
    assert record.statements == ()
    assert record.evidence
    assert record.refusal.nearest
    assert record.refusal.ask == "archive@example.com"


def test_a_nearest_passage_is_shown_from_the_sentence_on_that_fits_best(
    agent: Agent, parts: Parts, question: Make, calibration: Callable[[float], str]
) -> None:
    (parts.workspace / "calibration.json").write_text(calibration(-5.0), encoding="utf-8")
    record = ask(agent, question("Does the plant in Leeds stay open?"))
    assert record.refusal is not None
    near = next(one for one in record.refusal.nearest if one.source_id == "spring")
    assert near.quote.startswith("The plant in Leeds stays open.")
    held = next(one for one in record.evidence if one.source_id == "spring")
    assert (near.end, near.start > held.start) == (held.end, True)


def test_pausing_takes_effect_on_the_next_question(agent: Agent, parts: Parts, question: Make) -> None:
    with writing(parts.engine) as connection:
        controls.control(connection, parts.log, "pause", "ada-moss", "", datetime.now(UTC))
    refused = ask(agent, question("What did Ada Moss say about Leeds?"))
    assert refused.refusal is not None
    assert refused.refusal.reason is Reason.UNAVAILABLE
    assert refused.evidence == ()
    others = ask(agent, question("engineers in Leeds"))
    assert {item.source_id for item in others.evidence} == {"autumn"}
    with writing(parts.engine) as connection:
        controls.control(connection, parts.log, "resume", None, "", datetime.now(UTC))
    assert ask(agent, question("What did Ada Moss say about Leeds?")).outcome is Outcome.ANSWERED


def test_a_withdrawn_document_is_gone_at_once(agent: Agent, parts: Parts, question: Make) -> None:
    before = ask(agent, question("engineers"))
    with writing(parts.engine) as connection:
        used = controls.withdraw(connection, parts.log, "spring", "a wrong number", datetime.now(UTC))
    assert [one[0] for one in used] == [before.record_id]
    after = ask(agent, question("engineers"))
    assert {item.source_id for item in after.evidence} == {"autumn"}


def test_what_is_published_between_draft_and_record_is_heeded(
    agent: Agent, parts: Parts, manifest: Path, question: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The spring document goes out of effect while the answer is being drafted."""
    drafted = ask_module.draft
    published: list[bool] = []

    def slow(*words: Any) -> Any:
        answer = drafted(*words)
        if not published:
            text = manifest.read_text(encoding="utf-8")
            gone = text.replace("  id: spring\n", "  id: spring\n  effective_until: 2025-05-01\n")
            manifest.write_text(gone, encoding="utf-8")
            with parts.workshop() as workshop:
                published.append(ingest(workshop, manifest).published)
        return answer

    monkeypatch.setattr(ask_module, "draft", slow)
    record = ask(agent, question("How many engineers will be hired?"))
    assert published == [True]
    assert {item.source_id for item in record.evidence} == {"autumn"}
    assert "forty engineers" not in str(record)


@pytest.mark.parametrize("nothing", ["", "   ", "???", "\x1b[2J"[:1]])
def test_an_empty_question_is_told_in_one_line(agent: Agent, question: Make, nothing: str) -> None:
    with pytest.raises(UsageError, match="empty"):
        ask(agent, question(nothing))


def test_a_very_long_question_is_told_in_one_line(agent: Agent, question: Make) -> None:
    with pytest.raises(UsageError, match="10,000 characters"):
        ask(agent, question("x" * 10_000))


def test_the_future_cannot_be_asked_about(agent: Agent, question: Make) -> None:
    with pytest.raises(UsageError, match="future"):
        ask(agent, question("engineers", as_of=datetime.now(UTC).date() + timedelta(days=1)))


@pytest.mark.parametrize(
    "hostile",
    [
        "'; DROP TABLE answers; --",
        "\x1b[31mred\x1b[0m engineers",
        "招聘 计划 是什么",
        "engineers " * 150,
        "a\x00b engineers \u202e",
    ],
)
def test_a_hostile_question_is_only_a_question(agent: Agent, question: Make, hostile: str) -> None:
    record = ask(agent, question(hostile))
    assert agent.ledger.read(record.record_id).question == hostile
