"""The sentences around those that were found, of the same leader in the same segment: what companions are taken from.

A companion often lies in a passage that no search brought. That passage is read from the catalogue like any hit's, is
of a source and a leader that this asker may read, and joins the evidence under a key of its own, behind all that was
retrieved. So the checks find it as they find the others, and judge it once more when the answer is recorded: nothing is
cited that is not among the evidence, and nothing is evidence that the published snapshot does not have.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from agent.composers.companions import Told, companions, whole_lists
from agent.composers.sentences import Candidate, Place
from agent.domain import Evidence
from agent.library import View
from ingest.catalogue import passages
from ingest.display import displayer
from ingest.domain import Document, Passage, Segment, Span
from ingest.passages import read as read_sentence

AROUND = 1500  # characters of the text on each side of a sentence in which its companions are looked for


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
    found = {one.place: one for one in wanted}
    stretches = []
    for segment, spoken in _by_segment(wanted, documents):
        told = _told(spoken, segment, documents[spoken[0].evidence.source.source_id], known, view)
        stretches.append(told)
        found |= {one.place: replace(one, companions=companions(one, told)) for one in spoken}
    listed = whole_lists([found[one.place] for one in chosen], stretches)
    found |= {one.place: one for one in listed}
    used = {other.evidence.key for one in found.values() for other in one.companions}
    beside = [one for one in known[len(evidence) :] if one.key in used]
    ranks = range(len(evidence) + 1, len(evidence) + len(beside) + 1)
    joined = (replace(one, rank=rank) for one, rank in zip(beside, ranks, strict=True))
    return Completed(sentences=found, evidence=(*evidence, *joined))


def _by_segment(
    wanted: Sequence[Candidate], documents: Mapping[str, Document]
) -> list[tuple[Segment, list[Candidate]]]:
    """The sentences by the segment that holds them whole; one that no segment holds has no neighbours."""
    found: dict[tuple[str, int], tuple[Segment, list[Candidate]]] = {}
    for one in wanted:
        source_id, leader_id = one.evidence.source.source_id, one.evidence.passage.leader_id
        start, end = one.sentence.parts[0].start, one.sentence.parts[-1].end
        for segment in documents[source_id].segments:
            if segment.leader_id == leader_id and segment.start <= start and end <= segment.end:
                found.setdefault((source_id, segment.start), (segment, []))[1].append(one)
                break
    return list(found.values())


def _told(spoken: Sequence[Candidate], segment: Segment, document: Document, known: list[Evidence], view: View) -> Told:
    """The segment's sentences around `spoken`; passages that were not retrieved are added to `known`."""
    start = max(segment.start, min(one.sentence.parts[0].start for one in spoken) - AROUND)
    end = min(segment.end, max(one.sentence.parts[-1].end for one in spoken) + AROUND)
    around = Span(start=start, end=end)
    published = passages.around(view.connection, view.state, document, around)
    display = displayer(document.text)
    found: dict[Place, Candidate] = {}
    for passage in published:
        if passage.leader_id != segment.leader_id:
            continue
        evidence = _evidence(passage, spoken[0].evidence, known)
        for sentence in passage.sentences:
            words = display(read_sentence(document.text, sentence))
            made = Candidate(evidence=evidence, sentence=sentence, words=words, score=0.0)
            if segment.start <= sentence.parts[0].start and sentence.parts[-1].end <= segment.end:
                found.setdefault(made.place, made)
    return Told(text=document.text, sentences=tuple(found[place] for place in sorted(found)))


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
