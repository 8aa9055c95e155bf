"""Whole sentences, verbatim, each attributed: needs no language model, so nothing can be invented.

1. Each chosen sentence (selection.py) comes with its companions (companions.py).
2. Sentences of one leader in one document that follow each other, or belong together, are joined into one statement,
   with one citation for each passage and page; a sentence that a page break interrupts is cited once a page. What is
   left out between them is marked (audit/records/quotes.py).
3. Statements stand in the order of their dates; where they tell the same point otherwise, the newest first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from agent.composers.sentences import Candidate
from agent.wording import quoted, timecode
from audit.domain import Citation, Statement
from audit.records.quotes import ends, together, words_between
from ingest.display import displayer
from ingest.domain import Document, Span
from ingest.passages import page_of

KIND = "extractive"


@dataclass(frozen=True, slots=True)
class _Group:
    """Sentences of one statement, in the order of the text."""

    members: tuple[Candidate, ...]

    @property
    def last_end(self) -> int:
        return self.members[-1].sentence.parts[-1].end

    @property
    def source_id(self) -> str:
        return self.members[0].evidence.source.source_id


def compose(
    chosen: Sequence[Candidate], documents: Mapping[str, Document], newest_first: bool = False
) -> tuple[Statement, ...]:
    """Quotes are copied from the documents' texts at their offsets."""
    statements = []
    for group in _groups(chosen, documents):
        document = documents[group.source_id]
        citations = tuple(_citation(one, document, span) for one, span in _spans(group, document))
        statements.append(Statement(text=quoted(citations, spoken(citations, document)), citations=citations))
    statements.sort(key=lambda s: (s.citations[0].source_id, s.citations[0].start))
    return tuple(sorted(statements, key=lambda s: s.citations[0].date, reverse=newest_first))


def cited(chosen: Sequence[Candidate], documents: Mapping[str, Document]) -> tuple[Citation, ...]:
    """The places of these sentences alone, in the order of their documents' texts, neighbours joined."""
    return tuple(
        _citation(one, documents[group.source_id], span)
        for group in _groups([replace(one, companions=()) for one in chosen], documents)
        for one, span in _spans(group, documents[group.source_id])
    )


def displayed(quotes: Sequence[str], document: Document) -> str:
    """Quotes of one document as a reader sees them."""
    return displayer(document.text)("\n".join(quotes))


def spoken(citations: Sequence[Citation], document: Document) -> str:
    """The quotes of one statement as a reader sees them, with marks where words are left out. Raises ValueError where
    they are not in the order of the text."""
    return displayer(document.text)(together(citations, document.text, _holes(document)))


def _holes(document: Document) -> list[tuple[int, int]]:
    return [(one.start, one.end) for one in document.furniture]


def _groups(chosen: Sequence[Candidate], documents: Mapping[str, Document]) -> list[_Group]:
    """Sentences that follow each other with nothing left out, and all between a sentence and its companions."""
    said: dict[tuple[str, int], Candidate] = {}
    for one in (*chosen, *(other for each in chosen for other in each.companions)):
        said.setdefault(one.place, one)
    bonds = [sorted(other.place for other in (one, *one.companions)) for one in chosen]
    groups: list[_Group] = []
    for one in sorted(said.values(), key=lambda candidate: candidate.place):
        last = groups[-1] if groups else None
        if last is not None and (
            _neighbours(last, one, documents[last.source_id])
            or any(last.members[-1].place >= bond[0] and one.place <= bond[-1] for bond in bonds)
        ):
            groups[-1] = _Group((*last.members, one))
        else:
            groups.append(_Group((one,)))
    return groups


def _neighbours(group: _Group, one: Candidate, document: Document) -> bool:
    before, start = group.members[-1].evidence, one.sentence.parts[0].start
    return (
        before.passage.source_id == one.evidence.passage.source_id
        and before.passage.leader_id == one.evidence.passage.leader_id
        and group.last_end <= start
        and not words_between(document.text, group.last_end, start, _holes(document))
    )


def _spans(group: _Group, document: Document) -> list[tuple[Candidate, Span]]:
    """One span for each passage and page: sentences that follow each other within both become one slice, but not lines
    that end without a full stop, between which a reader is shown where one ends."""
    spans: list[tuple[Candidate, Span]] = []
    for one, part in ((member, part) for member in group.members for part in member.sentence.parts):
        before, last = spans[-1] if spans else (None, part)
        joins = before is not None and before.evidence.key == one.evidence.key
        whole = ends(document.text[last.start : last.end]) and not document.text[last.end : part.start].strip()
        if joins and whole and part.start - last.end >= 0 and _same_page(document, last.start, part.start):
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
