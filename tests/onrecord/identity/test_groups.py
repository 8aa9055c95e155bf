"""From claims to an identity: closed where nothing is mapped, and of what is mapped all of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.errors import SettingsError
from onrecord.identity.domain import Role, Way
from onrecord.identity.groups import (
    Claims,
    Rules,
    check_audiences,
    from_json,
    identity_of,
    narrower,
    to_json,
    widest,
)
from onrecord.settings import Group

AUDIENCES = ("all-employees", "managers", "leadership")
GROUPS = (
    Group(name="staff", roles=(Role.EMPLOYEE,), audience="all-employees"),
    Group(name="comms", roles=(Role.AUTHOR, Role.APPROVER)),
    Group(name="board", audience="leadership"),
    Group(name="gone", roles=(Role.EMPLOYEE,), audience="retired"),
)
RULES = Rules(groups=GROUPS, local=False)
TRIAL = Rules(groups=(), local=True)


def claims(*groups: str) -> Claims:
    return Claims(person="sam@example.com", name="Sam", groups=groups)


def local(*roles: Role, audience: str = "") -> Claims:
    return Claims(person="sam@example.com", name="Sam", local=True, roles=frozenset(roles), audience=audience)


def test_roles_of_all_groups_and_the_widest_audience() -> None:
    found = identity_of(claims("staff", "comms", "board", "unheard-of"), RULES, AUDIENCES)
    assert found is not None
    assert found.roles == {Role.EMPLOYEE, Role.AUTHOR, Role.APPROVER}
    assert (found.person, found.audience, found.way, found.scopes) == (
        "sam@example.com", "leadership", Way.SESSION, None)  # fmt: skip


@pytest.mark.parametrize("groups", [(), ("unheard-of",), ("Staff",), ("board",)])
def test_without_a_mapped_role_there_is_nobody(groups: tuple[str, ...]) -> None:
    assert identity_of(claims(*groups), RULES, AUDIENCES) is None


@pytest.mark.parametrize("groups", [("comms",), ("gone",)])
def test_without_a_published_audience_nothing_is_read(groups: tuple[str, ...]) -> None:
    found = identity_of(claims(*groups), RULES, AUDIENCES)
    assert found is not None
    assert found.audience == ""


def test_before_anything_is_published_nothing_is_read() -> None:
    found = identity_of(claims("staff"), RULES, ())
    assert found is not None
    assert found.audience == ""


def test_what_was_chosen_in_the_trial_mode_counts_there_alone() -> None:
    chosen = local(Role.AUDITOR, audience="managers")
    assert identity_of(chosen, RULES, AUDIENCES) is None
    assert identity_of(claims("staff"), TRIAL, AUDIENCES) is None
    found = identity_of(chosen, TRIAL, AUDIENCES)
    assert found is not None
    assert (found.roles, found.audience) == ({Role.AUDITOR}, "managers")
    assert identity_of(local(), TRIAL, AUDIENCES) is None


def test_in_the_trial_mode_the_first_audience_stands_for_none_and_one_that_has_gone_reads_nothing() -> None:
    first, gone = local(Role.EMPLOYEE), local(Role.EMPLOYEE, audience="retired")
    assert [getattr(identity_of(one, TRIAL, AUDIENCES), "audience", None) for one in (first, gone)] == [
        "all-employees", ""]  # fmt: skip


@given(st.lists(st.sampled_from([*AUDIENCES, "retired", ""])))
def test_the_widest_audience_is_one_that_was_named_and_none_named_is_wider(named: list[str]) -> None:
    found = widest(named, AUDIENCES)
    published = [one for one in named if one in AUDIENCES]
    assert found in published or (not published and found == "")
    assert all(AUDIENCES.index(one) <= AUDIENCES.index(found) for one in published)


@given(st.sampled_from([*AUDIENCES, "retired", ""]), st.sampled_from([*AUDIENCES, "retired", ""]))
def test_the_narrower_of_two_reads_no_more_than_either(one: str, other: str) -> None:
    found = narrower(one, other, AUDIENCES)
    assert found == narrower(other, one, AUDIENCES)
    if {one, other} <= set(AUDIENCES):
        assert AUDIENCES.index(found) == min(AUDIENCES.index(one), AUDIENCES.index(other))
    else:
        assert found == ""


@given(st.lists(st.sampled_from([one.name for one in GROUPS] + ["x"]), unique=True))
def test_another_group_never_takes_anything_away(groups: list[str]) -> None:
    whole = identity_of(claims(*groups), RULES, AUDIENCES)
    for one in groups:
        fewer = identity_of(claims(*(g for g in groups if g != one)), RULES, AUDIENCES)
        if fewer is not None:
            assert whole is not None
            assert fewer.roles <= whole.roles
            assert not fewer.audience or AUDIENCES.index(fewer.audience) <= AUDIENCES.index(whole.audience)


def test_an_audience_that_is_not_the_manifests_is_told_with_its_group() -> None:
    with pytest.raises(SettingsError, match="groups: gone: the audience 'retired' is not one of the manifest's"):
        check_audiences(GROUPS, AUDIENCES)
    check_audiences(GROUPS[:3], AUDIENCES)


@given(
    st.builds(
        Claims,
        person=st.text(),
        name=st.text(),
        groups=st.lists(st.text()).map(tuple),
        local=st.booleans(),
        roles=st.frozensets(st.sampled_from(list(Role))),
        audience=st.text(),
    )
)
def test_claims_are_kept_as_they_are(one: Claims) -> None:
    assert from_json(to_json(one)) == one
