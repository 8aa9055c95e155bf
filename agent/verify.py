"""Every check between a statement and the screen. Each runs on every statement; one that fails takes it away.

Of every statement:
1. `shown`: each citation's evidence was among the passages retrieved for this question, and lies by it;
2. `verbatim`: each quote is the canonical text at its offsets, and that text is the approved document's;
3. `snapshot`: each cited passage belongs to the published snapshot;
4. `permitted`: this asker may read those words at this moment, as of the day asked about; of a composed statement,
   the leader's consent covers paraphrase as well;
5. `cited`: there is at least one citation, and no quote is empty;
6. `attribution`: the words lie in a segment of the very leader they are attributed to.

Of a quoted statement:
7. `wording`: the statement is its quotes, marked where words are left out between them, and its citations' speaker,
   title and date, and nothing else, so every number, date, name, negation and modality in it is theirs; and nothing is
   left out over somebody else's words.

Of a composed statement (each a module of agent/checks, which says what it compares):
8. `form`: one or two plain sentences in the third person that say who said it, and when;
9. `numbers`: numbers, money, percentages, units and their bounds are those of the quotes;
10. `dates`: dates, quarters and periods are those of the quotes, or the day on which they were said;
11. `names`: names of people, products and places are those of the quotes, or of their speaker and title;
12. `negation`: what the quotes deny is denied, and nothing else;
13. `modality`: as firm as the quotes: will, plans to, may, hopes, must, if;
14. `direction`: rise and fall, more and less, before and after are those of the quotes;
15. `speaker`: whoever the text says said it is the speaker of what it cites; no first person, no prediction;
16. `tense`: nothing planned is told as done, nothing past as to come, nothing dated as of today;
17. `leap`: no cause and no change that no quote states;
18. `questions`: what was only asked is not told as stated;
19. `scope`: what is said of one place, as hearsay, or to be taken back is not told of all or as so;
20. `support`: a judge that counts finds it entailed by its quotes; where none counts, its words are theirs, in their
    order but for a few.

A check that could not run has not passed.

In a closed context, where the question brought its own passages, every check runs against these: 2, 3 and 4 compare
text, passage and access with what was brought, by its hash (ingest/standing.py); 6 and 7 want the words laid to nobody.
What has passed says in its detail what it was compared with (agent/closed.py).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from agent.checks.attribution import attribution
from agent.checks.claim import Claim, Quoted, Rule
from agent.checks.dates import dates
from agent.checks.direction import direction
from agent.checks.form import form
from agent.checks.leap import leap
from agent.checks.lexical import lexical
from agent.checks.modality import modality
from agent.checks.names import names
from agent.checks.negation import negation
from agent.checks.numbers import numbers
from agent.checks.order import order
from agent.checks.questions import questions
from agent.checks.scope import scope
from agent.checks.size import unwieldy
from agent.checks.tense import tense
from agent.closed import told
from agent.composers.extractive import displayed, spoken
from agent.domain import Evidence
from agent.wording import quoted, unlabelled
from audit.canonical import text_sha256
from audit.domain import Check, Citation, Form, Statement
from ingest.domain import Document, Passage, Scope
from ingest.standing import Moment, Standing, denied

# 8 to 19: the rules about wording, by their checks' names.
WORDING: Mapping[str, Rule] = {
    "form": form,
    "numbers": numbers,
    "dates": dates,
    "names": names,
    "negation": negation,
    "modality": modality,
    "direction": direction,
    "speaker": attribution,
    "tense": tense,
    "leap": leap,
    "questions": questions,
    "scope": scope,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """A judge's probability, 0 to 1, that the quotes entail the statement, and the least that is support."""

    score: float
    least: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """All that the checks look at. `documents` by source id and `confirmed` passages by id are the catalogue's,
    `standing` is read anew when the checks run. `judgements` by statement and its places are those of a judge that
    counts; none where no judge does."""

    evidence: Sequence[Evidence]
    documents: Mapping[str, Document]
    confirmed: Mapping[str, Passage]
    standing: Standing
    moment: Moment
    leaders: Sequence[str]
    organisation: str = ""
    judgements: "Mapping[Judged, Judgement] | None" = None


def verify(statements: Sequence[Statement], context: Context) -> tuple[Statement, ...]:
    """The statements with their checks, passed or not."""
    return tuple(replace(one, checks=told(_checks(one, context), context.standing)) for one in statements)


def passed(statement: Statement) -> bool:
    """Whether it may be shown: no checks at all is not passing."""
    return bool(statement.checks) and all(check.passed for check in statement.checks)


def claim_of(statement: Statement, context: Context) -> Claim:
    """The statement with its quotes as a reader sees them, those of one speaker in one document together."""
    places: dict[tuple[str, str], list[Citation]] = {}
    for citation in statement.citations:
        places.setdefault((citation.source_id, citation.leader_id), []).append(citation)
    return Claim(
        text=unlabelled(statement.citations, statement.text),
        quotes=tuple(
            Quoted(
                words=displayed([one.quote for one in cited], context.documents[source_id]),
                speaker=cited[0].speaker,
                role=context.standing.leaders[leader_id].title,
                title=cited[0].title,
                date=None if cited[0].brought else cited[0].date,  # the day of asking says nothing of the words
            )
            for (source_id, leader_id), cited in places.items()
        ),
        as_of=context.moment.as_of,
        people=tuple(one.name for one in context.standing.leaders.values() if one.name),
        organisation=context.organisation,
    )


Judged = tuple[str, tuple[tuple[str, int, int, str], ...]]


def judged_by(statement: Statement) -> Judged:
    """What a judgement belongs to: the words, and the places that they are to rest on."""
    return statement.text, tuple((one.source_id, one.start, one.end, one.text_sha256) for one in statement.citations)


def worded(claim: Claim) -> tuple[Check, ...]:
    """Checks 8 to 19 of a sentence and its quotes, wherever they come from. What no writer would write is not compared:
    the rules' time grows with how often words and figures recur."""
    fault = unwieldy(claim)
    if fault is not None:
        return tuple(Check(name=name, passed=False, detail=f"could not run: {fault}") for name in WORDING)
    return tuple(_run(name, rule, claim) for name, rule in WORDING.items())


def within(claim: Claim) -> str | None:
    """The bound where no judge counts: a claim keeps to its quotes' words, and to their order."""
    return lexical(claim) or order(claim)


def _checks(statement: Statement, context: Context) -> list[Check]:
    def run(rule: Callable[[Statement, Context], str | None]) -> Check:
        return _run(rule.__name__.strip("_"), lambda given: rule(given, context), statement)

    checks = [run(rule) for rule in (_shown, _verbatim, _snapshot, _permitted, _cited, _attribution)]
    if statement.form is Form.QUOTED:
        return [*checks, run(_wording)]
    try:
        claim = claim_of(statement, context)
    except (KeyError, ValueError, IndexError) as error:
        return [*checks, *(Check(name=name, passed=False, detail=f"could not run: {error!r}") for name in WORDING)]
    return [*checks, *worded(claim), run(_support)]


def _run(name: str, rule: Callable[[Any], str | None], given: Any) -> Check:
    """Whatever a rule raises, it has not passed."""
    try:
        fault = rule(given)
    except Exception as error:
        fault = f"could not run: {error!r}"
    return Check(name=name, passed=fault is None, detail=fault or "")


def _support(statement: Statement, context: Context) -> str | None:
    if context.judgements is None:
        return within(claim_of(statement, context))
    found = context.judgements.get(judged_by(statement))
    if found is None:
        return "no judge has read it"
    if not found.least <= found.score <= 1:
        return f"the judge gives it {found.score:.2f}; support begins at {found.least:.2f}"
    return None


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
            where = "the published snapshot" if context.standing.brought is None else "what the question brought"
            return f"passage {passage.passage_id} is not in {where}"
    return None


def _permitted(statement: Statement, context: Context) -> str | None:
    sources = {one.source.source_id: one.source for one in context.evidence}
    for citation in statement.citations:
        source = sources[citation.source_id]
        if source.sha256 != citation.source_sha256:
            return f"{citation.source_id}: the approved bytes have changed"
        for use in (Scope.QUOTE,) if statement.form is Form.QUOTED else (Scope.QUOTE, Scope.PARAPHRASE):
            fault = denied(source, citation.leader_id, context.standing, context.moment, use)
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
    for before, after in pairwise(statement.citations):
        crossed = [one for one in document.segments if one.start < after.start and before.end < one.end]
        if any(one.leader_id != first.leader_id for one in crossed):
            return f"somebody else speaks between {before.end} and {after.start}"
    words = spoken(statement.citations, document)
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
