"""Two reports, question by question: what the second has gained or lost, and whether that may be chance.

Only questions that both have, in the same words, are compared, and for each metric only those that have it in both: an
answer's citations are compared where both answered.
"""

from dataclasses import dataclass

from eval.domain import Report, Row, Sample
from eval.metrics.figures import Metric, metrics
from eval.metrics.resample import DRAWS, paired


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """`difference` is after - before over so many common questions, with its 95 % interval; `p` that of a paired
    randomisation test, two-sided."""

    name: str
    before: float
    after: float
    difference: float
    low: float | None
    high: float | None
    p: float
    questions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """`notices` say in what the reports are not of the same questions; `models` what was changed between them."""

    notices: tuple[str, ...]
    models: tuple[str, ...]
    questions: int
    differences: tuple[Difference, ...]


def compare(before: Report, after: Report, draws: int = DRAWS) -> Comparison:
    pairs = _pairs(before, after)
    first, second = Sample(tuple(b for b, _ in pairs)), Sample(tuple(a for _, a in pairs))
    shared = {metric.name for metric in metrics(second)}
    found = [_difference(metric, pairs, draws) for metric in metrics(first) if metric.name in shared]
    return Comparison(
        notices=tuple(_notices(before, after, len(pairs))),
        models=tuple(_changed(before, after)),
        questions=len(pairs),
        differences=tuple(one for one in found if one is not None),
    )


def _pairs(before: Report, after: Report) -> list[tuple[Row, Row]]:
    there = {row.id: row for row in after.rows}
    return [
        (row, there[row.id])
        for row in before.rows
        if row.id in there and (row.question, row.answerable) == (there[row.id].question, there[row.id].answerable)
    ]


def _difference(metric: Metric, pairs: list[tuple[Row, Row]], draws: int) -> Difference | None:
    both = [(b, a) for b, a in pairs if metric.has(b) and metric.has(a)]
    first, second = [b for b, _ in both], [a for _, a in both]
    was, now = metric.of(Sample(tuple(first))), metric.of(Sample(tuple(second)))
    if was is None or now is None:
        return None
    difference, low, high, p = paired(metric, first, second, draws)
    return Difference(
        name=metric.name, before=was, after=now, difference=difference, low=low, high=high, p=p, questions=len(both)
    )


def _notices(before: Report, after: Report, common: int) -> list[str]:
    found = []
    if before.set != after.set:
        found.append(f"The sets differ: {before.set} and {after.set}.")
    elif before.set_sha256 != after.set_sha256:
        found.append(f"The files of {before.set} have changed between the two.")
    if before.part != after.part:
        found.append(f"The parts differ: {before.part} and {after.part}.")
    for name, report in (("first", before), ("second", after)):
        left = len(report.rows) - common
        if left:
            found.append(f"{left} of the {len(report.rows)} questions of the {name} have no equal in the other.")
        if report.failures:
            found.append(f"{len(report.failures)} of the {name}'s questions failed and are not compared.")
    return found


def _changed(before: Report, after: Report) -> list[str]:
    keys = dict.fromkeys([*before.models, *after.models])
    told = [(key, before.models.get(key, "none"), after.models.get(key, "none")) for key in keys]
    return [f"{key}: {was} -> {now}" for key, was, now in told if was != now]
