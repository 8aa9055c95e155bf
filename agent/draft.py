"""Steps 1 to 3 of an answer: whom the question is about, what was found, whether that answers it."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from agent import confidence, refusals
from agent.composers import extractive
from agent.composers.composed import Writer
from agent.composers.sentences import Candidate, candidates
from agent.confidence import Calibration
from agent.domain import Evidence, Question
from agent.leaders import named, topic
from agent.library import Library, View, years_on_record
from agent.premises.record import against, premises_of
from agent.repair import Jury, Repairs
from agent.rerankers.port import Reranker
from agent.retrieve import KEPT, moment_of, rerank, retrieve
from agent.topics import barred
from audit.domain import Composer, Refusal
from audit.ledger import Ledger
from ingest.catalogue import read
from ingest.catalogue.read import Published
from ingest.domain import Document, Leader, Scope
from ingest.encoders.port import Encoder
from ingest.policy.published import in_force
from ingest.standing import denied, successors
from ingest.watch import Watch

RERANKED = 10  # passages, by default


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
    model may read; `replaced_by` successors' ids by the superseded source's id."""

    ranked: Sequence[Candidate]
    chosen: Sequence[Candidate]
    writable: Sequence[Candidate]
    replaced_by: Mapping[str, frozenset[str]]


def new_record_id() -> str:
    return secrets.token_hex(16)


@dataclass(slots=True)
class Work:
    """What one question has come to so far. `leaders` empty: anybody's words; `mark` names the published snapshot."""

    leaders: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    documents: Mapping[str, Document] = field(default_factory=dict)
    confidence: float | None = None
    composer: Composer = field(default_factory=lambda: Composer(kind=extractive.KIND, model=None, prompt_version=None))
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
    answers = bool(ranked) and _answers(agent, question, view.state, work, ranked)
    wrong = _wrong_premise(question, view, work)
    if wrong is not None:
        return wrong
    if answers:
        found = _draft(question, view, ranked)
        if found.chosen:
            return found
    return refusals.nothing_on_record(work.leaders, work.evidence, work.documents, view.state)


def understood(agent: Agent, question: Question, view: View, work: Work, by_example: bool = True) -> Refusal | None:
    """Step 1: fills `work.leaders`, or refuses what is paused, barred (`by_example` too) or ambiguous."""
    moment = moment_of(question, view.state.audiences)
    leaders = list(view.state.leaders.values())
    meant = named(question.text, leaders, years_on_record(view, moment))
    chosen = question.leader_id
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
    found = barred(question.text, agent.encoder.query, policy, question.asked_at.date(), leaders, by_example)
    return refusals.not_allowed(found) if found is not None else None


def _answers(agent: Agent, question: Question, state: Published, work: Work, ranked: Sequence[Candidate]) -> bool:
    calibration = agent.calibration()
    about = [state.leaders[one] for one in work.leaders]
    seen = confidence.features(topic(question.text, about), work.evidence, ranked)
    work.confidence = round(calibration.probability(seen), 4)
    return work.confidence >= calibration.threshold


def _wrong_premise(question: Question, view: View, work: Work) -> Refusal | None:
    """The refusal of a question that takes for granted what the evidence contradicts."""
    leaders = view.state.leaders
    with work.watch.time("premise"):
        taken = premises_of(question.text, [leaders[one] for one in work.leaders], list(leaders.values()))
        found = against(taken, work.evidence, work.documents, replaced(question, view)) if taken else None
    return refusals.false_premise(found[0].text, found[1], work.documents) if found is not None else None


def _draft(question: Question, view: View, ranked: Sequence[Candidate]) -> Draft:
    moment = moment_of(question, view.state.audiences)
    replaced_by = replaced(question, view)

    def writable(one: Candidate) -> bool:
        """Law 11: a model may put into other words only what the leader has agreed to have paraphrased."""
        evidence = one.evidence
        barred = denied(evidence.source, evidence.leader.leader_id, view.standing, moment, Scope.PARAPHRASE)
        return barred is None and evidence.source.source_id not in replaced_by

    return Draft(
        ranked=ranked,
        chosen=extractive.select(ranked, replaced_by),
        writable=[one for one in ranked if writable(one)],
        replaced_by=replaced_by,
    )


def replaced(question: Question, view: View) -> dict[str, frozenset[str]]:
    """Successors' ids by the superseded source's id, as of the day asked about."""
    served = [entry.source for entry in view.state.entries.values() if entry.served]
    later = successors(served, view.standing, moment_of(question, view.state.audiences))
    return {earlier: frozenset(one.source_id for one in found) for earlier, found in later.items()}


def gather(agent: Agent, question: Question, view: View, work: Work) -> list[Candidate]:
    """Step 2 for `work.leaders`, and the scored sentences of the best passages. Fills `work`."""
    look_up(agent, question, view, work)
    about = [view.state.leaders[one] for one in work.leaders]
    reranker = agent.reranker if agent.rerank_depth else None
    with work.watch.time("select"):
        return candidates(question.text, about, work.evidence, work.documents, agent.encoder, reranker)


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
    work.documents = {one: read.document(view.connection, view.state.entries[one]) for one in wanted}


def reranker_name(agent: Agent) -> str:
    """The reranker's name, or `none`: half of the name under which a calibration is kept."""
    return agent.reranker.name if agent.reranker is not None and agent.rerank_depth else "none"
