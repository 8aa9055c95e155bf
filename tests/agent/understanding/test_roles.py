"""Leaders by what they are."""

from datetime import date

import pytest

from agent.leaders import named
from agent.understanding.titles import held
from audit.understood import By
from ingest.domain import Consent, Leader, Scope

TODAY = date(2026, 11, 25)
CONSENT = Consent(
    record="c.md",
    sha256="0" * 64,
    scope=frozenset({Scope.QUOTE}),
    audiences=frozenset({"all"}),
    valid_from=date(2020, 1, 1),
    valid_until=date(2030, 1, 1),
)
TITLES = {
    "ada": ("Ada Moss", "Chief Executive Officer"),
    "ben": ("Ben Stein", "Chief Financial Officer"),
    "cleo": ("Cleo Marsh", "Chief People Officer until September 2025"),
    "dov": ("Dov Katz", "Vice President, Engineering"),
    "eve": ("Eve Lund", "Head of Operations"),
    "fay": ("Fay Oduya", "HR Director"),
    "gus": ("Gus Reyes", "Director of Sales, North"),
    "hal": ("Hal Ito", "Director of Sales, South"),
}
BOARD = [Leader(leader_id=i, name=name, title=title, consent=CONSENT) for i, (name, title) in TITLES.items()]


def ids(question: str, today: date = TODAY) -> tuple[str, ...]:
    found = named(question, BOARD, {}, today, "Moss Lamps")
    assert not found.ambiguous
    return found.leader_ids


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What did our CEO say about pay?", "ada"),
        ("What does the chief executive think?", "ada"),
        ("What did the new chief executive say?", "ada"),
        ("what does our managing director want?", "ada"),
        ("As CEO, what has she promised?", "ada"),
        ("What did the CEO of the company say?", "ada"),
        ("What did the CEO of Moss Lamps say?", "ada"),
        ("What did Moss Lamps' CEO, the CEO of our group, say?", "ada"),
        ("How big does the finance chief think we should be?", "ben"),
        ("What did our finance director say?", "ben"),
        ("What did the CFO say?", "ben"),
        ("What did the C.F.O. say?", "ben"),
        ("What is the chief financial officer's view?", "ben"),
        ("What is the chief finance officer's view?", "ben"),
        ("What does the head of finance say?", "ben"),
        ("What does the head of people promise?", "fay"),
        ("What does the director of human resources plan?", "fay"),
        ("What did the people boss say?", "fay"),
        ("What did the boss of engineering promise?", "dov"),
        ("What did the technology chief say?", "dov"),
        ("What did the CTO say?", "dov"),
        ("What did the VP of engineering say?", "dov"),
        ("What did the vice president of engineering say?", "dov"),
        ("What did the operations boss say?", "eve"),
        ("What did the chief operating officer say?", "eve"),
        ("What did the COO say?", "eve"),
        ("What did the head of operations want?", "eve"),
        ("What did the former people chief say?", "cleo"),
        ("What did our previous chief people officer say?", "cleo"),
    ],
)
def test_a_role_names_who_holds_it(question: str, expected: str) -> None:
    assert ids(question) == (expected,)


@pytest.mark.parametrize(
    "question",
    [
        "Is the head office moving?",
        "What is our chief concern?",
        "Who is our director of photography?",
        "What did a chief of staff say?",
        "What did the heads of operations say?",
        "What did the CEO of Siemens say?",
        "What did Siemens' finance chief say?",
        "What did Siemens's CEO say?",
        "What does the Leeds finance director say?",
        "Who is the deputy chief executive?",
        "What did the interim CEO say?",
        "Who will be the next CEO?",
        "Will a new CEO be hired?",
        "What did the head of people analytics say?",
        "What did the head of finance transformation say?",
        "What did the vice president say?",
        "What did the president say?",
        "What did the director say?",
        "What did the former CFO say?",
        "What did the legal chief say?",
        "Who heads operations and finance?",
        "Do financial officers need a badge?",
        "What did the regional sales director say?",
    ],
)
def test_a_role_that_nobody_holds_here_names_nobody(question: str) -> None:
    assert ids(question) == ()


@pytest.mark.parametrize(
    ("question", "choices"),
    [
        ("What did the chief officer say about growth?", ("ada", "ben")),
        ("What did the head of sales say?", ("gus", "hal")),
        ("What did our sales director say?", ("gus", "hal")),
    ],
)
def test_a_role_that_several_hold_alike_is_ambiguous(question: str, choices: tuple[str, ...]) -> None:
    found = named(question, BOARD, {}, TODAY)
    assert (found.ambiguous, found.leader_ids) == (choices, ())
    assert found.name


def test_a_name_beside_it_tells_who_of_several_is_meant() -> None:
    assert ids("What did Gus Reyes, the sales director, say?") == ("gus",)


def test_a_title_that_has_ended_was_held_before() -> None:
    assert ids("What does the chief people officer say?", date(2025, 9, 30)) == ("cleo",)
    assert ids("What does the chief people officer say?", date(2025, 10, 1)) == ("fay",)


def test_a_title_that_all_leaders_have_tells_nobody_apart() -> None:
    presidents = [Leader(leader_id=i, name=f"{i} X", title="President", consent=CONSENT) for i in ("ann", "bo")]
    found = named("What did the president say?", presidents, {})
    assert (found.leader_ids, found.ambiguous) == ((), ())


@pytest.mark.parametrize(
    ("question", "by", "words"),
    [
        ("What did Ada Moss say?", By.NAME, "Ada Moss"),
        ("What did Stein say?", By.SURNAME, "Stein"),
        ("What does Eve think?", By.FIRST_NAME, "Eve"),
        ("What did the CFO say?", By.TITLE, "CFO"),
        ("What did the finance chief say?", By.ROLE, "finance chief"),
        ("What did Ada Moss, our CEO, say?", By.NAME, "Ada Moss"),
    ],
)
def test_it_is_told_how_each_leader_was_understood(question: str, by: By, words: str) -> None:
    (one,) = named(question, BOARD, {}, TODAY).how
    assert (one.by, one.words) == (by, words)


def test_a_title_is_read_with_its_end_and_its_fields() -> None:
    found = held("Chief People and Operations Officer until 30 June 2025")
    assert (found.fields, found.ended, found.initials) == ({"people", "operations"}, date(2025, 7, 1), "cpoo")
    assert held("Former CFO").ended == date.min
    assert held("").ranks == frozenset()
