"""Is what cannot be answered refused, and does the confidence know it.

Only rows that were asked count. The confidence of a question that was refused before any evidence was weighed (a barred
topic, an ambiguous name) is taken as 0: it is certain to be refused.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter

import numpy as np

from eval.domain import Bin, Row, Sample, Step

BINS = 10


def answered(sample: Sample) -> float | None:
    """The share of the answerable questions that were answered."""
    return _mean([bool(row.answered) for row in _asked(sample, answerable=True)])


def refused(sample: Sample) -> float | None:
    """The share of the unanswerable questions that were refused."""
    return _mean([not row.answered for row in _asked(sample, answerable=False)])


def balanced_accuracy(sample: Sample) -> float | None:
    """The mean of both shares: always refusing gives .5, and so does always answering."""
    right = answered(sample), refused(sample)
    return None if right[0] is None or right[1] is None else (right[0] + right[1]) / 2


def auroc(sample: Sample) -> float | None:
    """How often an answerable question has more confidence than an unanswerable one, ties counting half: the area under
    the receiver's curve, by the sum of Mann and Whitney. It is computed for every draw, and scikit-learn's takes a
    hundred times as long; the tests hold the one to the other."""
    yes = np.array([row.confidence or 0.0 for row in _asked(sample, answerable=True)])
    no = np.sort([row.confidence or 0.0 for row in _asked(sample, answerable=False)])
    if not len(yes) or not len(no):
        return None
    below, above = np.searchsorted(no, yes, side="left"), np.searchsorted(no, yes, side="right")
    return float((below + above).sum() / (2 * len(yes) * len(no)))


def risk_coverage(sample: Sample) -> tuple[Step, ...]:
    """The curve of El-Yaniv and Wiener (2010): if only the k questions of the highest confidence were answered, the
    share of them that are unanswerable. A step for each k; among equal confidences the order is a matter of chance, and
    the expected risk is given."""
    risks = _risks(sample)
    return tuple(Step(coverage=count / len(risks), risk=risk) for count, risk in enumerate(risks, start=1))


def risk_coverage_area(sample: Sample) -> float | None:
    """The mean risk over all coverages (AURC; Geifman, Uziel and El-Yaniv, 2019): 0 is never reached where anything is
    unanswerable, and the share of the unanswerable is what chance gives."""
    return _mean(_risks(sample))


def _risks(sample: Sample) -> list[float]:
    """The expected risk of answering the first k, for each k from 1."""
    ordered = sorted(((row.confidence or 0.0, not row.answerable) for row in _asked(sample)), reverse=True)
    risks: list[float] = []
    wrong = 0.0
    for _, group in groupby(ordered, key=itemgetter(0)):
        same = [unanswerable for _, unanswerable in group]
        share = sum(same) / len(same)
        for _ in same:
            wrong += share
            risks.append(min(1.0, wrong / (len(risks) + 1)))
    return risks


def reliability(sample: Sample) -> tuple[Bin, ...]:
    """Questions in BINS bins of confidence, without the empty ones: a calibrated confidence lies on the diagonal."""
    bins: dict[int, list[Row]] = {}
    for row in _asked(sample):
        if row.confidence is not None:
            bins.setdefault(min(int(row.confidence * BINS), BINS - 1), []).append(row)
    return tuple(_bin(rows) for _, rows in sorted(bins.items()))


def _bin(rows: Sequence[Row]) -> Bin:
    return Bin(
        confidence=sum(row.confidence or 0.0 for row in rows) / len(rows),
        answerable=sum(bool(row.answerable) for row in rows) / len(rows),
        questions=len(rows),
    )


def _asked(sample: Sample, answerable: bool | None = None) -> Iterator[Row]:
    for row in sample.rows:
        if row.answered is not None and (answerable is None or row.answerable is answerable):
            yield row


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None
