"""A measured report, and the comparison of two, as lines for a terminal."""

from collections.abc import Iterable, Sequence

from eval.compare import Comparison, Difference
from eval.domain import Figure, Report, Row, Threshold, Verdict
from eval.metrics.figures import AVERAGED, REFUSAL, SUMMED, less_is_better
from ingest.display import folded
from onrecord.render.lines import BLANK, Line, Span, Style, line

MOST = 40  # questions listed one by one
CHANCE = 0.05  # a difference whose p is below it is marked


def group_of(name: str) -> str:
    """Under which heading a metric stands."""
    if name in REFUSAL or name == "right_reason":
        return "Answers and refusals"
    if name == "gold@10":
        return "Retrieval"
    if name in AVERAGED or name in SUMMED:
        return "Citations"
    return "Time" if name.startswith("time.") else "Retrieval"


def number(name: str, value: float | None) -> str:
    """A share to three places, a time in whole milliseconds."""
    if value is None:
        return "-"
    return f"{value:,.0f} ms" if name.startswith("time.") else f"{value:.3f}"


def interval(name: str, low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return "-"
    return f"{number(name, low).removesuffix(' ms')} to {number(name, high)}"


def report_lines(report: Report) -> list[Line]:
    """What was asked of what, every figure, what went wrong, and the thresholds last."""
    found = [line(Span(heading(report), Style.STRONG)), line(Span(parts_of(report), Style.DIM)), BLANK]
    found += _table(report.figures)
    found += _misses(report.rows)
    found += [
        line(f"{one.id}: {folded(one.question)} ", Span(folded(one.detail), Style.BAD), label=Span("failed", Style.BAD))
        for one in report.failures
    ]
    found += [line(told(one), label=_mark(one.met)) for one in report.verdicts]
    return [*found, line(_sum(report))]


def heading(report: Report) -> str:
    part = "" if report.part == "all" else f", {report.part} part"
    return f"{folded(report.set)}{part}: {_count(len(report.rows) + len(report.failures), 'question')}"


def parts_of(report: Report) -> str:
    models = ", ".join(f"{key} {folded(value)}" for key, value in report.models.items())
    at = f"{report.measured_at:%Y-%m-%d %H:%M} UTC"
    return f"{models}; {report.passages:,} passages, snapshot {report.snapshot_id}; {at}"


def _count(count: int, word: str) -> str:
    return f"{count:,} {word}" + ("" if count == 1 else "s")


def _table(figures: Sequence[Figure]) -> list[Line]:
    width = max([0, *(len(one.name) for one in figures)])
    found: list[Line] = []
    for group, members in grouped(figures):
        found.append(line(Span(f"{group:<{width + 2}}{'value':>9}   {'95 % interval':<20}{'questions':>9}", Style.DIM)))
        for one in members:
            told = interval(one.name, one.low, one.high)
            value = Span(f"{number(one.name, one.value):>9}", Style.STRONG)
            name = f"  {one.name:<{width}}"
            found.append(line(name, value, f"   {told:<20}{one.questions:>9}", whole=True))
        found.append(BLANK)
    return found


def grouped(figures: Sequence[Figure]) -> list[tuple[str, list[Figure]]]:
    names = dict.fromkeys(group_of(one.name) for one in figures)
    return [(name, [one for one in figures if group_of(one.name) == name]) for name in names]


def miss(row: Row) -> str | None:
    """What is wrong with an answer, where something is."""
    if row.answered is None:
        return None
    if row.answered != row.answerable:
        return "answered, expected a refusal" if row.answered else "refused, expected an answer"
    if row.counts.get("wrong_speaker"):
        return "cites another's words"
    if row.counts.get("verbatim", 0) < row.counts.get("citations", 0):
        return "a quote is not the text at its place"
    if row.values.get("cites_gold") == 0:
        return "answered, cites no gold"
    return "refused for another reason" if row.values.get("right_reason") == 0 else None


def _misses(rows: Iterable[Row]) -> list[Line]:
    wrong = [(row, what) for row in rows if (what := miss(row))]
    found = [line(f"{row.id}: {folded(row.question)}", label=Span(what, Style.WARNING)) for row, what in wrong[:MOST]]
    if len(wrong) > MOST:
        found.append(line(f"and {len(wrong) - MOST} more; --html or --out has them all"))
    return [*found, BLANK] if found else []


def bound(threshold: Threshold) -> str:
    low = "" if threshold.at_least is None else f"at least {threshold.at_least:g}"
    high = "" if threshold.at_most is None else f"at most {threshold.at_most:g}"
    return " and ".join(part for part in (low, high) if part)


def told(one: Verdict) -> str:
    name = one.threshold.metric
    value = number(name, one.value) if one.value is not None else "not measured"
    return f"{name} is {value}, expected {bound(one.threshold)}"


def _mark(met: bool) -> Span:
    return Span("met   ", Style.GOOD) if met else Span("MISSED", Style.BAD)


def _sum(report: Report) -> Span:
    missed = sum(not one.met for one in report.verdicts)
    failed = len(report.failures)
    parts = [_count(len(report.rows), "question") + " measured", f"{failed} failed"]
    if report.verdicts:
        parts.append(f"{missed} of {_count(len(report.verdicts), 'threshold')} missed")
    return Span(", ".join(parts), Style.GOOD if report.passed else Style.BAD)


def comparison_lines(found: Comparison, names: tuple[str, str]) -> list[Line]:
    """A line a metric; what is unlikely by chance is coloured by whether it is better."""
    lines = [
        line(Span(f"{folded(names[1])} against {folded(names[0])}: {found.questions:,} common questions", Style.STRONG))
    ]
    lines += [line(folded(one), label=Span("note", Style.WARNING)) for one in found.notices]
    lines += [line(Span(folded(one), Style.DIM)) for one in found.models]
    width = max([0, *(len(one.name) for one in found.differences)])
    head = (
        f"{'':<{width}}{'first':>10}{'second':>10}{'difference':>12}   {'95 % interval':<24}{'p':>6}{'questions':>11}"
    )
    return [
        *lines,
        BLANK,
        line(Span(head, Style.DIM), whole=True),
        *(_difference(one, width) for one in found.differences),
    ]


def _difference(one: Difference, width: int) -> Line:
    better = (one.difference < 0) is less_is_better(one.name)
    style = (Style.GOOD if better else Style.BAD) if one.p < CHANCE and one.difference else Style.PLAIN
    sides = f"{number(one.name, one.before):>10}{number(one.name, one.after):>10}"
    if one.low is None or one.high is None:
        told = "-"
    else:
        told = f"{signed(one.name, one.low).removesuffix(' ms')} to {signed(one.name, one.high)}"
    words = f"{signed(one.name, one.difference):>12}"
    return line(
        f"{one.name:<{width}}{sides}", Span(words, style), f"   {told:<24}{one.p:>6.3f}{one.questions:>11}", whole=True
    )


def signed(name: str, value: float) -> str:
    return f"{value:+,.0f} ms" if name.startswith("time.") else f"{value:+.3f}"
