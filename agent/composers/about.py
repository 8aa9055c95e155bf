"""Which sentences are about a topic: all of them, from every document, and not just those that answer best.

A topic is a few words and no question, and its readers fail in different ways: its words are not always said, a
cross-encoder finds little near that is not worded alike, and an encoder finds everything near. So a sentence is about
the topic where

1. it says all of the topic's words, and the reranker puts it or its passage above FLOOR; so does one that is not shown
   without such a sentence (companions.py): "It lasted eight months." behind "The pause on hiring is over.";
2. the reranker puts it above FLOOR and its passage says all of the topic's words, or takes it for an answer (above 0);
3. it says half of the words at least, and its passage is about as near to the topic by cosine as the nearest one;
4. it is one of the TITLED best of a document that has none of these, whose title says all of the words, in a passage as
   near as in 3, or above FLOOR;
5. its document has none of these and replaced one that has: the sentence that is most like one of these, and best
   tells the same point otherwise (differing.py).

Where no reranker has read them, a sentence's cosine stands in its place in 2, by the margin of an answer. Of one leader
in one document at most MOST are taken, the best.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from agent.checks.english.words import content, words
from agent.composers.differing import differ
from agent.composers.selection import BY_COSINE, FLOOR, worth
from agent.composers.sentences import Candidate
from ingest.sparse import document_weights, query_weights

MOST = 4  # sentences of one leader in one document
TITLED = 2  # of a document that only its title shows to be about the topic
NEAR = 0.06  # of a cosine, below that of the nearest passage
PART = 0.5  # of the topic's words; of the content words of two sentences that are alike

Teller = tuple[str, str]  # source id and leader id


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """`terms` are its words without stop words, stemmed; `nearest` the highest cosine of a passage that was found."""

    terms: frozenset[int]
    nearest: float

    def share(self, text: str) -> float:
        """How many of the topic's words a text says, 0 to 1; none of a topic that has none."""
        return len(self.terms & set(document_weights(text).indices)) / len(self.terms) if self.terms else 0.0


def topic_of(text: str, cosines: Sequence[float | None]) -> Topic:
    """`text` without the names of the leaders that it is about; `cosines` of the passages that were found."""
    return Topic(
        terms=frozenset(query_weights(text).indices),
        nearest=max((one for one in cosines if one is not None), default=1.0),
    )


def about(scored: Sequence[Candidate], topic: Topic, superseded: Mapping[str, frozenset[str]]) -> list[Candidate]:
    """`superseded` has the successors' ids by source id. In no order."""
    best = max((one.score for one in scored), default=0.0)
    told: dict[Teller, list[Candidate]] = {}
    for one in sorted(scored, key=lambda one: (-worth(one), one.place)):
        if _is_about(one, topic, best):
            told.setdefault(_teller(one), []).append(one)
    kept = {teller: found[:MOST] for teller, found in told.items()}
    kept |= _titled(scored, topic, kept)
    return [one for found in (*kept.values(), *_successors(scored, kept, superseded).values()) for one in found]


def outright(scored: Sequence[Candidate], topic: Topic) -> bool:
    """Whether a sentence says all of the topic's words, and the reranker takes it for an answer; or a document's title
    does, and the reranker finds a passage of it near."""
    read = [one for one in scored if one.evidence.rerank is not None]
    return any(
        (one.score > 0 and topic.share(one.words) == 1)
        or ((one.evidence.rerank or FLOOR) > FLOOR and topic.share(one.evidence.source.title) == 1)
        for one in read
    )


def _teller(one: Candidate) -> Teller:
    return one.evidence.source.source_id, one.evidence.leader.leader_id


def _is_about(one: Candidate, topic: Topic, best: float) -> bool:
    """1 to 3."""
    passage, rerank = one.evidence.passage, one.evidence.rerank
    said = max(topic.share(other.words) for other in (*one.companions, one))
    if rerank is None:
        read = one.score >= best - BY_COSINE.equal
        return (
            said == 1
            or (read and topic.share(passage.embedded) == 1)
            or (topic.share(one.words) >= PART and _near(one, topic))
        )
    if said == 1 and max(one.score, rerank) >= FLOOR:
        return True
    if one.score > 0 or (one.score >= FLOOR and topic.share(passage.embedded) == 1):
        return True
    return topic.share(one.words) >= PART and _near(one, topic)


def _near(one: Candidate, topic: Topic) -> bool:
    return one.evidence.dense is not None and one.evidence.dense >= topic.nearest - NEAR


def _titled(
    scored: Sequence[Candidate], topic: Topic, kept: Mapping[Teller, Sequence[Candidate]]
) -> dict[Teller, list[Candidate]]:
    """4."""
    found: dict[Teller, list[Candidate]] = {}
    for one in sorted(scored, key=lambda one: (-worth(one), one.place)):
        read = one.evidence.rerank is not None and one.evidence.rerank >= FLOOR
        if _teller(one) not in kept and (read or _near(one, topic)) and topic.share(one.evidence.source.title) == 1:
            found.setdefault(_teller(one), []).append(one)
    return {teller: sentences[:TITLED] for teller, sentences in found.items()}


def _successors(
    scored: Sequence[Candidate],
    kept: Mapping[Teller, Sequence[Candidate]],
    superseded: Mapping[str, frozenset[str]],
) -> dict[Teller, list[Candidate]]:
    """5."""
    found: dict[Teller, list[Candidate]] = {}
    for (source_id, leader_id), earlier in kept.items():
        for successor in sorted(superseded.get(source_id, ())):
            teller = successor, leader_id
            alike = [(one, other) for other in scored if _teller(other) == teller for one in earlier]
            alike = [pair for pair in alike if alike_by(*pair) >= PART]
            if teller not in kept and alike:
                found[teller] = [max(alike, key=lambda pair: (differ(*pair), alike_by(*pair)))[1]]
    return found


def alike_by(one: Candidate, other: Candidate) -> float:
    """The share of the shorter one's content words that the other has, too."""
    first, second = content(words(one.words)), content(words(other.words))
    return len(first & second) / min(len(first), len(second)) if first and second else 0.0
