"""An answer or a refusal as a person reads it: statements first, then where each was said."""

from collections.abc import Iterable, Sequence
from datetime import date

from agent.ask import Event
from agent.domain import Begun, Question
from agent.wording import day
from audit.domain import AnswerRecord, Citation, Form, Reason, Refusal, Statement
from audit.records.titles import plain_title
from ingest.display import displayer, folded
from onrecord.parts import Parts
from onrecord.places import Place, numbers_of, place_of
from onrecord.render import surroundings
from onrecord.render.citations import (
    LONGEST_NEAREST,
    Surroundings,
    heard_by,
    in_its_place,
    shortened,
    source_line,
    standing_lines,
)
from onrecord.render.lines import BLANK, Line, Span, Style, line, show
from onrecord.render.understood import meant

REASONS = {
    Reason.NOTHING_ON_RECORD: "not on record",
    Reason.AMBIGUOUS_LEADER: "more than one leader may be meant",
    Reason.FALSE_PREMISE: "it rests on a wrong premise",
    Reason.UNSUPPORTED: "the record does not support one",
    Reason.NOT_ALLOWED: "not allowed",
    Reason.UNAVAILABLE: "not at the moment",
}

Numbers = dict[Place, int]  # of a cited place, from 1


def present(record: AnswerRecord, made: Parts, head: Sequence[Line] = ()) -> None:
    """Print a record that is in the ledger already; `head` stands above its statements."""
    show(format_answer(record, _gathered(record, made), head))


def present_stream(question: Question, events: Iterable[Event], made: Parts) -> None:
    """Print each statement as it comes, and what belongs under them when the record is whole: whose words the question
    was limited to is known for certain only then."""
    numbers: Numbers = {}
    for event in events:
        if isinstance(event, Begun):
            question = event.question  # as it was understood
            told = f"as of {day(question.as_of)} · for {folded(question.audience)} · record {event.record_id}"
            show([line(Span(folded(question.text), Style.STRONG)), line(Span(told, Style.DIM)), BLANK])
        elif isinstance(event, AnswerRecord):
            around = _gathered(event, made)
            show(
                _rest(event, numbers, around)
                if not event.leaders and not meant(event, around)
                else [limits_line(event, around), *meant(event, around), BLANK, *_rest(event, numbers, around)]
            )
        else:
            around = surroundings.of_statement(event, question, made)
            show([_statement(event, _numbered(event, numbers), around), BLANK])


def _gathered(record: AnswerRecord, made: Parts) -> Surroundings:
    return surroundings.with_recordings(surroundings.gather(record, made, record.audience), record, made)


def format_answer(record: AnswerRecord, around: Surroundings, head: Sequence[Line] = ()) -> list[Line]:
    """The whole view, to be printed by `lines.show` or `lines.plain`."""
    numbers: Numbers = {}
    found = [
        line(Span(folded(record.question), Style.STRONG)),
        limits_line(record, around),
        *meant(record, around),
        BLANK,
        *head,
    ]
    for statement in record.statements:
        found += [_statement(statement, _numbered(statement, numbers), around), BLANK]
    return found + _rest(record, numbers, around)


def _rest(record: AnswerRecord, numbers: Numbers, around: Surroundings) -> list[Line]:
    """What stands under the statements: where each was said, or why there is none; how it was made; its record."""
    today = record.asked_at.date()
    found = _sources(record, numbers, around, today)
    if record.refusal is not None:
        judged = record.checked is not None  # then its verdict stands above, and there is no question to answer
        instead = _instead(record, around, today)
        found += _refused(record.refusal, around, today, head="" if judged else "No answer", instead=instead)
    return [*found, BLANK, *record_lines(record, around)]


def record_lines(record: AnswerRecord, around: Surroundings) -> list[Line]:
    """How it was made, and its record."""
    found = [line(Span(folded(notice), Style.WARNING)) for notice in record.notices]
    found.append(line(Span(folded(record.disclosure), Style.DIM)))
    place = "" if around.leaf is None else f", leaf {around.leaf} of the log"
    told = f"record {record.record_id[:8]}…{place}; check it with `{around.verify} {record.record_id}`"
    return [*found, line(Span(told, Style.DIM), whole=True)]


def limits_line(record: AnswerRecord, around: Surroundings) -> Line:
    """What the question, or the topic, was limited to."""
    names = [around.leaders[one][0] if one in around.leaders else one for one in record.leaders]
    whose = f"words of {' and '.join(names)} only" if names else "words of any leader"
    told = f"as of {day(record.as_of)} · for {record.audience} · {whose}"
    if record.closed_context is not None:
        told = f"as of {day(record.as_of)} · from the passages that came with the question, approved by nobody"
    return line(Span(folded(told), Style.DIM))


def _numbered(statement: Statement, numbers: Numbers) -> list[int]:
    """The numbers of a statement's citations; a new place takes the next number."""
    numbers.update(numbers_of([statement], numbers))
    return [numbers[place] for place in dict.fromkeys(map(place_of, statement.citations))]


def _sources(record: AnswerRecord, numbers: Numbers, around: Surroundings, today: date) -> list[Line]:
    """Each cited place once, in the order of its number."""
    cited: dict[int, Citation] = {}
    for statement in record.statements:
        for citation in statement.citations:
            cited.setdefault(numbers[place_of(citation)], citation)
    found: list[Line] = []
    evidence = {item.evidence_key: item for item in record.evidence}
    width = len(f"[{len(numbers)}] ")
    for number, citation in sorted(cited.items()):
        found += [BLANK] if number > 1 else []
        label = Span(f"[{number}]".ljust(width - 1), Style.NUMBER)
        text = around.texts.get(citation.text_sha256)
        found.append(source_line(citation, label, today))
        found += standing_lines(citation.source_id, around, width)
        found.append(in_its_place(citation, evidence.get(citation.evidence_key), text, width))
        found += heard_by([citation], around, width)
    return found


def _statement(statement: Statement, numbers: Sequence[int], around: Surroundings) -> Line:
    """Its words and its numbers. What holds no longer says so here, where nobody can miss it."""
    title = f"*{folded(plain_title(statement.citations[0].title))}*"
    text = folded(statement.text)
    before, found, after = (text, "", "") if statement.citations[0].brought else text.partition(title)
    marks = "".join(f"[{number}]" for number in numbers)
    sources = [citation.source_id for citation in statement.citations]
    state = "withdrawn since" if any(one in around.withdrawn for one in sources) else ""
    state = state or ("superseded since" if any(one in around.superseded for one in sources) else "")
    return line(
        before,
        Span(found[1:-1], Style.TITLE) if found else "",
        f"{after} ",
        Span(marks, Style.NUMBER),
        Span(" in the model's words" if statement.form is Form.COMPOSED else "", Style.DIM),
        Span(f" {state}" if state else "", Style.WARNING),
    )


def _refused(refusal: Refusal, around: Surroundings, today: date, head: str, instead: Sequence[Line]) -> list[Line]:
    why = Span(f"{head}: {REASONS[refusal.reason]}. " if head else "", Style.STRONG)
    found = [line(why, folded(refusal.detail))]
    if refusal.choices:
        found += [BLANK, line("Ask again with one of these:")]
        for leader_id in refusal.choices:
            name, title = around.leaders.get(leader_id, (leader_id, ""))
            told = f"   {folded(name)}, {folded(title)}" if title else f"   {folded(name)}"
            found.append(line(Span(f"--leader {leader_id}", Style.NUMBER), told, indent=2))
    found += instead
    if refusal.nearest and not instead:
        where = "is on record" if refusal.nearest[0].speaker else "came with the question"
        found += [BLANK, line(f"The nearest that {where}; judge for yourself whether it helps:")]
        for number, item in enumerate(refusal.nearest):
            found += [BLANK] if number else []
            found.append(source_line(item, Span("-", Style.NUMBER), today))
            found += standing_lines(item.source_id, around, 2)
            words = displayer(around.texts.get(item.text_sha256, item.quote))(item.quote)
            found.append(line(Span(shortened(words, LONGEST_NEAREST), Style.DIM), indent=2))
    if refusal.ask and refusal.ask not in refusal.detail:
        found += [BLANK, line("Whom to ask: ", Span(folded(refusal.ask), Style.STRONG))]
    return found


def _instead(record: AnswerRecord, around: Surroundings, today: date) -> list[Line]:
    """Where the record says otherwise than the question takes for granted, with the sentences around it."""
    if record.refusal is None or record.refusal.reason is not Reason.FALSE_PREMISE:
        return []
    found = [BLANK, line("Where that was said:")]
    for item in record.refusal.nearest:
        holds = (
            one for one in record.evidence if one.source_id == item.source_id and one.start <= item.start < one.end
        )
        found.append(source_line(item, Span("-", Style.NUMBER), today))
        found += standing_lines(item.source_id, around, 2)
        found.append(in_its_place(item, next(holds, None), around.texts.get(item.text_sha256), 2))
    return found
