"""Is a sentence on record? Over a small real workspace, and against texts that come with the sentence."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from agent.check import check, check_against
from agent.domain import Question
from agent.draft import Agent
from agent.repair import Jury
from audit.database import writing
from audit.domain import Form, Outcome, Reason, Support
from audit.errors import ModelError
from ingest.catalogue import controls
from onrecord.parts import Parts

Make = Callable[..., Question]
TODAY = date(2026, 1, 1)
THAT_YEAR = date(2025, 6, 1)


@pytest.mark.parametrize(
    "statement",
    [
        "We will hire forty engineers this year.",
        "Ada Moss said on 4 March 2025 that 40 engineers would be hired this year.",
        "The plant in Leeds stays open.",
    ],
)
def test_what_was_said_is_supported_by_its_quote(agent: Agent, question: Make, statement: str) -> None:
    record = check(agent, question(statement, as_of=THAT_YEAR))
    assert record.checked is not None
    assert record.checked.verdict is Support.SUPPORTED
    assert all(one.passed for one in record.checked.checks)
    assert record.checked.score > 0.7
    assert {citation.source_id for one in record.statements for citation in one.citations} == {"spring"}
    assert all(one.form is Form.QUOTED for one in record.statements)
    assert agent.ledger.read(record.record_id) == record


@pytest.mark.parametrize(
    ("statement", "failed"),
    [
        ("We will hire fifty engineers this year.", "numbers"),
        ("We will not hire forty engineers this year.", "negation"),
        ("We may hire forty engineers this year.", "modality"),
        ("The plant in Leeds does not stay open.", "negation"),
    ],
)
def test_what_the_record_has_otherwise_is_contradicted_by_its_quote(
    agent: Agent, question: Make, statement: str, failed: str
) -> None:
    record = check(agent, question(statement, as_of=THAT_YEAR, leader_id="ada-moss"))
    assert record.checked is not None
    assert record.checked.verdict is Support.CONTRADICTED
    assert failed in [one.name for one in record.checked.checks if not one.passed]
    assert record.statements


def test_what_nobody_said_is_not_on_record(agent: Agent, question: Make) -> None:
    record = check(agent, question("The canteen serves excellent soup on Wednesdays."))
    assert record.checked is not None
    assert record.checked.verdict is Support.NOT_ON_RECORD
    assert record.statements == ()
    assert record.outcome is Outcome.REFUSED


def test_a_sentence_that_gives_words_to_another_leader_is_not_supported(agent: Agent, question: Make) -> None:
    record = check(agent, question("Ben Stein said that the plant in Leeds stays open."))
    assert record.checked is not None
    assert record.checked.verdict is not Support.SUPPORTED


def test_only_the_leaders_own_words_are_looked_at(agent: Agent, question: Make) -> None:
    record = check(agent, question("The plant in Leeds stays open.", leader_id="ben-stein"))
    assert {item.source_id for item in record.evidence} == {"autumn"}
    assert record.checked is not None
    assert record.checked.verdict is not Support.SUPPORTED


def test_what_is_withdrawn_supports_nothing(agent: Agent, parts: Parts, question: Make) -> None:
    with writing(parts.engine) as connection:
        controls.withdraw(connection, parts.log, "spring", "wrong", datetime.now(UTC))
    record = check(agent, question("The plant in Leeds stays open."))
    assert record.checked is not None
    assert record.checked.verdict is not Support.SUPPORTED
    assert "spring" not in {item.source_id for item in record.evidence}


def test_while_everybody_is_paused_nothing_is_judged(agent: Agent, parts: Parts, question: Make) -> None:
    with writing(parts.engine) as connection:
        controls.control(connection, parts.log, "pause", None, "", datetime.now(UTC))
    record = check(agent, question("The plant in Leeds stays open."))
    assert record.checked is None
    assert record.refusal is not None
    assert record.refusal.reason is Reason.UNAVAILABLE


def test_texts_that_come_along_are_cited_by_their_places() -> None:
    texts = ["Nothing here.", "The works closed in May. The plant in Leeds stays open, and hires twelve people."]
    found, excerpts = check_against("The plant in Leeds stays open.", texts, TODAY, None)
    assert found.verdict is Support.SUPPORTED
    assert [one.evidence for one in excerpts] == [1]
    assert all(texts[one.evidence][one.start : one.end] == one.quote for one in excerpts)


def test_of_two_sentences_both_must_be_on_record() -> None:
    texts = ["The works closed in May. The plant in Leeds stays open, and hires twelve people."]
    both, excerpts = check_against("The works closed in May. The plant in Leeds stays open.", texts, TODAY, None)
    assert both.verdict is Support.SUPPORTED
    assert len(excerpts) == 2
    half, _ = check_against("The works closed in May. The moon is made of cheese.", texts, TODAY, None)
    assert half.verdict is Support.NOT_ON_RECORD
    against, _ = check_against("The works closed in May. The plant in Leeds hires ten people.", texts, TODAY, None)
    assert against.verdict is Support.CONTRADICTED


@pytest.mark.parametrize("texts", [[], [""], ["   "], ["—"]])
def test_without_evidence_nothing_is_on_record(texts: Sequence[str]) -> None:
    found, excerpts = check_against("The plant in Leeds stays open.", texts, TODAY, None)
    assert (found.verdict, found.score, excerpts) == (Support.NOT_ON_RECORD, 0.0, ())


class _Judge:
    name = "fixed"

    def __init__(self, score: float | None) -> None:
        self.score = score

    def support(self, claim: str, quotes: Sequence[str], deadline: float) -> float:
        if self.score is None:
            raise ModelError("the judge is away.")
        return self.score


@pytest.mark.parametrize(
    ("score", "verdict"), [(0.9, Support.SUPPORTED), (0.1, Support.NOT_ON_RECORD), (None, Support.NOT_ON_RECORD)]
)
def test_a_judge_that_counts_has_the_last_word(
    agent: Agent, question: Make, score: float | None, verdict: Support
) -> None:
    judged = replace(agent, jury=Jury(judge=_Judge(score), least=0.5))
    record = check(judged, question("The Leeds plant stays open."))
    assert record.checked is not None
    assert record.checked.verdict is verdict
    assert record.composer.judge == "fixed"


def test_what_was_said_to_the_letter_needs_no_judge(agent: Agent, question: Make) -> None:
    judged = replace(agent, jury=Jury(judge=_Judge(None), least=0.5))
    record = check(judged, question("The plant in Leeds stays open"))
    assert record.checked is not None
    assert record.checked.verdict is Support.SUPPORTED


def test_a_question_on_record_is_no_statement_on_record() -> None:
    found, _ = check_against("Was the plan right.", ["Was the plan right?"], TODAY, None)
    assert found.verdict is not Support.SUPPORTED


def test_another_currency_is_not_the_same_to_the_letter() -> None:
    found, _ = check_against("The budget is $11.6 million.", ["The budget is £11.6 million."], TODAY, None)
    assert found.verdict is Support.CONTRADICTED
