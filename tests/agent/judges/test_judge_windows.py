"""Windows over sentences: whole ones, everything that fits, nothing cut."""

from hypothesis import given
from hypothesis import strategies as st

from agent.judges.windows import sentences_of, windows

# sentences as numbered words, so that a window says which ones it holds
lengths = st.lists(st.integers(1, 9), max_size=25)


def numbered(sizes: list[int]) -> list[str]:
    return [f"s{number}{'x' * size}" for number, size in enumerate(sizes)]


@given(lengths, st.integers(3, 40))
def test_windows_are_runs_of_whole_neighbours_that_fit_and_miss_no_sentence_that_does(
    sizes: list[int], room: int
) -> None:
    found = numbered(sizes)
    made = [window.split() for window in windows(found, lambda text: len(text) <= room)]
    for window in made:
        begin = found.index(window[0])
        assert window == found[begin : begin + len(window)]
        assert len(" ".join(window)) <= room
    assert {one for window in made for one in window} == {one for one in found if len(one) <= room}


@given(lengths, st.integers(3, 40))
def test_no_window_lies_within_another(sizes: list[int], room: int) -> None:
    made = list(windows(numbered(sizes), lambda text: len(text) <= room))
    assert not [one for i, one in enumerate(made) for other in made[:i] + made[i + 1 :] if one in other]


def test_what_fits_is_one_window() -> None:
    assert list(windows(["One.", "Two."], lambda text: True)) == ["One. Two."]


def test_a_window_begins_in_the_middle_of_the_one_before() -> None:
    found = list(windows(list("abcdef"), lambda text: len(text.split()) <= 4))
    assert found == ["a b c d", "c d e f"]


def test_a_quote_is_read_in_sentences() -> None:
    quote = "Dr. Moss said so.  It stays\nopen!\n\nNobody leaves"
    assert sentences_of(quote) == ["Dr. Moss said so.", "It stays\nopen!", "Nobody leaves"]
    assert sentences_of(" \n ") == []
