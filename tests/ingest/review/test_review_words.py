"""Two extractors' words: what is the same is known as the same, and what is not has its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.review.pair import Pair
from ingest.review.words import aligned, words

TEXT = st.lists(st.sampled_from(["we", "will", "close", "the", "plant", "office", "-", "a"]), max_size=30).map(" ".join)


def _alone(text: str, other: str) -> tuple[list[str], list[str]]:
    ours, theirs = words(text), words(other)
    found = aligned(ours, theirs)
    return [ours[number].form for number in found.ours], [theirs[number].form for number in found.theirs]


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("We will sup-\nposed to", "We will sup\ufffeposed to"),
        ("a long-\nterm plan", "a long\x02term plan"),
        ("office ﬁre", "office fire"),
        ("c © 2026", "c© 2026"),
        ("The plan t is open.", "The plant is open ."),
        ("left one\nleft two\nright one\nright two", "left one right one\r\nleft two right two"),
        ("dou\u00adble", "double"),
    ],
)
def test_spaces_hyphens_ligatures_and_the_order_of_columns_are_no_difference(text: str, other: str) -> None:
    assert _alone(text, other) == ([], [])


def test_what_only_one_of_them_reads_is_left_over() -> None:
    assert _alone("We will not close it.", "We will close it today.") == (["not"], ["today."])


@given(TEXT, TEXT)
def test_a_word_is_matched_once_or_left_over(text: str, other: str) -> None:
    ours, theirs = words(text), words(other)
    found = aligned(ours, theirs)
    matched = {number for span in found.places if span for number in range(*span)}
    assert matched.isdisjoint(found.ours)
    assert matched | set(found.ours) == set(range(len(ours)))
    assert [number for number, span in enumerate(found.places) if span is None] == list(found.theirs)


@given(TEXT)
def test_the_same_text_is_the_same(text: str) -> None:
    assert _alone(text, text) == ([], [])
    assert Pair(text, text).differences().alone == 0


def test_a_place_in_the_other_text_is_found_in_ours() -> None:
    text, other = "right one\nleft one two\nsup-\nposed", "left one two\r\nright one\r\nsup\ufffeposed none"
    pair = Pair(text, other)
    places, nowhere = pair.places(other.index("one two"), other.index("right") + 5)
    assert ([text[start:end] for start, end in places], nowhere) == (["one two", "right"], "")
    places, nowhere = pair.places(other.index("sup"), len(other))
    assert ([text[start:end] for start, end in places], nowhere) == (["sup-\nposed"], "none")
    places, _ = pair.places(other.index("wo"), other.index("wo") + 1)
    assert [text[start:end] for start, end in places] == ["w"]


def test_a_difference_tells_the_first_words_of_both_sides() -> None:
    found = Pair("We will close it.", "We may close it.").differences()
    assert (found.words, found.alone) == (8, 2)
    assert found.first is not None
    assert (found.first.start, found.first.end) == (3, 7)
    assert found.first.detail == "first only in the text: “will”; first only in what pdfium reads: “may”"


def test_five_words_in_a_row_that_the_other_does_not_read_are_told_for_themselves() -> None:
    text = "We will open it. Nobody at all reads these words. Good."
    (found,) = Pair(text, "We will open it. Good.").rows()
    assert text[found.start : found.end] == "Nobody at all reads these words."
    assert list(Pair("We will open it. Nobody reads this here. Good.", "We will open it. Good.").rows()) == []
