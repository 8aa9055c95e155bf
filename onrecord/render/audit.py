"""What the verification of a record found."""

from collections.abc import Sequence

from audit.domain import AnswerRecord
from audit.findings import NAMES, Finding, Level, Verdict
from audit.verify import SEARCH
from ingest.display import folded
from ingest.parse.refusals import one_line
from onrecord.render.lines import BLANK, Line, Span, Style, line

WORDS = {
    Level.PASSED: Span("ok", Style.GOOD),
    Level.NOTE: Span("note", Style.WARNING),
    Level.FAILED: Span("FAILED", Style.BAD),
}
STYLES = {
    Verdict.VERIFIED: Style.GOOD,
    Verdict.WITHDRAWN_SINCE: Style.WARNING,
    Verdict.UNAPPROVED: Style.WARNING,
    Verdict.ERASED: Style.WARNING,
    Verdict.FAILED: Style.BAD,
}


def format_findings(
    record_id: str, record: AnswerRecord | None, findings: Sequence[Finding], verdict: Verdict
) -> list[Line]:
    """What was asked and how it was answered; every finding under its step, numbered through, what passed told once a
    step. The verdict comes last."""
    found = [line(Span(f"record {record_id}", Style.STRONG), whole=True)]
    found += [*(_about(record) if record is not None else ()), BLANK]
    for step, name in NAMES.items():
        own = [one for one in findings if one.step == step]
        odd = [one for one in own if one.level is not Level.PASSED]
        label = Span(f"{step}. {name:<12}", Style.NUMBER)
        if own and not odd:
            alone = len(own) == 1 or own[1:] == [one for one in own if one.place == "log"]
            detail = "; ".join(one.detail for one in own) if alone else f"{len(own)} checked"
            found.append(line(WORDS[Level.PASSED], f"  {folded(detail)}", label=label))
        if odd and (passed := len(own) - len(odd)):
            found.append(line(WORDS[Level.PASSED], f"  {passed} checked", label=label))
        for one in odd:
            found.append(line(WORDS[one.level], f"  {one.place}: {folded(one.detail)}", label=label))
            found += _values(one)
        if not own:
            found.append(line(Span("nothing to check", Style.DIM), label=label))
    return [*found, BLANK, line(Span(verdict.value, STYLES[verdict]))]


def _about(record: AnswerRecord) -> list[Line]:
    """The question or the checked sentence, its outcome, what made the answer, and what its reader was told."""
    whom = f"for {record.audience}" if record.closed_context is None else "from passages that it brought"
    when = f"asked {record.asked_at:%Y-%m-%d %H:%M} UTC, as of {record.as_of}, {whom}"
    outcome = f"refused: {record.refusal.reason.value}" if record.refusal else record.outcome.value
    found = [line(folded(record.question)), line(Span(f"{when}; {outcome}", Style.DIM))]
    if record.checked is not None:
        failed = [f"{one.name} ({folded(one.detail)})" for one in record.checked.checks if not one.passed]
        told = f"a sentence that was checked: {record.checked.verdict.value.replace('_', ' ')}"
        found.append(line(f"{told}; failed: {', '.join(failed)}" if failed else told))
    made = record.composer
    if made.kind == SEARCH:
        found.append(line("a search for passages, not a question to be answered"))
    if made.model is not None:
        told = f"composed by {made.model}, revision {made.revision or 'not named'}, prompt {made.prompt_version}"
        found.append(
            line(Span(f"{told}, sha256 {(made.prompt_sha256 or '')[:16]}…, judge {made.judge or 'none'}", Style.DIM))
        )
    if record.policy_sha256 is not None:
        found.append(line(Span(f"policy {record.policy_sha256[:16]}…", Style.DIM)))
    return found + [line(Span(folded(notice), Style.WARNING)) for notice in record.notices]


def _values(one: Finding) -> list[Line]:
    """Both sides, with what cannot be seen written as an escape: two values that differ must look different."""
    pairs = (("expected", one.expected), ("found", one.found))
    shown = [(Span(f"{word:<8}", Style.DIM), one_line(value)) for word, value in pairs if value is not None]
    return [line(value, label=label, indent=17) for label, value in shown]
