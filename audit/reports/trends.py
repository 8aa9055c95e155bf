"""What past answers come to over time, counted quickly: the newest records of a period, up to a number.

1. Counted are questions: not those of an evaluation, nor sentences that were checked. What was erased or cannot be read
   is counted as such. Content is as audit/ledger/skim.py reads it; whether citations still hold is `report`'s to say.
2. Weeks are those of ISO 8601, by the moment of asking in UTC. Latency is the sum of the stages that a record keeps, in
   milliseconds, and its 95th percentile the smallest value that 95 in 100 do not exceed.
3. An answer covers a document where it cites it, and a leader's year where it cites words that this leader said in it.
   Passages that a question brought along are no documents.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import Connection

from audit.database import aware
from audit.domain import Form
from audit.ledger import skim
from audit.ledger.past import Period
from audit.reports.tally import CHECK, EVALUATED
from audit.tables import answer_parts, answers

MOST = 5_000  # records that are counted at once
BINS = 10  # of the confidence, from 0 to 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """`monday` is its first day; `median` and `p95` are of the latency in milliseconds, none where none was kept.
    `documents` counts those that were cited in it or in an earlier week."""

    monday: date
    answered: int
    refused: int
    interrupted: int
    median: float | None
    p95: float | None
    documents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Trends:
    """Of the `total` records of the period the newest `records` were looked at. `confidence` has (answered, refused) of
    each bin. `shown` counts statements by form, `withheld` what a model wrote and nobody saw, by what became of it.
    `years` counts answers by (leader id, year of the words), `documents` by source id."""

    total: int
    records: int
    left_out: int
    erased: int
    unreadable: int
    weeks: tuple[Week, ...]
    refused: Mapping[str, int]
    confidence: tuple[tuple[int, int], ...]
    shown: Mapping[str, int]
    withheld: Mapping[str, int]
    years: Mapping[tuple[str, int], int]
    documents: Mapping[str, int]


@dataclass(slots=True)
class _Sums:
    """Of the questions of one week."""

    outcomes: Counter[str] = field(default_factory=Counter)
    latencies: list[float] = field(default_factory=list)
    documents: set[str] = field(default_factory=set)


@dataclass(slots=True)
class _Counts:
    others: Counter[str] = field(default_factory=Counter)
    weeks: dict[date, _Sums] = field(default_factory=dict)
    refused: Counter[str] = field(default_factory=Counter)
    confidence: list[list[int]] = field(default_factory=lambda: [[0, 0] for _ in range(BINS)])
    shown: Counter[str] = field(default_factory=Counter)
    withheld: Counter[str] = field(default_factory=Counter)
    years: Counter[tuple[str, int]] = field(default_factory=Counter)
    documents: Counter[str] = field(default_factory=Counter)

    def take(self, one: skim.Skimmed) -> None:
        """The next record."""
        self.others["records"] += 1
        content = one.content
        if content is None:
            self.others["erased" if one.erased else "unreadable"] += 1
        elif content["composer"]["kind"] == CHECK or (content.get("id") or "").startswith(EVALUATED):
            self.others["left_out"] += 1
        else:
            self._question(aware(one.row.asked_at), one.row.outcome, content)

    def _question(self, asked_at: datetime, outcome: str | None, content: Mapping[str, Any]) -> None:
        day = asked_at.astimezone(UTC).date()
        week = self.weeks.setdefault(day - timedelta(days=day.weekday()), _Sums())
        week.outcomes[outcome or "interrupted"] += 1
        if timings := content.get("timings_ms"):
            week.latencies.append(sum(timings.values()))
        if content["refusal"] is not None:
            self.refused[content["refusal"]["reason"]] += 1
        if content["confidence"] is not None:
            place = min(BINS - 1, max(0, int(content["confidence"] * BINS)))
            self.confidence[place][content["refusal"] is not None] += 1
        self.shown.update(statement.get("form", Form.QUOTED.value) for statement in content["statements"])
        self.withheld.update(one["became"] for one in content.get("withheld", ()))
        if content.get("closed_context") is None:
            cited = [item for statement in content["statements"] for item in statement["citations"]]
            week.documents |= {item["source_id"] for item in cited}
            self.documents.update({item["source_id"] for item in cited})
            self.years.update({(item["leader_id"], int(item["date"][:4])) for item in cited})


def trends(connection: Connection, period: Period, most: int = MOST) -> Trends:
    """Of the newest `most` records of a period."""
    wanted, counts = _within(period), _Counts()
    for one in islice(skim.skimmed(connection, skim.rows(connection, wanted)), most):
        counts.take(one)
    return Trends(
        total=skim.count(connection, wanted),
        records=counts.others["records"],
        left_out=counts.others["left_out"],
        erased=counts.others["erased"],
        unreadable=counts.others["unreadable"],
        weeks=tuple(_weeks(counts.weeks)),
        refused=dict(counts.refused.most_common()),
        confidence=tuple((answered, refused) for answered, refused in counts.confidence),
        shown=dict(counts.shown),
        withheld=dict(counts.withheld),
        years=dict(counts.years),
        documents=dict(counts.documents.most_common()),
    )


def _weeks(sums: Mapping[date, _Sums]) -> Iterable[Week]:
    """Every week from the first to the last, those without a question too."""
    cited: set[str] = set()
    monday, last = min(sums, default=date.max), max(sums, default=date.min)
    while monday <= last:
        one = sums.get(monday, _Sums())
        cited |= one.documents
        yield Week(
            monday=monday,
            answered=one.outcomes["answered"],
            refused=one.outcomes["refused"],
            interrupted=one.outcomes["interrupted"],
            median=_percentile(one.latencies, 0.5),
            p95=_percentile(one.latencies, 0.95),
            documents=len(cited),
        )
        monday += timedelta(days=7)


def _percentile(values: Sequence[float], share: float) -> float | None:
    """The smallest value that this share does not exceed (nearest rank)."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)] if values else None


def _within(period: Period) -> skim.Wanted:
    conditions = []
    for table in (answers, answer_parts):
        own = []
        if period.since is not None:
            own.append(table.c.asked_at >= datetime.combine(period.since, time(), UTC))
        if period.until is not None:
            own.append(table.c.asked_at < datetime.combine(period.until, time(), UTC))
        conditions.append(own)
    return skim.Wanted(whole=conditions[0], begun=conditions[1])
