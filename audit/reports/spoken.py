"""What was read aloud and played in a period, and whether each might be sounded when it was: judged again from the log.

1. Counted are utterances by the day on which they were sounded, whenever the question was asked.
2. Each is judged by what the log's leaves before it say (`audit/verify_sounding.py`): consents, withdrawals, pauses,
   audiences, and which recording was approved. What it is of is read from the record; of an erased one nothing is left
   to judge by.
3. A voice or a face is told by its hash, with the leader whose consent names it, and the leaf of that consent.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

from sqlalchemy import Connection

from audit.domain import AnswerRecord
from audit.errors import RecordError
from audit.ledger import stored, utterances
from audit.ledger.past import Period
from audit.log.leaves import leaves_of
from audit.records.wire import from_json
from audit.reports.figures import Share
from audit.signed.envelopes import Kind
from audit.signed.uttered import Model, Played, Uttered
from audit.verify_history import History
from audit.verify_leaves import ANSWERS, Leaf
from audit.verify_report import Failed
from audit.verify_sounding import naming, sounded

RECORDS = 256  # that are kept in memory: what is read aloud of one stands together
MOST_UNCOVERED = 100  # that are listed


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """A voice or a face (`what`), by SHA-256. `leader_id` is whose consent named it, in leaf `consent`; both are none
    for one that is like nobody. `times` is how often it was used, in so many `records`."""

    what: str
    sha256: str
    leader_id: str | None
    consent: int | None
    times: int
    records: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A recording, by SHA-256, and how often somebody heard a citation in it."""

    source_id: str
    title: str
    sha256: str
    times: int
    records: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncovered:
    """What should not have been sounded: `leaf` says that it was, `detail` why it should not."""

    record_id: str
    statement: int
    leaf: int
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """How many `statements` and `disclosures` were read aloud and citations `played`, of so many `records`. `covered`
    is of those that could be judged; `unjudged` are the others. `uncovered` is cut."""

    statements: int
    disclosures: int
    played: int
    records: int
    used: tuple[Used, ...]
    recordings: tuple[Heard, ...]
    covered: Share
    unjudged: int
    uncovered: tuple[Uncovered, ...]

    @property
    def anything(self) -> bool:
        return bool(self.statements or self.disclosures or self.played)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """`wrong` is why it should not have been sounded, none where it might be; `judged` is false where nobody can tell,
    and `wrong` says why."""

    one: Uttered
    judged: bool
    wrong: str | None


def judgements(connection: Connection, history: History, found: Iterable[Uttered]) -> Iterator[Judgement]:
    """Utterances one after another, each judged at its own leaf."""
    records = lru_cache(RECORDS)(lambda record_id: _record(connection, record_id))
    for one in found:
        record = records(one.said.record_id)
        if isinstance(record, RecordError):
            yield Judgement(one=one, judged=False, wrong=record.message)
            continue
        try:
            sounded(history, one, record)
        except Failed as failed:
            yield Judgement(one=one, judged=True, wrong=failed.failure.detail)
        else:
            yield Judgement(one=one, judged=True, wrong=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """How often statements were `read` aloud and recordings `played` in the week that begins on `monday`, UTC."""

    monday: date
    read: int
    played: int


def by_week(connection: Connection, period: Period, most: int) -> list[Week]:
    """Of the newest utterances of a period, up to a number; every week from the first to the last. Disclosures are not
    counted. Raises RecordError where a leaf cannot be read."""
    counts: Counter[tuple[date, bool]] = Counter()
    for one in utterances.newest(connection, period, most):
        if one.said.statement:
            day = one.at.date()
            counts[day - timedelta(days=day.weekday()), one.said.recording is not None] += 1
    mondays = {monday for monday, _ in counts}
    first, last = min(mondays, default=date.max), max(mondays, default=date.min)
    weeks = (first + timedelta(days=at) for at in range(0, (last - first).days + 1, 7))
    return [Week(monday=one, read=counts[one, False], played=counts[one, True]) for one in weeks]


def history_of(connection: Connection) -> History:
    """What the log says of library and records. Raises RecordError where a leaf cannot be read."""
    kinds = [kind for kind in Kind if kind not in (*ANSWERS, Kind.UTTERANCE)]
    return History.of(Leaf(index=one.position, sealed=one.sealed) for one in leaves_of(connection, kinds))


def spoken(connection: Connection, period: Period, title: Callable[[str], str]) -> Spoken:
    """Of a period. `title` gives a source's by its id. Raises RecordError where a leaf cannot be read."""
    sums, history = _Sums(), history_of(connection)
    for judgement in judgements(connection, history, utterances.of_period(connection, period)):
        sums.take(judgement, history)
    return sums.spoken(title)


Key = tuple[str, str, str | None, int | None]


@dataclass(slots=True)
class _Sums:
    counts: Counter[str] = field(default_factory=Counter)
    records: set[str] = field(default_factory=set)
    used: Counter[Key] = field(default_factory=Counter)
    used_in: dict[Key, set[str]] = field(default_factory=dict)
    heard: Counter[tuple[str, str]] = field(default_factory=Counter)
    heard_in: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    uncovered: list[Uncovered] = field(default_factory=list)

    def take(self, judgement: Judgement, history: History) -> None:
        one, said = judgement.one, judgement.one.said
        kind = "played" if said.recording is not None else "statements" if said.statement else "disclosures"
        self.counts[kind] += 1
        self.records.add(said.record_id)
        for what, model in (("voice", said.voice), ("avatar", said.avatar)):
            if model is not None:
                self._model(what, model, one, history)
        if said.recording is not None:
            self._recording(said.recording, said.record_id)
        if not judgement.judged:
            self.counts["unjudged"] += 1
            return
        self.counts["judged"] += 1
        if judgement.wrong is not None:
            self.counts["wrong"] += 1
            if len(self.uncovered) < MOST_UNCOVERED:
                self.uncovered.append(
                    Uncovered(
                        record_id=said.record_id, statement=said.statement, leaf=one.index, detail=judgement.wrong
                    )
                )

    def _model(self, what: str, model: Model, one: Uttered, history: History) -> None:
        named = next(iter(naming(history, one, model, what)), None)
        leader_id, consent = (named.leader_id, named.index) if named is not None else (model.leader_id, None)
        key = (what, model.sha256, leader_id, consent)
        self.used[key] += 1
        self.used_in.setdefault(key, set()).add(one.said.record_id)

    def _recording(self, played: Played, record_id: str) -> None:
        key = (played.source_id, played.sha256)
        self.heard[key] += 1
        self.heard_in.setdefault(key, set()).add(record_id)

    def spoken(self, title: Callable[[str], str]) -> Spoken:
        counts = self.counts
        return Spoken(
            statements=counts["statements"],
            disclosures=counts["disclosures"],
            played=counts["played"],
            records=len(self.records),
            used=tuple(
                Used(what=key[0], sha256=key[1], leader_id=key[2], consent=key[3], times=times,
                     records=len(self.used_in[key]))
                for key, times in self.used.most_common()
            ),
            recordings=tuple(
                Heard(source_id=key[0], title=title(key[0]), sha256=key[1], times=times,
                      records=len(self.heard_in[key]))
                for key, times in self.heard.most_common()
            ),
            covered=Share.part(counts["judged"] - counts["wrong"], counts["judged"]),
            unjudged=counts["unjudged"],
            uncovered=tuple(self.uncovered),
        )  # fmt: skip


def _record(connection: Connection, record_id: str) -> AnswerRecord | RecordError:
    try:
        found: AnswerRecord = from_json(AnswerRecord, stored.content(connection, stored.known(connection, record_id)))
    except RecordError as error:
        return error
    return found
