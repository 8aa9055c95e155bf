"""Tokens: shown once, kept hashed, never more than their maker, and closed when they are over."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, select

from audit.database import reading
from onrecord.access import operator
from onrecord.identity import tables
from onrecord.identity.domain import Identity, Role, TokenScope, Way
from onrecord.identity.faults import TokenRefused
from onrecord.identity.groups import Claims, Rules
from onrecord.identity.tokens import SHAPE, Tokens, Wanted, check, first_moment, identity_with
from onrecord.settings import Group

AUDIENCES = ("all-employees", "managers")
NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
STAFF = Rules(groups=(Group(name="staff", roles=(Role.EMPLOYEE,), audience="managers"),), local=False)
SAM = Identity(
    person="sam@example.com", name="Sam", roles=frozenset({Role.EMPLOYEE}), audience="all-employees", way=Way.SESSION
)
CLAIMS = Claims(person="sam@example.com", name="Sam", groups=("staff",))
WANTED = Wanted(
    person="sam@example.com",
    label="my script",
    roles=frozenset({Role.EMPLOYEE}),
    audience="all-employees",
    scopes=frozenset({TokenScope.ASK}),
    expires=NOW + timedelta(days=30),
)


@pytest.fixture
def tokens(engine: Engine, clock: Any) -> Tokens:
    return Tokens(engine, clock)


def test_a_token_is_found_by_all_of_its_text_alone(tokens: Tokens) -> None:
    text, made = tokens.new(WANTED, by="operator")
    assert SHAPE.fullmatch(text)
    assert tokens.find(text) == made
    last = "A" if text[-1] != "A" else "B"
    other, _ = tokens.new(WANTED, by="operator")
    mixed = text[:16] + other[16:]
    for wrong in (
        "",
        text[:-1],
        text[:-1] + last,
        text + "x",
        text.upper(),
        " " + text,
        text + "\n",
        mixed,
        "x" * 9999,
    ):
        assert tokens.find(wrong) is None, wrong


def test_the_database_holds_no_secret(tokens: Tokens, engine: Engine) -> None:
    text, _ = tokens.new(WANTED, by="operator", claims=CLAIMS)
    with reading(engine) as connection:
        values = [str(value) for row in connection.execute(select(tables.tokens)) for value in row]
    assert not any(text[17:] in value for value in values)


def test_it_holds_until_it_expires_or_is_revoked(tokens: Tokens, clock: Any) -> None:
    text, made = tokens.new(WANTED, by="operator")
    other, _ = tokens.new(WANTED, by="operator")
    assert tokens.revoke(made.token_id)
    assert not tokens.revoke(made.token_id)
    assert tokens.find(text) is None
    clock.forward(days=29, hours=23)
    assert tokens.find(other) is not None
    clock.forward(hours=1)
    assert tokens.find(other) is None


def test_somebody_revokes_only_their_own(tokens: Tokens) -> None:
    text, made = tokens.new(WANTED, by="operator")
    for who, token_id in (("lee@example.com", made.token_id), ("sam@example.com", "0" * 12)):
        with pytest.raises(TokenRefused, match="there is no token"):
            tokens.revoke(token_id, person=who)
    assert tokens.find(text) is not None
    assert tokens.revoke(made.token_id, person="sam@example.com")


def test_its_use_is_noted_by_the_day(tokens: Tokens, clock: Any) -> None:
    text, _ = tokens.new(WANTED, by="operator")
    assert tokens.list()[0].last_used is None
    tokens.find(text)
    clock.forward(hours=20)
    tokens.find(text)
    assert tokens.list()[0].last_used == date(2026, 3, 5)


def test_the_list_is_everybodys_or_ones_own(tokens: Tokens, clock: Any) -> None:
    tokens.new(WANTED, by="operator")
    clock.forward(minutes=1)
    tokens.new(replace(WANTED, person="lee@example.com", label="newer"), by="operator")
    assert [one.label for one in tokens.list()] == ["newer", "my script"]
    assert [one.label for one in tokens.list("sam@example.com")] == ["my script"]


ADMIN = Identity(
    person="ann@example.com",
    name="Ann",
    roles=frozenset({Role.ADMIN, Role.EMPLOYEE}),
    audience="managers",
    way=Way.SESSION,
)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"label": "  "}, "needs a label"),
        ({"label": "two\nlines"}, "needs a label"),
        ({"label": "x" * 201}, "needs a label"),
        ({"scopes": frozenset()}, "a scope and a role"),
        ({"roles": frozenset()}, "a scope and a role"),
        ({"expires": NOW}, "must expire"),
        ({"expires": NOW - timedelta(days=1)}, "must expire"),
        ({"expires": NOW + timedelta(days=366, seconds=1)}, "within 366 days"),
        ({"audience": "retired"}, "there is no audience"),
        ({"audience": ""}, "there is no audience"),
        ({"roles": frozenset({Role.AUDITOR, Role.EMPLOYEE})}, "who lacks: auditor"),
    ],
)
def test_what_an_admin_may_not_grant(change: Any, message: str) -> None:
    hers = replace(WANTED, person=ADMIN.person)
    check(hers, ADMIN, AUDIENCES, NOW, own=False)
    with pytest.raises(TokenRefused, match=message):
        check(replace(hers, **change), ADMIN, AUDIENCES, NOW, own=False)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"person": "lee@example.com"}, "in its maker's own name"),
        ({"scopes": frozenset({TokenScope.ASK, TokenScope.DESK})}, "asking alone"),
        ({"scopes": frozenset({TokenScope.METRICS})}, "asking alone"),
        ({"expires": NOW + timedelta(days=91)}, "within 90 days"),
        ({"audience": "managers"}, "reads no more than its maker"),
        ({"roles": frozenset({Role.ADMIN})}, "who lacks: admin"),
    ],
)
def test_what_somebody_may_not_make_for_themselves(change: Any, message: str) -> None:
    check(WANTED, SAM, AUDIENCES, NOW, own=True)
    with pytest.raises(TokenRefused, match=message):
        check(replace(WANTED, **change), SAM, AUDIENCES, NOW, own=True)


@pytest.mark.parametrize("scope", list(TokenScope))
def test_a_token_is_in_its_makers_own_name_whatever_it_is_for(scope: TokenScope) -> None:
    """Else an admin reads what somebody has asked, asks as them, and approves what they have added themselves."""
    maker = replace(ADMIN, roles=frozenset(Role))
    wanted = replace(WANTED, scopes=frozenset({scope}))
    with pytest.raises(TokenRefused, match="in its maker's own name"):
        check(wanted, maker, AUDIENCES, NOW, own=False)
    check(replace(wanted, person=maker.person), maker, AUDIENCES, NOW, own=False)
    check(wanted, operator("managers"), AUDIENCES, NOW, own=False)


def test_a_maker_who_reads_nothing_makes_nothing() -> None:
    with pytest.raises(TokenRefused, match="whose audience is none"):
        check(WANTED, replace(SAM, audience=""), AUDIENCES, NOW, own=True)


def test_an_operator_grants_anything_that_there_is() -> None:
    everything = replace(WANTED, roles=frozenset(Role), scopes=frozenset(TokenScope), audience="managers")
    check(everything, operator("all-employees"), AUDIENCES, NOW, own=False)
    with pytest.raises(TokenRefused):
        check(replace(everything, audience="retired"), operator("all-employees"), AUDIENCES, NOW, own=False)


roles = st.frozensets(st.sampled_from(list(Role)), min_size=1)
audiences = st.sampled_from(["", *AUDIENCES, "retired"])


@given(roles, audiences, roles, audiences, st.booleans())
def test_no_token_that_is_made_has_more_than_its_maker(
    maker_roles: frozenset[Role], maker_audience: str, wanted_roles: frozenset[Role], wanted_audience: str, own: bool
) -> None:
    maker = replace(SAM, roles=maker_roles, audience=maker_audience)
    wanted = replace(WANTED, roles=wanted_roles, audience=wanted_audience)
    try:
        check(wanted, maker, AUDIENCES, NOW, own=own)
    except TokenRefused:
        return
    assert wanted_roles <= maker_roles
    assert AUDIENCES.index(wanted_audience) <= AUDIENCES.index(maker_audience)


def test_who_asks_with_a_granted_token(tokens: Tokens) -> None:
    _, made = tokens.new(replace(WANTED, audience="managers"), by="operator")
    found = identity_with(made, Rules(groups=(), local=False), AUDIENCES)
    assert found is not None
    assert (found.person, found.roles, found.audience) == ("sam@example.com", {Role.EMPLOYEE}, "managers")
    assert (found.way, found.scopes) == (Way.TOKEN, {TokenScope.ASK})
    gone = identity_with(made, Rules(groups=(), local=False), ("all-employees",))
    assert gone is not None
    assert gone.audience == ""


def test_ones_own_token_follows_the_mapping_of_now(tokens: Tokens) -> None:
    _, made = tokens.new(replace(WANTED, audience="managers"), by="sam@example.com", claims=CLAIMS)
    found = identity_with(made, STAFF, AUDIENCES)
    assert found is not None
    assert found.audience == "managers"
    less = Rules(groups=(Group(name="staff", roles=(Role.EMPLOYEE,), audience="all-employees"),), local=False)
    narrowed = identity_with(made, less, AUDIENCES)
    assert narrowed is not None
    assert narrowed.audience == "all-employees"
    for nothing in (
        Rules(groups=(), local=False),
        Rules(groups=(Group(name="staff", roles=(Role.AUDITOR,)),), local=False),
        replace(STAFF, local=True),
    ):
        assert identity_with(made, nothing, AUDIENCES) is None


def test_ones_own_token_follows_the_last_sign_in_and_a_granted_one_does_not(tokens: Tokens) -> None:
    own, _ = tokens.new(WANTED, by="sam@example.com", claims=CLAIMS)
    granted, _ = tokens.new(WANTED, by="operator")
    tokens.follow(replace(CLAIMS, person="lee@example.com", groups=()))
    assert identity_with(tokens.find(own), STAFF, AUDIENCES) is not None  # type: ignore[arg-type]
    tokens.follow(replace(CLAIMS, groups=()))
    assert identity_with(tokens.find(own), STAFF, AUDIENCES) is None  # type: ignore[arg-type]
    assert identity_with(tokens.find(granted), STAFF, AUDIENCES) is not None  # type: ignore[arg-type]


def test_a_day_begins_at_its_midnight_in_utc() -> None:
    assert first_moment(date(2026, 3, 4)) == datetime(2026, 3, 4, tzinfo=UTC)
