"""The figures of a report: plain data. Nothing that was asked or said stands in them: counts, ids and titles only.

How they are counted is in `tally`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """`share` is none where there is nothing to have a share of."""

    count: int
    of: int
    share: float | None

    @classmethod
    def part(cls, count: int, of: int) -> "Share":
        return cls(count=count, of=of, share=round(count / of, 6) if of else None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """What questions are answered by now. `snapshot_id` is none where nothing is published."""

    models: Mapping[str, str]
    snapshot_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    record_id: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A citation that today's frozen texts do not bear out. `place` is which of the record's."""

    record_id: str
    place: str
    source_id: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """How often a source was cited, and by how many records; its title as it was cited last."""

    source_id: str
    title: str
    citations: int
    records: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """`monday` is its first day; `confidence` the mean of those that were computed, none where none was."""

    monday: date
    questions: int
    refused: Share
    confidence: float | None
    withheld: Share
    other_models: Share
    other_snapshot: Share


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """`refused` is by reason, `checked` by verdict; `searched` are searches, which asked for passages and no answer;
    `brought` of the questions came with their own passages.

    Of the `statements` that were shown, `composed` were written by a language model; `replaced` and `removed` are of
    all that it wrote. `hold` is of the citations of sources, `broken` are the others, up to a number. `cited` are the
    sources that most records cite, of `sources`. `other_models` and `other_snapshot` are of the questions that were
    looked up.
    """

    records: int
    answered: int
    refused: Mapping[str, int]
    interrupted: int
    brought: int
    checked: Mapping[str, int]
    searched: int
    evaluated: int
    erased: int
    unreadable: tuple[Unreadable, ...]
    statements: int
    composed: int
    replaced: Share
    removed: Share
    hold: Share
    broken: tuple[Broken, ...]
    sources: int
    cited: tuple[Cited, ...]
    other_models: Share
    other_snapshot: Share
    weeks: tuple[Week, ...]
