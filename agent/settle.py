"""Between a draft and the screen: one try to answer, judged again in the transaction that records it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from agent import refusals
from agent.domain import Answer, Answered, Question
from agent.draft import Agent, Draft, Work, new_record_id
from agent.library import View
from agent.recording import record_of
from agent.retrieve import moment_of
from agent.statements import judged
from agent.verify import Context, passed, verify
from audit.domain import AnswerRecord, Became, Refusal, Statement, Withheld
from audit.errors import UsageError
from ingest.catalogue import read
from ingest.catalogue.read import Published
from ingest.standing import denied

LONGEST = 2000  # characters of a question
Finding = Callable[[Agent, Question, View, Work], Draft | Refusal]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One try: what was found in the state that `mark` names, and the context in which it was found."""

    question: Question
    work: Work
    found: Draft | Refusal
    state: Published
    mark: str | None
    context: Context


def attempt(agent: Agent, question: Question, find: Finding, record_id: str | None = None) -> Attempt:
    """Look into the record with `find`. Raises UsageError for what cannot be asked."""
    work = Work(record_id=record_id or new_record_id())
    with agent.library.view() as view:
        _askable(question, view)
        found = find(agent, question, view, work)
        return Attempt(
            question=question,
            work=work,
            found=found,
            state=view.state,
            mark=read.current_snapshot_id(view.connection),
            context=_context(agent, question, work, view.state, view.connection),
        )


def moved(tried: Attempt, connection: Connection) -> bool:
    """Whether something was published since: it may bar what was drafted."""
    return read.current_snapshot_id(connection) != tried.mark


def settle(
    agent: Agent, tried: Attempt, proposed: Sequence[Statement], connection: Connection
) -> tuple[Statement, ...]:
    """The statements that pass at this very moment. One that passed when it was made, and does not now, is withheld."""
    work = tried.work
    context = judged(_context(agent, tried.question, work, tried.state, connection), work)
    with work.watch.time("verify"):
        checked = verify(proposed, context)
    if work.repairs is not None:
        work.repairs.withheld += [Withheld(statement=one, became=Became.NOTHING) for one in checked if not passed(one)]
    return tuple(one for one in checked if passed(one))


def close(agent: Agent, tried: Attempt, shown: Sequence[Statement], connection: Connection) -> AnswerRecord:
    """The whole record. Evidence that may not be read any longer goes, but for what was cited while it might be."""
    work = tried.work
    context = _context(agent, tried.question, work, tried.state, connection)
    cited = {citation.evidence_key for statement in shown for citation in statement.citations}
    work.evidence = tuple(
        one
        for one in work.evidence
        if one.key in cited or denied(one.source, one.leader.leader_id, context.standing, context.moment) is None
    )
    answer = Answered(statements=tuple(shown)) if shown else _refusal(tried)
    return record_of(agent, tried.question, answer, work, tried.state)


def _refusal(tried: Attempt) -> Answer:
    work = tried.work
    if isinstance(tried.found, Refusal) and refusals.stands(tried.found, work.evidence):
        return refusals.of(tried.found, work.evidence, work.documents)
    silent = work.repairs is not None and not work.repairs.withheld  # a model read the evidence and wrote nothing
    if silent or isinstance(tried.found, Refusal):
        return refusals.nothing_on_record(work.leaders, work.evidence, work.documents, tried.state)
    return refusals.unsupported(work.evidence, work.documents)


def _context(agent: Agent, question: Question, work: Work, state: Published, connection: Connection) -> Context:
    """What the checks look at, with access as it is at this very moment."""
    later = replace(question, asked_at=max(agent.now(), question.asked_at))
    return Context(
        evidence=work.evidence,
        documents=work.documents,
        confirmed=read.passages(connection, [one.passage.passage_id for one in work.evidence], state),
        standing=read.standing(connection, state),
        moment=moment_of(later, state.audiences),
        leaders=work.leaders,
        organisation=state.organisation,
    )


def _askable(question: Question, view: View) -> None:
    """What was asked must be a question that can be put to this workspace."""
    if any("\ud800" <= character <= "\udfff" for character in question.text + (question.id or "")):
        raise UsageError("the question holds bytes that are no text.", advice="Type it as UTF-8.")
    if not any(character.isalnum() for character in question.text):
        raise UsageError(
            "the question is empty.", advice='Ask, for example: onrecord ask "What was said about hiring?"'
        )
    if len(question.text) > LONGEST:
        raise UsageError(
            f"the question has {len(question.text):,} characters; at most {LONGEST:,} are read.",
            advice="Ask about one thing at a time.",
        )
    if question.audience not in view.state.audiences:
        known = ", ".join(view.state.audiences)
        raise UsageError(f"there is no audience {question.audience!r}; expected one of {known}.")
    if question.as_of > question.asked_at.date():
        raise UsageError(f"as of {question.as_of} lies in the future; the record ends today.")
    if question.leader_id is not None and question.leader_id not in view.state.leaders:
        known = ", ".join(view.state.leaders)
        raise UsageError(f"there is no leader {question.leader_id!r}; expected one of {known}.")
