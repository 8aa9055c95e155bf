"""From questions to gaps: one vector a question, groups of those that mean the same, and what is told of each."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from threading import Lock
from typing import TypeVar

import numpy as np

from agent.gaps.domain import Alike, Asked, Gap, Near, State, Text
from agent.gaps.grouping import alike, central, groups, least_for
from agent.gaps.look import Looked
from agent.gaps.standing import standing
from agent.leaders import topic
from audit.errors import RecordError
from ingest.encoders.port import Encoder, Vectors

Word = TypeVar("Word", bound=str)
NEAREST = 3
ALIKE = 4
ORDER = (State.OPEN, State.WRITING, State.CLOSED, State.DISMISSED)


@dataclass(slots=True)
class Meanings:
    """The vectors of questions, kept in memory from one look to the next; what the last look did not need is let go, so
    nothing stays of a question that was erased."""

    encoder: Encoder
    _kept: dict[str, Vectors] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def of(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), size). Raises ModelError where the encoder cannot be loaded."""
        with self._lock:
            self._kept = {one: self._kept[one] if one in self._kept else self.encoder.query(one) for one in texts}
            rows = [self._kept[one] for one in texts]
        return np.stack(rows) if rows else np.zeros((0, self.encoder.size), np.float32)


def gaps(looked: Looked, meanings: Meanings) -> list[Gap]:
    """What is open first, and of the same state what was asked most often. Raises ModelError."""
    asked = dict[str, list[Asked]]()
    for one in looked.asked:
        about = [looked.leaders[leader] for leader in one.leaders if leader in looked.leaders]
        asked.setdefault(topic(one.text, about).casefold(), []).append(one)
    texts = sorted(asked)
    vectors = meanings.of(texts)
    least, found, rows = least_for(meanings.encoder.name), list[Gap](), list[Vectors]()
    for places in groups(texts, vectors, least):
        rows.append(vectors[list(places)])
        middle = places[central(rows[-1], [len(asked[texts[at]]) for at in places])]
        found.append(_gap([one for at in places for one in asked[texts[at]]], asked[texts[middle]], looked))
    near = [[Alike(gap_id=found[at].gap_id, name=found[at].name) for at in one[:ALIKE]] for one in alike(rows, least)]
    told = [replace(one, alike=tuple(others)) for one, others in zip(found, near, strict=True)]
    return sorted(told, key=lambda one: (ORDER.index(one.standing.state), -one.count, -one.last.timestamp(), one.name))


def gap_of(found: Iterable[Gap], gap_id: str) -> Gap:
    """The gap with this id, or the one that the questions of that gap belong to now. Raises RecordError where there is
    none."""
    for one in found:
        if gap_id == one.gap_id or any(gap_id == id_of(record_id) for record_id in one.record_ids):
            return one
    raise RecordError("there is no such gap.", advice="Its questions may be older than the days that are looked at.")


def id_of(record_id: str) -> str:
    """A gap's id: it says which question was asked first, and does not lead to that question's record."""
    return hashlib.sha256(f"gap {record_id}".encode()).hexdigest()[:16]


def _gap(members: Sequence[Asked], named: Sequence[Asked], looked: Looked) -> Gap:
    """`named` are those that were asked in the words that are nearest to all the others."""
    by_time = sorted(members, key=lambda one: (one.at, one.record_id))
    return Gap(
        gap_id=id_of(by_time[0].record_id),
        name=_frequent(one.text for one in named)[0].text,
        count=len(members),
        first=by_time[0].at,
        last=by_time[-1].at,
        texts=_frequent(one.text for one in by_time),
        why=_counted(one.why for one in members),
        leaders=_counted(leader for one in members for leader in one.leaders),
        audiences=_counted(one.audience for one in members),
        near=_nearest(members, looked.readable),
        weeks=_weeks([one.at for one in members], looked),
        standing=standing(members, looked.drafts, looked.dismissals),
        record_ids=frozenset(one.record_id for one in members),
    )


def _frequent(texts: Iterable[str]) -> tuple[Text, ...]:
    counts = Counter(texts)
    return tuple(Text(text=one, count=counts[one]) for one in sorted(counts, key=lambda one: (-counts[one], one)))


def _counted(words: Iterable[Word]) -> Mapping[Word, int]:
    counts = Counter(words)
    return {one: counts[one] for one in sorted(counts, key=lambda one: (-counts[one], one))}


def _nearest(members: Sequence[Asked], readable: frozenset[str]) -> tuple[Near, ...]:
    """The passages that were near to most of the questions, then those that came first."""
    counts, best = Counter[Near](), dict[Near, int]()
    for one in members:
        for rank, near in enumerate(one.near):
            if near.source_id in readable:
                counts[near] += 1
                best[near] = min(rank, best.get(near, rank))
    order = sorted(counts, key=lambda near: (-counts[near], best[near], near.source_id, near.start))
    return tuple(order[:NEAREST])


def _weeks(times: Sequence[datetime], looked: Looked) -> tuple[int, ...]:
    """Seven days each, back from now to the first day that is looked at; what is older is not counted."""
    length = max(1, -(-(looked.now.date() - looked.since).days // 7))
    counts = [0] * length
    for at in times:
        back = (looked.now - at) // timedelta(weeks=1)
        if 0 <= back < length:
            counts[length - 1 - back] += 1
    return tuple(counts)
