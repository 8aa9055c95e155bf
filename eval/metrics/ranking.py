"""How good an order of passages or documents is, by ir-measures (docs/adr/0019)."""

from dataclasses import dataclass

import ir_measures
from ir_measures import R, Success, nDCG

from eval.domain import Asked, Gold

MEASURES = {
    "ndcg@5": nDCG @ 5,
    "ndcg@10": nDCG @ 10,
    "recall@10": R @ 10,
    "recall@100": R @ 100,
    "hit@1": Success @ 1,
    "hit@5": Success @ 5,
}
OF_EVIDENCE = ("ndcg@5", "ndcg@10", "hit@1", "hit@5")  # a record keeps too few passages for recall@100
FIRST = 10  # passages of the evidence that count for gold@10


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """`ranked` ids, best first, none of them twice, and the `relevant` ones among all that there are."""

    relevant: tuple[str, ...]
    ranked: tuple[str, ...]


def measures(ranking: Ranking) -> dict[str, float]:
    """Every one of MEASURES; empty where nothing is relevant, for then they are not defined."""
    if not ranking.relevant:
        return {}
    qrels = {"q": dict.fromkeys(ranking.relevant, 1)}
    run = {"q": {one: -float(rank) for rank, one in enumerate(ranking.ranked)}}
    found = ir_measures.calc_aggregate(list(MEASURES.values()), qrels, run)
    return {name: float(found[measure]) for name, measure in MEASURES.items()}


def evidence(asked: Asked) -> dict[str, float]:
    """OF_EVIDENCE, with gold sentences for documents: each stands where the first passage that holds it stands, so
    that passages of any length can be compared. Of several annotators the best at nDCG@10 counts."""
    found = [measures(_ranking(golds, asked)) for golds in asked.case.golds if golds]
    if not found:
        return {}
    best = max(found, key=lambda one: one["ndcg@10"])
    return {name: best[name] for name in OF_EVIDENCE}


def _ranking(golds: tuple[Gold, ...], asked: Asked) -> Ranking:
    left = {f"gold {number}": gold for number, gold in enumerate(golds)}
    relevant = tuple(left)
    ranked: list[str] = []
    for item in asked.record.evidence:
        here = [name for name, gold in left.items() if _inside(gold, item.source_id, item.start, item.end)]
        ranked += here or [item.passage_id]
        left = {name: gold for name, gold in left.items() if name not in here}
    return Ranking(relevant=relevant, ranked=tuple(ranked))


def gold_in_first(asked: Asked) -> dict[str, int]:
    """How many gold sentences lie inside one of the first FIRST passages, and how many there are."""
    best = (0, 0)
    for golds in asked.case.golds:
        inside = sum(
            any(_inside(gold, one.source_id, one.start, one.end) for one in asked.record.evidence[:FIRST])
            for gold in golds
        )
        if golds and (not best[1] or inside / len(golds) > best[0] / best[1]):
            best = (inside, len(golds))
    return {"gold_in_first": best[0], "gold": best[1]} if best[1] else {}


def _inside(gold: Gold, source_id: str, start: int, end: int) -> bool:
    return gold.source_id == source_id and any(start <= a and b <= end for a, b in gold.places)
