"""What was said on a topic, in order of date: from a topic to a recorded row of quotes, never a summary.

The topic is understood, barred and bounded by access as a question is, and whether anything is on record is decided as
for an answer, or by a sentence that names the topic outright. It is looked deeper: every sentence of DEPTH passages
that is about the topic (agent/composers/about.py) is quoted, verified, and recorded before it is shown. A timeline is
about every day up to the as-of date: what was superseded or has expired by then is part of it, and is marked (ADR 35).
"""

from collections.abc import Sequence
from dataclasses import replace

from agent import refusals
from agent.ask import TRIES, busy
from agent.composers import extractive
from agent.composers.about import about, outright, topic_of
from agent.composers.changes import Pair, changes
from agent.composers.sentences import Candidate, sayings, scored
from agent.domain import Question
from agent.draft import Agent, Draft, Work, answers, replaced, understood
from agent.leaders import topic
from agent.library import View
from agent.neighbours import complete
from agent.recording import beside
from agent.retrieve import rerank, retrieve
from agent.settle import Attempt, attempt, close, moved, settle
from agent.understanding.subject import subject
from audit.domain import AnswerRecord, Composer, Refusal, Statement
from audit.over_time import Change, Ended, OverTime, Told
from audit.signed.payloads import sources_of
from audit.verify import TIMELINE
from ingest.display import folded
from ingest.standing import ended

DEPTH = 40  # passages: docs/measurements.md, Over time


def timeline(agent: Agent, question: Question) -> AnswerRecord:
    """What was said on the topic `question.text`, recorded. Raises as `agent.ask.ask` does."""
    question = replace(question, expired=True)
    for _ in range(TRIES):
        tried = attempt(agent, question, _gathered)
        chosen = tried.found.chosen if isinstance(tried.found, Draft) else ()
        pairs = changes(chosen, tried.found.superseded) if isinstance(tried.found, Draft) else []
        proposed = extractive.compose(chosen, tried.work.documents)
        with agent.ledger.transaction() as connection:
            if moved(tried, connection):
                continue
            record = close(agent, tried, settle(agent, tried, proposed, connection), connection)
            record = replace(
                record,
                composer=Composer(kind=TIMELINE, model=None, prompt_version=None),
                over_time=OverTime(changes=_changes(pairs, record.statements), ended=_ended(tried, record)),
            )
            agent.ledger.append(connection, record, beside(tried.question, record, tried.work, tried.state))
        return record
    raise busy()


def _gathered(agent: Agent, question: Question, view: View, work: Work) -> Draft | Refusal:
    unclear = understood(agent, question, view, work)
    if unclear is not None:
        return unclear
    question = replace(question, text=subject(question.text))
    ranked = _looked_deep(agent, question, view, work)
    later = replaced(question, view)
    named = topic_of(_bare(question, view, work), [one.dense for one in work.evidence])
    on_record = bool(ranked) and (answers(agent, question, view.state, work, ranked) or outright(ranked, named))
    chosen = about(ranked, named, later) if on_record else []
    if not chosen:
        return refusals.nothing_on_record(work.leaders, work.evidence, work.documents, view.state, question.period)
    made = complete(chosen, chosen, work.evidence, work.documents, view)
    work.evidence = made.evidence
    whole = [made.sentences[one.place] for one in chosen]
    return Draft(ranked=whole, chosen=whole, writable=(), replaced_by=later, superseded=later)


def _bare(question: Question, view: View, work: Work) -> str:
    return folded(topic(question.text, [view.state.leaders[one] for one in work.leaders]))


def _looked_deep(agent: Agent, question: Question, view: View, work: Work) -> list[Candidate]:
    """The scored sentences of DEPTH passages with their companions, best first; fills `work` with these passages."""
    whose = [view.state.leaders[one] for one in work.leaders]
    reranker = agent.reranker if agent.rerank_depth else None
    with work.watch.time("retrieve"):
        evidence = retrieve(question, work.leaders, view, agent.encoder, kept=DEPTH)
    if reranker is not None:
        with work.watch.time("rerank"):
            evidence = rerank(question.text, whose, evidence, reranker, len(evidence))
    work.evidence = evidence
    work.documents = {one.passage.source_id: view.document(one.passage.source_id) for one in evidence}
    with work.watch.time("select"):
        found = sayings(evidence, work.documents)
        found = list(complete(found, (), evidence, work.documents, view).sentences.values()) if found else []
        read = scored(question.text, whose, found, agent.encoder, reranker)
        return sorted(read, key=lambda one: (-one.score, one.evidence.rank, one.place))


def _changes(pairs: Sequence[Pair], statements: Sequence[Statement]) -> tuple[Change, ...]:
    """The pairs of which both sentences are shown, by their statements' numbers."""
    made = []
    for pair in pairs:
        earlier, later = _told(pair.earlier, statements), _told(pair.later, statements)
        if earlier is not None and later is not None:
            made.append(Change(earlier=earlier, later=later, by=pair.by))
    return tuple(made)


def _told(one: Candidate, statements: Sequence[Statement]) -> Told | None:
    source_id, start = one.place
    for number, statement in enumerate(statements, 1):
        if any(c.source_id == source_id and c.start <= start < c.end for c in statement.citations):
            return Told(statement=number, start=start, end=one.sentence.parts[-1].end)
    return None


def _ended(tried: Attempt, record: AnswerRecord) -> tuple[Ended, ...]:
    """Of every source that the record shows."""
    shown = {source_id: tried.state.entries[source_id].source for source_id, _ in sources_of(record)}
    return tuple(
        Ended(source_id=source_id, on=source.effective_until)
        for source_id, source in sorted(shown.items())
        if source.effective_until is not None and ended(source, record.as_of)
    )
