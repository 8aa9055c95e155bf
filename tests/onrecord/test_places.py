"""The numbers of cited places: those of the whole record, wherever they are printed."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from audit.domain import Citation, Statement
from onrecord.places import numbers_of, place_of

CITED = Citation(
    evidence_key="e1", source_id="a", title="A", speaker="Ada", leader_id="ada", date=date(2026, 3, 4), page=None,
    timecode=None, start=0, end=5, quote="Lamps", source_sha256="", text_sha256="",
)  # fmt: skip
STATEMENTS = st.lists(
    st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 3)), min_size=1, max_size=3).map(
        lambda places: Statement(
            text="Lamps.", citations=tuple(replace(CITED, source_id=one, start=start) for one, start in places)
        )
    ),
    max_size=5,
)


@given(STATEMENTS)
def test_each_place_has_one_number_in_the_order_in_which_it_is_cited(statements: list[Statement]) -> None:
    found = numbers_of(statements)
    assert list(found.values()) == list(range(1, len(found) + 1))
    assert list(found) == list(dict.fromkeys(place_of(c) for one in statements for c in one.citations))


@given(STATEMENTS)
def test_as_they_come_they_are_numbered_as_at_once(statements: list[Statement]) -> None:
    known: dict[tuple[str, int, int], int] = {}
    for one in statements:
        known = numbers_of([one], known)
    assert known == numbers_of(statements)
