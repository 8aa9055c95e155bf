"""Which of the scored sentences are quoted: as few as answer the question, and no side of it missing.

1. A sentence's worth is its score and, by a share, that of its passage. Those about as good as the best one answer; so
   do those near it in the text by a wide margin, where they could stand for an answer by themselves, and others by a
   narrow one: an answer mostly goes on where it begins.
2. The same words twice are said once, in the newest document that holds. Of sentences about equally good the newest
   goes first.
3. At most MOST are taken: the best, then what tells the same point otherwise (differing.py), then the best of every
   other leader who speaks of it, then the others. For the other side all other sentences at hand are looked at, too.
4. A superseded document's words are quoted only beside those of one that replaced it, one sentence at most (ADR 12).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from agent.composers.differing import differ
from agent.composers.sentences import Candidate

PASSAGE = 0.5  # of the reranker's logit of its passage, where there is one, goes into a sentence's worth
FLOOR = -6.0  # of a reranker's score: below it a sentence answers nothing by itself
REACH = 900  # characters of the text between a sentence and the best one that is near to it: a passage and a half
MOST = 3  # sentences, and one of a superseded document beside them

Replaced = Mapping[str, frozenset[str]]  # successors' ids by the superseded source's id


@dataclass(frozen=True, slots=True, kw_only=True)
class Margins:
    """How far below the best one's worth a sentence still counts: `equal` as about as good, `elsewhere` as part of the
    answer wherever it stands, `nearby` as part of it near the best sentence."""

    equal: float
    elsewhere: float
    nearby: float


RERANKED = Margins(equal=1.0, elsewhere=2.0, nearby=8.0)
BY_COSINE = Margins(equal=0.5, elsewhere=0.5, nearby=3.0)  # where no reranker has read the sentences


@dataclass(frozen=True, slots=True, kw_only=True)
class Selected:
    """`sentences` to be quoted; `differing` are those among them that tell the same point otherwise, by twos."""

    sentences: tuple[Candidate, ...]
    differing: tuple[tuple[Candidate, Candidate], ...] = ()


def select(ranked: Sequence[Candidate], replaced_by: Replaced, further: Sequence[Candidate] = ()) -> Selected:
    """`ranked` are the scored sentences, best first; `further` those of the next passages, without a score, which are
    looked at for the other side alone."""
    current = _without(ranked, replaced_by)
    if not current:
        return Selected(sentences=())
    near = _once(_near(ranked, max(current, key=worth)), replaced_by)
    best = max(_without(near, replaced_by), key=worth)
    equal = worth(best) - _margins(best).equal
    near.sort(key=lambda one: (worth(one) < equal, -one.evidence.source.date.toordinal(), -worth(one)))
    told = {_saying(one) for one in near}
    others = _once([one for one in (*ranked, *further) if _saying(one) not in told], replaced_by)
    chosen = _both_sides(_without(near, replaced_by), _without(others, replaced_by))
    cited = {one.evidence.source.source_id for one in chosen}
    earlier = [one for one in [*near, *others] if replaced_by.get(one.evidence.source.source_id, frozenset()) & cited]
    earlier = [one for one in earlier if one in near or any(differ(one, other) for other in chosen)]
    shown = (*chosen, *earlier[:1])
    pairs = [(a, b) for i, a in enumerate(shown) for b in shown[i + 1 :] if differ(a, b)]
    return Selected(sentences=shown, differing=tuple(pairs))


def answering(ranked: Sequence[Candidate]) -> list[Candidate]:
    """The sentences that are near enough to the best one to be part of an answer."""
    return _near(ranked, max(ranked, key=worth)) if ranked else []


def worth(one: Candidate) -> float:
    """How well a sentence answers, its passage considered; comparable within one question."""
    return one.score + PASSAGE * (one.evidence.rerank or 0.0)


def _near(ranked: Sequence[Candidate], best: Candidate) -> list[Candidate]:
    """Step 1, in the order of worth."""
    margins = _margins(best)

    def belongs(one: Candidate) -> bool:
        below = worth(best) - worth(one)
        return below <= margins.equal or (
            below <= (margins.nearby if _close(one, best) else margins.elsewhere) and one.score >= FLOOR
        )

    return sorted((one for one in ranked if belongs(one)), key=lambda one: -worth(one))


def _without(found: Sequence[Candidate], replaced_by: Replaced) -> list[Candidate]:
    return [one for one in found if one.evidence.source.source_id not in replaced_by]


def _margins(best: Candidate) -> Margins:
    return BY_COSINE if best.evidence.rerank is None else RERANKED


def _close(one: Candidate, other: Candidate) -> bool:
    """Whether both stand in one document, little text apart."""
    first, second = sorted((one, other), key=lambda candidate: candidate.place)
    apart = second.sentence.parts[0].start - first.sentence.parts[-1].end
    return first.place[0] == second.place[0] and apart <= REACH


def _once(found: Sequence[Candidate], replaced_by: Replaced) -> list[Candidate]:
    """The same words of the same leader once, in the newest document of those that hold."""
    said: dict[tuple[str, str], Candidate] = {}

    def newest(one: Candidate) -> tuple[bool, int]:
        source = one.evidence.source
        return source.source_id in replaced_by, -source.date.toordinal()

    for one in sorted(found, key=newest):
        said.setdefault(_saying(one), one)
    return [one for one in found if said[_saying(one)] is one]


def _saying(one: Candidate) -> tuple[str, str]:
    return one.evidence.leader.leader_id, one.words.casefold()


def _both_sides(near: Sequence[Candidate], further: Sequence[Candidate]) -> list[Candidate]:
    """Step 3, in the order in which they were taken; `further` are looked at for the other side alone."""
    first = near[0]
    others = [one for one in near if differ(first, one)] or [one for one in further if differ(first, one)]
    voices: dict[str, Candidate] = {first.evidence.leader.leader_id: first}
    for one in near:
        voices.setdefault(one.evidence.leader.leader_id, one)
    wanted = [first, *others[:1], *voices.values(), *others[1:], *near]
    return list({one.place: one for one in wanted}.values())[:MOST]
