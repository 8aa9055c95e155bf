"""An answer as its page shows it: pure, from a record that may be shown and what the catalogue adds to it.

A statement has the numbers of its citations, a source the place where it can be read, with the sentences around the
quote. What was withdrawn or superseded since says so beside the statement itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType

from agent.understanding.subject import subject
from agent.wording import day, said
from audit.domain import AnswerRecord, Citation, EvidenceItem, Form, Nearest, Reason, Refusal, Statement
from audit.records.titles import plain_title
from audit.understood import By
from ingest.display import displayer, folded
from onrecord.access import LeftOut, Shown
from onrecord.client.links import Links
from onrecord.places import Place, place_of
from onrecord.render.answer import REASONS
from onrecord.render.citations import LONGEST_NEAREST, Surroundings, age, placed, shortened
from onrecord.speech.label import names

NOT_HEARD: Mapping[int, str] = MappingProxyType({})
HELPS = {
    Reason.NOTHING_ON_RECORD: "The communications team sees what was asked and not answered, without names.",
    Reason.UNSUPPORTED: "Passages were found, but none of them supports an answer by itself.",
    Reason.FALSE_PREMISE: "The question takes something for granted that the record says otherwise.",
    Reason.AMBIGUOUS_LEADER: "Choose whom you mean, and the question is asked again.",
    Reason.NOT_ALLOWED: "It is the company's rule for this topic, whatever is on record.",
    Reason.UNAVAILABLE: "It has been switched off for now; what was published stays published.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A citation's number beside a statement; `href` is the place where its source can be read."""

    number: int
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementView:
    """`before`, `title` and `after` are the statement's words, the title set apart where it stands in them. `state` is
    what a reader must know before trusting it today, empty where there is nothing."""

    number: int
    before: str
    title: str
    after: str
    composed: bool
    state: str
    withdrawn: bool
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceView:
    """Where something was said: the quote, and the sentences around it. `recording` is what plays it, `audio` or
    `video`, empty where it cannot be heard."""

    number: int
    speaker: str
    role: str
    title: str
    when: date
    old: str
    place: str
    href: str
    before: str
    quote: str
    after: str
    standing: tuple[str, ...]
    recording: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalView:
    """Why there is no answer, and what to do instead. `topic` is what may be looked for over time, empty where that
    would find nothing either."""

    head: str
    detail: str
    helps: str
    choices: tuple[tuple[str, str, str], ...]  # leader id, name, title
    nearest: tuple[SourceView, ...]
    ask: str | None
    topic: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerView:
    """Everything of a page's answer; `whose` record it reads from, in names."""

    record: AnswerRecord
    whose: str
    limits: str
    understood: str
    statements: tuple[StatementView, ...]
    sources: tuple[SourceView, ...]
    refusal: RefusalView | None
    left_out: tuple[LeftOut, ...]
    leaf: int | None


@dataclass(slots=True)
class Numbers:
    """The numbers of cited places, from 1, as they come; `places` are those that have theirs."""

    record_id: str
    places: dict[Place, int] = field(default_factory=dict)

    def mark(self, citation: Citation) -> Mark:
        number = self.places.setdefault(place_of(citation), len(self.places) + 1)
        return Mark(number=number, href=href(citation, self.record_id))


def href(item: Citation | Nearest, record_id: str) -> str:
    """The place in its source, as it was cited in a record."""
    return Links(base="").place(item, record_id)


def answer_view(shown: Shown, around: Surroundings, heard: Mapping[int, str] = NOT_HEARD) -> AnswerView:
    """Of a whole record, as somebody may read it; `heard` says, by the number of a source, what plays its recording."""
    record, numbers = shown.record, Numbers(shown.record.record_id, dict(shown.places))
    statements = tuple(
        statement_view(one, number, numbers, around)
        for number, one in zip(shown.numbers, record.statements, strict=True)
    )
    return AnswerView(
        record=record,
        whose=names(cited for one in record.statements for cited in one.citations),
        limits=limits(record, around),
        understood=understood(record, around),
        statements=statements,
        sources=tuple(replace(one, recording=heard.get(one.number, "")) for one in _sources(record, numbers, around)),
        refusal=_refusal(record, around),
        left_out=shown.left_out,
        leaf=around.leaf,
    )


def statement_view(statement: Statement, number: int, numbers: Numbers, around: Surroundings) -> StatementView:
    """One statement, which may come before the rest of its answer."""
    text = folded(statement.text)
    title = f"*{folded(plain_title(statement.citations[0].title))}*"
    before, found, after = (text, "", "") if statement.citations[0].brought else text.partition(title)
    sources = [one.source_id for one in statement.citations]
    withdrawn = any(one in around.withdrawn for one in sources)
    replaced = next((around.superseded[one] for one in sources if one in around.superseded), "")
    return StatementView(
        number=number,
        before=before,
        title=found[1:-1],
        after=after,
        composed=statement.form is Form.COMPOSED,
        state="Withdrawn since" if withdrawn else f"Superseded since by {replaced}" if replaced else "",
        withdrawn=withdrawn,
        marks=tuple({one.number: one for one in map(numbers.mark, statement.citations)}.values()),
    )


def limits(record: AnswerRecord, around: Surroundings) -> str:
    """What the question was limited to."""
    names = [around.leaders[one][0] if one in around.leaders else one for one in record.leaders]
    whose = f"words of {' and '.join(names)} only" if names else "words of any leader"
    return folded(f"As of {day(record.as_of)} · for {record.audience} · {whose}")


def understood(record: AnswerRecord, around: Surroundings) -> str:
    """How the question's own words limited its answer; empty where they did not."""
    meant = record.understood
    if meant is None:
        return ""
    names = [
        around.leaders[one.leader_id][0] if one.leader_id in around.leaders else one.leader_id
        for one in meant.leaders
        if one.by is not By.CHOICE
    ]
    found = [f"words of {' and '.join(names)}"] if names else []
    found += [said(meant.period)] if meant.period is not None and meant.period.words is not None else []
    found += [f"as of {day(meant.as_of.day)}"] if meant.as_of is not None else []
    return folded(f"Understood: {'; '.join(found)}.") if found else ""


def _sources(record: AnswerRecord, numbers: Numbers, around: Surroundings) -> tuple[SourceView, ...]:
    """Each cited place once, in the order of its number."""
    cited: dict[int, Citation] = {}
    for statement in record.statements:
        for one in statement.citations:
            cited.setdefault(numbers.mark(one).number, one)
    evidence = {item.evidence_key: item for item in record.evidence}
    return tuple(
        source_view(one, number, record, around, evidence.get(one.evidence_key))
        for number, one in sorted(cited.items())
    )


def source_view(
    item: Citation | Nearest, number: int, record: AnswerRecord, around: Surroundings, holds: EvidenceItem | None = None
) -> SourceView:
    """A citation in its place, or a passage near a question that was refused (`holds` none: its words alone)."""
    text = around.texts.get(item.text_sha256)
    if holds is not None:
        before, quoted, after = placed(item, holds, text)
    else:
        words = displayer(text if text is not None else item.quote)(item.quote)
        before, quoted, after = "", shortened(words, LONGEST_NEAREST), ""
    leader_id = item.leader_id if isinstance(item, Citation) else ""
    page = f"page {item.page}" if item.page is not None else ""
    at = item.timecode.partition(".")[0] if isinstance(item, Citation) and item.timecode is not None else ""
    return SourceView(
        number=number,
        speaker=folded(item.speaker),
        role=folded(around.leaders.get(leader_id, ("", ""))[1]),
        title=folded(item.title),
        when=item.date,
        old=age(item.date, record.asked_at.date()),
        place=page or (f"at {at}" if at else ""),
        href=href(item, record.record_id),
        before=before,
        quote=quoted,
        after=after,
        standing=_standing(item.source_id, around),
    )


def _standing(source_id: str, around: Surroundings) -> tuple[str, ...]:
    found = []
    if source_id in around.withdrawn:
        found.append(f"Withdrawn on {day(around.withdrawn[source_id])}")
    if source_id in around.superseded:
        found.append(folded(f"Superseded by {around.superseded[source_id]}"))
    return tuple(found)


def _refusal(record: AnswerRecord, around: Surroundings) -> RefusalView | None:
    refusal = record.refusal
    if refusal is None:
        return None
    wrong = refusal.reason is Reason.FALSE_PREMISE
    return RefusalView(
        head="" if record.checked is not None else f"No answer: {REASONS[refusal.reason]}",
        detail=folded(refusal.detail),
        helps=HELPS[refusal.reason],
        choices=tuple((one, *around.leaders.get(one, (one, ""))) for one in refusal.choices),
        nearest=tuple(
            source_view(one, 0, record, around, _holding(one, record.evidence) if wrong else None)
            for one in refusal.nearest
        ),
        ask=refusal.ask,
        topic=_topic(record, refusal),
    )


def _topic(record: AnswerRecord, refusal: Refusal) -> str:
    """A question that nothing answers may be of a topic on which much was said."""
    answered = record.over_time is not None or record.checked is not None
    looked_for = refusal.reason in (Reason.NOTHING_ON_RECORD, Reason.UNSUPPORTED) and not answered
    return folded(subject(record.question)) if looked_for else ""


def _holding(item: Nearest, evidence: Sequence[EvidenceItem]) -> EvidenceItem | None:
    return next(
        (one for one in evidence if one.source_id == item.source_id and one.start <= item.start < one.end), None
    )
