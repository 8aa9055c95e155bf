"""Furniture is what repeats at the edge of the pages, and body text is never taken for it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.parse.furniture import furniture
from ingest.parse.pdf import joined


def _marked(*pages: str) -> list[str]:
    text, spans = joined(list(pages))
    return [text[span.start : span.end] for span in furniture(text, spans)]


THINGS = ("bridges", "hinges", "cells", "homes", "ships")
BODY = [
    f"We build {word}.\nIt takes time, and we mean it {word}."
    for word in ("bridges", "hinges", "cells", "homes", "ships")
]


def test_a_header_and_a_footer_with_the_page_number_are_furniture() -> None:
    pages = [f"Nordwind — Internal\n{body}\nPage {n} of 5" for n, body in enumerate(BODY, 1)]
    assert _marked(*pages) == [part for n in range(1, 6) for part in ("Nordwind — Internal", f"Page {n} of 5")]


def test_a_header_and_a_footer_that_the_extractor_gives_first_are_one_span() -> None:
    pages = [f"Nordwind\n{n}\n\n{body}" for n, body in enumerate(BODY, 1)]
    assert _marked(*pages) == [f"Nordwind\n{n}" for n in range(1, 6)]


def test_a_title_page_without_a_header_hides_no_header() -> None:
    pages = ["A Speech\nby Ada Okafor"] + [f"Nordwind {n}\n{body}" for n, body in enumerate(BODY, 2)]
    assert _marked(*pages) == [f"Nordwind {n}" for n in range(2, 7)]


def test_blank_pages_are_not_counted() -> None:
    assert _marked(f"Head\n{BODY[0]}", "", f"Head\n{BODY[1]}", " \n") == ["Head", "Head"]


@pytest.mark.parametrize(
    "pages",
    [
        [f"Head\n{BODY[0]}"],
        [f"Head\n{BODY[0]}", BODY[1], BODY[2]],
        [f"Chapter {word}\n{body}" for word, body in zip("abcde", BODY, strict=True)],
        [f"Revenue of 2025: {n * n} million\n{body}" for n, body in enumerate(BODY)],
        [f"We promised this to you all.\n{body}" for body in BODY[:2]],
        [f"{'A long paragraph of words ' * 9}\n{body}" for body in BODY],
        [f"{body}\nBody again\nand again\nand so on {body}" for body in BODY],
    ],
    ids=[
        "one page",
        "one of three",
        "other words",
        "numbers that are no page's",
        "a sentence twice",
        "too long",
        "behind body",
    ],
)
def test_a_doubt_is_decided_for_body_text(pages: list[str]) -> None:
    assert _marked(*pages) == []


def test_only_three_lines_of_an_edge_are_looked_at() -> None:
    pages = [f"a\nb\nc\nd\n{body}" for body in BODY]
    assert _marked(*pages) == ["a\nb\nc"] * 5


def test_pages_that_are_all_alike_are_kept_whole() -> None:
    assert _marked("Same\npage", "Same\npage", "Same\npage") == []


LINES = st.sampled_from(["Head", "Page 1", "Page 2", "Page 3", "", "  ", "Body text here.", "Other", "12"])


@given(st.lists(st.lists(LINES, max_size=7).map("\n".join), max_size=6))
def test_it_never_takes_a_whole_page_nor_leaves_the_page_nor_cuts_a_line(pages: list[str]) -> None:
    text, spans = joined(pages)
    found = furniture(text, spans)
    at = 0
    for span in found:
        page = next(page for page in spans if page.start <= span.start < page.end)
        assert at <= span.start < span.end <= page.end
        at = span.end
        assert text[span.start : span.end].strip() == text[span.start : span.end]
        assert text[: span.start].rpartition("\n")[2].rpartition("\f")[2].strip() == ""
        assert text[span.end :].partition("\n")[0].partition("\f")[0].strip() == ""
    for page in spans:
        words = list(text[page.start : page.end])
        for span in found:
            for offset in range(max(span.start, page.start), min(span.end, page.end)):
                words[offset - page.start] = " "
        assert not text[page.start : page.end].strip() or "".join(words).strip()
