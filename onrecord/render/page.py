"""A measured report as one page of HTML: it loads nothing, runs nothing, and reads in light and in dark."""

from collections.abc import Sequence
from html import escape

from eval.domain import Figure, Report
from onrecord.render import plots
from onrecord.render.evaluation import bound, group_of, grouped, heading, interval, miss, number, parts_of

STYLE = """
:root { color-scheme: light dark; --ink: #1d2329; --soft: #5c6670; --paper: #fbfaf7; --line: #dcdfe2; --mark: #1f5f8b;
  --good: #2c6e49; --bad: #a4262c; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e8ea; --soft: #9aa4ad; --paper: #16191c; --line: #343a40;
  --mark: #7fb8de; --good: #7cc49a; --bad: #f0888c; } }
body { margin: 0 auto; max-width: 70rem; padding: 2rem 1.25rem 4rem; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.6rem; margin: 0 0 .25rem; } h2 { font-size: 1.1rem; margin: 2.25rem 0 .5rem; }
p { max-width: 46rem; } .soft { color: var(--soft); font-size: .9rem; overflow-wrap: anywhere; }
.good { color: var(--good); } .bad { color: var(--bad); } .verdict { font-weight: 600; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .3rem .75rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th { color: var(--soft); font-weight: 500; font-size: .85rem; } td.n, th.n { text-align: right; }
.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(20rem, 1fr)); gap: 1.5rem; }
figure { margin: 0; } figcaption { color: var(--soft); font-size: .85rem; } svg { width: 100%; height: auto; }
svg text { font: 12px system-ui, sans-serif; fill: var(--soft); } svg .label { fill: var(--ink); }
svg .grid { stroke: var(--line); } svg .chance { stroke: var(--soft); stroke-dasharray: 4 4; }
svg .curve { fill: none; stroke: var(--mark); stroke-width: 2; } svg .dot, svg .bar { fill: var(--mark); }
svg .dot { fill-opacity: .85; } svg .interval { stroke: var(--mark); stroke-width: 3; stroke-opacity: .45; }
"""
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
    title = escape(heading(report))
    sections = (_verdicts(report), _plots(report), _figures(report), _failures(report), _misses(report))
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{STYLE}</style></head><body>"
        f'<h1>{title}</h1><p class="soft">{escape(parts_of(report))}</p>{"".join(sections)}</body></html>\n'
    )


def _verdicts(report: Report) -> str:
    word, kind = ("Passed", "good") if report.passed else ("Not passed", "bad")
    failed = f"{len(report.failures)} of {len(report.rows) + len(report.failures)} questions failed."
    head = f'<p class="verdict {kind}">{word}.</p><p>{failed}</p>'
    if not report.verdicts:
        return head
    rows = [
        (_cell("met", "good") if one.met else _cell("missed", "bad"), escape(one.threshold.metric),
         escape(number(one.threshold.metric, one.value) if one.value is not None else "not measured"),
         escape(bound(one.threshold)))
        for one in report.verdicts
    ]  # fmt: skip
    return head + "<h2>Thresholds</h2>" + _table(("", "metric", "value", "expected"), rows)


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
    figures = "".join(f"<figure>{svg}<figcaption>{escape(told)}</figcaption></figure>" for svg, told in found)
    return f'<div class="plots">{figures}</div>' if found else ""


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
        found += f"<h2>{escape(name)}</h2>" + _table(("metric", "value", "95 % interval", "questions"), rows)
    return found


def _failures(report: Report) -> str:
    rows = [(escape(one.id), escape(one.question), escape(one.detail)) for one in report.failures]
    return "<h2>Failed, and not scored</h2>" + _table(("id", "question", "what happened"), rows) if rows else ""


def _misses(report: Report) -> str:
    rows = [(escape(row.id), escape(what), escape(row.question)) for row in report.rows if (what := miss(row))]
    return "<h2>To look at</h2>" + _table(("id", "what is wrong", "question"), rows) if rows else ""


def _cell(words: str, kind: str) -> str:
    return f'<span class="{kind}">{words}</span>'


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """`rows` are HTML already."""
    top = "".join(f"<th>{escape(word)}</th>" for word in head)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"
