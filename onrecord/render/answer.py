"""An answer or a refusal as a person reads it: statements first, then where each was said."""

from collections.abc import Sequence
from datetime import date

from agent.wording import day
from audit.domain import AnswerRecord, Citation, Outcome, Reason, Refusal, Statement
from ingest.display import displayer, folded
from onrecord.parts import Parts
from onrecord.render import surroundings
from onrecord.render.citations import (
    LONGEST_NEAREST,
    Surroundings,
    in_its_place,
    shortened,
    source_line,
    standing_lines,
)
from onrecord.render.lines import BLANK, Line, Span, Style, line, show

REASONS = {
    Reason.NOTHING_ON_RECORD: "not on record",
    Reason.AMBIGUOUS_LEADER: "more than one leader may be meant",
    Reason.FALSE_PREMISE: "the question takes for granted what the record does not say",
    Reason.UNSUPPORTED: "the record does not support one",
    Reason.NOT_ALLOWED: "not allowed",
    Reason.UNAVAILABLE: "not at the moment",
}


def present(record: AnswerRecord, made: Parts) -> None:
    """Print a record that is in the ledger already."""
    show(format_answer(record, surroundings.gather(record, made)))


def format_answer(record: AnswerRecord, around: Surroundings) -> list[Line]:
    """The whole view, to be printed by `lines.show` or `lines.plain`."""
    today = record.asked_at.date()
    found = [line(Span(folded(record.question), Style.STRONG)), _limits(record, around), BLANK]
    if record.outcome is Outcome.ANSWERED:
        found += _answered(record, around, today)
    if record.refusal is not None:
        found += _refused(record.refusal, around, today)
    found += [BLANK, line(Span(folded(record.disclosure), Style.DIM))]
    told = f"record {record.record_id[:8]}…; check it with `{around.verify} {record.record_id}`"
    return [*found, line(Span(told, Style.DIM), whole=True)]


def _limits(record: AnswerRecord, around: Surroundings) -> Line:
    """What the question was limited to."""
    names = [around.leaders[one][0] if one in around.leaders else one for one in record.leaders]
    whose = f"words of {' and '.join(names)} only" if names else "words of any leader"
    told = f"as of {day(record.as_of)} · for {record.audience} · {whose}"
    return line(Span(folded(told), Style.DIM))


def _answered(record: AnswerRecord, around: Surroundings, today: date) -> list[Line]:
    numbers: dict[tuple[str, int, int], int] = {}
    cited: dict[int, Citation] = {}
    found: list[Line] = []
    for statement in record.statements:
        for citation in statement.citations:
            place = (citation.source_id, citation.start, citation.end)
            cited.setdefault(numbers.setdefault(place, len(numbers) + 1), citation)
        own = [numbers[one.source_id, one.start, one.end] for one in statement.citations]
        found += [_statement(statement, own, around), BLANK]
    evidence = {item.evidence_key: item for item in record.evidence}
    width = len(f"[{len(numbers)}] ")
    for number, citation in cited.items():
        found += [BLANK] if number > 1 else []
        label = Span(f"[{number}]".ljust(width - 1), Style.NUMBER)
        text = around.texts.get(citation.text_sha256)
        found.append(source_line(citation, label, today))
        found += standing_lines(citation.source_id, around, width)
        found.append(in_its_place(citation, evidence.get(citation.evidence_key), text, width))
    return found


def _statement(statement: Statement, numbers: Sequence[int], around: Surroundings) -> Line:
    """Its words and its numbers. What holds no longer says so here, where nobody can miss it."""
    first = statement.citations[0]
    title = f"*{folded(first.title)}*"
    before, found, after = folded(statement.text).partition(title)
    marks = "".join(f"[{number}]" for number in numbers)
    state = "withdrawn since" if first.source_id in around.withdrawn else ""
    state = state or ("superseded since" if first.source_id in around.superseded else "")
    return line(
        before,
        Span(found[1:-1], Style.TITLE) if found else "",
        f"{after} ",
        Span(marks, Style.NUMBER),
        Span(f" {state}" if state else "", Style.WARNING),
    )


def _refused(refusal: Refusal, around: Surroundings, today: date) -> list[Line]:
    found = [line(Span(f"No answer: {REASONS[refusal.reason]}.", Style.STRONG), f" {folded(refusal.detail)}")]
    if refusal.choices:
        found += [BLANK, line("Ask again with one of these:")]
        for leader_id in refusal.choices:
            name, title = around.leaders.get(leader_id, (leader_id, ""))
            told = f"   {folded(name)}, {folded(title)}" if title else f"   {folded(name)}"
            found.append(line(Span(f"--leader {leader_id}", Style.NUMBER), told, indent=2))
    if refusal.nearest:
        found += [BLANK, line("The nearest that is on record; judge for yourself whether it helps:")]
        for number, item in enumerate(refusal.nearest):
            found += [BLANK] if number else []
            found.append(source_line(item, Span("-", Style.NUMBER), today))
            found += standing_lines(item.source_id, around, 2)
            words = displayer(around.texts.get(item.text_sha256, item.quote))(item.quote)
            found.append(line(Span(shortened(words, LONGEST_NEAREST), Style.DIM), indent=2))
    if refusal.ask:
        found += [BLANK, line("Whom to ask: ", Span(folded(refusal.ask), Style.STRONG))]
    return found
