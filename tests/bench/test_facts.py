"""A statement and what a recogniser makes of it have the same facts; and what was heard wrong has not."""

import pytest

from bench.facts import facts

NAMES = ("Ottilie Marchbank", "Daniel Quarmby")


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        ("On 16 September 2025, Ottilie Marchbank said", "on the 16th of september, 2025 ottilie marchbank said"),
        ("On 16 September 2025", "On the sixteenth of September twenty twenty-five"),
        ("£11.6 million and 10.6 per cent", "11.6 million pounds and ten point six percent"),
        ("2,838 of 1,240", "two thousand eight hundred and thirty-eight of 1240"),
        ("thirty-one years, two thirds", "31 years, 2 thirds"),
        ("up to $220 in 2005", "up to 220 dollars in two thousand and five"),
        ("the fourth quarter of 2024", "the 4th quarter of 2024"),
        ("Daniel Quarmby’s 9 May 2026", "Daniel Quarmby's ninth of May, 2026"),
    ],
)
def test_the_same_is_the_same_however_it_is_written(written: str, heard: str) -> None:
    assert facts(written, NAMES) == facts(heard, NAMES)


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        ("On 14 January", "On the 40th of January"),
        ("£11.6 million", "$11.6 million"),
        ("£11.6 million", "11.6 million"),
        ("10 per cent", "10"),
        ("4.9, 5.5", "4.95, 5"),
        ("on 9 May", "on the 9th of March"),
        ("Ottilie Marchbank said", "Autelie Marchbank said"),
        ("130 pounds a night", "130 pounds a 9"),
        ("page 3", "page"),
    ],
)
def test_what_was_heard_wrong_is_not_the_same(written: str, heard: str) -> None:
    assert facts(written, NAMES) != facts(heard, NAMES)


def test_a_month_counts_beside_a_number_alone() -> None:
    assert facts("they may march in May 2026") == {"may": 1, "2026": 1}
