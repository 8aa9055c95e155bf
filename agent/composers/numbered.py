"""The sentences that a language model is shown: numbered, grouped by document, as many as its context holds."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from agent.composers.sentences import Candidate
from agent.prompts import Shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbered:
    """`sentences[i]` is shown under the number i + 1."""

    sentences: tuple[Candidate, ...]

    @property
    def numbers(self) -> tuple[int, ...]:
        return tuple(range(1, len(self.sentences) + 1))

    def shown(self) -> tuple[Shown, ...]:
        """Grouped by document and speaker, in the order of the numbers."""
        groups: dict[tuple[str, str], list[tuple[int, Candidate]]] = {}
        for number, one in enumerate(self.sentences, 1):
            key = (one.evidence.source.source_id, one.evidence.leader.leader_id)
            groups.setdefault(key, []).append((number, one))
        return tuple(
            Shown(
                speaker=members[0][1].evidence.leader.name,
                title=members[0][1].evidence.source.title,
                date=members[0][1].evidence.source.date,
                lines=tuple((number, one.words) for number, one in members),
            )
            for members in groups.values()
        )


def number(ranked: Sequence[Candidate]) -> Numbered:
    """All of them: documents in the order of their best sentence, sentences in the order of their text."""
    best: dict[tuple[str, str], int] = {}
    for place, one in enumerate(ranked):
        best.setdefault((one.evidence.source.source_id, one.evidence.leader.leader_id), place)

    def order(one: Candidate) -> tuple[int, int]:
        return best[one.evidence.source.source_id, one.evidence.leader.leader_id], one.place[1]

    return Numbered(sentences=tuple(sorted(ranked, key=order)))


def fitting(ranked: Sequence[Candidate], fits: Callable[[Numbered], bool]) -> Numbered | None:
    """The most that fits, best first: the lowest-ranked passage goes whole, then of the last passage the lowest-scored
    sentence; none is ever cut. None where not even the best sentence fits."""
    kept = list(ranked)
    while kept:
        numbered = number(kept)
        if fits(numbered):
            return numbered
        last = max(one.evidence.rank for one in kept)
        first = kept[0].evidence.rank  # the best sentence's passage goes last
        ranks = {one.evidence.rank for one in kept}
        drop = last if last != first or len(ranks) == 1 else max(ranks - {first})
        kept = [one for one in kept if one.evidence.rank != drop] if len(ranks) > 1 else kept[:-1]
    return None
