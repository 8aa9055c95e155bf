"""How sure a figure is: intervals by the bootstrap, differences by paired draws and by exchange.

Questions are drawn, with replacement, and always the same ones (seeded), so a report measured twice is the same twice.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from eval.domain import Figure, Row, Sample
from eval.metrics.figures import Metric

DRAWS = 2000
SEED = 0
LEVEL = (0.025, 0.975)


def figure(metric: Metric, sample: Sample, draws: int = DRAWS) -> Figure:
    """The value, which must be defined, and its 95 % percentile interval."""
    value = metric.of(sample)
    assert value is not None, f"{metric.name} is not defined on this sample"
    rows = tuple(row for row in sample.rows if metric.has(row))
    low, high = _bounds([metric.of(Sample(_taken(rows, one))) for one in _drawn(len(rows), draws)])
    return Figure(name=metric.name, value=value, low=low, high=high, questions=len(rows))


def paired(
    metric: Metric, before: Sequence[Row], after: Sequence[Row], draws: int = DRAWS
) -> tuple[float, float | None, float | None, float]:
    """after - before of rows in step: the difference, its 95 % interval and the p of a paired randomisation test.

    The test exchanges the two rows of a question by a coin's throw: p is the share of exchanges, the real one included,
    whose difference is at least as large either way (Smucker, Allan and Carterette, 2007).
    """
    difference = _difference(metric, before, after)
    assert difference is not None, f"{metric.name} is not defined on these rows"
    drawn = [_difference(metric, _taken(before, one), _taken(after, one)) for one in _drawn(len(before), draws)]
    coins = np.random.default_rng(SEED).random((draws, len(before))) < 0.5
    exchanged = [_exchanged(metric, before, after, one.tolist()) for one in coins]
    as_large = sum(one is not None and abs(one) >= abs(difference) - 1e-12 for one in exchanged)
    tried = sum(one is not None for one in exchanged)
    return (difference, *_bounds(drawn), (1 + as_large) / (1 + tried))


def _exchanged(metric: Metric, before: Sequence[Row], after: Sequence[Row], coins: Sequence[bool]) -> float | None:
    pairs = list(zip(before, after, coins, strict=True))
    return _difference(metric, [b if coin else a for a, b, coin in pairs], [a if coin else b for a, b, coin in pairs])


def _difference(metric: Metric, before: Sequence[Row], after: Sequence[Row]) -> float | None:
    first, second = metric.of(Sample(tuple(before))), metric.of(Sample(tuple(after)))
    return None if first is None or second is None else second - first


def _drawn(count: int, draws: int) -> list[list[int]]:
    drawn: NDArray[np.int64] = np.random.default_rng(SEED).integers(count, size=(draws, count))
    return [one.tolist() for one in drawn]


def _taken(rows: Sequence[Row], drawn: Sequence[int]) -> tuple[Row, ...]:
    return tuple(rows[i] for i in drawn)


def _bounds(values: Sequence[float | None]) -> tuple[float | None, float | None]:
    """None where fewer than half of the draws have a value: they would speak for the lucky ones."""
    there = [value for value in values if value is not None]
    if not there or 2 * len(there) < len(values):
        return None, None
    low, high = np.quantile(there, LEVEL)
    return float(low), float(high)
