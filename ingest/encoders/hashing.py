"""A deterministic encoder without a model: hashed words. For tests of everything that is not about meaning."""

import hashlib
from collections.abc import Sequence

import numpy as np

from ingest.encoders.port import Vectors


class HashingEncoder:
    """Signed feature hashing of lower-cased words (Weinberger et al. 2009), normalised."""

    name = "hashing"
    size = 64
    weights_sha256 = hashlib.sha256(b"onrecord hashing encoder, 64 dimensions, version 1").hexdigest()

    def passages(self, texts: Sequence[str]) -> Vectors:
        return np.stack([self.query(text) for text in texts]) if texts else np.zeros((0, self.size), np.float32)

    def query(self, text: str) -> Vectors:
        vector = np.zeros(self.size, np.float32)
        for word in text.casefold().split():
            digest = hashlib.blake2b(word.strip(".,;:!?\"'()").encode(), digest_size=8).digest()
            vector[digest[0] % self.size] += 1.0 if digest[1] & 1 else -1.0
        norm = float(np.linalg.norm(vector))
        if norm == 0.0:
            vector[0] = norm = 1.0
        return vector / np.float32(norm)
