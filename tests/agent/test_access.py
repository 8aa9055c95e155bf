"""What an asker may read is worked out once, and is never anything else than judging every source anew."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent.access import Access, access, next_change
from agent.ask import ask
from agent.domain import Question
from agent.draft import Agent
from agent.library import MOST_KEPT
from agent.retrieve import moment_of
from audit.database import writing
from ingest.catalogue import controls
from ingest.domain import Approval, Consent, Kind, Leader, Scope, Source
from ingest.standing import Moment, Standing, denied, effective_from
from onrecord.parts import Parts

NOW = datetime(2026, 6, 15, 22, 30, tzinfo=UTC)
AUDIENCES = ("everybody", "managers", "board")
IDS = ("ada", "bo")
LAW = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a record has many parts
# Near enough to NOW that embargoes, approvals, consents and midnights fall between two questions.
TIMES = st.integers(-72, 72).map(lambda hours: NOW + timedelta(hours=hours))
DAYS = st.integers(-3, 3).map(lambda days: NOW.date() + timedelta(days=days))


@st.composite
def a_source(draw: st.DrawFn, number: int) -> Source:
    day: date = draw(DAYS)
    return Source(
        source_id=f"memo-{number}",
        path="memo.txt",
        sha256="a" * 64,
        title="Memo",
        kind=Kind.MEMO,
        leaders=draw(st.sampled_from([("ada",), ("bo",), ("ada", "bo")])),
        date=day,
        audience=draw(st.sampled_from(AUDIENCES)),
        owner="owner@example.com",
        added_by="owner@example.com",
        approval=draw(st.none() | TIMES.map(lambda at: Approval(by="lee@example.com", at=at, sha256="a" * 64))),
        effective_until=draw(st.none() | st.integers(1, 4).map(lambda days: day + timedelta(days=days))),
        embargo_until=draw(st.none() | TIMES),
    )


@st.composite
def a_leader(draw: st.DrawFn, leader_id: str) -> Leader:
    consent = Consent(
        record="consent.md",
        sha256="0" * 64,
        scope=frozenset(draw(st.sets(st.sampled_from([Scope.QUOTE, Scope.PARAPHRASE]), min_size=1))),
        audiences=frozenset(draw(st.sets(st.sampled_from(AUDIENCES), min_size=1))),
        valid_from=draw(DAYS),
        valid_until=draw(DAYS),
    )
    return Leader(leader_id=leader_id, name=leader_id, title="Director", consent=consent)


@st.composite
def a_record(draw: st.DrawFn) -> tuple[list[Source], Standing, Moment]:
    served = [draw(a_source(number)) for number in range(draw(st.integers(0, 5)))]
    ids = st.sets(st.sampled_from([one.source_id for one in served])) if served else st.just(set[str]())
    standing = Standing(
        audiences=AUDIENCES,
        leaders={one: draw(a_leader(one)) for one in IDS},
        withdrawn=frozenset(draw(ids)),
        paused=frozenset(draw(st.sets(st.sampled_from(IDS)))),
        all_paused=draw(st.booleans()),
        paused_documents=frozenset(draw(ids)),
    )
    rank, expired = draw(st.integers(0, 2)), draw(st.booleans())
    return served, standing, Moment(now=draw(TIMES), as_of=draw(DAYS), rank=rank, expired=expired)


@LAW
@given(record=a_record(), share=st.floats(0, 0.99))
def test_as_long_as_it_holds_it_is_what_would_be_worked_out_anew(
    record: tuple[list[Source], Standing, Moment], share: float
) -> None:
    served, standing, moment = record
    found = access(served, standing, moment)
    later = replace(moment, now=moment.now + share * (found.until - moment.now))
    assert found.holds(standing, later)
    anew = access(served, standing, later)
    assert (found.hidden, found.hidden_words, found.years) == (anew.hidden, anew.hidden_words, anew.years)


@LAW
@given(record=a_record())
def test_what_is_denied_is_hidden_or_outside_the_window(record: tuple[list[Source], Standing, Moment]) -> None:
    served, standing, moment = record
    found = access(served, standing, moment)
    for source in served:
        begins, ends = effective_from(source), source.effective_until
        within = AUDIENCES.index(source.audience) <= moment.rank and begins <= moment.as_of
        within = within and (moment.expired or ends is None or moment.as_of < ends)
        for leader_id in source.leaders:
            hidden = source.source_id in found.hidden or (source.source_id, leader_id) in found.hidden_words
            readable = denied(source, leader_id, standing, moment) is None
            assert readable == (within and not hidden)
            if readable:
                assert source.date.year in found.years[leader_id]


@LAW
@given(record=a_record())
def test_years_are_of_what_may_be_read_alone(record: tuple[list[Source], Standing, Moment]) -> None:
    served, standing, moment = record
    for leader_id, years in access(served, standing, moment).years.items():
        own = [one for one in served if denied(one, leader_id, standing, moment) is None]
        assert years == {one.date.year for one in own}


@LAW
@given(record=a_record())
def test_another_standing_day_audience_or_an_earlier_moment_is_not_what_it_holds_for(
    record: tuple[list[Source], Standing, Moment],
) -> None:
    served, standing, moment = record
    found = access(served, standing, moment)
    assert found.holds(standing, moment)
    assert not found.holds(replace(standing, all_paused=not standing.all_paused), moment)
    assert not found.holds(replace(standing, withdrawn=standing.withdrawn | {"other"}), moment)  # type: ignore[operator]
    assert not found.holds(standing, replace(moment, rank=moment.rank + 1))
    assert not found.holds(standing, replace(moment, as_of=moment.as_of + timedelta(days=1)))
    assert not found.holds(standing, replace(moment, now=moment.now - timedelta(milliseconds=1)))
    assert not found.holds(standing, replace(moment, now=found.until))


@LAW
@given(record=a_record())
def test_it_never_holds_over_midnight(record: tuple[list[Source], Standing, Moment]) -> None:
    served, _, moment = record
    until = next_change(served, moment.now)
    assert moment.now < until
    assert (until - timedelta(microseconds=1)).date() == moment.now.date()


def test_the_second_question_judges_no_source_anew_until_something_is_paused(
    agent: Agent, parts: Parts, question: Callable[..., Question]
) -> None:
    def found() -> Access:
        with agent.library.view() as view:
            return view.access(moment_of(question("hire engineers"), view.state.audiences))

    first = found()
    assert found() is first
    with writing(parts.engine) as connection:
        controls.control(connection, parts.log, "pause", "ada-moss", "on leave", datetime.now(UTC))
    assert found().hidden == ("spring",)
    assert {one.source_id for one in ask(agent, question("hire engineers")).evidence} == {"autumn"}


def test_what_is_kept_for_many_days_is_bounded(agent: Agent, question: Callable[..., Question]) -> None:
    for day in range(2 * MOST_KEPT):
        with agent.library.view() as view:
            asked = question("hire engineers", as_of=date(2026, 1, 1) + timedelta(days=day))
            view.access(moment_of(asked, view.state.audiences))
            assert len(view.kept) <= MOST_KEPT
