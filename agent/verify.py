"""Every check between a statement and the screen. Each runs on every statement; one that fails takes it away.

1. `shown`: each citation's evidence was among the passages retrieved for this question, and lies by it;
2. `verbatim`: each quote is the canonical text at its offsets, and that text is the approved document's;
3. `snapshot`: each cited passage belongs to the published snapshot;
4. `permitted`: this asker may read those words at this moment, as of the day asked about;
5. `cited`: there is at least one citation, and no quote is empty;
6. `wording`: the statement is its quotes and its citations' speaker, title and date, and nothing else, so every
   number, date, name, negation and modality in it is theirs;
7. `attribution`: the words lie in a segment of the very leader they are attributed to.

A check that could not run has not passed.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from agent.composers.extractive import displayed
from agent.domain import Evidence
from agent.wording import quoted
from audit.canonical import text_sha256
from audit.domain import Check, Citation, Statement
from ingest.domain import Document, Passage
from ingest.standing import Moment, Standing, denied


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """All that the checks look at. `documents` by source id and `confirmed` passages by id are the catalogue's,
    `standing` is read anew when the checks run."""

    evidence: Sequence[Evidence]
    documents: Mapping[str, Document]
    confirmed: Mapping[str, Passage]
    standing: Standing
    moment: Moment
    leaders: Sequence[str]


def verify(statements: Sequence[Statement], context: Context) -> tuple[Statement, ...]:
    """The statements with their checks, passed or not."""
    return tuple(replace(one, checks=tuple(_checks(one, context))) for one in statements)


def passed(statement: Statement) -> bool:
    """Whether it may be shown: no checks at all is not passing."""
    return bool(statement.checks) and all(check.passed for check in statement.checks)


def _checks(statement: Statement, context: Context) -> list[Check]:
    rules = (_shown, _verbatim, _snapshot, _permitted, _cited, _wording, _attribution)
    return [_run(rule.__name__.strip("_"), rule, statement, context) for rule in rules]


def _run(name: str, rule: Callable[[Statement, Context], str | None], statement: Statement, context: Context) -> Check:
    try:
        fault = rule(statement, context)
    except (KeyError, ValueError, IndexError) as error:
        fault = f"could not run: {error!r}"
    return Check(name=name, passed=fault is None, detail=fault or "")


def _shown(statement: Statement, context: Context) -> str | None:
    known = {one.key: one for one in context.evidence}
    for citation in statement.citations:
        evidence = known.get(citation.evidence_key)
        if evidence is None:
            return f"{citation.evidence_key} was not among the evidence"
        if not _lies_in(citation, evidence.passage):
            return f"{citation.source_id} {citation.start}-{citation.end} is not of the passage {citation.evidence_key}"
    return None


def _lies_in(citation: Citation, passage: Passage) -> bool:
    """Within the passage's sentences, which may reach beyond it over a page's end."""
    parts = [part for sentence in passage.sentences for part in sentence.parts]
    first, last = min(part.start for part in parts), max(part.end for part in parts)
    return citation.source_id == passage.source_id and first <= citation.start and citation.end <= last


def _verbatim(statement: Statement, context: Context) -> str | None:
    for citation in statement.citations:
        document = context.documents[citation.source_id]
        if citation.text_sha256 != document.text_sha256 or text_sha256(document.text) != document.text_sha256:
            return f"{citation.source_id}: the text is not the approved one"
        if not 0 <= citation.start < citation.end <= len(document.text):
            return f"{citation.source_id}: no such place {citation.start}-{citation.end}"
        if document.text[citation.start : citation.end] != citation.quote:
            return f"{citation.source_id} {citation.start}-{citation.end}: the text there differs from the quote"
    return None


def _snapshot(statement: Statement, context: Context) -> str | None:
    known = {one.key: one.passage for one in context.evidence}
    for citation in statement.citations:
        passage = known[citation.evidence_key]
        if context.confirmed.get(passage.passage_id) != passage:
            return f"passage {passage.passage_id} is not in the published snapshot"
    return None


def _permitted(statement: Statement, context: Context) -> str | None:
    sources = {one.source.source_id: one.source for one in context.evidence}
    for citation in statement.citations:
        source = sources[citation.source_id]
        if source.sha256 != citation.source_sha256:
            return f"{citation.source_id}: the approved bytes have changed"
        fault = denied(source, citation.leader_id, context.standing, context.moment)
        if fault is not None:
            return f"{citation.source_id}: {fault}"
    return None


def _cited(statement: Statement, context: Context) -> str | None:
    if not statement.citations:
        return "no citation"
    if not all(citation.quote.strip() for citation in statement.citations):
        return "an empty quote"
    return None


def _wording(statement: Statement, context: Context) -> str | None:
    first = statement.citations[0]
    document = context.documents[first.source_id]
    same = ("source_id", "title", "speaker", "leader_id", "date")
    if any(getattr(one, name) != getattr(first, name) for one in statement.citations for name in same):
        return "its citations are of different sources or speakers"
    words = displayed([citation.quote for citation in statement.citations], document)
    return None if statement.text == quoted(statement.citations, words) else "the text is not its quotes"


def _attribution(statement: Statement, context: Context) -> str | None:
    sources = {one.source.source_id: one.source for one in context.evidence}
    for citation in statement.citations:
        leader = context.standing.leaders[citation.leader_id]
        source = sources[citation.source_id]
        if (citation.speaker, citation.title, citation.date) != (leader.name, source.title, source.date):
            return f"{citation.source_id}: speaker, title or date are not the catalogue's"
        if context.leaders and citation.leader_id not in context.leaders:
            return f"{citation.speaker} was not asked about"
        segments = context.documents[citation.source_id].segments
        if not any(
            segment.leader_id == citation.leader_id and segment.start <= citation.start and citation.end <= segment.end
            for segment in segments
        ):
            return f"{citation.source_id} {citation.start}-{citation.end} is not {citation.speaker}'s own segment"
    return None
