"""What each tool gives back, typed: the same words and places as in its text. Pydantic, for the published schemas."""

from datetime import date

from pydantic import BaseModel

from audit.domain import AnswerRecord, Citation, Nearest, Refusal
from onrecord.client.domain import Found, Opened, Verification
from onrecord.client.links import Links


class Place(BaseModel):
    """Where the words stand: `text[start:end]` of the document is `quote`, to the letter, in Unicode code points."""

    number: int
    source_id: str
    title: str
    speaker: str
    date: date
    page: int | None
    timecode: str | None
    start: int
    end: int
    quote: str
    superseded: bool
    url: str | None


class Said(BaseModel):
    """One statement, and the numbers of the places that it rests on."""

    text: str
    citations: list[int]


class Refused(BaseModel):
    """Why there is no answer, and what to do instead."""

    reason: str
    detail: str
    ask: str | None
    choices: list[str]
    nearest: list[Place]


class Answered(BaseModel):
    """`refusal` is null exactly where there are statements."""

    record_id: str
    outcome: str
    statements: list[Said]
    citations: list[Place]
    refusal: Refused | None
    notices: list[str]
    disclosure: str


class Passages(BaseModel):
    """What was found, the best first; no answer."""

    record_id: str
    passages: list[Place]
    refusal: Refused | None
    disclosure: str


class SourceText(BaseModel):
    """`text` is [start, end) of `length` characters; words that may not be read here are left out of it as `[…]`."""

    source_id: str
    title: str
    kind: str
    date: date
    speakers: list[str]
    text: str
    start: int
    end: int
    length: int
    text_sha256: str


class Finding(BaseModel):
    """One comparison of the verification; `level` is `passed`, `note` or `failed`."""

    name: str
    place: str
    level: str
    detail: str


class Verified(BaseModel):
    """`verdict` is `VERIFIED`, with or without what has become of it since, `ERASED` or `FAILED`."""

    record_id: str
    verdict: str
    findings: list[Finding]


def answered(record: AnswerRecord, links: Links | None) -> Answered:
    """Each cited place once, numbered in the order in which statements name them."""
    places: dict[tuple[str, int, int], Place] = {}
    said = []
    for statement in record.statements:
        for one in statement.citations:
            number = len(places) + 1
            places.setdefault((one.source_id, one.start, one.end), _place(one, number, record.record_id, links))
        keys = dict.fromkeys((one.source_id, one.start, one.end) for one in statement.citations)
        said.append(Said(text=statement.text, citations=[places[key].number for key in keys]))
    return Answered(
        record_id=record.record_id,
        outcome=record.outcome.value,
        statements=said,
        citations=list(places.values()),
        refusal=_refused(record.refusal, record.record_id, links),
        notices=list(record.notices),
        disclosure=record.disclosure,
    )


def passages(found: Found, links: Links | None) -> Passages:
    """Of a search."""
    return Passages(
        record_id=found.record_id,
        passages=[
            Place(
                number=number, source_id=one.source_id, title=one.title, speaker=one.speaker, date=one.date,
                page=one.page, timecode=one.timecode, start=one.start, end=one.end, quote=one.text,
                superseded=bool(one.superseded_by),
                url=links.place(one, found.record_id) if links is not None else None,
            )
            for number, one in enumerate(found.hits, 1)
        ],
        refusal=_refused(found.refusal, found.record_id, links),
        disclosure=found.disclosure,
    )  # fmt: skip


def source_text(opened: Opened) -> SourceText:
    """Of a document that was opened."""
    return SourceText(
        source_id=opened.source_id, title=opened.title, kind=opened.kind, date=opened.date,
        speakers=list(opened.speakers), text=opened.text, start=opened.start, end=opened.end, length=opened.length,
        text_sha256=opened.text_sha256,
    )  # fmt: skip


def verified(found: Verification) -> Verified:
    """Of a past answer that was compared again."""
    return Verified(
        record_id=found.record_id,
        verdict=found.verdict.value,
        findings=[
            Finding(name=one.name, place=one.place, level=one.level.value, detail=one.detail) for one in found.findings
        ],
    )


def _refused(refusal: Refusal | None, record_id: str, links: Links | None) -> Refused | None:
    if refusal is None:
        return None
    return Refused(
        reason=refusal.reason.value,
        detail=refusal.detail,
        ask=refusal.ask,
        choices=list(refusal.choices),
        nearest=[_place(one, number, record_id, links) for number, one in enumerate(refusal.nearest, 1)],
    )


def _place(one: Citation | Nearest, number: int, record_id: str, links: Links | None) -> Place:
    return Place(
        number=number, source_id=one.source_id, title=one.title, speaker=one.speaker, date=one.date, page=one.page,
        timecode=one.timecode if isinstance(one, Citation) else None, start=one.start, end=one.end, quote=one.quote,
        superseded=isinstance(one, Citation) and bool(one.superseded_by),
        url=links.place(one, record_id) if links is not None else None,
    )  # fmt: skip
