"""How samples travel from the child that decoded them; what arrives is checked like anything of a child's."""

import numpy as np
from numpy.typing import NDArray

from ingest.parse.wire import expect, framed, natural, opened

Samples = NDArray[np.float32]  # between -1 and 1


def encode(pcm: bytes) -> bytes:
    return framed({"bytes": len(pcm)}, pcm)


def decode(message: bytes) -> Samples:
    """Raises `Unreadable` for a refusal, `Forged` for anything that is no samples."""
    return opened(message, lambda head, body: _samples(natural(head["bytes"]), body))


def _samples(length: int, body: bytes) -> Samples:
    expect(length == len(body) and length % 2 == 0 and length > 0, "samples are as many as was said, of two bytes each")
    return np.frombuffer(body, dtype="<i2").astype(np.float32) / np.float32(32768)
