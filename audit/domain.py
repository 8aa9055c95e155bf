"""The types that outlive an answer. Offsets count Unicode code points in the cited document's canonical text."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from audit.over_time import OverTime
from audit.understood import Understood

# A field that records did not always have: none is not written, so that an earlier record has the same bytes when it is
# read and written again.
LEFT_OUT: Mapping[str, bool] = MappingProxyType({"left_out_when_none": True})


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
    `source_sha256` is of the file's bytes, `text_sha256` of its canonical text. `superseded_by` are the ids of the
    sources that had replaced this one by the day asked about, of those that the asker may read.
    Where the question brought the text, `source_id` is the passage's id, both hashes are of the text as it was given,
    title, speaker and leader id are empty, and `date` is the day on which it was asked.
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
    superseded_by: tuple[str, ...] = ()

    @property
    def brought(self) -> bool:
        """Whether the words are nobody's: of a passage that the question brought."""
        return not self.leader_id


class Support(StrEnum):
    """What the record says of a sentence that somebody else wrote."""

    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"
    NOT_ON_RECORD = "not_on_record"


class Form(StrEnum):
    """How a statement came to its words."""

    QUOTED = "quoted"  # the citations' quotes and nothing else, put together by code
    COMPOSED = "composed"  # written by a language model, and checked


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    text: str
    citations: tuple[Citation, ...]
    checks: tuple[Check, ...] = ()
    form: Form = Form.QUOTED


class Became(StrEnum):
    """What stands in the answer in place of a statement that did not pass."""

    QUOTES = "quotes"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Withheld:
    """A statement that was written and not shown, with the checks that kept it back. For the auditor alone."""

    statement: Statement
    became: Became


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
class Checked:
    """What the record says of a sentence. `score`, 0 to 1, is how well it is supported; `checks` are of the sentence
    against the quotes that are nearest to it."""

    verdict: Support
    score: float
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Composer:
    """What made the statements. `model` is as the server names it, `revision` that of its weights as the settings name
    it; `prompt_sha256` is over the RFC 8785 encoding of messages and schema; `judge` is none where none counted."""

    kind: str
    model: str | None
    prompt_version: str | None
    revision: str | None = None
    prompt_sha256: str | None = None
    sampling: dict[str, float] = field(default_factory=dict)
    judge: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotReference:
    snapshot_id: str
    manifest_sha256: str
    passages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BroughtPassage:
    """A passage that a question brought along: its id and the SHA-256 of its text's UTF-8 bytes. `text` is kept so that
    quotes can be compared later; none where it was not kept, as in what the asker is given back."""

    id: str
    text_sha256: str
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRecord:
    """One question and what was shown for it: the object that every interface and the auditor read.

    `leaders` are the leader ids that the answer was limited to (empty: anybody); `confidence` is the
    calibrated probability that the evidence answers the question (none where no evidence was looked at);
    `statements` is empty exactly where `refusal` is present. `notices` are lines that the answer's reader must see;
    `withheld` is what was written and not shown; `policy_sha256` names the policy of topics that was in force.
    Where `checked` is present, `question` is a sentence that somebody else wrote, and the statements are the quotes
    that speak for it or against it. Where `closed_context` is present, the question brought these passages and was
    answered from them alone: approved by nobody, words of no leader, and of no snapshot. `understood` is none in
    records that were written before there was such a thing. Where `over_time` is present, `question` is a topic, and
    the statements are what was said on it up to `as_of`, in the order of their dates, what no longer holds among it.
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
    notices: tuple[str, ...] = ()
    withheld: tuple[Withheld, ...] = ()
    policy_sha256: str | None = None
    checked: Checked | None = None
    closed_context: tuple[BroughtPassage, ...] | None = field(default=None, metadata=LEFT_OUT)
    understood: Understood | None = field(default=None, metadata=LEFT_OUT)
    over_time: OverTime | None = field(default=None, metadata=LEFT_OUT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """That a record is in a log: its origin, the index of the record's leaf (from 0), the record's number among the
    leaves of answers and refusals (from 1), and the size and root (hex) of the checkpoint that was signed with it."""

    log: str
    leaf: int
    answer_seq: int
    size: int
    root: str
