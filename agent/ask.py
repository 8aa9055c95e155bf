"""The whole way from a question to a recorded answer. A refusal is an answer.

1. whom is it about (agent/leaders.py)? An ambiguous name is refused with the choices;
2. retrieve, confirm, rerank (agent/retrieve.py);
3. does the evidence answer it (agent/confidence.py)? If not: refuse, with the nearest passages and whom to ask;
4. compose (agent/composers);
5. in one transaction of the ledger, with access read anew: verify every statement (agent/verify.py); what fails goes,
   and if nothing is left the answer is a refusal; record it. So no pause and no withdrawal falls between the last
   look and the record, and a withdrawal after it finds the record. If another snapshot was published since the draft,
   it is made again;
6. return (law 7): the caller shows only what this function returns.
"""

import math
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import Connection

from agent import confidence, refusals
from agent.composers import extractive
from agent.composers.sentences import Candidate, candidates
from agent.confidence import Calibration
from agent.domain import Answer, Answered, Evidence, Question
from agent.leaders import named, topic
from agent.library import Library, View, years_on_record
from agent.rerankers.port import Reranker
from agent.retrieve import KEPT, moment_of, rerank, retrieve
from agent.verify import Context, passed, verify
from agent.wording import disclosure
from audit.domain import AnswerRecord, Composer, EvidenceItem, Outcome, Refusal, SnapshotReference
from audit.errors import BusyError, UsageError
from audit.ledger import Ledger
from ingest.catalogue import read
from ingest.catalogue.read import Published
from ingest.domain import Document
from ingest.encoders.port import Encoder
from ingest.standing import denied, successors
from ingest.watch import Watch

LONGEST_QUESTION = 2000  # characters
RERANKED = 10  # passages, by default
TRIES = 4  # when something is published between draft and record


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    """The parts that answer. `rerank_depth` 0 or `reranker` none means retrieval's own order."""

    library: Library
    ledger: Ledger
    encoder: Encoder
    reranker: Reranker | None
    calibration: Callable[[], Calibration]
    now: Callable[[], datetime]
    rerank_depth: int = RERANKED


@dataclass(slots=True)
class Work:
    """What one question has come to so far. `leaders` empty: anybody's words."""

    leaders: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    documents: Mapping[str, Document] = field(default_factory=dict)
    confidence: float | None = None
    watch: Watch = field(default_factory=Watch)


def ask(agent: Agent, question: Question) -> AnswerRecord:
    """Answer or refuse, and record it. Raises UsageError for a question that cannot be asked, CatalogueError,
    IndexFault or ModelError where no answer can be made; then nothing may be shown."""
    for _ in range(TRIES):
        work = Work()
        with agent.library.view() as view:
            _check(question, view)
            draft = _draft(agent, question, view, work)
            state, mark = view.state, read.current_snapshot_id(view.connection)
        with agent.ledger.transaction() as connection:
            if read.current_snapshot_id(connection) != mark:
                continue  # what was published meanwhile may bar what was drafted
            answer = _settled(agent, question, draft, work, state, connection)
            record = _record(agent, question, answer, work, state)
            agent.ledger.append(connection, record)
        return record
    raise BusyError("documents are being published faster than this can be answered.", advice="Ask again in a moment.")


def _check(question: Question, view: View) -> None:
    """What was asked must be a question that can be put to this workspace."""
    if any("\ud800" <= character <= "\udfff" for character in question.text + (question.id or "")):
        raise UsageError("the question holds bytes that are no text.", advice="Type it as UTF-8.")
    if not any(character.isalnum() for character in question.text):
        raise UsageError(
            "the question is empty.", advice='Ask, for example: onrecord ask "What was said about hiring?"'
        )
    if len(question.text) > LONGEST_QUESTION:
        raise UsageError(
            f"the question has {len(question.text):,} characters; at most {LONGEST_QUESTION:,} are read.",
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


def _draft(agent: Agent, question: Question, view: View, work: Work) -> Answer:
    """Steps 1 to 4: statements that nobody has checked yet, or a refusal."""
    moment = moment_of(question, view.state.audiences)
    meant = named(question.text, list(view.state.leaders.values()), years_on_record(view, moment))
    chosen = question.leader_id
    work.leaders = (chosen,) if chosen else meant.leader_ids or meant.ambiguous
    if refusals.all_paused(work.leaders, view.standing):
        return refusals.paused(work.leaders, view.state)
    unclear = None
    if meant.ambiguous and chosen not in meant.ambiguous:
        unclear = refusals.ambiguous(meant, view.state)
    elif chosen and meant.leader_ids and chosen not in meant.leader_ids:
        unclear = refusals.conflicting(chosen, meant, view.state)
    if unclear is not None:
        work.evidence = retrieve(question, work.leaders, view, agent.encoder)
        return unclear
    ranked = gather(agent, question, view, work)
    if ranked:
        calibration = agent.calibration()
        about = [view.state.leaders[one] for one in work.leaders]
        seen = confidence.features(topic(question.text, about), work.evidence, ranked)
        work.confidence = round(calibration.probability(seen), 4)
        if work.confidence >= calibration.threshold:
            served = [entry.source for entry in view.state.entries.values() if entry.served]
            later = successors(served, view.standing, moment)
            replaced_by = {earlier: frozenset(one.source_id for one in found) for earlier, found in later.items()}
            statements = extractive.compose(extractive.select(ranked, replaced_by), work.documents)
            if statements:
                return Answered(statements=statements)
    return refusals.nothing_on_record(work.leaders, work.evidence, work.documents, view.state)


def gather(agent: Agent, question: Question, view: View, work: Work) -> list[Candidate]:
    """Step 2 for `work.leaders`, and the scored sentences of the best passages. Fills `work`."""
    about = [view.state.leaders[one] for one in work.leaders]
    with work.watch.time("retrieve"):
        kept = max(KEPT, agent.rerank_depth)
        work.evidence = retrieve(question, work.leaders, view, agent.encoder, kept=kept)
    reranker = agent.reranker if agent.rerank_depth else None
    if reranker is not None:
        with work.watch.time("rerank"):
            work.evidence = rerank(question.text, about, work.evidence, reranker, agent.rerank_depth)
    wanted = dict.fromkeys(one.passage.source_id for one in work.evidence)
    work.documents = {one: read.document(view.connection, view.state.entries[one]) for one in wanted}
    with work.watch.time("select"):
        return candidates(question.text, about, work.evidence, work.documents, agent.encoder, reranker)


def _settled(
    agent: Agent, question: Question, draft: Answer, work: Work, state: Published, connection: Connection
) -> Answer:
    """Step 5's verdict: what may be shown at this very moment. Evidence that may not be read any longer goes too."""
    later = replace(question, asked_at=max(agent.now(), question.asked_at))
    context = Context(
        evidence=work.evidence,
        documents=work.documents,
        confirmed=read.passages(connection, [one.passage.passage_id for one in work.evidence], state),
        standing=read.standing(connection, state),
        moment=moment_of(later, state.audiences),
        leaders=work.leaders,
    )
    work.evidence = tuple(
        one
        for one in work.evidence
        if denied(one.source, one.leader.leader_id, context.standing, context.moment) is None
    )
    if isinstance(draft, Refusal):
        return refusals.of(draft, work.evidence, work.documents)
    with work.watch.time("verify"):
        checked = verify(draft.statements, context)
    shown = tuple(statement for statement in checked if passed(statement))
    return Answered(statements=shown) if shown else refusals.unsupported(work.evidence, work.documents)


def _record(agent: Agent, question: Question, answer: Answer, work: Work, state: Published) -> AnswerRecord:
    names = [state.leaders[one].name for one in work.leaders]
    statements = answer.statements if isinstance(answer, Answered) else ()
    speakers = [citation.speaker for statement in statements for citation in statement.citations]
    return AnswerRecord(
        record_id=secrets.token_hex(16),
        question=question.text,
        asked_at=question.asked_at,
        as_of=question.as_of,
        audience=question.audience,
        leaders=work.leaders,
        outcome=Outcome.ANSWERED if statements else Outcome.REFUSED,
        refusal=None if isinstance(answer, Answered) else answer,
        statements=statements,
        evidence=tuple(_item(one) for one in work.evidence),
        disclosure=disclosure(speakers or names),
        confidence=work.confidence,
        models={"encoder": agent.encoder.name, "reranker": reranker_name(agent)},
        composer=Composer(kind=extractive.KIND, model=None, prompt_version=None),
        snapshot=SnapshotReference(
            snapshot_id=state.snapshot.snapshot_id,
            manifest_sha256=state.snapshot.manifest_sha256,
            passages=state.snapshot.passages,
        ),
        timings_ms=work.watch.timings_ms,
        id=question.id,
    )


def reranker_name(agent: Agent) -> str:
    """The reranker's name, or `none`: half of the name under which a calibration is kept."""
    return agent.reranker.name if agent.reranker is not None and agent.rerank_depth else "none"


def _item(one: Evidence) -> EvidenceItem:
    """The score orders as the rank does: reranked passages lie above 1, by the logistic function of their logit,
    the others below, by reciprocal rank fusion."""
    score = one.score / 2 if one.rerank is None else 1 + 1 / (1 + math.exp(-one.rerank))
    return EvidenceItem(
        evidence_key=one.key,
        passage_id=one.passage.passage_id,
        source_id=one.passage.source_id,
        start=one.passage.start,
        end=one.passage.end,
        rank=one.rank,
        score=round(score, 6),
        retrievers=one.retrievers,
    )
