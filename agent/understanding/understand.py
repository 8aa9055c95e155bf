"""The question as it is understood: whose words, said when, as of which day. What the asker chose stands above it.

1. as of when: "as of March" moves the as-of date to the last day of that time, never later than today (law 3);
2. whose words: agent/leaders.py;
3. said when: agent/understanding/saying.py. Several times that tell so must all hold; where they cannot, none counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from agent.domain import ANYONE, Question
from agent.leaders import Named, named
from agent.library import View, years_on_record
from agent.understanding.documents import Titled
from agent.understanding.phrases import Bound, Phrase, phrases, tells_of_time
from agent.understanding.saying import told
from audit.understood import By, MeantDay, MeantLeader, MeantPeriod, Understood
from ingest.standing import Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """What a question's words say of when: of saying, and of the as-of date. Where they say nothing, none."""

    period: MeantPeriod | None = None
    as_of: MeantDay | None = None


def times_of(text: str, today: date, documents: Sequence[Titled] = ()) -> Times:
    """Pure; `documents` are those that the asker may read today."""
    found = phrases(text, today, documents)
    return Times(period=_period(text, told(text, found)), as_of=_as_of(text, found, today))


def _as_of(text: str, found: Sequence[Phrase], today: date) -> MeantDay | None:
    days = [(one, one.until) for one in found if one.bound is Bound.AS_OF and one.until is not None]
    if len(days) != 1:  # two days are none
        return None
    phrase, until = days[0]
    day = min(until - timedelta(days=1), today)
    return MeantDay(day=day, words=text[phrase.start : phrase.end]) if day < today else None


def _period(text: str, found: Sequence[Phrase]) -> MeantPeriod | None:
    first = max((one.first for one in found if one.first is not None), default=None)
    until = min((one.until for one in found if one.until is not None), default=None)
    if not found or (first is not None and until is not None and first >= until):
        return None
    written = " ".join(text[one.start : one.end] for one in found)
    return MeantPeriod(said_from=first, said_until=until, words=written)


def understand(question: Question, view: View) -> tuple[Question, Named, Understood]:
    """The question with its as-of date and its period of saying, whom it names, and how all that was understood.

    In what a question brought, nobody speaks and nothing is dated: there names and times limit nothing."""
    if question.passages is not None:
        return replace(question, period=None), Named(), Understood()
    today = question.asked_at.date()
    rank = view.state.audiences.index(question.audience)
    moment = Moment(now=question.asked_at, as_of=question.as_of, rank=rank, expired=question.expired)
    documents = view.access(moment).titled if tells_of_time(question.text) else ()
    times = times_of(question.text, today, documents)
    as_of = None if question.as_of_chosen or question.as_of != today else times.as_of
    question = replace(question, as_of=as_of.day if as_of else question.as_of)
    if question.period is None and not question.any_time:
        question = replace(question, period=times.period)
    moment = replace(moment, as_of=question.as_of)
    leaders = list(view.state.leaders.values())
    meant = named(question.text, leaders, years_on_record(view, moment), question.as_of, view.state.organisation)
    return question, meant, Understood(leaders=_whose(question, meant), period=question.period, as_of=as_of)


def _whose(question: Question, meant: Named) -> tuple[MeantLeader, ...]:
    if question.leader_id is None:
        return meant.how
    if question.leader_id == ANYONE:
        return ()
    return (MeantLeader(leader_id=question.leader_id, by=By.CHOICE, words=None),)
