"""Lines that a file broke at a width flow; what was ended early keeps its end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.domain import Cue, Document, Segment, Span
from onrecord.access import Reach
from onrecord.reading.flow import flowed
from onrecord.reading.stretches import stretches

WHOLE = Reach(words=frozenset({"ada"}), whole=True)
BROKEN = """\
Lamps in Hull

We will build lamps in Hull, and the works
there will open in the month of May, as has
been said. It will hold forty lathes.
- Forty lathes
- Nine lamps
The rest of what is needed comes from Leeds
by rail, in crates of the well-
known kind."""


def _shown(text: str, *, cues: tuple[Cue, ...] = (), marks: tuple[Span, ...] = ()) -> str:
    whole = Segment(speaker="Ada", leader_id="ada", start=0, end=len(text))
    document = Document(source_id="a", text=text, text_sha256="", parser="", pages=(),
                        segments=(whole,) if text else (), cues=cues, furniture=())  # fmt: skip
    found = flowed(document, stretches(document, WHOLE, marks))
    return "".join(run.text for one in found for run in one.runs)


@pytest.mark.parametrize("marks", [(), (Span(start=30, end=70),), (Span(start=56, end=58), Span(start=57, end=60))])
def test_full_lines_flow_and_short_ones_end(marks: tuple[Span, ...]) -> None:
    assert _shown(BROKEN, marks=marks) == (
        "Lamps in Hull\n\n"
        "We will build lamps in Hull, and the works there will open in the month of May, as has been said. "
        "It will hold forty lathes.\n- Forty lathes\n- Nine lamps\n"
        "The rest of what is needed comes from Leeds by rail, in crates of the well-\nknown kind."
    )


def test_a_word_that_is_broken_at_a_full_line_is_whole() -> None:
    text = "We will build lamps in Hull in the well-\nknown works there, which open in May, so\nit was said."
    assert "in the well-known works there, which open in May, so it was said." in _shown(text)


def test_paragraphs_of_one_line_are_left_alone() -> None:
    text = f"{'We will build lamps in Hull. ' * 10}\n{'It is not for sale to anybody. ' * 9}\nGood."
    assert _shown(text) == text


def test_what_was_spoken_has_no_lines() -> None:
    text = "We will\nbuild lamps.\n\nGood."
    cue = Cue(start=0, end=20, from_ms=0, to_ms=9)
    assert _shown(text, cues=(cue,)) == "We will build lamps.\n\nGood."


@given(st.lists(st.text("ab -\n", max_size=30), max_size=12).map("\n".join), st.booleans())
def test_nothing_but_line_ends_changes(text: str, spoken: bool) -> None:
    cues = (Cue(start=0, end=1, from_ms=0, to_ms=1),) if spoken else ()
    assert "".join(_shown(text, cues=cues).split()) == "".join(text.split())
