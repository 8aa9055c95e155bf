"""May these words be read, now, by this asker? Pure rules over what the catalogue holds (laws 3 and 11).

All are judged at the moment of asking:
1. approved: someone other than the owner and the adder approved exactly these bytes;
2. not withdrawn, in the manifest or by `onrecord withdraw`;
3. past its embargo;
4. covered by the speaking leader's consent: in term, for this document's audience, for this use;
5. not paused, as a whole, for this leader or for this document;
6. within the asker's audience: each audience reads what the ones before it may;
7. on record as of the day asked about: from `effective_from` (else its date) until `effective_until`; where what has
   expired is asked for as well, as of that day or any before it.
Only the seventh looks at the as-of date.

Where the question brought its own passages they are all that may be read: each by its id and its text's hash, as words
of nobody. The asker had them already, so of the seven only the pause of everybody is left.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from ingest.domain import Leader, Scope, Source, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """Who asks, when, and about which day. `now` is in UTC; `rank` is the place of the asker's audience. With `expired`
    it is about every day up to that one: what no longer held then counts as well."""

    now: datetime
    as_of: date
    rank: int
    expired: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What decides access besides the manifest's own words: withdrawals and pauses, by id. `brought` are the hashes of
    the texts that the question brought, by id; none where the record is asked."""

    audiences: Sequence[str]
    leaders: Mapping[str, Leader]
    withdrawn: Collection[str]
    paused: Collection[str]
    all_paused: bool
    paused_documents: Collection[str] = ()
    brought: Mapping[str, str] | None = None


def effective_from(source: Source) -> date:
    return source.effective_from or source.date


def consents(leader: Leader, source: Source, use: Scope, today: date) -> bool:
    """Rule 4."""
    consent = leader.consent
    return (
        consent.valid_from <= today < consent.valid_until
        and source.audience in consent.audiences
        and use in consent.scope
    )


def approved(source: Source, now: datetime, *, unsigned: bool = True) -> bool:
    """Rule 1. The manifest's reader holds the same but for the time; judged again here, since this decides what is
    shown. An approval dated later than now is none yet. `unsigned`: whether one without a signature counts, which an
    ingest judges; it also checks signatures, against the approvers' keys that the manifest names."""
    approval = source.approval
    return (
        approval is not None
        and approval.at <= now
        and approval.sha256 == source.sha256
        and approval.by not in source.own.values()
        and (unsigned or approval.signature is not None)
    )


def denied(source: Source, leader_id: str, standing: Standing, moment: Moment, use: Scope = Scope.QUOTE) -> str | None:
    """The first rule that keeps this leader's words in this source from this asker, or none. Never shown to askers."""
    if standing.brought is not None:
        return _not_brought(source, leader_id, standing, standing.brought)
    leader = standing.leaders.get(leader_id)
    if not approved(source, moment.now):
        return "not approved"
    if source.withdrawn is not None or source.source_id in standing.withdrawn:
        return "withdrawn"
    if source.embargo_until is not None and moment.now < source.embargo_until:
        return "under embargo"
    if leader is None or leader_id not in source.leaders:
        return "not a declared leader's words"
    if not consents(leader, source, use, moment.now.date()):
        return f"no consent to {use.value}"
    if standing.all_paused or leader_id in standing.paused or source.source_id in standing.paused_documents:
        return "paused"
    if source.audience not in standing.audiences or standing.audiences.index(source.audience) > moment.rank:
        return "above the asker's audience"
    if not effective_from(source) <= moment.as_of:
        return "not yet on record"
    if not moment.expired and ended(source, moment.as_of):
        return "no longer in effect"
    return None


def ended(source: Source, as_of: date) -> bool:
    """Whether it held no longer on a day."""
    return source.effective_until is not None and source.effective_until <= as_of


def _not_brought(source: Source, leader_id: str, standing: Standing, brought: Mapping[str, str]) -> str | None:
    """What keeps these words from whoever brought `brought` along, or none."""
    if brought.get(source.source_id) != source.sha256:
        return "not brought by the question"
    if leader_id or any(source.leaders):
        return "a declared leader's words"
    return "paused" if standing.all_paused else None


def successors(served: Iterable[Source], standing: Standing, moment: Moment) -> dict[str, tuple[Source, ...]]:
    """By source id, the served sources that have replaced it by the as-of day, in the order of their effect.

    Only those that this asker may read count: what they may not see shows in no way (law 3). One that is paused has
    replaced the earlier one all the same. A successor that has
    itself gone out of effect has replaced the earlier one all the same.
    """
    found: dict[str, list[Source]] = {}
    standing = replace(
        standing, paused=(), paused_documents=(), all_paused=False
    )  # a pause makes nothing current again
    for source in served:
        begins = effective_from(source)
        if not source.supersedes or begins > moment.as_of:
            continue
        then = replace(moment, as_of=begins)
        if any(denied(source, one, standing, then) is None for one in source.leaders):
            for earlier in source.supersedes:
                found.setdefault(earlier, []).append(source)
    return {earlier: tuple(sorted(later, key=effective_from)) for earlier, later in found.items()}


def taken_back(source: Source, withdrawn: Mapping[str, tuple[datetime, str]], now: datetime) -> bool:
    """Whether a withdrawal by command, of the ids in `withdrawn` with its time, stands: it ends with a later approval
    in a manifest without a withdrawal."""
    if source.source_id not in withdrawn:
        return False
    at, approval = withdrawn[source.source_id][0], source.approval
    return approval is None or not at < approval.at <= now


def status(
    source: Source, leaders: Mapping[str, Leader], withdrawn: Collection[str], now: datetime, *, unsigned: bool = True
) -> Status:
    """The operator's view of one source. Lapsed: no leader of it has a consent that covers quoting it today.
    `unsigned` as in `approved`."""
    if source.withdrawn is not None or source.source_id in withdrawn:
        return Status.WITHDRAWN
    if not approved(source, now, unsigned=unsigned):
        return Status.DRAFT
    if source.embargo_until is not None and now < source.embargo_until:
        return Status.EMBARGOED
    named = [leaders[leader_id] for leader_id in source.leaders if leader_id in leaders]
    if named and not any(consents(leader, source, Scope.QUOTE, now.date()) for leader in named):
        return Status.LAPSED
    if source.effective_until is not None and source.effective_until <= now.date():
        return Status.EXPIRED
    return Status.PUBLISHED
