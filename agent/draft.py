"""Steps 1 to 3 of an answer: whom the question is about, what was found, whether that answers it."""

import secrets
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from agent import confidence, refusals
from agent.composers import extractive
from agent.composers.about import outright, topic_of
from agent.composers.composed import Writer
from agent.composers.selection import answering, select
from agent.composers.sentences import LOOKED_AT, LOOKED_FURTHER, Candidate, Place, candidates, sayings
from agent.confidence import Calibration
from agent.domain import ANYONE, Evidence, Question
from agent.leaders import Named, topic
from agent.library import Library, View
from agent.neighbours import complete
from agent.premises.record import against, premises_of
from agent.repair import Jury, Repairs
from agent.rerankers.port import Reranker
from agent.retrieve import KEPT, moment_of, rerank, retrieve
from agent.topics import barred, near_for
from agent.understanding.subject import subject
from audit.domain import Composer, Refusal
from audit.ledger.ledger import Ledger
from audit.understood import MeantPeriod, Understood
from ingest.catalogue import read
from ingest.catalogue.read import Published
from ingest.domain import Document, Leader, Scope
from ingest.encoders.port import Encoder
from ingest.policy.published import in_force
from ingest.standing import denied, successors
from ingest.watch import Watch

RERANKED = 5  # passages, by default


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    """The parts that answer. `rerank_depth` 0 or `reranker` none means retrieval's own order; without a `writer`
    answers are verbatim quotes; `jury` is none where no judge counts."""

    library: Library
    ledger: Ledger
    encoder: Encoder
    reranker: Reranker | None
    calibration: Callable[[], Calibration]
    now: Callable[[], datetime]
    rerank_depth: int = RERANKED
    writer: Writer | None = None
    jury: Jury | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What an answer may be made of: `ranked` sentences, best first; `chosen` to be quoted; `writable` those that a
    model may read; `replaced_by` successors' ids by the superseded source's id, of those that may be quoted beside it;
    `superseded` the same of all; `differing` are the places of chosen sentences that tell the same point otherwise, by
    twos."""

    ranked: Sequence[Candidate]
    chosen: Sequence[Candidate]
    writable: Sequence[Candidate]
    replaced_by: Mapping[str, frozenset[str]]
    superseded: Mapping[str, frozenset[str]]
    differing: tuple[tuple[Place, Place], ...] = ()


def new_record_id() -> str:
    return secrets.token_hex(16)


@dataclass(slots=True)
class Work:
    """What one question has come to so far. `meant` is whom it names; `leaders` empty: anybody's words; `prompt` is
    what a language model was given, in JSON, none where none was."""

    meant: Named = field(default_factory=Named)
    understood: Understood | None = None
    leaders: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    documents: Mapping[str, Document] = field(default_factory=dict)
    confidence: float | None = None
    composer: Composer = field(default_factory=lambda: Composer(kind=extractive.KIND, model=None, prompt_version=None))
    prompt: dict[str, Any] | None = None
    repairs: Repairs | None = None
    notices: list[str] = field(default_factory=list)
    policy_sha256: str | None = None
    record_id: str = field(default_factory=new_record_id)
    watch: Watch = field(default_factory=Watch)


def draft(agent: Agent, question: Question, view: View, work: Work) -> Draft | Refusal:
    """Fills `work`. Raises IndexFault or ModelError where nothing can be found at all."""
    unclear = understood(agent, question, view, work)
    if unclear is not None:
        return unclear
    ranked = gather(agent, question, view, work)
    likely = answers(agent, question, view.state, work, ranked, _unquotable(question, view, work, ranked))
    if not likely:
        again = _by_subject(agent, question, view, work)
        ranked, likely = again or ranked, bool(again)
    wrong = _wrong_premise(question, view, work)
    if wrong is not None:
        return wrong
    if likely:
        found = _draft(question, view, work, ranked)
        if found.chosen:
            return found
    return refusals.nothing_on_record(work.leaders, work.evidence, work.documents, view.state, question.period)


def understood(agent: Agent, question: Question, view: View, work: Work, by_example: bool = True) -> Refusal | None:
    """Step 1: fills `work.leaders`, or refuses what is paused, barred (`by_example` too) or ambiguous."""
    closed = view.state.closed is not None  # then nobody's words are asked for; only the topics' names count
    leaders = read.leaders(view.connection) if closed else list(view.state.leaders.values())
    meant = work.meant if question.leader_id != ANYONE else Named()
    chosen = question.leader_id if question.leader_id != ANYONE else None
    work.leaders = (chosen,) if chosen else meant.leader_ids or meant.ambiguous
    if refusals.all_paused(work.leaders, view.standing):
        return refusals.paused(work.leaders, view.state)
    unclear = _barred(agent, question, view, work, leaders, by_example)
    if unclear is not None:
        pass
    elif meant.ambiguous and chosen not in meant.ambiguous:
        unclear = refusals.ambiguous(meant, view.state)
    elif chosen and meant.leader_ids and chosen not in meant.leader_ids:
        unclear = refusals.conflicting(chosen, meant, view.state)
    if unclear is not None:
        work.evidence = retrieve(question, work.leaders, view, agent.encoder)
    return unclear


def _barred(
    agent: Agent, question: Question, view: View, work: Work, leaders: Sequence[Leader], by_example: bool
) -> Refusal | None:
    """The refusal of a topic that the published policy bars today."""
    policy = in_force(view.connection, agent.encoder.weights_sha256)
    if policy is None:
        return None
    work.policy_sha256 = policy.policy_sha256
    today, near = question.asked_at.date(), near_for(agent.encoder.name)
    found = barred(question.text, agent.encoder.query, policy, today, leaders, near, by_example)
    return refusals.not_allowed(found) if found is not None else None


def answers(
    agent: Agent,
    question: Question,
    state: Published,
    work: Work,
    ranked: Sequence[Candidate],
    unquotable: Set[str] = frozenset(),
) -> bool:
    """Whether what was found surely answers. Nothing of the sources in `unquotable` may decide that."""
    ranked = [one for one in ranked if one.evidence.source.source_id not in unquotable]
    if not ranked:
        return False
    evidence = [one for one in work.evidence if one.source.source_id not in unquotable]
    calibration = agent.calibration()
    about = [state.leaders[one] for one in work.leaders]
    seen = confidence.features(topic(question.text, about), evidence, ranked)
    work.confidence = round(calibration.probability(seen), 4)
    return work.confidence >= calibration.threshold


def _unquotable(question: Question, view: View, work: Work, ranked: Sequence[Candidate]) -> frozenset[str]:
    """The superseded sources of which nothing would be quoted, since nothing that replaced them is."""
    then = replaced(question, view, question.period)
    if not any(one.source.source_id in then for one in work.evidence):
        return frozenset()
    selected = select(ranked, then, _further(work))
    return frozenset(then) - {one.evidence.source.source_id for one in selected.sentences}


def _further(work: Work) -> list[Candidate]:
    return sayings(work.evidence[LOOKED_AT:LOOKED_FURTHER], work.documents)


def _by_subject(agent: Agent, question: Question, view: View, work: Work) -> list[Candidate]:
    """What a question that only asks what was said about something finds by that alone: its other words drown it. None
    where this does not answer either; then `work` is as it was."""
    about = subject(question.text)
    if about == question.text or view.state.closed is not None:
        return []
    before = work.evidence, work.documents, work.confidence
    question = replace(question, text=about)
    ranked = gather(agent, question, view, work)
    named = topic(about, [view.state.leaders[one] for one in work.leaders])
    looked_for = topic_of(named, [one.dense for one in work.evidence])
    unquotable = _unquotable(question, view, work, ranked)
    if ranked and (answers(agent, question, view.state, work, ranked, unquotable) or outright(ranked, looked_for)):
        return ranked
    work.evidence, work.documents, work.confidence = before
    return []


def _wrong_premise(question: Question, view: View, work: Work) -> Refusal | None:
    """The refusal of a question that takes for granted what the evidence contradicts."""
    if view.state.closed is not None:  # what is nobody's words says nothing against what somebody is said to have done
        return None
    leaders = view.state.leaders
    with work.watch.time("premise"):
        taken = premises_of(question.text, [leaders[one] for one in work.leaders], list(leaders.values()))
        found = against(taken, work.evidence, work.documents, replaced(question, view)) if taken else None
    return refusals.false_premise(found[0].text, found[1], work.documents) if found is not None else None


def _draft(question: Question, view: View, work: Work, ranked: Sequence[Candidate]) -> Draft:
    """Fills `work.evidence` with the passages that companions are of."""
    moment = moment_of(question, view.state.audiences)
    replaced_by = replaced(question, view)
    then = replaced(question, view, question.period) if question.period else replaced_by

    def writable(one: Candidate) -> bool:
        """Law 11: a model may put into other words only what the leader has agreed to have paraphrased."""
        evidence = one.evidence
        barred = denied(evidence.source, evidence.leader.leader_id, view.standing, moment, Scope.PARAPHRASE)
        return barred is None and evidence.source.source_id not in replaced_by

    selected = select(ranked, then, _further(work))
    made = complete(answering(ranked), selected.sentences, work.evidence, work.documents, view)
    work.evidence = made.evidence
    whole = [made.sentences.get(one.place, one) for one in ranked]
    return Draft(
        ranked=whole,
        chosen=[made.sentences[one.place] for one in selected.sentences],
        writable=[one for one in whole if writable(one)],
        replaced_by=then,
        superseded=replaced_by,
        differing=tuple((one.place, other.place) for one, other in selected.differing),
    )


def replaced(question: Question, view: View, period: MeantPeriod | None = None) -> dict[str, frozenset[str]]:
    """Successors' ids by the superseded source's id, as of the day asked about. What was said in a `period` is not
    replaced by what was said outside it: that is told beside it, and cannot be quoted."""
    served = [entry.source for entry in view.state.entries.values() if entry.served]
    if period is not None:
        served = [one for one in served if period.holds(one.date)]
    later = successors(served, view.standing, moment_of(question, view.state.audiences))
    return {earlier: frozenset(one.source_id for one in found) for earlier, found in later.items()}


def gather(agent: Agent, question: Question, view: View, work: Work) -> list[Candidate]:
    """Step 2 for `work.leaders`, and the scored sentences of the best passages. Fills `work`."""
    look_up(agent, question, view, work)
    about = [view.state.leaders[one] for one in work.leaders]
    reranker = agent.reranker if agent.rerank_depth else None
    with work.watch.time("select"):
        ranked = candidates(question.text, about, work.evidence, work.documents, agent.encoder, reranker)
    fits = {one.evidence.key: one.place[1] for one in reversed(ranked)}
    work.evidence = tuple(replace(one, fits=fits.get(one.key)) for one in work.evidence)
    return ranked


def look_up(agent: Agent, question: Question, view: View, work: Work) -> None:
    """Step 2: the reranked evidence and its documents, into `work`."""
    about = [view.state.leaders[one] for one in work.leaders]
    with work.watch.time("retrieve"):
        kept = max(KEPT, agent.rerank_depth)
        work.evidence = retrieve(question, work.leaders, view, agent.encoder, kept=kept)
    if agent.reranker is not None and agent.rerank_depth:
        with work.watch.time("rerank"):
            work.evidence = rerank(question.text, about, work.evidence, agent.reranker, agent.rerank_depth)
    wanted = dict.fromkeys(one.passage.source_id for one in work.evidence)
    work.documents = {one: view.document(one) for one in wanted}


def reranker_name(agent: Agent) -> str:
    """The reranker's name, or `none`: half of the name under which a calibration is kept."""
    return agent.reranker.name if agent.reranker is not None and agent.rerank_depth else "none"
