"""A quote beside the frozen text: what differs is marked, and nothing else."""

from hypothesis import given
from hypothesis import strategies as st

from onrecord.web.room_view import Compared

WORDS = st.text("ab \n", max_size=12)


@given(WORDS, WORDS)
def test_both_texts_are_whole_and_only_the_difference_is_marked(quoted: str, frozen: str) -> None:
    found = Compared.of(quoted, frozen)
    assert found.before + found.quoted + found.after == quoted
    assert found.before + found.frozen + found.after == frozen
    if found.quoted and found.frozen:
        assert found.quoted[0] != found.frozen[0]
        assert found.quoted[-1] != found.frozen[-1]
    assert (quoted == frozen) == (not found.quoted and not found.frozen)
