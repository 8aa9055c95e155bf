"""Arithmetic of growth: the fitted exponent, quantiles, and real vectors jittered to any number."""

from collections.abc import Sequence

import numpy as np

from ingest.encoders.port import Vectors

JITTER = 0.1  # expected length of the noise beside a unit vector: a copy's cosine to its origin is about .995


def exponent(sizes: Sequence[float], values: Sequence[float]) -> float:
    """The b of `value = a * size ** b`, by least squares over the logarithms: 0 is constant, 1 is linear.

    Raises ValueError for fewer than two different sizes, and for what has no logarithm.
    """
    if len(set(sizes)) < 2 or min(*sizes, *values) <= 0:
        raise ValueError((sizes, values))
    across, up = np.log(np.asarray(sizes, float)), np.log(np.asarray(values, float))
    across -= across.mean()
    return float(across @ (up - up.mean()) / (across @ across))


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which `share` of them lie, by the nearest rank."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def jittered(vectors: Vectors, generator: np.random.Generator, scale: float = JITTER) -> Vectors:
    """Unit vectors near the given ones (shape (n, size)): Gaussian noise of expected length `scale` is added to each,
    and the sum is brought back to length 1."""
    noise = generator.standard_normal(vectors.shape, dtype=np.float32)
    moved = vectors + noise * np.float32(scale / np.sqrt(vectors.shape[1]))
    unit: Vectors = moved / np.linalg.norm(moved, axis=1, keepdims=True)
    return unit
