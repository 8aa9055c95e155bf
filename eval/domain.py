"""Types of the evaluation. Spans are half-open and count Unicode code points in a source's canonical text."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from audit.domain import AnswerRecord, Reason

Place = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gold:
    """A sentence that a right answer cites; `places` are all the spans at which its source has it: one is enough."""

    source_id: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A question and what a right answer to it is.

    `golds` holds the gold sentences of each annotator; it is empty where the right answer is a refusal, and where only
    the passages are known. `leader_id` is the asker's own choice, which the agent is told; `speaker_id` is whose words
    alone are right, which it is not told. `audience` none is the first one, `as_of` none is today; `reason` is the one
    that a right refusal gives, or any.
    """

    id: str
    question: str
    answerable: bool
    golds: tuple[tuple[Gold, ...], ...] = ()
    leader_id: str | None = None
    speaker_id: str | None = None
    audience: str | None = None
    as_of: date | None = None
    reason: Reason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A case and the answer to it: all that a metric of one question looks at.

    `texts` holds the canonical text of every cited source that is published, by source id.
    """

    case: Case
    record: AnswerRecord
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What was measured of one question.

    `answerable`, `answered` and `confidence` are none where nothing was asked (retrieval alone). `values` are averaged
    over the rows that have them, `counts` are summed first and divided then, `timings_ms` is wall time by stage.
    """

    id: str
    question: str
    answerable: bool | None = None
    answered: bool | None = None
    confidence: float | None = None
    values: dict[str, float] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    timings_ms: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A question that could not be asked to the end: no answer, no refusal, and never a score."""

    id: str
    question: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    rows: tuple[Row, ...]
    failures: tuple[Failure, ...]


@dataclass(frozen=True, slots=True)
class Sample:
    """The rows that a metric of many questions looks at: all of them, or one draw of the bootstrap."""

    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One metric's value with its 95 % interval (none where too few draws have one), over so many questions."""

    name: str
    value: float
    low: float | None
    high: float | None
    questions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """A bound that a company sets to a metric."""

    metric: str
    at_least: float | None = None
    at_most: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether a threshold was met; what could not be measured (`value` none) has not met it."""

    threshold: Threshold
    value: float | None
    met: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Of the risk-coverage curve: with this share of the questions answered, this share of the answers is wrong."""

    coverage: float
    risk: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """Of the reliability plot: so many questions of about this confidence, and how many of them are answerable."""

    confidence: float
    answerable: float
    questions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One run. `set_sha256` is over the files that hold the questions and their gold; `part` is what was asked of them.

    `workspace` is where it was asked, none for a workspace that was made for it and is gone.
    """

    version: int
    set: str
    set_sha256: str
    part: str
    workspace: str | None
    measured_at: datetime
    models: dict[str, str]
    snapshot_id: str
    passages: int
    figures: tuple[Figure, ...]
    curve: tuple[Step, ...]
    reliability: tuple[Bin, ...]
    verdicts: tuple[Verdict, ...]
    failures: tuple[Failure, ...]
    rows: tuple[Row, ...]

    @property
    def passed(self) -> bool:
        """Nothing failed, every threshold was met, and something was measured at all."""
        return bool(self.rows) and not self.failures and all(one.met for one in self.verdicts)
