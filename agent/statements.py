"""Step 4 of an answer: statements one by one, by quoting or by a language model, none of them settled yet.

Where a server is configured the model writes, each statement is checked as it comes, and what fails becomes its
quotes or goes (agent/repair.py). Words that may be quoted and not paraphrased, and those of a superseded document
beside what replaced it, follow as quotes. Where the server fails, at whatever point, the rest is quotes as well, and a
notice says so. Where the record differs on the point, the side that the model left out follows as a quote, too.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

from agent.composers import composed, extractive
from agent.composers.composed import Writer
from agent.composers.sentences import Candidate
from agent.domain import Question
from agent.draft import Agent, Draft, Work
from agent.llm.faults import LanguageModelError
from agent.repair import Repairs
from agent.verify import Context
from audit.domain import Statement


def statements(
    agent: Agent, question: Question, found: Draft, work: Work, context: Context, deadline: float
) -> Iterator[Statement]:
    """Fills `work` with the composer, notices and what was withheld. A model writes until `deadline`, at most."""
    newest_first = bool(found.differing) or any(
        one.evidence.source.source_id in found.replaced_by for one in found.chosen
    )
    if agent.writer is None or not found.writable:
        yield from extractive.compose(found.chosen, work.documents, newest_first)
        return
    repairs = Repairs(documents=work.documents, ranked=found.ranked, jury=agent.jury, deadline=deadline)
    work.repairs = repairs
    try:
        yield from _written(agent, agent.writer, question, found, work, context, deadline)
    except LanguageModelError as error:
        work.notices.append(f"The language model's server {error.says}, so these are quotes.")  # without its address
        yield from repairs.quotes(found.chosen, newest_first)
        return
    if repairs.withheld and not repairs.said:  # bad writing is no reason to answer less than without a model
        yield from repairs.quotes(found.chosen, newest_first)
        return
    yield from repairs.quotes([*_only_quotable(found, repairs), *_other_side(found, repairs)], newest_first)


def _written(
    agent: Agent, writer: Writer, question: Question, found: Draft, work: Work, context: Context, deadline: float
) -> Iterator[Statement]:
    repairs = work.repairs
    assert repairs is not None
    with work.watch.time("prompt"):
        made = composed.request(
            question.text, found.writable, context.organisation, context.moment.as_of, writer, deadline
        )
    work.prompt = made.rendered
    work.composer = made.composer(writer, agent.jury.judge.name if agent.jury is not None else None)
    began = time.perf_counter()
    for proposal in composed.propose(made, writer, work.documents, deadline):
        work.watch.timings_ms.setdefault("first_written", round((time.perf_counter() - began) * 1000, 3))
        with work.watch.time("check"):
            settled = list(repairs.settle(proposal, context))
        yield from settled


def _only_quotable(found: Draft, repairs: Repairs) -> Sequence[Candidate]:
    """Of what is chosen, the sentences that no model may put into other words; a superseded document's only where the
    answer has what was chosen of one that replaced it."""
    writable = {one.place for one in found.writable}
    rests_on = {one.evidence.source.source_id for one in found.chosen if one.place in repairs.said}
    chosen = [one for one in found.chosen if one.place not in writable]
    current = [one for one in chosen if one.evidence.source.source_id not in found.replaced_by]
    rests_on |= {one.evidence.source.source_id for one in current}
    return [one for one in chosen if one in current or found.replaced_by[one.evidence.source.source_id] & rests_on]


def _other_side(found: Draft, repairs: Repairs) -> Sequence[Candidate]:
    """Where chosen sentences differ, those of documents that nothing said rests on, if something rests on others."""
    rests_on = {source_id for source_id, _ in repairs.said}
    places = {place for pair in found.differing for place in pair if any(one[0] in rests_on for one in pair)}
    return [one for one in found.chosen if one.place in places and one.place[0] not in rests_on]


def judged(context: Context, work: Work) -> Context:
    """The context with what a judge has said so far."""
    return replace(context, judgements=work.repairs.judgements if work.repairs is not None else None)
