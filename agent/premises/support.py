"""How far the record supports what a question takes for granted: one number that can be explained."""

from collections.abc import Sequence

from agent.checks.english.alignment import reading
from agent.premises.assertions import Says, like, says
from agent.premises.contradicted import Said, shares
from agent.premises.premise import Premise

ACT = 0.5  # what the act itself counts; the premise's other words share the rest


def supported(premises: Sequence[Premise], said: Sequence[Said]) -> float:
    """Of the premise that is supported least, what its best sentence has of it, 0 to 1: one half for its act (said as
    the premise says it, and not denied), the rest for the share of its other words. 1 without any premise.

    What is only named ("the second shift") counts by its words alone.
    """
    return min((max((_of(premise, one) for one in said), default=0.0) for premise in premises), default=1.0)


def _of(premise: Premise, one: Said) -> float:
    text = reading(one.words)
    if premise.exists:
        stems = {word.stem for word in text.words}
        return round(sum(bool(like(act) & stems) for act in premise.acts) / len(premise.acts), 4)
    share, _ = shares(premise, one, text)
    wanted = Says.NOT_SO if premise.negated else Says.SO
    acted = any(verdict is wanted for act in premise.acts for _, verdict in says(text, act))
    return round(ACT * acted + (1 - ACT) * share, 4)
