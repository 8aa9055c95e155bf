"""May they? Every decision about who may do and read what, in one place; pure, and closed where nothing is said.

1. An action needs one of the roles named beside it (`ROLES`) and, of a token, its scope (`SCOPES`).
2. A document's words are read by `ingest.standing.denied`, as when an answer quotes them, on a day on which it
   held: what was superseded or has expired was on record, and may be read again. Who works on the record
   (authors, approvers, auditors), and only at their own desks, reads all of it.
3. A past answer is its asker's, whoever's they have shared it with, and the auditors'. Each statement is shown to
   whoever may read every source that it cites, now; to auditors always.

What may not be read is answered as what does not exist.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from audit.domain import AnswerRecord, Refusal, Statement
from audit.over_time import OverTime
from ingest.domain import Source
from ingest.standing import Moment, Standing, denied, effective_from
from onrecord.identity.domain import Identity, Role, TokenScope, Way
from onrecord.places import Place, numbers_of, place_of


class Action(StrEnum):
    """Everything that somebody may want to do here."""

    ASK = "ask"
    SEARCH = "search"
    READ = "read"
    TIMELINE = "timeline"
    RECORD = "record"  # read a past answer: rule 3 says which
    FEEDBACK = "feedback"
    SHARE = "share"
    LIBRARY = "library"
    ADD = "add"
    REVIEW = "review"
    APPROVE = "approve"
    REJECT = "reject"
    SCHEDULE = "schedule"
    WITHDRAW = "withdraw"
    PUBLISH = "publish"
    PAUSE = "pause"
    GAPS = "gaps"
    REPORTS = "reports"
    RECORDS = "records"
    EXPORT = "export"
    LEDGER = "ledger"
    RECALLS = "recalls"
    OWN_TOKENS = "own_tokens"
    TOKENS = "tokens"
    METRICS = "metrics"
    DOCTOR = "doctor"


EVERYBODY = frozenset(Role)
DESK = frozenset({Role.AUTHOR, Role.APPROVER})
AUDIT = frozenset({Role.AUDITOR})

ROLES: Mapping[Action, frozenset[Role]] = {
    **dict.fromkeys(
        (Action.ASK, Action.SEARCH, Action.READ, Action.TIMELINE, Action.RECORD, Action.FEEDBACK, Action.SHARE),
        EVERYBODY,
    ),
    Action.OWN_TOKENS: EVERYBODY,
    Action.LIBRARY: DESK | AUDIT,
    Action.REVIEW: DESK,
    Action.ADD: frozenset({Role.AUTHOR}),
    Action.APPROVE: frozenset({Role.APPROVER}),
    Action.REJECT: frozenset({Role.APPROVER}),
    Action.SCHEDULE: DESK,
    Action.WITHDRAW: DESK,
    Action.PUBLISH: frozenset({Role.APPROVER}),
    Action.PAUSE: DESK | {Role.ADMIN},
    Action.GAPS: DESK,
    Action.REPORTS: DESK,
    Action.RECORDS: AUDIT,
    Action.EXPORT: AUDIT,
    Action.LEDGER: AUDIT | {Role.ADMIN},
    Action.RECALLS: AUDIT | DESK,
    Action.TOKENS: frozenset({Role.ADMIN}),
    Action.METRICS: frozenset({Role.ADMIN}),
    Action.DOCTOR: frozenset({Role.ADMIN}),
}

SCOPES: Mapping[Action, TokenScope] = {
    **dict.fromkeys(
        (Action.ASK, Action.SEARCH, Action.READ, Action.TIMELINE, Action.RECORD, Action.FEEDBACK, Action.SHARE),
        TokenScope.ASK,
    ),
    **dict.fromkeys(
        (Action.LIBRARY, Action.ADD, Action.REVIEW, Action.REJECT, Action.SCHEDULE, Action.WITHDRAW, Action.PUBLISH,
         Action.PAUSE, Action.GAPS, Action.REPORTS),
        TokenScope.DESK,
    ),
    **dict.fromkeys((Action.RECORDS, Action.EXPORT, Action.LEDGER, Action.RECALLS), TokenScope.AUDIT),
    Action.METRICS: TokenScope.METRICS,
}  # fmt: skip
"""No token approves, makes tokens or sees the machine's state: that takes a person at a page."""


def may(who: Identity, action: Action) -> bool:
    """Rule 1."""
    if not who.roles & ROLES.get(action, frozenset()):
        return False
    return who.scopes is None or SCOPES.get(action) in who.scopes


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """What somebody may read of one document: the words of these leaders; with `whole`, the file itself and all that
    anybody says in it. False where they may read nothing of it."""

    words: frozenset[str] = frozenset()
    whole: bool = False

    def __bool__(self) -> bool:
        return self.whole or bool(self.words)


NOTHING = Reach()
BARRED_SINCE = "Some of what this rested on may not be read any longer."


def reach(who: Identity, source: Source, standing: Standing, now: datetime, *, desk: bool = False) -> Reach:
    """Rule 2. `desk`: at a page of those who work on the record, with its own action."""
    if desk:
        works = bool(who.roles & (DESK | AUDIT)) and (may(who, Action.LIBRARY) or may(who, Action.RECORDS))
        return Reach(words=frozenset(source.leaders), whole=True) if works else NOTHING
    if not may(who, Action.READ) or who.audience not in standing.audiences:
        return NOTHING
    held = effective_from(source)
    if held > now.date():
        return NOTHING
    moment = Moment(now=now, as_of=held, rank=standing.audiences.index(who.audience))
    words = frozenset(one for one in source.leaders if denied(source, one, standing, moment) is None)
    return Reach(words=words, whole=bool(words) and words == frozenset(source.leaders))


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A statement (counted from 1) that was shown once and may not be read now; `withdrawn`: since its source was."""

    number: int
    withdrawn: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What somebody may read of a past answer: the record with the statements, evidence and nearest passages that are
    theirs to read, and what was left out of it. `numbers` are the statements' own, in the whole record, and `places`
    the numbers of what they cite there. `audience` is the one for which it is told what has replaced its sources: the
    reader's, and not the asker's."""

    record: AnswerRecord
    numbers: tuple[int, ...]
    places: Mapping[Place, int]
    audience: str
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """What rule 3 looks at besides the record: the published sources by id, and what decides access at this moment."""

    sources: Mapping[str, Source]
    standing: Standing
    now: datetime


def shown(who: Identity, record: AnswerRecord, *, asker: str | None, shared: bool, by: Records) -> Shown | None:
    """Rule 3; none where this answer is not theirs to read, be it by one source that is above their audience."""
    everything, places = tuple(range(1, len(record.statements) + 1)), numbers_of(record.statements)
    if may(who, Action.RECORDS):
        return Shown(record=record, numbers=everything, places=places, audience=record.audience)
    own = asker is not None and bool(who.person) and asker == who.person
    if not may(who, Action.RECORD) or not (own or shared):
        return None
    if record.closed_context is not None:  # from passages that the asker brought along: theirs, and nobody else's
        if not own:
            return None
        return Shown(record=replace(record, withheld=()), numbers=everything, places=places, audience=who.audience)
    cited = {citation.source_id for one in record.statements for citation in one.citations}
    if not own and not all(_within(who, by.sources.get(one), by.standing) for one in cited):
        return None
    kept = {number: one for number, one in enumerate(record.statements, start=1) if _readable(who, one, by)}
    left = {place_of(cited) for one in kept.values() for cited in one.citations}
    return Shown(
        record=replace(
            record,
            statements=tuple(_within_audience(who, one, by) for one in kept.values()),
            evidence=tuple(one for one in record.evidence if _reach(who, one.source_id, by)),
            refusal=_refusal(who, record, by),
            over_time=_over_time(who, record.over_time, kept, by),
            withheld=(),
        ),
        numbers=tuple(kept),
        places={place: number for place, number in places.items() if place in left},
        audience=who.audience,
        left_out=tuple(
            LeftOut(number=number, withdrawn=any(_withdrawn(one.source_id, by) for one in statement.citations))
            for number, statement in enumerate(record.statements, start=1)
            if number not in kept
        ),
    )


def _within(who: Identity, source: Source | None, standing: Standing) -> bool:
    """Whether a source is within the person's audience, whatever else bars it."""
    known = source is not None and {who.audience, source.audience} <= set(standing.audiences)
    if not known or source is None:
        return False
    return standing.audiences.index(source.audience) <= standing.audiences.index(who.audience)


def _within_audience(who: Identity, statement: Statement, by: Records) -> Statement:
    """The statement, its citations without the ids of successors that are above the reader's audience."""
    return replace(
        statement,
        citations=tuple(
            replace(
                cited,
                superseded_by=tuple(
                    one for one in cited.superseded_by if _within(who, by.sources.get(one), by.standing)
                ),
            )
            for cited in statement.citations
        ),
    )


def _reach(who: Identity, source_id: str, by: Records) -> Reach:
    source = by.sources.get(source_id)
    return NOTHING if source is None else reach(who, source, by.standing, by.now)


def _readable(who: Identity, statement: Statement, by: Records) -> bool:
    return all(one.leader_id in _reach(who, one.source_id, by).words for one in statement.citations)


def _withdrawn(source_id: str, by: Records) -> bool:
    source = by.sources.get(source_id)
    return source_id in by.standing.withdrawn or (source is not None and source.withdrawn is not None)


def _refusal(who: Identity, record: AnswerRecord, by: Records) -> Refusal | None:
    """What it says may come from what is barred now, and so may whom it names, the owner of any of the evidence: then
    that goes too."""
    refusal = record.refusal
    if refusal is None:
        return None
    if not all(_reach(who, one.source_id, by) for one in record.evidence):
        refusal = replace(refusal, ask=None)
    nearest = tuple(one for one in refusal.nearest if _reach(who, one.source_id, by))
    if len(nearest) == len(refusal.nearest):
        return refusal
    return replace(refusal, nearest=nearest, detail=BARRED_SINCE, ask=None)


def _over_time(who: Identity, told: OverTime | None, kept: Collection[int], by: Records) -> OverTime | None:
    """The changes between statements that are kept, by the numbers that these have in the whole record."""
    if told is None:
        return None
    return OverTime(
        changes=tuple(one for one in told.changes if {one.earlier.statement, one.later.statement} <= set(kept)),
        ended=tuple(one for one in told.ended if _reach(who, one.source_id, by)),
    )


def operator(audience: str) -> Identity:
    """Whoever may read the workspace's own files: the audience is their choice, as on the command line."""
    return Identity(person="", name="operator", roles=EVERYBODY, audience=audience, way=Way.OPERATOR)
