"""What the doctor found, a line each, and what to do under it."""

from collections.abc import Sequence

from ingest.display import folded
from onrecord.doctor.finding import Finding, Level
from onrecord.render.lines import BLANK, Line, Span, Style, line

STYLES = {Level.OK: Style.GOOD, Level.WARN: Style.WARNING, Level.FAIL: Style.BAD}


def format_health(findings: Sequence[Finding]) -> list[Line]:
    """In the order in which they were looked at; the sum last."""
    width = max([0, *(len(one.name) for one in findings)])
    found: list[Line] = []
    for one in findings:
        label = Span(f"{one.level:<4} {one.name:<{width}}", STYLES[one.level])
        found.append(line(folded(one.detail), label=label))
        if one.advice:
            found.append(line(Span(f"→ {folded(one.advice)}", Style.STRONG), indent=width + 6))
    counts = {level: sum(one.level is level for one in findings) for level in Level}
    told = f"{counts[Level.OK]} ok, {counts[Level.WARN]} to look at, {counts[Level.FAIL]} failed"
    return [*found, BLANK, line(Span(told, Style.BAD if counts[Level.FAIL] else Style.GOOD))]
