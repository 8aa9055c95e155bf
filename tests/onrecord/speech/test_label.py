"""What stands beside a voice: what it is, and whose record it reads."""

from dataclasses import replace

import pytest

from audit.domain import Citation, Statement
from onrecord.access import Shown
from onrecord.places import numbers_of
from onrecord.speech.domain import Likeness
from onrecord.speech.label import label, names
from tests.onrecord.speech.test_permitted import citation, record

PRESENTER = Likeness(name="presenter", sha256="00" * 32)
ADA = Likeness(name="ada-voice", sha256="11" * 32, leader_id="ada")


def said(*leader_ids: str) -> Statement:
    return Statement(text="We do.", citations=tuple(citation(one, "one") for one in leader_ids))


def shown(*statements: Statement) -> Shown:
    numbers = tuple(range(2, 2 * len(statements) + 2, 2))  # others are left out between them
    return Shown(record=record(*statements), numbers=numbers, places=numbers_of(statements), audience="all-employees")


def test_it_names_whose_words_a_statement_reports_and_for_the_disclosure_all_of_them() -> None:
    answer = shown(said("ada"), said("ben", "ada"), said("ada"))
    assert label(answer, 2, PRESENTER) == "AI presenter, reading the record of Ada"
    assert label(answer, 4, PRESENTER) == "AI presenter, reading the record of Ben and Ada"
    assert label(answer, 0, PRESENTER) == "AI presenter, reading the record of Ada and Ben"


def test_a_voice_that_is_made_to_be_like_somebody_says_so() -> None:
    answer = shown(said("ada"))
    assert label(answer, 2, ADA) == "AI voice in the likeness of Ada, reading the record of Ada"


def test_without_anybody_there_is_still_an_ai() -> None:
    assert label(shown(), 0, PRESENTER) == "AI presenter, reading the record"


@pytest.mark.parametrize(
    ("speakers", "told"),
    [([], ""), (["Ada"], "Ada"), (["Ada", "Ben"], "Ada and Ben"), (["Ada", "Ben", "Cy"], "Ada, Ben and Cy"),
     (["Ada", "Ben", "Ada"], "Ada and Ben"), (["Ada\n Moss"], "Ada Moss")],
)  # fmt: skip
def test_names_stand_in_a_row(speakers: list[str], told: str) -> None:
    assert names(map(_by, speakers)) == told


def _by(speaker: str) -> Citation:
    return replace(citation("ada", "one"), speaker=speaker)
