"""Counting past answers: shares, whether their citations still hold, and how all that drifts by week. Pure; one record
at a time, so that any number of them takes no more memory than the figures do.

1. Each record is counted once: a question that was answered or refused, an answer that was interrupted, a sentence that
   was checked, a search, a question of an evaluation, or a record that was erased or cannot be read. Of the last three
   nothing more is counted.
2. What a language model wrote are the composed statements that were shown, and those that were withheld, of which some
   became their quotes and the others were left out.
3. Every citation is held against today's frozen texts (step 2 of audit/verify.py). Passages that a question brought
   along are no sources, and are left out here.
4. Weeks are those of ISO 8601, by the moment of asking in UTC. Models and snapshot are compared with today's, but for
   questions that brought their own passages.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, timedelta

from audit.domain import AnswerRecord, Became, Form
from audit.findings import Frozen, Level
from audit.reports.figures import Broken, Cited, Figures, Share, Unreadable, Week
from audit.verify import SEARCH, quote

EVALUATED = "eval:"  # how the `id` of an evaluation's question begins
CHECK = "check"  # the composer of the quotes that speak for or against a sentence
NOT_JUDGED = "not_judged"
MOST_CITED = 20  # sources that are listed
MOST_BROKEN = 10_000  # citations that are listed


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """What questions are answered by now. `snapshot_id` is none where nothing is published."""

    models: Mapping[str, str]
    snapshot_id: str | None


@dataclass(slots=True)
class _Sums:
    """Of the questions of one week. `confidence` is the sum of so many that were computed."""

    questions: int = 0
    refused: int = 0
    confidence: float = 0.0
    computed: int = 0
    written: int = 0
    withheld: int = 0
    looked_up: int = 0
    other_models: int = 0
    other_snapshot: int = 0


@dataclass(slots=True)
class Tally:
    """Takes records as they come. `texts` gives the frozen texts that are filed under a hash today."""

    today: Today
    texts: Callable[[str], Sequence[Frozen]]
    _counts: Counter[str] = field(default_factory=Counter)
    _refused: Counter[str] = field(default_factory=Counter)
    _checked: Counter[str] = field(default_factory=Counter)
    _became: Counter[Became] = field(default_factory=Counter)
    _unreadable: list[Unreadable] = field(default_factory=list)
    _wrong: int = 0
    _broken: list[Broken] = field(default_factory=list)
    _cited: Counter[str] = field(default_factory=Counter)
    _citing: Counter[str] = field(default_factory=Counter)
    _titles: dict[str, str] = field(default_factory=dict)
    _weeks: dict[date, _Sums] = field(default_factory=dict)

    def record(self, record: AnswerRecord, *, interrupted: bool = False) -> None:
        """The next record; `interrupted`: it is what had been shown of an answer that did not come to its end."""
        if record.id is not None and record.id.startswith(EVALUATED):
            self._counts["evaluated"] += 1
            return
        if record.checked is not None or record.composer.kind == CHECK:
            self._checked[record.checked.verdict.value if record.checked is not None else NOT_JUDGED] += 1
        elif record.composer.kind == SEARCH:
            self._counts["searched"] += 1
        else:
            self._question(record, interrupted)
        self._counts["statements"] += len(record.statements)
        if record.closed_context is None:
            self._citations(record)

    def erased(self) -> None:
        """The next record, of which nothing is left."""
        self._counts["erased"] += 1

    def unreadable(self, record_id: str, detail: str) -> None:
        """The next record, whose content is not what was written."""
        self._unreadable.append(Unreadable(record_id=record_id, detail=detail))

    def _question(self, record: AnswerRecord, interrupted: bool) -> None:
        """Steps 1, 2 and 4."""
        day = record.asked_at.astimezone(UTC).date()
        week = self._weeks.setdefault(day - timedelta(days=day.weekday()), _Sums())
        week.questions += 1
        if record.refusal is not None:
            self._refused[record.refusal.reason.value] += 1
            week.refused += 1
        else:
            self._counts["interrupted" if interrupted else "answered"] += 1
        if record.confidence is not None:
            week.confidence += record.confidence
            week.computed += 1
        composed = sum(one.form is Form.COMPOSED for one in record.statements)
        self._counts["composed"] += composed
        self._became.update(one.became for one in record.withheld)
        week.written += composed + len(record.withheld)
        week.withheld += len(record.withheld)
        if record.closed_context is not None:
            self._counts["brought"] += 1
            return
        week.looked_up += 1
        week.other_models += record.models != self.today.models
        week.other_snapshot += record.snapshot.snapshot_id != self.today.snapshot_id

    def _citations(self, record: AnswerRecord) -> None:
        """Step 3."""
        for number, statement in enumerate(record.statements, 1):
            for count, one in enumerate(statement.citations, 1):
                self._cited[one.source_id] += 1
                self._titles[one.source_id] = one.title
                found = quote(f"statement {number}, citation {count}", one, self.texts(one.text_sha256))
                if found.level is Level.PASSED:
                    continue
                self._wrong += 1
                if self._wrong <= MOST_BROKEN:
                    told = {"place": found.place, "source_id": one.source_id, "detail": found.detail}
                    self._broken.append(Broken(record_id=record.record_id, **told))
        self._citing.update({one.source_id for statement in record.statements for one in statement.citations})

    def figures(self) -> Figures:
        """What has come of them so far."""
        counts, weeks = self._counts, list(self._weeks.values())
        questions, looked_up = sum(one.questions for one in weeks), sum(one.looked_up for one in weeks)
        written, citations = sum(one.written for one in weeks), self._cited.total()
        most = sorted(self._cited, key=lambda one: (-self._citing[one], -self._cited[one], one))[:MOST_CITED]
        others = counts["searched"] + counts["evaluated"] + counts["erased"] + len(self._unreadable)
        return Figures(
            records=questions + self._checked.total() + others,
            answered=counts["answered"],
            refused=dict(sorted(self._refused.items(), key=lambda one: (-one[1], one[0]))),
            interrupted=counts["interrupted"],
            brought=counts["brought"],
            checked=dict(sorted(self._checked.items())),
            searched=counts["searched"],
            evaluated=counts["evaluated"],
            erased=counts["erased"],
            unreadable=tuple(self._unreadable),
            statements=counts["statements"],
            composed=counts["composed"],
            replaced=Share.part(self._became[Became.QUOTES], written),
            removed=Share.part(self._became[Became.NOTHING], written),
            hold=Share.part(citations - self._wrong, citations),
            broken=tuple(self._broken),
            sources=len(self._cited),
            cited=tuple(self._most(one) for one in most),
            other_models=Share.part(sum(one.other_models for one in weeks), looked_up),
            other_snapshot=Share.part(sum(one.other_snapshot for one in weeks), looked_up),
            weeks=tuple(_week(monday, self._weeks[monday]) for monday in sorted(self._weeks)),
        )

    def _most(self, source_id: str) -> Cited:
        return Cited(
            source_id=source_id,
            title=self._titles[source_id],
            citations=self._cited[source_id],
            records=self._citing[source_id],
        )


def _week(monday: date, sums: _Sums) -> Week:
    return Week(
        monday=monday,
        questions=sums.questions,
        refused=Share.part(sums.refused, sums.questions),
        confidence=round(sums.confidence / sums.computed, 6) if sums.computed else None,
        withheld=Share.part(sums.withheld, sums.written),
        other_models=Share.part(sums.other_models, sums.looked_up),
        other_snapshot=Share.part(sums.other_snapshot, sums.looked_up),
    )
