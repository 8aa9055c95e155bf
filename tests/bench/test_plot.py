"""The plot of growth is SVG that any reader parses, with every point in its frame."""

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.plot import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, plot

SVG = "{http://www.w3.org/2000/svg}"
POINTS = st.lists(st.tuples(st.floats(1e-3, 1e7), st.floats(1e-3, 1e7)), min_size=1, max_size=5)
# What XML 1.0 can hold at all; a line's name is one of ours.
WORDS = st.text(st.characters(min_codepoint=0x20, max_codepoint=0xD7FF), min_size=1, max_size=20)


@given(lines=st.dictionaries(WORDS, POINTS, min_size=1, max_size=8), title=WORDS)
def test_every_point_is_drawn_within_the_frame_and_every_word_kept(
    lines: dict[str, list[tuple[float, float]]], title: str
) -> None:
    root = ElementTree.fromstring(plot(lines, title=title, across="passages", up="ms"))
    assert root.tag == f"{SVG}svg"
    circles = root.findall(f"{SVG}circle")
    assert len(circles) == sum(len(line) for line in lines.values())
    for circle in circles:
        assert LEFT - 0.1 <= float(circle.attrib["cx"]) <= WIDTH - RIGHT + 0.1
        assert TOP - 0.1 <= float(circle.attrib["cy"]) <= HEIGHT - BOTTOM + 0.1
    assert root.findtext(f"{SVG}title") == title
    assert set(lines) <= {text.text for text in root.findall(f"{SVG}text")}


def test_a_line_that_grows_as_its_abscissa_rises_by_the_same_step_at_each_decade() -> None:
    root = ElementTree.fromstring(plot({"a": [(1, 1), (10, 10), (100, 100)]}, title="t", across="x", up="y"))
    heights = [float(one.attrib["cy"]) for one in root.findall(f"{SVG}circle")]
    assert heights[0] - heights[1] == pytest.approx(heights[1] - heights[2], abs=0.2)
    assert heights[0] > heights[1]


@pytest.mark.parametrize("lines", [{}, {"a": []}, {"a": [(0.0, 1.0)]}, {"a": [(1.0, -1.0)]}])
def test_what_has_no_place_on_a_logarithmic_axis_is_refused(lines: dict[str, list[tuple[float, float]]]) -> None:
    with pytest.raises(ValueError, match="positive"):
        plot(lines, title="t", across="x", up="y")
