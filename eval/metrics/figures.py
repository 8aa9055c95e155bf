"""Every metric of many questions, by name, and which way is better."""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from eval.domain import Row, Sample
from eval.metrics import refusal
from eval.metrics.ranking import MEASURES

REFUSAL: dict[str, Callable[[Sample], float | None]] = {
    "answered": refusal.answered,
    "refused": refusal.refused,
    "balanced_accuracy": refusal.balanced_accuracy,
    "auroc": refusal.auroc,
    "risk_coverage_area": refusal.risk_coverage_area,
}
AVERAGED = ("citation_precision", "citation_recall", "citation_f1", "cites_gold", "right_reason")
SUMMED = {  # name: numerator and denominator among the counts
    "verbatim": ("verbatim", "citations"),
    "wrong_speaker": ("wrong_speaker", "attributed"),
    "gold@10": ("gold_in_first", "gold"),
}
ARMS = ("", "retrieved.", "history.", "history.retrieved.")  # before the name of a measure of retrieval
RANKED = tuple(arm + name for arm in ARMS for name in MEASURES)
TIMES = {"median": 0.5, "p95": 0.95}
NAMES = (*REFUSAL, *AVERAGED, *SUMMED, *RANKED)
_TIME = re.compile(r"time\.[a-z_]{1,40}\.(?:median|p95)")
_LESS_IS_BETTER = {"wrong_speaker", "risk_coverage_area"}


@dataclass(frozen=True, slots=True)
class Metric:
    """`of` gives the value over a sample (none where it is not defined); `has` says which rows it rests on."""

    name: str
    of: Callable[[Sample], float | None]
    has: Callable[[Row], bool]


def known(name: str) -> bool:
    """Whether a metric can have this name. Times are `time.STAGE.median` and `time.STAGE.p95`, in milliseconds."""
    return name in NAMES or _TIME.fullmatch(name) is not None


def less_is_better(name: str) -> bool:
    return name in _LESS_IS_BETTER or name.startswith("time.")


def metrics(sample: Sample) -> list[Metric]:
    """Those that the rows have something for, in the order of NAMES, then times in the order of the stages."""
    rows = sample.rows
    values = {name for row in rows for name in row.values}
    counts = {name for row in rows for name in row.counts}
    stages = dict.fromkeys(stage for row in rows for stage in row.timings_ms)
    found = [Metric(name, of, SIDES.get(name, _was_asked)) for name, of in REFUSAL.items()]
    found += [_averaged(name) for name in (*AVERAGED, *RANKED) if name in values]
    found += [_summed(name, *parts) for name, parts in SUMMED.items() if parts[1] in counts]
    found += [_timed(stage, name, share) for stage in stages for name, share in TIMES.items()]
    return [metric for metric in found if metric.of(sample) is not None]


def _was_asked(row: Row) -> bool:
    return row.answered is not None


SIDES: dict[str, Callable[[Row], bool]] = {  # the metrics that look at one kind of question alone
    "answered": lambda row: _was_asked(row) and row.answerable is True,
    "refused": lambda row: _was_asked(row) and row.answerable is False,
}


def _averaged(name: str) -> Metric:
    return Metric(name, partial(_mean, name), lambda row: name in row.values)


def _summed(name: str, part: str, whole: str) -> Metric:
    return Metric(name, partial(_ratio, part, whole), lambda row: row.counts.get(whole, 0) > 0)


def _timed(stage: str, name: str, share: float) -> Metric:
    return Metric(f"time.{stage}.{name}", partial(_quantile, stage, share), lambda row: stage in row.timings_ms)


def _mean(name: str, sample: Sample) -> float | None:
    values = [row.values[name] for row in sample.rows if name in row.values]
    return sum(values) / len(values) if values else None


def _ratio(part: str, whole: str, sample: Sample) -> float | None:
    of = sum(row.counts.get(whole, 0) for row in sample.rows)
    return sum(row.counts.get(part, 0) for row in sample.rows) / of if of else None


def _quantile(stage: str, share: float, sample: Sample) -> float | None:
    return nearest([row.timings_ms[stage] for row in sample.rows if stage in row.timings_ms], share)


def nearest(values: Sequence[float], share: float) -> float | None:
    """The smallest value that at least `share` of all do not exceed (nearest rank)."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)] if values else None
