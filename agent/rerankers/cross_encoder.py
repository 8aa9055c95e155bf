"""Any sentence-transformers `CrossEncoder` by name and revision, or by folder."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from audit.errors import ModelError

BATCH = 16


class CrossEncoderReranker:
    def __init__(self, name: str, *, revision: str | None = None) -> None:
        self.name = name if revision is None else f"{name}@{revision}"
        self._name = name
        self._revision = revision

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        from torch.nn import Identity

        pairs = [(question, text) for text in texts]
        logits = self._model.predict(
            pairs, batch_size=BATCH, activation_fn=Identity(), show_progress_bar=False, convert_to_numpy=True
        )
        return [round(float(logit), 4) for logit in logits.reshape(len(pairs), -1)[:, 0]] if pairs else []

    @cached_property
    def _model(self) -> Any:
        from sentence_transformers import CrossEncoder

        try:
            return CrossEncoder(self._name, revision=self._revision, trust_remote_code=False)
        except (OSError, ValueError) as error:
            raise ModelError(
                f"the reranker {self.name} cannot be loaded: {error}",
                advice='Name another in settings.toml, or set `reranker = "none"`.',
            ) from error
