"""Questions put to an agent, one after another: rows of what was measured, and failures.

A question that raises is a failure, told with its question and never scored. Where the first PATIENCE all fail, nothing
can be measured, and the rest is not asked.
"""

import time
from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from agent.ask import ask
from agent.domain import Question
from agent.draft import Agent
from audit.domain import AnswerRecord, Outcome
from audit.errors import ModelError, OnRecordError
from eval.domain import Asked, Case, Failure, Found, Row
from eval.metrics import citations, ranking
from eval.texts import Texts

PATIENCE = 10
WHOLE = "whole"  # the stage that is the whole of an answer


class Told(Protocol):
    """Whatever is asked has a name and words."""

    @property
    def id(self) -> str: ...

    @property
    def question(self) -> str: ...


Asking = TypeVar("Asking", bound=Told)


def each(found: Sequence[Asking], measure: Callable[[Asking], Row], tell: Callable[[int], None]) -> Found:
    """What `measure` gives for each; `tell` is called with the number done. Raises ModelError for want of PATIENCE."""
    rows: list[Row] = []
    failures: list[Failure] = []
    for number, one in enumerate(found, start=1):
        try:
            rows.append(measure(one))
        except Exception as error:  # whatever it is: the other questions are measured, and this one is told
            told = str(error) if isinstance(error, OnRecordError) else f"{type(error).__name__}: {error}"
            failures.append(Failure(id=one.id, question=one.question, detail=" ".join(told.split())))
            if len(failures) == number == PATIENCE:
                raise ModelError(f"each of the first {number} questions failed, last: {failures[-1].detail}") from error
        tell(number)
    return Found(rows=tuple(rows), failures=tuple(failures))


def answer(agent: Agent, case: Case, texts: Texts, record_id: str) -> Row:
    """Ask one case the way everybody asks, and measure the answer. `record_id` becomes the record's `id`."""
    at = agent.now()
    question = Question(
        text=case.question,
        audience=case.audience or texts.audiences()[0],
        as_of=case.as_of or at.date(),
        asked_at=at,
        leader_id=case.leader_id,
        id=record_id,
    )
    began = time.perf_counter()
    record = ask(agent, question)
    spent = (time.perf_counter() - began) * 1000
    return measured(Asked(case=case, record=record, texts=texts.of(_sources(record))), spent)


def _sources(record: AnswerRecord) -> set[str]:
    return {citation.source_id for statement in record.statements for citation in statement.citations}


def measured(asked: Asked, whole_ms: float) -> Row:
    """Every metric of one question. `whole_ms` is the time to the recorded answer."""
    return Row(
        id=asked.case.id,
        question=asked.case.question,
        answerable=asked.case.answerable,
        answered=asked.record.outcome is Outcome.ANSWERED,
        confidence=asked.record.confidence,
        values={
            **(citations.gold_citations(asked) if asked.case.answerable else {}),
            **citations.right_reason(asked),
            **ranking.evidence(asked),
        },
        counts={**citations.verbatim(asked), **citations.wrong_speaker(asked), **ranking.gold_in_first(asked)},
        timings_ms={**asked.record.timings_ms, WHOLE: round(whole_ms, 3)},
    )
