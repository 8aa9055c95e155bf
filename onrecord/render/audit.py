"""What the verification of a record found."""

from collections.abc import Sequence

from audit.findings import NAMES, Finding, Level, Verdict
from ingest.display import folded
from ingest.parse.refusals import one_line
from onrecord.render.lines import BLANK, Line, Span, Style, line

WORDS = {
    Level.PASSED: Span("ok", Style.GOOD),
    Level.NOTE: Span("note", Style.WARNING),
    Level.FAILED: Span("FAILED", Style.BAD),
}
STYLES = {Verdict.VERIFIED: Style.GOOD, Verdict.WITHDRAWN_SINCE: Style.WARNING, Verdict.FAILED: Style.BAD}


def format_findings(record_id: str, findings: Sequence[Finding], verdict: Verdict) -> list[Line]:
    """Every finding under its step, numbered through; what passed is told once a step. The verdict comes last."""
    found = [line(Span(f"record {record_id}", Style.STRONG), whole=True), BLANK]
    for step, name in NAMES.items():
        own = [one for one in findings if one.step == step]
        odd = [one for one in own if one.level is not Level.PASSED]
        label = Span(f"{step}. {name:<12}", Style.NUMBER)
        if own and not odd:
            detail = own[0].detail if len(own) == 1 else f"{len(own)} checked"
            found.append(line(WORDS[Level.PASSED], f"  {folded(detail)}", label=label))
        for one in odd:
            found.append(line(WORDS[one.level], f"  {one.place}: {folded(one.detail)}", label=label))
            found += _values(one)
        if not own:
            found.append(line(Span("nothing to check", Style.DIM), label=label))
    return [*found, BLANK, line(Span(verdict.value, STYLES[verdict]))]


def _values(one: Finding) -> list[Line]:
    """Both sides, with what cannot be seen written as an escape: two values that differ must look different."""
    pairs = (("expected", one.expected), ("found", one.found))
    shown = [(Span(f"{word:<8}", Style.DIM), one_line(value)) for word, value in pairs if value is not None]
    return [line(value, label=label, indent=17) for label, value in shown]
