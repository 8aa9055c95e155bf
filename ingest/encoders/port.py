"""What an encoder is."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class Encoder(Protocol):
    """Text to unit vectors, float32.

    `name` is what the settings call it; `weights_sha256` identifies the very weights, so that vectors of two
    models are never mixed. Neither loads the model. `size` is the vectors' dimension.
    """

    @property
    def name(self) -> str: ...

    @property
    def weights_sha256(self) -> str: ...

    @property
    def size(self) -> int: ...

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), size)."""

    def query(self, text: str) -> Vectors:
        """Shape (size,)."""
