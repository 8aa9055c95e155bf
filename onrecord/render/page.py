"""A measured report as one page of HTML: it loads nothing, runs nothing, and reads in light and in dark."""

from collections.abc import Sequence
from html import escape

from eval.domain import Figure, Report
from onrecord.render import plots
from onrecord.render.evaluation import bound, group_of, grouped, heading, interval, miss, number, parts_of
from onrecord.render.markup import beside, cell, document, table

RISK = (
    "If only the questions of the highest confidence were answered: the share of those answers that should have been "
)
RISK += "refusals. Lower is better; the dashed line is chance."
RELIABLE = (
    "Questions by confidence: how many of them can be answered. On the dashed line the confidence says what it means; "
)
RELIABLE += "larger dots are more questions."
METRICS = "Each metric with its 95 % interval: 2,000 draws of the questions."
TIMES = "Time by stage: the bar is the median, the line goes to the 95th percentile."


def page(report: Report) -> str:
    """Everything from documents and questions is escaped."""
    sections = (_verdicts(report), _plots(report), _figures(report), _failures(report), _misses(report))
    return document(heading(report), parts_of(report), sections)


def _verdicts(report: Report) -> str:
    word, kind = ("Passed", "good") if report.passed else ("Not passed", "bad")
    failed = f"{len(report.failures)} of {len(report.rows) + len(report.failures)} questions failed."
    head = f'<p class="verdict {kind}">{word}.</p><p>{failed}</p>'
    if not report.verdicts:
        return head
    rows = [
        (cell("met", "good") if one.met else cell("missed", "bad"), escape(one.threshold.metric),
         escape(number(one.threshold.metric, one.value) if one.value is not None else "not measured"),
         escape(bound(one.threshold)))
        for one in report.verdicts
    ]  # fmt: skip
    return head + "<h2>Thresholds</h2>" + table(("", "metric", "value", "expected"), rows)


def _plots(report: Report) -> str:
    found = []
    if report.curve:
        points = [(one.coverage, one.risk) for one in report.curve]
        found.append((plots.curve(points, "Risk and coverage", "coverage", "risk", points[-1][1]), RISK))
    if report.reliability:
        bins = [(one.confidence, one.answerable, one.questions) for one in report.reliability]
        found.append((plots.reliability(bins, "Reliability of the confidence", "confidence", "answerable"), RELIABLE))
    shares = [one for one in report.figures if group_of(one.name) != "Time"]
    if shares:
        found.append((plots.rows([_span(one) for one in shares], "Metrics and their intervals", 1.0), METRICS))
    if times := _times(report.figures):
        most = max(one.high or one.value for one in times) or 1.0
        found.append((plots.bars(times, "Time by stage", most), TIMES))
    return beside(found)


def _span(one: Figure) -> plots.Span:
    return plots.Span(name=one.name, value=one.value, low=one.low, high=one.high, told=number(one.name, one.value))


def _times(figures: Sequence[Figure]) -> list[plots.Span]:
    values = {one.name: one.value for one in figures}
    middles = [one.name for one in figures if one.name.startswith("time.") and one.name.endswith(".median")]
    found = []
    for name in middles:
        stage = name.removeprefix("time.").removesuffix(".median")
        middle, late = values[name], values[f"time.{stage}.p95"]
        told = f"{middle:,.0f} / {late:,.0f} ms"
        found.append(plots.Span(name=stage, value=middle, low=None, high=late, told=told))
    return found


def _figures(report: Report) -> str:
    found = ""
    for name, members in grouped(report.figures):
        rows = [
            (escape(one.name), escape(number(one.name, one.value)), escape(interval(one.name, one.low, one.high)),
             str(one.questions))
            for one in members
        ]  # fmt: skip
        found += f"<h2>{escape(name)}</h2>" + table(("metric", "value", "95 % interval", "questions"), rows)
    return found


def _failures(report: Report) -> str:
    rows = [(escape(one.id), escape(one.question), escape(one.detail)) for one in report.failures]
    return "<h2>Failed, and not scored</h2>" + table(("id", "question", "what happened"), rows) if rows else ""


def _misses(report: Report) -> str:
    rows = [(escape(row.id), escape(what), escape(row.question)) for row in report.rows if (what := miss(row))]
    return "<h2>To look at</h2>" + table(("id", "what is wrong", "question"), rows) if rows else ""
