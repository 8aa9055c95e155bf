"""Which questions mean the same: average linkage over the cosines of their vectors. Pure.

Two groups are joined while the mean cosine between their questions is `least` or more, the nearest first (scipy's
implementation of UPGMA, Sokal and Michener 1958). One long question cannot chain two gaps together as it would by
single linkage, nor keep its own gap apart as by complete linkage. The texts are put in their own order first, so the
order in which they come decides nothing.

`LEAST` was chosen among 128 questions: those of tests/agent/gaps/questions.yaml and of tests/sample_questions.yaml. Of
the pairs with a tuned question (31, 23 of them in 7 gaps), it joins .94 rightly and finds .60 of those that mean the
same with bge-small-en-v1.5, .93 and .52 with all-MiniLM-L6-v2: the best F.5. Of the pairs with a held one (27, 19 of
them in 7 gaps), looked at afterwards, .85 and .65, and .87 and .76. Among few questions a lower cosine would do; the
more are asked, the more of them are nearly about the same.
"""

from collections.abc import Sequence

import numpy as np

from ingest.encoders.port import Vectors

NEARLY = 0.12  # below the least, questions are told to be perhaps the same
LEAST = {"bge-small-en-v1.5": 0.72, "all-MiniLM-L6-v2": 0.53}


def least_for(encoder: str) -> float:
    """The least mean cosine within a gap. For an encoder that was not measured the highest: groups that are too small
    are seen, and groups that are too large hide what was asked."""
    return LEAST.get(encoder, max(LEAST.values()))


def groups(texts: Sequence[str], vectors: Vectors, least: float) -> list[tuple[int, ...]]:
    """The places of texts that mean the same, each place in exactly one group. `vectors` has shape (len(texts), size)
    and unit rows."""
    order = sorted(range(len(texts)), key=lambda at: texts[at])
    if len(order) < 2:
        return [(at,) for at in order]
    from scipy.cluster.hierarchy import fcluster, linkage

    rows = vectors[order].astype(np.float64)
    apart = np.clip(1.0 - rows @ rows.T, 0.0, 2.0)[np.triu_indices(len(order), 1)]
    labels = fcluster(linkage(apart, "average"), 1.0 - least, "distance")
    found = dict[int, list[int]]()
    for at, label in zip(order, labels, strict=True):
        found.setdefault(int(label), []).append(at)
    return [tuple(one) for one in found.values()]


def alike(vectors: Sequence[Vectors], least: float) -> list[list[int]]:
    """For each group, given by its rows, the places of those whose questions may mean the same after all, the nearest
    first: a mean cosine between their questions of `least - NEARLY` or more."""
    means = np.stack([rows.astype(np.float64).mean(axis=0) for rows in vectors]) if vectors else np.zeros((0, 0))
    near = np.round(means @ means.T, 9)
    found = []
    for at, row in enumerate(near):
        others = [other for other in np.argsort(-row, kind="stable").tolist() if other != at]
        found.append([other for other in others if row[other] >= least - NEARLY])
    return found


def central(vectors: Vectors, weights: Sequence[int]) -> int:
    """The row that is nearest to all the others, each as often as its weight says; of several the first."""
    rows = vectors.astype(np.float64)
    near = np.round(rows @ (rows.T @ np.asarray(weights, np.float64)), 9)
    return int(np.argmax(near))
