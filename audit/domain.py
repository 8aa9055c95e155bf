"""The types that outlive an answer. Offsets count Unicode code points in the cited document's canonical text."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class Outcome(StrEnum):
    ANSWERED = "answered"
    REFUSED = "refused"


class Reason(StrEnum):
    """Why a question was not answered."""

    NOTHING_ON_RECORD = "nothing_on_record"
    AMBIGUOUS_LEADER = "ambiguous_leader"
    FALSE_PREMISE = "false_premise"
    UNSUPPORTED = "unsupported"
    NOT_ALLOWED = "not_allowed"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One numbered check's outcome; `detail` says what was compared."""

    name: str
    passed: bool
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A place in an approved document. Law: `text[start:end] == quote`, copied by code.

    `timecode` is when a recording's words begin, `HH:MM:SS.mmm`; `page` counts from 1.
    `source_sha256` is of the file's bytes, `text_sha256` of its canonical text.
    """

    evidence_key: str
    source_id: str
    title: str
    speaker: str
    leader_id: str
    date: date
    page: int | None
    timecode: str | None
    start: int
    end: int
    quote: str
    source_sha256: str
    text_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    text: str
    citations: tuple[Citation, ...]
    checks: tuple[Check, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceItem:
    """A retrieved passage, by its place: `rank` counts from 1; `score` orders within one answer only."""

    evidence_key: str
    passage_id: str
    source_id: str
    start: int
    end: int
    rank: int
    score: float
    retrievers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearest:
    """A passage near a refused question: what the record does say, never an answer to it."""

    source_id: str
    title: str
    speaker: str
    date: date
    page: int | None
    start: int
    end: int
    quote: str
    text_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """`ask` names whom to ask (an owner's address); `choices` the leaders that an ambiguous name may mean."""

    reason: Reason
    detail: str
    nearest: tuple[Nearest, ...] = ()
    ask: str | None = None
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Composer:
    kind: str
    model: str | None
    prompt_version: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotReference:
    snapshot_id: str
    manifest_sha256: str
    passages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRecord:
    """One question and what was shown for it: the object that every interface and the auditor read.

    `leaders` are the leader ids that the answer was limited to (empty: anybody); `confidence` is the
    calibrated probability that the evidence answers the question (none where no evidence was looked at);
    `statements` is empty exactly where `refusal` is present.
    """

    record_id: str
    question: str
    asked_at: datetime
    as_of: date
    audience: str
    leaders: tuple[str, ...]
    outcome: Outcome
    refusal: Refusal | None
    statements: tuple[Statement, ...]
    evidence: tuple[EvidenceItem, ...]
    disclosure: str
    confidence: float | None
    models: dict[str, str]
    composer: Composer
    snapshot: SnapshotReference
    timings_ms: dict[str, float] = field(default_factory=dict)
    id: str | None = None
