"""Are the right sentences cited, are the quotes verbatim, is it the right person who speaks.

Citation precision and recall as ALCE has them (Gao, Yen, Yu and Chen, 2023, "Enabling Large Language Models to Generate
Text with Citations", section 3): precision is the share of citations that support what they stand under, recall the
share of what needs support that has it. There a model of entailment is asked; here every statement is its quotes, and
people have marked the sentences that answer the question. So a citation is right where it overlaps a gold sentence, and
a gold sentence is recalled where a citation overlaps it. Of several annotators the one counts with whom the answer
agrees best (by F1): each marked an answer that is right by itself.
"""

from collections.abc import Sequence

from audit.domain import Citation, Outcome
from eval.domain import Asked, Gold


def cited(asked: Asked) -> tuple[Citation, ...]:
    return tuple(citation for statement in asked.record.statements for citation in statement.citations)


def gold_citations(asked: Asked) -> dict[str, float]:
    """Precision, recall, F1, and whether any gold sentence is cited; empty for what was refused or has no gold."""
    citations = cited(asked)
    if asked.record.outcome is not Outcome.ANSWERED or not citations:
        return {}
    found = [_scores(citations, golds) for golds in asked.case.golds if golds]
    if not found:
        return {}
    precision, recall, f1 = max(found, key=lambda one: (one[2], one[0]))
    return {
        "citation_precision": precision,
        "citation_recall": recall,
        "citation_f1": f1,
        "cites_gold": float(any(one[1] > 0 for one in found)),
    }


def _scores(citations: Sequence[Citation], golds: Sequence[Gold]) -> tuple[float, float, float]:
    precision = sum(any(overlaps(one, gold) for gold in golds) for one in citations) / len(citations)
    recall = sum(any(overlaps(one, gold) for one in citations) for gold in golds) / len(golds)
    return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def overlaps(citation: Citation, gold: Gold) -> bool:
    """Whether they share a character."""
    return citation.source_id == gold.source_id and any(
        citation.start < end and start < citation.end for start, end in gold.places
    )


def verbatim(asked: Asked) -> dict[str, int]:
    """How many quotes are the published canonical text at their offsets, and how many there are."""
    citations = cited(asked)
    same = sum(asked.texts.get(one.source_id, "")[one.start : one.end] == one.quote for one in citations)
    return {"verbatim": same, "citations": len(citations)}


def wrong_speaker(asked: Asked) -> dict[str, int]:
    """How many citations are not of whom they must be, and how many there are; empty where it may be anybody."""
    whose = asked.case.speaker_id or asked.case.leader_id
    if whose is None:
        return {}
    citations = cited(asked)
    return {"wrong_speaker": sum(one.leader_id != whose for one in citations), "attributed": len(citations)}


def right_reason(asked: Asked) -> dict[str, float]:
    """Whether a right refusal gave the reason that the case names; empty where it names none, or was answered."""
    refusal = asked.record.refusal
    if asked.case.reason is None or refusal is None:
        return {}
    return {"right_reason": float(refusal.reason is asked.case.reason)}
