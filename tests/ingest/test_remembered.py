"""An encoder that remembers gives what the encoder itself gives, and asks it for nothing twice."""

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ingest.encoders.hashing import HashingEncoder
from ingest.encoders.remembered import RememberedEncoder

TEXTS = st.lists(st.lists(st.sampled_from([f"sentence {n}" for n in range(6)]), max_size=5), max_size=8)


@given(asked=TEXTS, most=st.integers(0, 6))
def test_it_gives_what_the_encoder_gives(asked: list[list[str]], most: int) -> None:
    encoder = HashingEncoder()
    remembered = RememberedEncoder(encoder, most=most)
    for texts in asked:
        found = remembered.passages(texts)
        assert found.dtype == np.float32
        assert found.shape == (len(texts), encoder.size)
        assert all((row == encoder.passages([text])[0]).all() for row, text in zip(found, texts, strict=True))
    assert (remembered.query("sentence 1") == encoder.query("sentence 1")).all()


def test_it_reads_no_sentence_twice_while_it_is_kept(counting: Any) -> None:
    remembered = RememberedEncoder(counting, most=2)
    remembered.passages(["a", "b", "a"])
    remembered.passages(["b", "a"])
    assert counting.embedded == ["a", "b"]
    remembered.passages(["c"])  # b was asked for longer ago than a
    remembered.passages(["a"])
    assert counting.embedded == ["a", "b", "c"]
    remembered.passages(["b"])
    assert counting.embedded == ["a", "b", "c", "b"]
