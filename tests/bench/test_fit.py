"""The arithmetic of growth."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.fit import exponent, jittered, quantile

SIZES = (1_000, 10_000, 100_000, 1_000_000)


@given(power=st.floats(-2, 2), factor=st.floats(1e-3, 1e3))
def test_the_exponent_of_a_power_law_is_its_power(power: float, factor: float) -> None:
    values = [factor * size**power for size in SIZES]
    assert exponent(SIZES, values) == pytest.approx(power, abs=1e-6)


@given(values=st.lists(st.floats(0.01, 1e6), min_size=4, max_size=4), unit=st.floats(1e-3, 1e3))
def test_the_unit_of_the_values_does_not_change_the_exponent(values: list[float], unit: float) -> None:
    assert exponent(SIZES, [unit * value for value in values]) == pytest.approx(exponent(SIZES, values), abs=1e-6)


def test_a_ten_times_slower_query_at_a_hundred_times_the_passages_has_the_exponent_one_half() -> None:
    assert exponent([10_000, 1_000_000], [2.0, 20.0]) == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("sizes", "values"), [([10], [1.0]), ([10, 10], [1.0, 2.0]), ([10, 100], [0.0, 1.0]), ([10, 100], [-1.0, 1.0])]
)
def test_what_has_no_exponent_is_refused(sizes: list[int], values: list[float]) -> None:
    with pytest.raises(ValueError, match=str(sizes[0])):
        exponent(sizes, values)


@given(values=st.lists(st.floats(0, 1e6), min_size=1), share=st.floats(0, 1))
def test_a_quantile_is_one_of_the_values_and_lies_above_its_share(values: list[float], share: float) -> None:
    found = quantile(values, share)
    assert found in values
    assert sum(one <= found for one in values) >= share * len(values)


@given(count=st.integers(1, 20), size=st.integers(2, 400), seed=st.integers(0, 2**32 - 1))
def test_jitter_keeps_the_length_of_a_unit_vector_and_its_neighbourhood(count: int, size: int, seed: int) -> None:
    generator = np.random.default_rng(seed)
    vectors = generator.standard_normal((count, size), dtype=np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    moved = jittered(vectors, generator)
    assert moved.dtype == np.float32
    assert np.linalg.norm(moved, axis=1) == pytest.approx(np.ones(count), abs=1e-5)
    assert (np.einsum("ij,ij->i", vectors, moved) > 0.8).all()


def test_a_jittered_copy_is_as_far_away_as_is_said() -> None:
    vectors = np.zeros((500, 384), np.float32)
    vectors[:, 0] = 1.0
    moved = jittered(vectors, np.random.default_rng(0))
    assert float(moved[:, 0].mean()) == pytest.approx(1 / np.sqrt(1.01), abs=1e-3)
    assert len(np.unique(moved, axis=0)) == 500
