"""What an HTML page hides by itself is found, with its place where the text has it; what shows is not."""

import pytest

from ingest.parse.html import parse
from ingest.review.html import look


def _found(body: str, head: str = "") -> list[tuple[str, str]]:
    data = f"<html><head>{head}</head><body><p>We stay.</p>{body}<p>The end.</p></body></html>".encode()
    text = parse(data).text
    found = look(data, text)
    return [(one.kind.value, text[one.start : one.end] if one.start is not None else one.detail) for one in found]


@pytest.mark.parametrize(
    "opening",
    ["<p hidden>", "<p aria-hidden=true>", "<p style='display: none'>", "<p style='visibility:hidden'>", "<p popover>"],
)
def test_what_is_left_out_because_it_is_hidden_is_told(opening: str) -> None:
    told = "not in the text, for its element says hidden: “We leave.”"
    assert _found(f"{opening}<b>We leave.</b></p>") == [("hidden", told)]


def test_a_comment_is_told() -> None:
    assert _found("<!-- Sam: not true --><!-- *** --><!--[if IE]> old <![endif]-->") == [
        ("comment", "a comment in the page: “Sam: not true”")
    ]


@pytest.mark.parametrize(
    ("style", "kind"),
    [
        ("color: #fff", "colour"),
        ("color: rgb(250, 250, 250)", "colour"),
        ("color:#333;background:#222", "colour"),
        ("color: white !important", "colour"),
        ("color: transparent", "transparent"),
        ("color: rgba(0,0,0,.02)", "transparent"),
        ("font-size: 1px", "tiny"),
        ("font-size: 10%", "tiny"),
        ("text-indent: -9999px", "off_page"),
        ("position: absolute; left: -200em", "off_page"),
        ("position: absolute; clip: rect(0 0 0 0)", "clipped"),
        ("clip-path: inset(50%)", "clipped"),
    ],
)
def test_what_a_style_hides_is_found_inside_an_element_or_in_a_sheet(style: str, kind: str) -> None:
    assert _found(f"<div style='{style}'><p>We\n stay.</p></div>") == [(kind, "We stay.")]
    sheet = f"<style>/* p */ .x > p, nav {{ {style} }}</style>"
    assert _found("<div class=x><p>We leave.</p></div>", sheet) == [(kind, "We leave.")]


def test_a_sheet_that_hides_is_found() -> None:
    assert _found("<p class=x>We leave.</p>", "<style>@media screen { .x { display: none } }</style>") == [
        ("hidden", "We leave.")
    ]


@pytest.mark.parametrize(
    ("body", "head"),
    [
        ("<p style='color:#fff;background:#123'>Shown.</p>", ""),
        ("<table bgcolor=black><tr><td><font color=white>Shown.</font></table>", ""),
        ("<div class=dark><p class=light>Shown.</p></div>", "<style>.dark{background:#000}.light{color:#eee}</style>"),
        ("<p style='color:#fff;text-shadow:1px 1px 2px #000'>Shown.</p>", ""),
        ("<p style='color:#fff;background:url(dark.png)'>Shown.</p>", ""),
        ("<p style='color:transparent;-webkit-background-clip:text'>Shown.</p>", ""),
        ("<p style='color:var(--ink);font-size:small;margin-left:-20px'>Shown.</p>", ""),
        (
            "<p class=x>Shown.</p>",
            "<style>@media print { .x { display: none } } .x:hover::after { color: #fff }</style>",
        ),
        ("<p class=x>Shown.</p>", "<style>@font-face { src: url(a) } @import 'b'; .x[ { display: none }</style>"),
        ("<script>hidden words</script><del>struck out</del>", "<title>Hidden words</title><!-- generator -->"),
    ],
)
def test_what_shows_or_cannot_be_told_is_not_reported(body: str, head: str) -> None:
    assert _found(body, head) == []
