"""The sentences of the best passages, each with how well it answers the question."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from agent import reading
from agent.domain import Evidence
from agent.leaders import topic
from agent.rerankers.port import Reranker
from ingest.display import displayer, folded
from ingest.domain import Document, Leader, Sentence
from ingest.encoders.port import Encoder
from ingest.passages import read

LOOKED_AT = 4  # passages whose sentences are scored
LOOKED_FURTHER = 10  # passages in which the other side of what answers is looked for
FEWEST_WORDS = 4  # of a candidate: "Thank you all." is none
FEWEST_WORDS_OPEN = 8  # of one that ends without a full stop: a list item or a table's row, not a heading
COSINE_SCALE = 10.0  # brings a cosine to about a logit's range, where no reranker is configured

Place = tuple[str, int]  # source id and offset of a sentence's first character


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A sentence that may be quoted; `words` is its display form, `score` comparable within one question.

    `companions` are sentences of the same segment that it is not shown without (companions.py), in the text's order.
    """

    evidence: Evidence
    sentence: Sentence
    words: str
    score: float
    companions: "tuple[Candidate, ...]" = ()

    @property
    def place(self) -> Place:
        return (self.evidence.passage.source_id, self.sentence.parts[0].start)


def candidates(
    question: str,
    about: Sequence[Leader],
    evidence: Sequence[Evidence],
    documents: Mapping[str, Document],
    encoder: Encoder,
    reranker: Reranker | None,
) -> list[Candidate]:
    """Best first. `about` are the leaders that the question is limited to; `documents` those of the evidence, by id."""
    made = scored(question, about, sayings(evidence[:LOOKED_AT], documents), encoder, reranker)
    return sorted(made, key=lambda candidate: (-candidate.score, candidate.evidence.rank, candidate.place))


def sayings(evidence: Sequence[Evidence], documents: Mapping[str, Document]) -> list[Candidate]:
    """The sentences of the evidence that say something, each once, without a score.

    A heading is none, nor is a sentence without an end that is as short as one.
    """
    found: dict[Place, Candidate] = {}
    displays = {source_id: displayer(document.text) for source_id, document in documents.items()}
    for one in evidence:
        source_id = one.passage.source_id
        for sentence in one.passage.sentences:
            words = displays[source_id](read(documents[source_id].text, sentence))
            if _says_something(words, one.source.title):
                made = Candidate(evidence=one, sentence=sentence, words=words, score=0.0)
                found.setdefault(made.place, made)
    return list(found.values())


def _says_something(words: str, title: str) -> bool:
    count = len(words.split())
    if words.rstrip("\"'”’)»").endswith((".", "!", "?", "…")):
        return count >= FEWEST_WORDS
    return count >= FEWEST_WORDS_OPEN and words.casefold() != title.casefold()


def scored(
    question: str,
    about: Sequence[Leader],
    found: Sequence[Candidate],
    encoder: Encoder,
    reranker: Reranker | None,
) -> list[Candidate]:
    """Each sentence with how well it answers: the reranker's reading, or without one the cosine to the topic."""
    scores = _scores(question, about, found, encoder, reranker) if found else []
    return [replace(one, score=score) for one, score in zip(found, scores, strict=True)]


def _scores(
    question: str,
    about: Sequence[Leader],
    found: Sequence[Candidate],
    encoder: Encoder,
    reranker: Reranker | None,
) -> list[float]:
    if reranker is not None:
        return reading.scores(question, about, [(one.evidence.leader, one.words) for one in found], reranker)
    cosines = encoder.passages([one.words for one in found]) @ encoder.query(folded(topic(question, about)))
    return [round(float(value) * COSINE_SCALE, 4) for value in np.asarray(cosines)]
