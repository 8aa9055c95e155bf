"""Which part of a recording a citation is."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.errors import NotSounded
from ingest.domain import Cue, Document
from onrecord.recordings.clips import Clip, clip_of
from tests.onrecord.test_places import CITED

TEXT = "We will build lamps. They are lit.\nAnd heaters."
DOCUMENT = Document(
    source_id="hall", text=TEXT, text_sha256="f" * 64, parser="", pages=(), segments=(), furniture=(),
    cues=(Cue(start=0, end=20, from_ms=1000, to_ms=2500), Cue(start=21, end=34, from_ms=2500, to_ms=4000),
          Cue(start=35, end=47, from_ms=3900, to_ms=5250)),
)  # fmt: skip


def clip(start: int, end: int) -> tuple[int, int]:
    found = clip_of(DOCUMENT, replace(CITED, text_sha256="f" * 64, start=start, end=end, quote=TEXT[start:end]))
    return found.from_ms, found.to_ms


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [(0, 20, (1000, 2500)), (21, 34, (2500, 4000)), (3, 7, (1000, 2500)), (12, 25, (1000, 4000)),
     (25, 47, (2500, 5250)), (0, 47, (1000, 5250)), (20, 35, (2500, 4000))],
)  # fmt: skip
def test_it_is_bounded_by_the_cues_that_the_quote_touches(start: int, end: int, expected: tuple[int, int]) -> None:
    assert clip(start, end) == expected


@given(st.integers(0, 46).flatmap(lambda start: st.tuples(st.just(start), st.integers(start + 1, 47))))
def test_no_touched_cue_is_cut_short(place: tuple[int, int]) -> None:
    start, end = place
    touched = [one for one in DOCUMENT.cues if set(range(start, end)) & set(range(one.start, one.end))]
    if not touched:
        return
    from_ms, to_ms = clip(start, end)
    assert all(from_ms <= one.from_ms and one.to_ms <= to_ms for one in touched)
    assert {from_ms} <= {one.from_ms for one in touched}
    assert {to_ms} <= {one.to_ms for one in touched}


def test_a_transcript_that_was_replaced_has_no_clip_of_it() -> None:
    with pytest.raises(NotSounded, match="the transcript hall was replaced after this was cited"):
        clip_of(DOCUMENT, replace(CITED, text_sha256="0" * 64, start=0, end=5))


def test_words_without_a_time_have_none() -> None:
    with pytest.raises(NotSounded, match="does not say when"):
        clip_of(replace(DOCUMENT, cues=()), replace(CITED, text_sha256="f" * 64, start=0, end=5))


def test_its_fragment_is_in_seconds() -> None:
    assert Clip(from_ms=5000, to_ms=9530).fragment == "t=5.000,9.530"
