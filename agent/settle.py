"""Between a draft and the screen: one try to answer, judged again in the transaction that records it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from agent import refusals
from agent.brought import refuse_unusable
from agent.composers.sentences import Place
from agent.domain import ANYONE, LONGEST, Answer, Answered, Evidence, Question
from agent.draft import Agent, Draft, Work, new_record_id
from agent.library import View
from agent.recording import record_of
from agent.retrieve import moment_of
from agent.statements import judged
from agent.understanding.understand import understand
from agent.verify import Context, passed, verify
from agent.wording import DIFFER_COMPOSED, DIFFER_QUOTED
from audit.domain import AnswerRecord, Became, Form, Refusal, Statement, Withheld
from audit.errors import UsageError
from ingest.catalogue import passages, read
from ingest.catalogue.read import Published
from ingest.domain import Passage
from ingest.standing import denied

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
    _usable(question)
    with agent.library.view_of(question, agent.encoder, work.watch) as view:
        _askable(question, view)
        question, work.meant, work.understood = understand(question, view)
        found = find(agent, question, view, work)
        return Attempt(
            question=question,
            work=work,
            found=found,
            state=view.state,
            mark=read.current_snapshot_id(view.connection),
            # Retrieval confirmed them in this very transaction; what is shown is confirmed anew in its own.
            context=_context(agent, question, work, view.state, view.connection, _passages(work.evidence)),
        )


def moved(tried: Attempt, connection: Connection) -> bool:
    """Whether something was published since: it may bar what was drafted."""
    return read.current_snapshot_id(connection) != tried.mark


def settle(
    agent: Agent, tried: Attempt, proposed: Sequence[Statement], connection: Connection
) -> tuple[Statement, ...]:
    """The statements that pass at this very moment. One that passed when it was made, and does not now, is withheld."""
    work = tried.work
    keys = {citation.evidence_key for statement in proposed for citation in statement.citations}
    cited = _passages(one for one in work.evidence if one.key in keys)
    confirmed = passages.confirmed(connection, cited, tried.state)
    context = judged(_context(agent, tried.question, work, tried.state, connection, confirmed), work)
    with work.watch.time("verify"):
        checked = verify(proposed, context)
    if work.repairs is not None:
        work.repairs.withheld += [Withheld(statement=one, became=Became.NOTHING) for one in checked if not passed(one)]
    replaced_by = tried.found.superseded if isinstance(tried.found, Draft) else {}
    return tuple(_with_standing(one, replaced_by) for one in checked if passed(one))


def _with_standing(statement: Statement, replaced_by: Mapping[str, frozenset[str]]) -> Statement:
    """The statement, each of its citations with what has replaced its source."""
    return replace(
        statement,
        citations=tuple(
            replace(one, superseded_by=tuple(sorted(replaced_by.get(one.source_id, ())))) for one in statement.citations
        ),
    )


def close(agent: Agent, tried: Attempt, shown: Sequence[Statement], connection: Connection) -> AnswerRecord:
    """The whole record. Evidence that may not be read any longer goes, but for what was cited while it might be."""
    work = tried.work
    context = _context(agent, tried.question, work, tried.state, connection, {})  # nothing is verified here
    cited = {citation.evidence_key for statement in shown for citation in statement.citations}
    work.evidence = tuple(
        one
        for one in work.evidence
        if one.key in cited or denied(one.source, one.leader.leader_id, context.standing, context.moment) is None
    )
    answer = Answered(statements=tuple(shown)) if shown else _refusal(tried)
    differs = _differs(tried, shown)
    work.notices += [differs] if differs else []
    return record_of(agent, tried.question, answer, work, tried.state)


def _differs(tried: Attempt, shown: Sequence[Statement]) -> str | None:
    """The notice that statements differ, where both sides are shown."""
    if not isinstance(tried.found, Draft):
        return None

    def told(place: Place) -> bool:
        cited = (one for statement in shown for one in statement.citations)
        return any(one.source_id == place[0] and one.start <= place[1] < one.end for one in cited)

    if not any(told(one) and told(other) for one, other in tried.found.differing):
        return None
    return DIFFER_COMPOSED if any(one.form is Form.COMPOSED for one in shown) else DIFFER_QUOTED


def _refusal(tried: Attempt) -> Answer:
    work = tried.work
    if isinstance(tried.found, Refusal) and refusals.stands(tried.found, work.evidence):
        return refusals.of(tried.found, work.evidence, work.documents)
    silent = work.repairs is not None and not work.repairs.withheld  # a model read the evidence and wrote nothing
    if silent or isinstance(tried.found, Refusal):
        return refusals.nothing_on_record(
            work.leaders, work.evidence, work.documents, tried.state, tried.question.period
        )
    return refusals.unsupported(work.evidence, work.documents)


def _passages(evidence: Iterable[Evidence]) -> dict[str, Passage]:
    return {one.passage.passage_id: one.passage for one in evidence}


def _context(
    agent: Agent,
    question: Question,
    work: Work,
    state: Published,
    connection: Connection,
    confirmed: Mapping[str, Passage],
) -> Context:
    """What the checks look at, with access as it is at this very moment."""
    later = replace(question, asked_at=max(agent.now(), question.asked_at))
    return Context(
        evidence=work.evidence,
        documents=work.documents,
        confirmed=confirmed,
        standing=read.standing(connection, state),
        moment=moment_of(later, state.audiences),
        leaders=work.leaders,
        organisation=state.organisation,
    )


def _usable(question: Question) -> None:
    """What was asked must be a question."""
    words = "".join((question.text, question.id or "", question.asker or ""))
    if any("\ud800" <= character <= "\udfff" for character in words):
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
    if question.as_of > question.asked_at.date():
        raise UsageError(f"as of {question.as_of} lies in the future; the record ends today.")
    if question.passages is not None:
        refuse_unusable(question, question.passages)


def _askable(question: Question, view: View) -> None:
    """It must be one that can be put to this workspace."""
    if question.audience not in view.state.audiences:
        known = ", ".join(view.state.audiences)
        raise UsageError(f"there is no audience {question.audience!r}; expected one of {known}.")
    if question.leader_id not in (None, ANYONE) and question.leader_id not in view.state.leaders:
        known = ", ".join(view.state.leaders)
        raise UsageError(f"there is no leader {question.leader_id!r}; expected one of {known}.")
