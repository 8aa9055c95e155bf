"""How well leaders' words answer a question: one reading, or two where the question is about somebody.

A leader says "I" and "we", and seldom their own name, so a question that names its leader is misread by a
cross-encoder. It is read twice then, and the mean counts: the topic (the question without the name) against the
words, and the whole question against `NAME said that WORDS`. Either alone is misled by names, one way or the other.
"""

from collections.abc import Sequence

from agent.leaders import topic
from agent.rerankers.port import Reranker
from ingest.display import folded
from ingest.domain import Leader


def scores(
    question: str, about: Sequence[Leader], spoken: Sequence[tuple[Leader, str]], reranker: Reranker
) -> list[float]:
    """A score for each of `spoken` (speaker and words); `about` are the leaders that the question is limited to."""
    bare = reranker.scores(folded(topic(question, about)), [words for _, words in spoken])
    if not about:
        return bare
    said = [f"{leader.name.split()[-1]} said that {words}" for leader, words in spoken]
    whole = reranker.scores(folded(question), said)
    return [round((a + b) / 2, 4) for a, b in zip(bare, whole, strict=True)]
