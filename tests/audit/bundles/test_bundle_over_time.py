"""What was said on a topic over time: what no longer held where it says so, in order, and changes that are cited."""

from datetime import date
from typing import Any

import pytest

from audit.domain import AnswerRecord
from audit.over_time import Change, ChangedBy, Ended, OverTime, Told
from tests.audit.bundles.world import QUOTE, World

DAY = date(2026, 3, 10)
LATER = "We will hire twenty engineers in Leeds."


def codes(world: World, record: AnswerRecord) -> list[str]:
    world.give(record)
    return [one.code for one in world.verify().failures]


@pytest.mark.parametrize(
    ("until", "said", "found"),
    [
        ("2026-03-05", ("2026-03-05",), []),
        ("2026-03-10", ("2026-03-10",), []),
        ("2026-03-05", (), ["ended"]),
        ("2026-03-05", ("2026-03-04",), ["ended"]),
        ("2026-03-11", (), []),
        ("2026-03-11", ("2026-03-11",), ["ended"]),
        (None, ("2026-03-05",), ["ended"]),
    ],
)
def test_what_had_ended_may_be_told_where_its_day_is_told(empty: World, until: Any, said: Any, found: Any) -> None:
    empty.source(effective_until=until)
    empty.snapshot()
    ended = tuple(Ended(source_id="spring", on=date.fromisoformat(one)) for one in said)
    record = empty.record(1, empty.statement(), as_of=DAY, over_time=OverTime(ended=ended))
    assert codes(empty, record) == found


def test_what_takes_effect_later_is_no_part_of_it(empty: World) -> None:
    empty.source(effective_from="2026-03-11")
    empty.snapshot()
    record = empty.record(1, empty.statement(), as_of=DAY, over_time=OverTime())
    assert codes(empty, record) == ["not_in_effect"]


def test_an_answer_that_is_no_timeline_is_about_its_day_alone(empty: World) -> None:
    empty.source(effective_until="2026-03-05")
    empty.snapshot()
    assert codes(empty, empty.record(1, empty.statement(), as_of=DAY)) == ["not_in_effect"]


@pytest.fixture
def two(empty: World) -> World:
    """Two speeches of one leader, of which the second replaced the first."""
    empty.source()
    empty.source("autumn", text=f"Page 1\nThe plan.\n{LATER} Not all at once.\nPage 2\nAda: The end is near.\n",
                 file=b"%PDF of another", title="Autumn speech", date="2026-03-05", supersedes=["spring"])  # fmt: skip
    empty.snapshot()
    return empty


def told(number: int, quote: str, world: World, source_id: str) -> Told:
    start = world.sources[source_id]["text"].index(quote)
    return Told(statement=number, start=start, end=start + len(quote))


def timeline(world: World, *changes: Change, by: tuple[str, ...] = ("autumn",), turned: bool = False) -> AnswerRecord:
    statements = [world.statement(world.citation(superseded_by=by)), world.statement(world.citation("autumn", LATER))]
    return world.record(1, *(reversed(statements) if turned else statements), over_time=OverTime(changes=changes))


def change(world: World, **other: Any) -> Change:
    facts = {"earlier": told(1, QUOTE, world, "spring"), "later": told(2, LATER, world, "autumn"),
             "by": ChangedBy.SUPERSEDED}  # fmt: skip
    return Change(**{**facts, **other})


def test_a_timeline_with_its_change_is_verified(two: World) -> None:
    assert codes(two, timeline(two, change(two))) == []


def test_what_is_out_of_order_is_found(two: World) -> None:
    two.give(timeline(two, turned=True))
    assert ["before the one above it" in one.detail for one in two.verify().failures] == [True]


@pytest.mark.parametrize(
    ("other", "fault"),
    [
        ({"later": Told(statement=3, start=0, end=4)}, "does not cite"),
        ({"later": Told(statement=2, start=0, end=4)}, "does not cite"),
        ({"earlier": Told(statement=2, start=17, end=30), "later": Told(statement=1, start=17, end=30)}, "earlier"),
        ({"later": Told(statement=1, start=17, end=30)}, "told as later"),
    ],
)
def test_a_change_that_its_record_does_not_bear_out_is_found(two: World, other: Any, fault: str) -> None:
    two.give(timeline(two, change(two, **other)))
    assert [fault in one.detail for one in two.verify().failures] == [True]


def test_a_replacement_that_no_citation_tells_is_found(two: World) -> None:
    two.give(timeline(two, change(two), by=()))
    assert ["does not stand as what replaced" in one.detail for one in two.verify().failures] == [True]
