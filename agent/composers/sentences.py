"""The sentences of the best passages, each with how well it answers the question."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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
FEWEST_WORDS = 4  # of a candidate: "Thank you all." is none
FEWEST_WORDS_OPEN = 8  # of one that ends without a full stop: a list item or a table's row, not a heading
COSINE_SCALE = 10.0  # brings a cosine to about a logit's range, where no reranker is configured


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A sentence that may be quoted; `words` is its display form, `score` comparable within one question."""

    evidence: Evidence
    sentence: Sentence
    words: str
    score: float

    @property
    def place(self) -> tuple[str, int]:
        return (self.evidence.passage.source_id, self.sentence.parts[0].start)


def candidates(
    question: str,
    about: Sequence[Leader],
    evidence: Sequence[Evidence],
    documents: Mapping[str, Document],
    encoder: Encoder,
    reranker: Reranker | None,
) -> list[Candidate]:
    """Best first. `about` are the leaders that the question is limited to; `documents` those of the evidence, by id.

    A heading is no candidate, nor is a sentence without an end that is as short as one.
    """
    found: dict[tuple[str, int], tuple[Evidence, Sentence, str]] = {}
    displays = {source_id: displayer(document.text) for source_id, document in documents.items()}
    for one in evidence[:LOOKED_AT]:
        source_id = one.passage.source_id
        for sentence in one.passage.sentences:
            words = displays[source_id](read(documents[source_id].text, sentence))
            if _says_something(words, one.source.title):
                found.setdefault((source_id, sentence.parts[0].start), (one, sentence, words))
    scores = _scores(question, about, list(found.values()), encoder, reranker)
    made = [
        Candidate(evidence=one, sentence=sentence, words=words, score=score)
        for (one, sentence, words), score in zip(found.values(), scores, strict=True)
    ]
    return sorted(made, key=lambda candidate: (-candidate.score, candidate.evidence.rank, candidate.place))


def _says_something(words: str, title: str) -> bool:
    count = len(words.split())
    if words.rstrip("\"'”’)»").endswith((".", "!", "?", "…")):
        return count >= FEWEST_WORDS
    return count >= FEWEST_WORDS_OPEN and words.casefold() != title.casefold()


def _scores(
    question: str,
    about: Sequence[Leader],
    found: Sequence[tuple[Evidence, Sentence, str]],
    encoder: Encoder,
    reranker: Reranker | None,
) -> list[float]:
    """How well each sentence answers: the reranker's reading, or without one the cosine to the topic."""
    texts = [words for _, _, words in found]
    if not texts:
        return []
    if reranker is not None:
        return reading.scores(question, about, [(one.leader, words) for one, _, words in found], reranker)
    cosines = encoder.passages(texts) @ encoder.query(folded(topic(question, about)))
    return [round(float(value) * COSINE_SCALE, 4) for value in np.asarray(cosines)]
