"""How quotes stand together: what is left out between them is always shown."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.domain import Citation
from audit.records.quotes import LEFT_OUT, NEW_LINE, PLAIN, joint, together

TEXT = "We will do two things:\n1. Open Leeds.\n2. Close Hull\n3. Hire people\n\fMerrowdale, page 2\nand wait. The end."


def cite(start: int, end: int, text: str = TEXT, page: int | None = None) -> Citation:
    return Citation(
        evidence_key="e1", source_id="memo", title="Memo", speaker="Ada", leader_id="ada", date=date(2026, 3, 4),
        page=page, timecode=None, start=start, end=end, quote=text[start:end], source_sha256="f" * 64,
        text_sha256="a" * 64,
    )  # fmt: skip


def words(quote: str, page: int | None = None) -> Citation:
    start = TEXT.index(quote)
    return cite(start, start + len(quote), page=page)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("We will do two things:", "Open Leeds.", PLAIN),
        ("We will do two things:", "Close Hull", LEFT_OUT),
        ("Open Leeds.", "Close Hull", PLAIN),
        ("Close Hull", "Hire people", NEW_LINE),
        ("Open Leeds.", "The end.", LEFT_OUT),
    ],
)
def test_between_two_quotes_stands_what_lies_between_them(first: str, second: str, expected: str) -> None:
    assert joint(words(first), words(second), TEXT, []) == expected


def test_a_running_header_between_two_pages_is_not_left_out_words() -> None:
    header = (TEXT.index("Merrowdale"), TEXT.index("\nand wait"))
    first, second = words("Hire people", page=1), words("and wait.", page=2)
    assert joint(first, second, TEXT, [header]) == PLAIN
    assert joint(first, second, TEXT, []) == LEFT_OUT


def test_a_whole_list_reads_as_its_lines() -> None:
    cited = [words(one) for one in ("We will do two things:", "Open Leeds.", "Close Hull", "Hire people")]
    assert together(cited, TEXT) == "We will do two things:\nOpen Leeds.\nClose Hull / Hire people"
    assert together(cited, TEXT, lines=False) == "We will do two things:\nOpen Leeds.\nClose Hull\nHire people"


def test_citations_that_are_not_in_the_order_of_the_text_are_an_error() -> None:
    with pytest.raises(ValueError, match="is cited after"):
        together([words("Close Hull"), words("Open Leeds.")], TEXT)


@given(st.text("ab1. \n-", min_size=1, max_size=60), st.lists(st.integers(0, 60), min_size=4, max_size=4, unique=True))
def test_words_between_quotes_are_marked_and_nothing_else_is(text: str, cuts: list[int]) -> None:
    a, b, c, d = sorted(min(cut, len(text)) for cut in cuts)
    made = together([cite(a, b, text), cite(c, d, text)], text)
    between = text[b:c]
    assert (LEFT_OUT in made) <= any(character.isalnum() for character in between)
    assert any(character.isalpha() for character in between.replace("a.", "").replace("b.", "")) <= (LEFT_OUT in made)
