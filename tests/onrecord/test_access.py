"""Who may do and read what: the rules by themselves."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.domain import Approval, Consent, Kind, Leader, Scope, Source, Withdrawal
from ingest.standing import Moment, Standing, denied
from onrecord.access import NOTHING, Action, Reach, may, reach
from onrecord.identity.domain import Identity, Role, TokenScope, Way

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
AUDIENCES = ("all-employees", "managers", "leadership")
LEADERS = {
    one: Leader(
        leader_id=one, name=one.title(), title="Chief",
        consent=Consent(record="c.md", sha256="0" * 64, scope=frozenset({Scope.QUOTE}),
                        audiences=frozenset(AUDIENCES), valid_from=date(2025, 1, 1), valid_until=until),
    )
    for one, until in (("ada", date(2027, 1, 1)), ("ben", date(2026, 1, 1)))
}  # fmt: skip
SOURCE = Source(
    source_id="memo", path="memo.md", sha256="a" * 64, title="A memo", kind=Kind.MEMO, leaders=("ada",),
    date=date(2026, 3, 4), audience="all-employees", owner="own@example.com", added_by="sam@example.com",
    approval=Approval(by="lee@example.com", at=datetime(2026, 3, 3, tzinfo=UTC), sha256="a" * 64),
)  # fmt: skip
STANDING = Standing(audiences=AUDIENCES, leaders=LEADERS, withdrawn=(), paused=(), all_paused=False)


def somebody(*roles: str, audience: str = "all-employees", scopes: tuple[str, ...] | None = None) -> Identity:
    return Identity(
        person="eve@example.com", name="Eve", roles=frozenset(map(Role, roles or ["employee"])), audience=audience,
        way=Way.SESSION if scopes is None else Way.TOKEN,
        scopes=None if scopes is None else frozenset(map(TokenScope, scopes)),
    )  # fmt: skip


@given(st.sampled_from(Action), st.sets(st.sampled_from(Role)), st.none() | st.sets(st.sampled_from(TokenScope)))
def test_a_token_never_opens_what_its_person_could_not(
    action: Action, roles: set[Role], scopes: set[TokenScope] | None
) -> None:
    who = somebody()
    session = replace(who, roles=frozenset(roles))
    token = replace(session, way=Way.TOKEN, scopes=None if scopes is None else frozenset(scopes))
    assert not may(token, action) or may(session, action)
    assert not may(replace(who, roles=frozenset()), action)
    assert not may(replace(session, scopes=frozenset()), action)


def test_every_action_has_its_roles() -> None:
    for action in Action:
        assert any(may(somebody(role.value), action) for role in Role), action


@pytest.mark.parametrize("action", [Action.APPROVE, Action.TOKENS, Action.OWN_TOKENS, Action.DOCTOR])
def test_no_program_approves_or_makes_tokens(action: Action) -> None:
    everything = tuple(one.value for one in TokenScope)
    assert not may(somebody(*(one.value for one in Role), scopes=everything), action)


def test_what_bars_quoting_bars_reading() -> None:
    tomorrow = NOW + timedelta(days=1)
    for barred in (
        replace(SOURCE, approval=None),
        replace(SOURCE, embargo_until=tomorrow),
        replace(SOURCE, withdrawn=Withdrawal(at=NOW, reason="a wrong figure")),
        replace(SOURCE, audience="managers"),
        replace(SOURCE, leaders=("ben",)),
        replace(SOURCE, effective_from=tomorrow.date()),
        replace(SOURCE, sha256="b" * 64),
    ):
        assert reach(somebody(), barred, STANDING, NOW) == NOTHING
    for standing in (
        replace(STANDING, withdrawn=("memo",)),
        replace(STANDING, paused=("ada",)),
        replace(STANDING, all_paused=True),
        replace(STANDING, paused_documents=("memo",)),
    ):
        assert not reach(somebody(), SOURCE, standing, NOW)


def test_what_has_expired_was_on_record_and_may_be_read() -> None:
    expired = replace(SOURCE, effective_until=date(2026, 4, 1))
    assert reach(somebody(), expired, STANDING, NOW) == Reach(words=frozenset({"ada"}), whole=True)


def test_of_two_leaders_only_the_words_of_whoever_agrees_now_and_never_the_file() -> None:
    both = replace(SOURCE, leaders=("ada", "ben"))
    assert reach(somebody(), both, STANDING, NOW) == Reach(words=frozenset({"ada"}), whole=False)


def test_desks_read_everything_at_their_own_pages_only() -> None:
    draft = replace(SOURCE, approval=None, audience="leadership")
    for role in ("author", "approver", "auditor"):
        assert reach(somebody(role), draft, STANDING, NOW, desk=True).whole
        assert not reach(somebody(role), draft, STANDING, NOW)
    for role in ("employee", "admin"):
        assert not reach(somebody(role), draft, STANDING, NOW, desk=True)
    assert not reach(somebody("author", scopes=("ask",)), draft, STANDING, NOW, desk=True)


@given(
    audience=st.sampled_from([*AUDIENCES, "", "strangers"]),
    leaders=st.lists(st.sampled_from(["ada", "ben"]), min_size=1, unique=True).map(tuple),
    above=st.sampled_from(AUDIENCES),
    withdrawn=st.booleans(),
    paused=st.sets(st.sampled_from(["ada", "ben"])),
    until=st.none() | st.dates(date(2026, 1, 1), date(2026, 12, 31)),
)
def test_nothing_is_read_that_could_not_be_quoted_on_some_day(
    audience: str, leaders: tuple[str, ...], above: str, withdrawn: bool, paused: set[str], until: date | None
) -> None:
    source = replace(SOURCE, audience=above, leaders=leaders, effective_until=until)
    standing = replace(STANDING, withdrawn=("memo",) if withdrawn else (), paused=tuple(paused))
    found = reach(somebody(audience=audience), source, standing, NOW)
    days = [date(2026, 1, 1) + timedelta(days=one) for one in range((NOW.date() - date(2026, 1, 1)).days + 1)]
    rank = AUDIENCES.index(audience) if audience in AUDIENCES else -1
    for one in found.words:
        whenever = (Moment(now=NOW, as_of=day, rank=rank) for day in days)
        assert any(denied(source, one, standing, moment) is None for moment in whenever)
    assert not found.whole or found.words == frozenset(leaders)
