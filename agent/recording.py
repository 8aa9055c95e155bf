"""One question's work as the record that is kept of it, and what is kept beside it."""

from collections.abc import Sequence
from dataclasses import replace

from agent.brought import kept
from agent.domain import Answer, Answered, Evidence, Question
from agent.draft import Agent, Work, reranker_name
from agent.repair import notice
from agent.wording import disclosure
from audit.domain import AnswerRecord, EvidenceItem, Form, Outcome, SnapshotReference, Statement
from audit.ledger.ledger import Beside
from ingest.catalogue.read import Published

INTERRUPTED = "The answer was interrupted after this."


def record_of(agent: Agent, question: Question, answer: Answer, work: Work, state: Published) -> AnswerRecord:
    """The whole record of an answer or a refusal."""
    names = [state.leaders[one].name for one in work.leaders]
    statements = answer.statements if isinstance(answer, Answered) else ()
    speakers = [citation.speaker for statement in statements for citation in statement.citations]
    withheld = tuple(work.repairs.withheld) if work.repairs is not None else ()
    kept_back = notice(withheld)
    return AnswerRecord(
        record_id=work.record_id,
        question=question.text,
        asked_at=question.asked_at,
        as_of=question.as_of,
        audience=question.audience,
        leaders=work.leaders,
        outcome=Outcome.ANSWERED if statements else Outcome.REFUSED,
        refusal=None if isinstance(answer, Answered) else answer,
        statements=statements,
        evidence=tuple(_item(one) for one in work.evidence),
        disclosure=disclosure(
            speakers or names, any(one.form is Form.COMPOSED for one in statements), question.passages is not None
        ),
        confidence=work.confidence,
        models={"encoder": agent.encoder.name, "reranker": reranker_name(agent)},
        composer=work.composer,
        snapshot=SnapshotReference(
            snapshot_id=state.snapshot.snapshot_id,
            manifest_sha256=state.snapshot.manifest_sha256,
            passages=state.snapshot.passages,
        ),
        timings_ms=dict(work.watch.timings_ms),
        id=question.id,
        notices=(*work.notices, *([kept_back] if kept_back else [])),
        withheld=withheld,
        policy_sha256=work.policy_sha256,
        closed_context=kept(question),
        understood=work.understood,
    )


def begun(agent: Agent, question: Question, shown: Sequence[Statement], work: Work, state: Published) -> AnswerRecord:
    """The record as it stands while the answer is still being given: what remains of one that is interrupted."""
    whole = record_of(agent, question, Answered(statements=tuple(shown)), work, state)
    return replace(whole, notices=(*whole.notices, INTERRUPTED))


def beside(question: Question, record: AnswerRecord, work: Work, state: Published) -> Beside:
    """What the ledger keeps beside the record. What a question brought was approved by nobody, and is no source."""
    cited = {citation.source_id for one in record.statements for citation in one.citations}
    approvals = {one: state.entries[one].source.approval for one in cited} if state.closed is None else {}
    unsigned = {one for one, approval in approvals.items() if approval is None or approval.signature is None}
    return Beside(asker=question.asker, prompt=work.prompt, unsigned=frozenset(unsigned))


def _item(one: Evidence) -> EvidenceItem:
    """The score orders as the rank does."""
    return EvidenceItem(
        evidence_key=one.key,
        passage_id=one.passage.passage_id,
        source_id=one.passage.source_id,
        start=one.passage.start,
        end=one.passage.end,
        rank=one.rank,
        score=round(one.score, 6),
        retrievers=one.retrievers,
    )
