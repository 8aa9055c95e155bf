"""Whole sentences, verbatim, each attributed: needs no language model, so nothing can be invented.

1. Of the scored sentences take those near the best one, at most MOST; of those about equally near, the newest
   first. A superseded document's words are quoted only beside those of one that replaced it.
2. Neighbouring sentences of one leader in one document are joined into one statement, with one citation for each
   passage and page; a sentence that a page break interrupts is cited once a page.
3. The same words twice are said once, in the newest document.
4. Statements stand in the order of their dates.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from agent.composers.sentences import Candidate
from agent.wording import quoted, timecode
from audit.domain import Citation, Statement
from ingest.display import displayer
from ingest.domain import Document, Span
from ingest.passages import page_of

KIND = "extractive"
MARGIN = 4.0  # below the best sentence's score: still part of the answer
EQUAL = 1.0  # below the best sentence's score: about as good
MOST = 3  # sentences, and one of a superseded document beside them
ADJACENT = 3  # characters of white space between sentences that count as neighbours


@dataclass(frozen=True, slots=True)
class _Group:
    """Neighbouring sentences, in the order of the text."""

    members: tuple[Candidate, ...]

    @property
    def last_end(self) -> int:
        return self.members[-1].sentence.parts[-1].end


def select(ranked: Sequence[Candidate], replaced_by: Mapping[str, frozenset[str]]) -> list[Candidate]:
    """Steps 1 and 3: the sentences to be quoted. `replaced_by` are successors' ids by the superseded source's id."""
    current = [one for one in ranked if one.evidence.source.source_id not in replaced_by]
    if not current:
        return []
    best = current[0].score
    near = _once([one for one in ranked if one.score >= best - MARGIN])
    near.sort(key=lambda one: (one.score < best - EQUAL, -one.evidence.source.date.toordinal(), -one.score))
    chosen = [one for one in near if one.evidence.source.source_id not in replaced_by][:MOST]
    cited = {one.evidence.source.source_id for one in chosen}
    earlier = [one for one in near if replaced_by.get(one.evidence.source.source_id, frozenset()) & cited]
    return [*chosen, *earlier[:1]]


def _once(near: Sequence[Candidate]) -> list[Candidate]:
    """The same words of the same leader once, in the newest document."""
    said: dict[tuple[str, str], Candidate] = {}
    for one in sorted(near, key=lambda one: one.evidence.source.date, reverse=True):
        said.setdefault((one.evidence.leader.leader_id, one.words.casefold()), one)
    return [one for one in near if said[(one.evidence.leader.leader_id, one.words.casefold())] is one]


def compose(chosen: Sequence[Candidate], documents: Mapping[str, Document]) -> tuple[Statement, ...]:
    """Steps 2 and 4. Quotes are copied from the documents' texts at their offsets."""
    statements = []
    for group in _groups(chosen):
        document = documents[group.members[0].evidence.passage.source_id]
        citations = tuple(_citation(one, document, span) for one, span in _spans(group, document))
        words = displayed([citation.quote for citation in citations], document)
        statements.append(Statement(text=quoted(citations, words), citations=citations))
    return tuple(
        sorted(statements, key=lambda s: (s.citations[0].date, s.citations[0].source_id, s.citations[0].start))
    )


def cited(chosen: Sequence[Candidate], documents: Mapping[str, Document]) -> tuple[Citation, ...]:
    """The places of these sentences, in the order of their documents' texts, neighbours joined."""
    return tuple(
        _citation(one, documents[group.members[0].evidence.passage.source_id], span)
        for group in _groups(chosen)
        for one, span in _spans(group, documents[group.members[0].evidence.passage.source_id])
    )


def answering(ranked: Sequence[Candidate]) -> list[Candidate]:
    """The sentences that are near enough to the best one to be part of an answer."""
    return [one for one in ranked if one.score >= ranked[0].score - MARGIN] if ranked else []


def displayed(quotes: Sequence[str], document: Document) -> str:
    """Quotes of one statement as a reader sees them."""
    return displayer(document.text)("\n".join(quotes))


def _groups(chosen: Sequence[Candidate]) -> list[_Group]:
    groups: list[_Group] = []
    for one in sorted(chosen, key=lambda candidate: candidate.place):
        last = groups[-1] if groups else None
        if last is not None and _neighbours(last, one):
            groups[-1] = _Group((*last.members, one))
        else:
            groups.append(_Group((one,)))
    return groups


def _neighbours(group: _Group, one: Candidate) -> bool:
    before = group.members[-1].evidence
    return (
        before.passage.source_id == one.evidence.passage.source_id
        and before.passage.leader_id == one.evidence.passage.leader_id
        and 0 <= one.sentence.parts[0].start - group.last_end <= ADJACENT
    )


def _spans(group: _Group, document: Document) -> list[tuple[Candidate, Span]]:
    """One span for each passage and page: neighbours within both become one slice."""
    spans: list[tuple[Candidate, Span]] = []
    for one, part in ((member, part) for member in group.members for part in member.sentence.parts):
        before, last = spans[-1] if spans else (None, part)
        joins = before is not None and before.evidence.key == one.evidence.key
        if joins and _same_page(document, last.start, part.start) and part.start - last.end <= ADJACENT:
            spans[-1] = (one, Span(start=last.start, end=part.end))
        else:
            spans.append((one, part))
    return spans


def _same_page(document: Document, first: int, second: int) -> bool:
    return page_of(document.pages, first) == page_of(document.pages, second)


def _citation(candidate: Candidate, document: Document, span: Span) -> Citation:
    evidence = candidate.evidence
    cue = next((cue for cue in document.cues if cue.start < span.end and cue.end > span.start), None)
    return Citation(
        evidence_key=evidence.key,
        source_id=evidence.source.source_id,
        title=evidence.source.title,
        speaker=evidence.leader.name,
        leader_id=evidence.leader.leader_id,
        date=evidence.source.date,
        page=page_of(document.pages, span.start),
        timecode=timecode(cue.from_ms) if cue else None,
        start=span.start,
        end=span.end,
        quote=document.text[span.start : span.end],
        source_sha256=evidence.source.sha256,
        text_sha256=document.text_sha256,
    )
