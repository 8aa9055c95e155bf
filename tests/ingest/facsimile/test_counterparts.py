"""Which character of one text is which of another's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.facsimile.counterparts import counterparts

WORDS = ["we", "will", "close", "the", "plant", "office", "-", "a", "né", "ﬁre"]
TEXT = st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join)


def _read(text: str, other: str) -> str:
    """The text as its counterparts spell it, with `_` for what has none."""
    return "".join(other[one] if one >= 0 else "_" for one in counterparts(text, other))


@pytest.mark.parametrize(
    ("text", "other", "read"),
    [
        ("It was sup-\nposed so.", "It was sup\x02posed so.", "It_was_sup\x02_posed_so."),
        ("It was sup-\nposed so.", "It was sup\ufffeposed so.", "It_was_sup\ufffe_posed_so."),
        ("The office ﬁre.", "The oﬃce fire.", "The_oﬃﬃﬃce_fre."),
        ("The cafe\u0301 is open.", "The café is open.", "The_caféé_is_open."),
        ("c © 2026", "c© 2026", "c_©_2026"),
        ("dou\u00adble", "double", "dou_ble"),
        ("", "anything", ""),
        ("anything", "", "________"),
        ("-", "-", "_"),
    ],
)
def test_spaces_hyphens_and_ligatures_do_not_count(text: str, other: str, read: str) -> None:
    assert _read(text, other) == read


def test_what_is_read_in_another_order_is_found() -> None:
    one, two = "We sold nine lamps in the spring. The end.", "The foundry stays open until 2030. The end."
    text, other = f"{one}\n{two}", f"{two}\r\n{one}"
    assert _read(text, other).replace("_", "") == text.replace(" ", "").replace("\n", "")
    places = counterparts(text, other)
    assert places[0] == other.index(one)
    assert places[text.index(two)] == 0
    assert places[text.rindex("end")] == other.index("end"), "the end that stands beside its own neighbours"


LEFT = ["We sold nine lamps in spring", "which is three more than we", "had hoped for in the winter."]
RIGHT = ["The foundry stays open until", "the summer of 2030, and then", "we will decide about it anew."]


def _across(left: list[str], right: list[str]) -> tuple[str, str]:
    """One column after the other, and line by line across both."""
    return "\n".join(left + right), "\r\n".join(f"{one} {two}" for one, two in zip(left, right, strict=True))


def test_lines_of_two_columns_that_are_read_across_are_found() -> None:
    text, other = _across(LEFT, RIGHT)
    places = counterparts(text, other)
    for line in LEFT + RIGHT:
        start, there = text.index(line), other.index(line)
        assert [places[start], places[start + len(line) - 1]] == [there, there + len(line) - 1]


def test_what_stands_beside_other_words_of_the_same_kind_is_found_in_one_place_or_nowhere() -> None:
    """The end of the left column and the beginning of the right one stand side by side in both, by chance."""
    left = [f"left line {word} of the lamps" for word in ("one", "two", "three")]
    right = [f"right line {word} of the brass" for word in ("one", "two", "three")]
    text, other = _across(left, right)
    start, there = text.index(right[0]), other.index(right[0])
    places = counterparts(text, other)[start : start + len(right[0])]
    assert all(one in (-1, there + at) for at, one in enumerate(places))


def test_what_the_other_does_not_have_has_no_counterpart() -> None:
    text = "We sold nine lamps. Nobody reads these words at all. The end of it."
    read = _read(text, "We sold nine lamps. The end of it.")
    assert read == "We_sold_nine_lamps." + "_" * len(" Nobody reads these words at all. ") + "The_end_of_it."


@given(TEXT)
def test_the_same_text_is_itself(text: str) -> None:
    found = counterparts(text, text)
    assert all(one in (-1, at) for at, one in enumerate(found))
    assert all(one == at for at, one in enumerate(found) if text[at].isalnum())


@given(TEXT, TEXT)
def test_a_counterpart_is_given_away_once_and_reads_alike(text: str, other: str) -> None:
    plain = str.maketrans({"ﬁ": "f"})
    text, other = text.translate(plain), other.translate(plain)
    found = counterparts(text, other)
    given_away = [one for one in found if one >= 0]
    assert len(found) == len(text)
    assert len(set(given_away)) == len(given_away)
    assert all(text[at] == other[one] for at, one in enumerate(found) if one >= 0)


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_two_texts_have_counterparts_within_bounds(text: str, other: str) -> None:
    assert all(-1 <= one < len(other) for one in counterparts(text, other))
