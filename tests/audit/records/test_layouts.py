"""Where things stand in a text."""

import pytest

from audit.canonical import canonical_json, read_json, sha256_hex
from audit.records.layouts import Cue, Layout, PageStretch, Stretch, Turn, spans, timecode
from audit.records.wire import from_json

LAYOUT = Layout(
    pages=(PageStretch(number=1, start=0, end=10), PageStretch(number=2, start=10, end=30)),
    segments=(
        Turn(speaker="Host", leader_id=None, start=0, end=5),
        Turn(speaker="Ada Okafor", leader_id="ada-okafor", start=5, end=30),
    ),
    cues=(Cue(start=5, end=9, from_ms=1_000, to_ms=2_000), Cue(start=12, end=20, from_ms=3_725_042, to_ms=3_726_000)),
    furniture=(Stretch(start=0, end=2),),
)


def test_a_place_is_on_the_page_on_which_it_begins() -> None:
    assert [LAYOUT.page_of(one) for one in (0, 9, 10, 29, 30)] == [1, 1, 2, 2, None]


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [(0, 5, None), (0, 6, "00:00:01.000"), (8, 9, "00:00:01.000"), (9, 12, None), (9, 13, "01:02:05.042")],
)
def test_a_place_was_spoken_when_the_first_of_its_words_was(start: int, end: int, expected: str | None) -> None:
    assert LAYOUT.timecode_of(start, end) == expected


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [(0, 5, "Host"), (5, 30, "Ada Okafor"), (6, 7, "Ada Okafor"), (4, 6, None), (29, 31, None)],
)
def test_a_place_is_whose_segment_holds_all_of_it(start: int, end: int, expected: str | None) -> None:
    found = LAYOUT.segment_of(start, end)
    assert (None if found is None else found.speaker) == expected


def test_its_hash_is_that_of_its_canonical_json() -> None:
    assert LAYOUT.data == canonical_json(read_json(LAYOUT.data))
    assert LAYOUT.sha256 == sha256_hex(LAYOUT.data)
    assert from_json(Layout, read_json(LAYOUT.data)) == LAYOUT


def test_spans_are_pairs() -> None:
    assert spans(LAYOUT.furniture) == ((0, 2),)


def test_a_timecode_has_two_digits_each_and_three_for_thousandths() -> None:
    assert (timecode(0), timecode(36_000_000 + 61_001)) == ("00:00:00.000", "10:01:01.001")
