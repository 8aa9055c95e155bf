"""The sentences around those that were found, of the same leader in the same segment: what companions are taken from.

A companion often lies in a passage that no search brought. That passage is read from the catalogue like any hit's, is
of a source and a leader that this asker may read, and joins the evidence under a key of its own, behind all that was
retrieved. So the checks find it as they find the others, and judge it once more when the answer is recorded: nothing is
cited that is not among the evidence, and nothing is evidence that the published snapshot does not have.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from agent.composers.companions import Told, companions, incomplete, whole_lists
from agent.composers.sentences import Candidate, Place
from agent.domain import Evidence
from agent.library import View
from ingest.catalogue import read
from ingest.display import displayer
from ingest.domain import Document, Passage, Segment
from ingest.passages import read as read_sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Completed:
    """The sentences with their companions, by their places; and the evidence, with the passages that these are of."""

    sentences: Mapping[Place, Candidate]
    evidence: tuple[Evidence, ...]


def complete(
    near: Sequence[Candidate],
    chosen: Sequence[Candidate],
    evidence: Sequence[Evidence],
    documents: Mapping[str, Document],
    view: View,
) -> Completed:
    """`near` and `chosen` with their companions; where several of `chosen` are items of one list, with the list."""
    wanted = list({one.place: one for one in (*chosen, *near)}.values())
    known = list(evidence)
    stretches: dict[tuple[str, int], Told] = {}
    for one in wanted:
        document = documents[one.evidence.source.source_id]
        segment = _segment(one, document)
        if segment is not None and incomplete(one, document.text):
            key = (document.source_id, segment.start)
            stretches.setdefault(key, _told(one, segment, document, known, view))
    found = {}
    for one in wanted:
        brought = (companions(one, told) for told in stretches.values() if told.at(one) is not None)
        found[one.place] = replace(one, companions=next(brought, ()))
    listed = whole_lists([found[one.place] for one in chosen], list(stretches.values()))
    found |= {one.place: one for one in listed}
    used = {other.evidence.key for one in found.values() for other in one.companions}
    beside = [one for one in known[len(evidence) :] if one.key in used]
    ranks = range(len(evidence) + 1, len(evidence) + len(beside) + 1)
    joined = (replace(one, rank=rank) for one, rank in zip(beside, ranks, strict=True))
    return Completed(sentences=found, evidence=(*evidence, *joined))


def _segment(one: Candidate, document: Document) -> Segment | None:
    parts, leader_id = one.sentence.parts, one.evidence.passage.leader_id
    return next(
        (
            segment
            for segment in document.segments
            if segment.leader_id == leader_id and segment.start <= parts[0].start and parts[-1].end <= segment.end
        ),
        None,
    )


def _told(one: Candidate, segment: Segment, document: Document, known: list[Evidence], view: View) -> Told:
    """The segment's sentences; passages that were not retrieved are added to `known`."""
    entry = view.state.entries.get(document.source_id)
    published = read.source_passages(view.connection, entry) if entry is not None and entry.served else ()
    display = displayer(document.text)
    found: dict[Place, Candidate] = {}
    for passage in published:
        if passage.leader_id != segment.leader_id or not _overlaps(passage, segment):
            continue
        evidence = _evidence(passage, one.evidence, known)
        for sentence in passage.sentences:
            words = display(read_sentence(document.text, sentence))
            made = Candidate(evidence=evidence, sentence=sentence, words=words, score=one.score)
            if segment.start <= sentence.parts[0].start and sentence.parts[-1].end <= segment.end:
                found.setdefault(made.place, made)
    return Told(text=document.text, sentences=tuple(found[place] for place in sorted(found)))


def _overlaps(passage: Passage, segment: Segment) -> bool:
    return passage.start < segment.end and passage.end > segment.start


def _evidence(passage: Passage, beside: Evidence, known: list[Evidence]) -> Evidence:
    """The passage as evidence: as it was retrieved, or beside what was, of its source and leader, without a score."""
    found = next((one for one in known if one.passage.passage_id == passage.passage_id), None)
    if found is None:
        rank = max(one.rank for one in known) + 1
        found = Evidence(
            key=f"n{rank}",
            passage=passage,
            source=beside.source,
            leader=beside.leader,
            rank=rank,
            score=0.0,
            dense=None,
            sparse=None,
            rerank=None,
        )
        known.append(found)
    return found
