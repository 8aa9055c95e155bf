"""Plots of past answers: whatever is counted and however it is called, they are well-formed, described, and within
their frame; no series is told by its colour alone."""

import re
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from onrecord.render import charts, plots
from onrecord.render.drawing import WIDTH

NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"),
                max_size=12)  # fmt: skip
COUNTS = st.integers(0, 10**6)


def parsed(svg: str) -> ElementTree.Element:
    """As HTML would: without a namespace. Nothing of its own style, no script."""
    assert "style=" not in svg
    assert "<script" not in svg
    found = ElementTree.fromstring(svg)
    assert found.find("title") is not None
    assert found.find("desc") is not None
    return found


def height(found: ElementTree.Element) -> float:
    _, _, width, high = map(float, found.attrib["viewBox"].split())
    assert width == WIDTH
    return high


@given(st.lists(st.tuples(NAMES, st.lists(COUNTS, min_size=3, max_size=3)), max_size=40), NAMES)
def test_columns_lie_within_their_frame(given: list[tuple[str, list[int]]], title: str) -> None:
    columns = [charts.Column(name=name, parts=parts, told=f"of {name}") for name, parts in given]
    found = parsed(charts.columns(columns, ("answered", "refused", "interrupted"), title, "told <b>"))
    high = height(found)
    drawn = [one for one in found.iter("rect") if one.find("title") is not None]
    assert len(drawn) == sum(count > 0 for _, parts in given for count in parts)
    for one in drawn:
        x, y, wide, tall = (float(one.attrib[key]) for key in ("x", "y", "width", "height"))
        assert wide > 0
        assert x >= 0
        assert x + wide <= WIDTH
        assert y >= -0.1
        assert y + tall <= high


@given(st.lists(st.none() | st.floats(0, 1e7), min_size=1, max_size=40), NAMES)
def test_lines_go_through_every_value_and_no_gap(values: list[float | None], name: str) -> None:
    found = parsed(charts.lines({name: values, "p95": values}, [f"{i}" for i in range(len(values))], "t", "told"))
    high = height(found)
    for curve in found.findall("polyline"):
        points = [tuple(map(float, one.split(","))) for one in (curve.attrib["points"] or "").split()]
        assert len(points) == sum(one is not None for one in values)
        assert all(0 <= x <= WIDTH and -0.1 <= y <= high for x, y in points)


@given(st.dictionaries(NAMES, st.lists(COUNTS, min_size=3, max_size=3), max_size=5))
def test_every_count_of_a_grid_stands_in_its_cell(rows: dict[str, list[int]]) -> None:
    found = parsed(charts.grid(rows, ("2024", "2025", "2026"), "t", "told"))
    told = ["".join(one.itertext()) for one in found.iter("text")]
    for row in rows.values():
        for count in row:
            assert (f"{count}" if count else "–") in told


def test_series_differ_in_their_form_too() -> None:
    """By classes whose rules in the page's style fill, hollow, dash."""
    from onrecord.web.app import STATIC

    style = (STATIC / "room.css").read_text(encoding="utf-8")
    assert re.search(r"\.part\.hollow \{[^}]*fill: var\(--card\)", style)
    assert re.search(r"\.part\.third \{[^}]*stroke-dasharray", style)
    assert re.search(r"\.curve\.second \{[^}]*stroke-dasharray", style)


def test_bars_are_described() -> None:
    span = plots.Span(name="<brass>", value=3, low=None, high=None, told="3 (100 %)")
    found = parsed(plots.bars([span], "Refusals", 3, "why"))
    assert found.findtext("desc") == "why"
    assert "<brass>" in [one.text for one in found.iter("text")]
