"""Whom a question is about."""

from datetime import date

import pytest

from agent.leaders import named
from ingest.domain import Consent, Leader, Scope

CONSENT = Consent(
    record="c.md",
    sha256="0" * 64,
    scope=frozenset({Scope.QUOTE}),
    audiences=frozenset({"all"}),
    valid_from=date(2020, 1, 1),
    valid_until=date(2030, 1, 1),
)


def leader(leader_id: str, name: str, title: str = "Director") -> Leader:
    return Leader(leader_id=leader_id, name=name, title=title, consent=CONSENT)


BOARD = [
    leader("ada-moss", "Ada Moss", "Chief Executive Officer"),
    leader("ben-moss", "Ben Q. Moss", "Chief Financial Officer"),
    leader("carla-van-buren", "Carla Van Buren"),
    leader("dov-stein", "Dov Stein"),
]
YEARS = {"ada-moss": frozenset({2025}), "ben-moss": frozenset({2025, 2026})}


def ids(question: str) -> tuple[str, ...]:
    found = named(question, BOARD, YEARS)
    assert not found.ambiguous
    return found.leader_ids


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What did Ada Moss say about hiring?", ("ada-moss",)),
        ("What did Ben Moss say?", ("ben-moss",)),
        ("what did ben q. moss say?", ("ben-moss",)),
        ("What is Van Buren's view of travel?", ("carla-van-buren",)),
        ("What did Mr. Stein promise?", ("dov-stein",)),
        ("Stein on travel", ("dov-stein",)),
        ("what does stein think", ("dov-stein",)),
        ("Do Ada and Dov agree?", ("ada-moss", "dov-stein")),
        ("What did the CEO say about pay?", ("ada-moss",)),
        ("What did our chief financial officer say?", ("ben-moss",)),
        ("How is the weather?", ()),
        ("What did Moss say in 2026?", ("ben-moss",)),
    ],
)
def test_a_question_names_leaders(question: str, expected: tuple[str, ...]) -> None:
    assert ids(question) == expected


def test_a_surname_that_two_share_is_ambiguous() -> None:
    found = named("What did Moss say about hiring?", BOARD, YEARS)
    assert found.ambiguous == ("ada-moss", "ben-moss")
    assert found.leader_ids == ()


def test_a_title_that_two_hold_is_ambiguous() -> None:
    found = named("What did the Director say?", BOARD, YEARS)
    assert (found.ambiguous, found.leader_ids) == (("carla-van-buren", "dov-stein"), ())


def test_a_year_in_which_both_spoke_leaves_it_ambiguous() -> None:
    assert named("What did Moss say in 2025?", BOARD, YEARS).ambiguous


@pytest.mark.parametrize(
    "question", ["What did Jon Stein say?", "Is Ada Lovelace quoted?", "What did Jan Stein say in Leeds?"]
)
def test_somebody_else_of_that_name_is_not_the_leader(question: str) -> None:
    assert ids(question) == ()


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What did stein say about Leeds?", ("dov-stein",)),
        ("What did Mr.Stein promise in Leeds?", ("dov-stein",)),
        ("Stein-led travel", ("dov-stein",)),
        ("What did the C.E.O. say?", ("ada-moss",)),
        ("What did Dov Ste\u0301in say?", ("dov-stein",)),
    ],
)
def test_names_are_understood_as_people_type_them(question: str, expected: tuple[str, ...]) -> None:
    assert ids(question) == expected
