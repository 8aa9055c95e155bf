"""What an asker may read of the whole record, worked out once and kept for as long as it is true.

Judging every source anew at each question costs time that grows with the library, and the outcome changes seldom: with
a publication, a withdrawal, a pause, or at a moment that is known beforehand (an approval's time, an embargo's end, the
midnight at which consents begin and end). Until then it is the same, to the letter; what is shown is judged once more
by itself all the same (`agent.retrieve`, `agent.verify`).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta

from agent.understanding.documents import Titled
from ingest.domain import Source
from ingest.standing import Moment, Standing, denied, effective_from


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """`hidden` are sources of which nobody's words may be read now, for other reasons than the audience and the
    as-of date, by which every query is bounded anyway (`Window`); `hidden_words` are the (source_id, leader_id) barred
    alone; `years` those in which each leader has a document that this asker may read, and `titled` these documents:
    only they may give a time by their titles (law 3). True for the moments from `moment.now` until `until`, not
    included."""

    standing: Standing
    moment: Moment
    until: datetime
    hidden: tuple[str, ...]
    hidden_words: tuple[tuple[str, str], ...]
    years: Mapping[str, frozenset[int]]
    titled: tuple[Titled, ...]

    def holds(self, standing: Standing, moment: Moment) -> bool:
        """Whether it is what `access` would work out for `standing` and `moment`."""
        return (
            self.moment.now <= moment.now < self.until
            and (self.moment.rank, self.moment.as_of, self.moment.expired)
            == (moment.rank, moment.as_of, moment.expired)
            and self.standing == standing
        )


def access(served: Collection[Source], standing: Standing, moment: Moment) -> Access:
    """Judge every one of the `served` sources."""
    hidden: list[str] = []
    hidden_words: list[tuple[str, str]] = []
    years: dict[str, set[int]] = {}
    titled: list[Titled] = []
    for source in served:
        # As of a day on which it held, by somebody who may read everything: the other rules alone.
        barred = replace(moment, rank=len(standing.audiences), as_of=effective_from(source))
        words = [one for one in source.leaders if denied(source, one, standing, barred)]
        if len(words) == len(source.leaders):
            hidden.append(source.source_id)
            continue
        hidden_words += [(source.source_id, one) for one in words]
        readable = [one for one in source.leaders if denied(source, one, standing, moment) is None]
        for leader_id in readable:
            years.setdefault(leader_id, set()).add(source.date.year)
        if readable:
            titled.append(Titled(title=source.title, kind=source.kind, day=source.date))
    return Access(
        standing=standing,
        moment=moment,
        until=next_change(served, moment.now),
        hidden=tuple(hidden),
        hidden_words=tuple(hidden_words),
        years={leader_id: frozenset(found) for leader_id, found in years.items()},
        titled=tuple(titled),
    )


def next_change(served: Collection[Source], now: datetime) -> datetime:
    """The first moment after `now` at which time alone may change what is denied (`ingest.standing`, rules 1 to 4)."""
    coming = [datetime.combine(now.date() + timedelta(days=1), time(), UTC)]  # consents count in days
    coming += [one.approval.at for one in served if one.approval is not None and one.approval.at > now]
    coming += [one.embargo_until for one in served if one.embargo_until is not None and one.embargo_until > now]
    return min(coming)
