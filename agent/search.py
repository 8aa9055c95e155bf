"""What does the record hold on this? Passages instead of an answer: found, bounded by access and reranked as for a
question, whether or not they answer it.

What is shown are leaders' words, so each passage is a quoted statement of a record: verified, and in the ledger before
anybody sees it, so that an auditor can tell what was shown and a withdrawal finds it. Statements stand in the order of
the evidence, the best first.
"""

from dataclasses import replace

from agent import refusals
from agent.ask import TRIES, busy
from agent.composers import extractive
from agent.composers.sentences import Candidate
from agent.domain import MOST_FOUND, Evidence, Question
from agent.draft import Agent, Draft, Work, look_up, replaced, understood
from agent.library import View
from agent.recording import beside
from agent.settle import attempt, close, moved, settle
from audit.domain import AnswerRecord, Composer, Refusal
from audit.errors import UsageError
from audit.verify import SEARCH
from ingest.domain import Sentence, Span


def search(agent: Agent, question: Question, limit: int = 10) -> AnswerRecord:
    """At most `limit` passages (from 1 to MOST_FOUND) for `question.text`, recorded; a refusal where there is none, and
    of what is paused, barred or ambiguous. Raises as `agent.ask.ask` does."""
    if not 1 <= limit <= MOST_FOUND:
        raise UsageError(f"from 1 to {MOST_FOUND} passages are found at once, not {limit}.")
    for _ in range(TRIES):
        tried = attempt(agent, question, _gathered)
        wanted = tried.found.ranked[:limit] if not isinstance(tried.found, Refusal) else ()
        proposed = [one for each in wanted for one in extractive.compose([each], tried.work.documents)]
        with agent.ledger.transaction() as connection:
            if moved(tried, connection):
                continue
            shown = settle(agent, tried, proposed, connection)
            record = close(agent, tried, shown, connection)
            if isinstance(tried.found, Draft) and record.refusal is not None:  # all of it was taken back meanwhile
                gone = refusals.nothing_on_record(tried.work.leaders, (), {}, tried.state, tried.question.period)
                record = replace(record, refusal=gone)
            agent.ledger.append(connection, record, beside(tried.question, record, tried.work, tried.state))
        return record
    raise busy()


def _gathered(agent: Agent, question: Question, view: View, work: Work) -> Draft | Refusal:
    work.composer = Composer(kind=SEARCH, model=None, prompt_version=None)
    unclear = understood(agent, question, view, work)
    if unclear is not None:
        return unclear
    look_up(agent, question, view, work)
    if not work.evidence:
        return refusals.nothing_on_record(work.leaders, (), {}, view.state, question.period)
    later = replaced(question, view)
    found = [_whole(one) for one in work.evidence]
    return Draft(ranked=found, chosen=(), writable=(), replaced_by=later, superseded=later)


def _whole(one: Evidence) -> Candidate:
    """The passage as it is: an exact slice of one leader's words on one page."""
    whole = Span(start=one.passage.start, end=one.passage.end)
    return Candidate(evidence=one, sentence=Sentence(parts=(whole,)), words=one.passage.text, score=one.score)
