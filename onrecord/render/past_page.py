"""A report on past answers as one page of HTML, with plots. Everything from documents is escaped."""

from datetime import date
from html import escape

from audit.reports.figures import Figures, Share, Week
from audit.reports.report import Report
from ingest.display import folded
from onrecord.render import plots
from onrecord.render.citations import shortened
from onrecord.render.markup import beside, document, table
from onrecord.render.past import Section, about, conclusion, counted, heading, percent, plainly, sections

MOST = 100  # rows of one table
NAME = 30  # characters of a document's title beside its bar
BARS = 10
TICKS = 4  # days named below the weeks
REASONS = "Why questions were refused, and the share of all refusals."
CITED = "The documents that most answers cite."
DRIFT = "By week of asking: the share refused, the mean confidence, and what was withheld of all that a model wrote."


def past_page(report: Report) -> str:
    """The conclusion first, then the plots, then every table, the longest cut."""
    kind = "good" if report.sound else "bad"
    told = f'<p class="verdict {kind}">{escape(conclusion(report))}</p>'
    found = report.figures
    drawn = beside([*_drift(found.weeks), *_refusals(found), *_cited(found)])
    return document(heading(report), about(report), [told, drawn, *map(_section, sections(report))])


def _section(one: Section) -> str:
    kind = ' class="bad"' if one.wrong else ""
    said = f"<p>{escape(one.said)}</p>" if one.said else ""
    shown = one.rows[-MOST:] if one.latest else one.rows[:MOST]
    rows = [[_indented(cell) for cell in row] for row in shown]
    rest = len(one.rows) - len(rows)
    more = (
        f'<p class="soft">and {rest:,} {"before" if one.latest else "more"}; --json lists them all</p>' if rest else ""
    )
    return f"<h2{kind}>{escape(one.title)}</h2>{said}{table(one.head, rows, one.numbers) if rows else ''}{more}"


def _indented(cell: str) -> str:
    return f"&emsp;{escape(cell[2:])}" if cell.startswith("  ") else escape(cell)


def _refusals(found: Figures) -> list[tuple[str, str]]:
    total = sum(found.refused.values())
    spans = [
        _bar(plainly(one), count, f"{count:,} ({percent(Share.part(count, total))})")
        for one, count in found.refused.items()
    ]
    return [(plots.bars(spans, "Refusals by reason", max(found.refused.values())), REASONS)] if spans else []


def _cited(found: Figures) -> list[tuple[str, str]]:
    """By title; by id where the title is too long, since long titles often differ at their end."""
    spans = []
    for one in found.cited[:BARS]:
        name = title if len(title := folded(one.title)) <= NAME else shortened(one.source_id, NAME)
        spans.append(_bar(name, one.records, counted(one.records, "answer")))
    return [(plots.bars(spans, "Documents cited most", found.cited[0].records), CITED)] if spans else []


def _bar(name: str, value: int, told: str) -> plots.Span:
    return plots.Span(name=name, value=value, low=None, high=None, told=told)


def _drift(weeks: tuple[Week, ...]) -> list[tuple[str, str]]:
    if len(weeks) < 2:
        return []
    first, last = weeks[0].monday, weeks[-1].monday

    def at(day: date) -> float:
        return (day - first).days / (last - first).days

    tracks = [
        plots.Track(name="refused", points=[(at(one.monday), one.refused.share or 0.0) for one in weeks]),
        plots.Track(
            name="confidence",
            points=[(at(one.monday), one.confidence) for one in weeks if one.confidence is not None],
            kind="second",
        ),
        plots.Track(
            name="withheld",
            points=[(at(one.monday), one.withheld.share) for one in weeks if one.withheld.share is not None],
            kind="third",
        ),
    ]
    step = max(1, -(-len(weeks) // TICKS))
    ticks = [(at(one.monday), one.monday.isoformat()) for one in weeks[::step]]
    return [(plots.over_time([one for one in tracks if one.points], "Drift by week", ticks, "share"), DRIFT)]
