"""A past answer as the auditor's page shows it: each quote beside the frozen text at its offsets as it lies there now.

Pure, from what was verified. Nothing is left out and nothing is folded: what an auditor compares are the very letters.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import quote

from audit.domain import AnswerRecord, Check, Citation, EvidenceItem, Form, Nearest, Statement
from audit.findings import NAMES, Finding, Frozen, Holdings, Level, Verdict
from onrecord.room.verification import Verified

AROUND = 160  # code points of the frozen text before and after a place
VERDICTS = {
    Verdict.VERIFIED: ("good", "Every quote is still, letter for letter, what the approved documents say."),
    Verdict.WITHDRAWN_SINCE: (
        "warn",
        "It was right when it was given. A document that it cites was withdrawn since.",
    ),
    Verdict.UNAPPROVED: (
        "warn",
        "The quotes are those of the passages that the question itself brought along, which nobody has approved.",
    ),
    Verdict.ERASED: ("warn", "Its leaf is in the log; what was asked and answered can be read by nobody."),
    Verdict.FAILED: ("bad", "Something is not as it was written; the findings say what."),
}
STEPS = {
    1: "The record is what was written, and in the log",
    2: "Each quote is the frozen text at its place",
    3: "A second person had approved those very bytes",
    4: "Title, date and speaker were published together",
    5: "Each statement says nothing but what it cites",
    6: "What became of the sources since",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Two texts: where they begin alike, what differs in each, where they end alike."""

    before: str
    quoted: str
    frozen: str
    after: str

    @classmethod
    def of(cls, quoted: str, frozen: str) -> "Compared":
        start = _alike(quoted, frozen)
        one, other = quoted[start:], frozen[start:]
        end = _alike(one[::-1], other[::-1])
        return cls(
            before=quoted[:start],
            quoted=one[: len(one) - end],
            frozen=other[: len(other) - end],
            after=one[len(one) - end :],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceView:
    """One cited place. `frozen` is what lies there now, none where nothing does; `around` is what stands before and
    after it. `holds` is the whole of step 2: also that the text has the hash that was cited."""

    place: str
    source_id: str
    title: str
    speaker: str
    date: date
    where: str
    start: int
    end: int
    quote: str
    source_sha256: str
    text_sha256: str
    href: str
    holds: bool
    told: str
    frozen: str | None
    around: tuple[str, str]
    compared: Compared | None
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementView:
    """With every check that was made of it, and the findings about it now."""

    number: int
    text: str
    composed: bool
    checks: tuple[Check, ...]
    places: tuple[PlaceView, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepView:
    """What one step of the verification found: how many places passed, and every one that did not."""

    number: int
    name: str
    told: str
    passed: int
    others: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordView:
    """Everything of the page. `record` is none where it was erased or cannot be read."""

    record_id: str
    verdict: Verdict
    kind: str
    told: str
    steps: tuple[StepView, ...]
    record: AnswerRecord | None
    statements: tuple[StatementView, ...] = ()
    withheld: tuple[tuple[str, str, tuple[Check, ...]], ...] = ()  # its words, what became of it, the checks
    nearest: tuple[PlaceView, ...] = ()
    evidence: tuple[EvidenceItem, ...] = ()


def _alike(one: str, other: str) -> int:
    """How many characters two texts have in common at their beginning."""
    shorter = min(len(one), len(other))
    return next((i for i in range(shorter) if one[i] != other[i]), shorter)


def record_view(found: Verified) -> RecordView:
    """Of one verified record."""
    kind, told = VERDICTS[found.verdict]
    record = found.record
    if found.verdict is Verdict.VERIFIED and not any(one.step == 2 for one in found.findings):
        told = "It is what was written, and it quotes nothing."
    seen = RecordView(
        record_id=found.record_id,
        verdict=found.verdict,
        kind=kind,
        told=told,
        steps=_steps(found.findings),
        record=record,
    )
    if record is None:
        return seen
    near = record.refusal.nearest if record.refusal is not None else ()
    return replace(
        seen,
        statements=tuple(_statement(found, record, number, one) for number, one in enumerate(record.statements, 1)),
        withheld=tuple((one.statement.text, one.became.value, one.statement.checks) for one in record.withheld),
        nearest=tuple(_place(found, record, f"nearest passage {number}", one) for number, one in enumerate(near, 1)),
        evidence=record.evidence,
    )


def _steps(findings: Sequence[Finding]) -> tuple[StepView, ...]:
    return tuple(
        StepView(
            number=number,
            name=name,
            told=STEPS[number],
            passed=sum(one.step == number and one.level is Level.PASSED for one in findings),
            others=tuple(one for one in findings if one.step == number and one.level is not Level.PASSED),
        )
        for number, name in NAMES.items()
    )


def _statement(found: Verified, record: AnswerRecord, number: int, one: Statement) -> StatementView:
    return StatementView(
        number=number,
        text=one.text,
        composed=one.form is Form.COMPOSED,
        checks=one.checks,
        places=tuple(
            _place(found, record, f"statement {number}, citation {count}", citation)
            for count, citation in enumerate(one.citations, 1)
        ),
        findings=tuple(_at(found.findings, f"statement {number}")),
    )


def _place(found: Verified, record: AnswerRecord, place: str, item: Citation | Nearest) -> PlaceView:
    findings = tuple(_at(found.findings, place))
    holds = [one for one in findings if one.step == 2]
    text = _text(record, found.holdings, item)
    frozen = text[item.start : item.end] if text is not None else None
    around = ("", "")
    if text is not None:
        around = (text[max(0, item.start - AROUND) : item.start], text[item.end : item.end + AROUND])
    at = item.timecode.partition(".")[0] if isinstance(item, Citation) and item.timecode is not None else ""
    return PlaceView(
        place=place,
        source_id=item.source_id,
        title=item.title,
        speaker=item.speaker,
        date=item.date,
        where=f"page {item.page}" if item.page is not None else f"at {at}" if at else "",
        start=item.start,
        end=item.end,
        quote=item.quote,
        source_sha256=item.source_sha256 if isinstance(item, Citation) else "",
        text_sha256=item.text_sha256,
        href=_href(item, record) if record.closed_context is None else "",
        holds=bool(holds) and all(one.level is Level.PASSED for one in holds),
        told="; ".join(one.detail for one in holds),
        frozen=frozen,
        around=around,
        compared=Compared.of(item.quote, frozen) if frozen is not None and frozen != item.quote else None,
        findings=findings,
    )


def _href(item: Citation | Nearest, record: AnswerRecord) -> str:
    """The place in its source, as those read it who work on the record: whatever became of it."""
    place = f"record={record.record_id}&start={item.start}&end={item.end}"
    return f"/read/{quote(item.source_id, safe='')}?{place}&desk=1#cited"


def _text(record: AnswerRecord, holdings: Holdings | None, item: Citation | Nearest) -> str | None:
    """The frozen text that is filed under the cited hash, or the passage that the question brought."""
    if record.closed_context is not None:
        return next((one.text for one in record.closed_context if one.id == item.source_id), None)
    texts: Iterable[Frozen] = holdings.texts.get(item.text_sha256, ()) if holdings is not None else ()
    same = [one for one in texts if not isinstance(item, Citation) or one.source_sha256 == item.source_sha256]
    broken = (one for one in same if one.text[item.start : item.end] != item.quote)  # one that differs is shown first
    return next(broken, same[0]).text if same else None


def _at(findings: Iterable[Finding], place: str) -> Iterable[Finding]:
    return (one for one in findings if one.place == place)
