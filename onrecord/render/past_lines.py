"""A report on past answers as lines for a terminal: tables whose columns stand below each other, the longest cut."""

from audit.reports.report import Report
from onrecord.render.citations import shortened
from onrecord.render.lines import BLANK, Line, Span, Style, line
from onrecord.render.past import Section, about, conclusion, heading, sections

MOST = 12  # rows of one table
WIDEST = 48  # characters of a column, but for the last


def past_lines(report: Report) -> list[Line]:
    """The conclusion first."""
    style = Style.GOOD if report.sound else Style.BAD
    found = [line(Span(heading(report), Style.STRONG)), line(Span(about(report), Style.DIM)), BLANK]
    found.append(line(Span(conclusion(report), style)))
    for one in sections(report):
        found += [BLANK, *_section(one)]
    return found


def _section(one: Section) -> list[Line]:
    found = [line(Span(one.title, Style.BAD if one.wrong else Style.STRONG))]
    found += [line(one.said)] if one.said else []
    shown = one.rows[-MOST:] if one.latest else one.rows[:MOST]
    rows = [tuple(_cut(cell, i, len(row)) for i, cell in enumerate(row)) for row in shown]
    lined = [one.head, *rows] if one.head else rows
    widths = [max(len(row[i]) for row in lined) for i in range(len(lined[0]))] if lined else []
    if one.head and rows:
        found.append(line(Span(_row(one.head, widths, one), Style.DIM), whole=True))
    found += [line(_row(row, widths, one), whole=True) for row in rows]
    rest = len(one.rows) - len(shown)
    where = "before" if one.latest else "more"
    return [*found, line(Span(f"  and {rest:,} {where}; --json lists them all", Style.DIM))] if rest else found


def _cut(cell: str, column: int, columns: int) -> str:
    return cell if column == columns - 1 else shortened(cell, WIDEST)


def _row(cells: tuple[str, ...], widths: list[int], one: Section) -> str:
    aligned = (
        cell.rjust(width) if i in one.numbers else cell.ljust(width)
        for i, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
    return f"  {'   '.join(aligned)}".rstrip()
