"""How two retrievers' lists become one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.index.port import DENSE_SHARE, fused_hits

SCORES = st.dictionaries(st.text("abcdefgh", min_size=1, max_size=2), st.floats(-1, 60), max_size=12)


def test_scores_are_scaled_by_where_they_lie_in_their_own_list() -> None:
    hits = fused_hits({"a": 0.9, "b": 0.5}, {"a": 12.0, "c": 4.0}, 10)  # deviations 0.2 and 4 from the means
    high, low = 0.5 + 1 / 6, 0.5 - 1 / 6
    share = DENSE_SHARE
    expected = {"a": high, "b": share * low, "c": (1 - share) * low}
    assert {hit.passage_id: hit.score for hit in hits} == pytest.approx(expected)
    assert [(hit.passage_id, hit.dense, hit.sparse) for hit in hits] == [
        ("a", 0.9, 12.0),
        ("b", 0.5, None),
        ("c", None, 4.0),
    ]


def test_what_cannot_be_told_apart_lies_in_the_middle() -> None:
    (hit,) = fused_hits({"a": 0.7}, {}, 10)
    assert hit.score == pytest.approx(DENSE_SHARE / 2)


@given(SCORES, SCORES)
def test_every_hit_of_either_is_there_once_best_first_between_0_and_1(
    dense: dict[str, float], sparse: dict[str, float]
) -> None:
    hits = fused_hits(dense, sparse, 100)
    assert {hit.passage_id for hit in hits} == dense.keys() | sparse.keys()
    assert len({hit.passage_id for hit in hits}) == len(hits)
    assert all(0 <= hit.score <= 1 for hit in hits)
    assert hits == sorted(hits, key=lambda hit: (-hit.score, hit.passage_id))


@given(SCORES, SCORES, st.integers(0, 5))
def test_a_limit_cuts_the_end_and_changes_nothing_else(
    dense: dict[str, float], sparse: dict[str, float], limit: int
) -> None:
    assert fused_hits(dense, sparse, limit) == fused_hits(dense, sparse, 100)[:limit]
