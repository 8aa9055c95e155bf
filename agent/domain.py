"""Types of the agent. Offsets count Unicode code points in the canonical text of a passage's document."""

from dataclasses import dataclass
from datetime import date, datetime

from audit.domain import Refusal, Statement
from audit.understood import MeantPeriod
from ingest.domain import Brought, Leader, Passage, Source

LONGEST = 2000  # characters of a question
MOST_FOUND = 20  # passages of one search
ANYONE = "anyone"  # the choice of a leader that lifts whom a question names


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """`leader_id` is the asker's own choice (none: whoever the question names, else anybody; ANYONE: anybody);
    `asked_at` in UTC. `period` is when it may have been said (none: when the question says; with `any_time`, at any
    time). An `as_of` other than today is the asker's own choice, and so is any with `as_of_chosen`.

    With `passages` it is answered from these alone; the audience decides nothing then, nor do names and times. `asker`
    is a reference to whoever asks, as they wish to be found again; it decides nothing and is kept beside the record.
    With `expired` it is about every day up to `as_of`: what no longer held then is on record all the same."""

    text: str
    audience: str
    as_of: date
    asked_at: datetime
    leader_id: str | None = None
    id: str | None = None
    passages: tuple[Brought, ...] | None = None
    as_of_chosen: bool = False
    period: MeantPeriod | None = None
    any_time: bool = False
    asker: str | None = None
    expired: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A passage that the catalogue has confirmed for this asker. `rank` counts from 1.

    `key` is opaque and short, and names the passage within one answer. `score` orders as `rank` does: the fusion's,
    from 0 to 1, or above 1 where the passage was reranked. `rerank` is the cross-encoder's logit, present for the
    passages that were reranked; `dense` a cosine, `sparse` a BM25 score, where that retriever found it. `fits` is the
    first character of the sentence in it that answers best, where its sentences were scored.
    A passage without any of them was not retrieved: it stands beside one that was (agent/neighbours.py).
    """

    key: str
    passage: Passage
    source: Source
    leader: Leader
    rank: int
    score: float
    dense: float | None
    sparse: float | None
    rerank: float | None
    fits: int | None = None

    @property
    def retrievers(self) -> tuple[str, ...]:
        named = (("dense", self.dense), ("bm25", self.sparse), ("rerank", self.rerank))
        return tuple(name for name, score in named if score is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A streamed answer is under way, under this record id: whoever is interrupted can have it checked."""

    record_id: str
    question: Question


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    statements: tuple[Statement, ...]


Answer = Answered | Refusal
