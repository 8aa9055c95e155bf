"""Where did a leader's position on a topic change? Pairs of sentences to be put side by side; no words are added.

1. A source that was superseded, and the one that replaced it: the two sentences, one of each, that differ by the rules
   (differing.py), or else have the most content words in common, or else are the best. What is only said again is no
   change.
2. Of sentences that hold somebody to something (they have a word of commitment: will, must, plan, may) and differ by
   the rules in a figure or in sense, not in degree alone, each with the next one that does. What was so when it was
   said, as a figure told every quarter, is no position.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from agent.checks.english.alignment import reading
from agent.checks.english.commitments import commitments
from agent.checks.english.words import content, listed, words
from agent.composers.about import alike_by
from agent.composers.differing import differ
from agent.composers.selection import worth
from agent.composers.sentences import Candidate, Place
from audit.over_time import ChangedBy

AGAIN = 0.8  # of the shorter one's content words, from which on the longer one says the same again
COMMITS = listed("will must may can should ask intend explore certain decided")  # classes of commitments


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two sentences of one leader; `earlier` was said first."""

    earlier: Candidate
    later: Candidate
    by: ChangedBy


def changes(found: Sequence[Candidate], superseded: Mapping[str, frozenset[str]]) -> list[Pair]:
    """`superseded` has the successors' ids by source id. In the order of the later sentence."""
    ordered = sorted(found, key=_when)
    pairs = {(one.earlier.place, one.later.place): one for one in _by_words(ordered)}
    for one in _by_supersession(ordered, superseded):
        pairs[one.earlier.place, one.later.place] = one
    return sorted(pairs.values(), key=lambda one: (_when(one.later), _when(one.earlier)))


def _when(one: Candidate) -> tuple[int, Place]:
    return one.evidence.source.date.toordinal(), one.place


def _by_supersession(ordered: Sequence[Candidate], superseded: Mapping[str, frozenset[str]]) -> list[Pair]:
    of_one: dict[tuple[str, str], list[Candidate]] = {}
    for one in ordered:
        of_one.setdefault((one.evidence.leader.leader_id, one.evidence.source.source_id), []).append(one)
    made = []
    for (leader_id, source_id), earlier in of_one.items():
        for successor in sorted(superseded.get(source_id, ())):
            later = of_one.get((leader_id, successor), [])
            both = [(a, b) for a, b in product(earlier, later) if _when(a) < _when(b) and not _again(a, b)]
            if both:
                first, second = max(both, key=lambda pair: _likeness(*pair))
                made.append(Pair(earlier=first, later=second, by=ChangedBy.SUPERSEDED))
    return made


def _again(one: Candidate, other: Candidate) -> bool:
    return alike_by(one, other) >= AGAIN and not differ(one, other)


def _likeness(one: Candidate, other: Candidate) -> tuple[bool, int, float]:
    shared = content(words(one.words)) & content(words(other.words))
    return differ(one, other), len(shared), worth(one) + worth(other)


def _commits(one: Candidate) -> bool:
    return any(found.kind in COMMITS for found in commitments(reading(one.words)))


def _by_words(ordered: Sequence[Candidate]) -> list[Pair]:
    made = []
    for i, one in enumerate(ordered):
        leader_id, source_id = one.evidence.leader.leader_id, one.evidence.source.source_id
        for other in ordered[i + 1 :]:
            same = other.evidence.leader.leader_id == leader_id and other.evidence.source.source_id != source_id
            if same and _commits(one) and _commits(other) and differ(one, other, degree=False):
                made.append(Pair(earlier=one, later=other, by=ChangedBy.WORDS))
                break
    return made
