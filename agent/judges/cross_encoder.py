"""A cross-encoder for natural language inference as a judge, by name and revision or by folder."""

import math
import re
import time
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from agent.judges.windows import sentences_of, windows
from audit.errors import ModelError
from ingest.encoders.sentence_transformer import folder_sha256

ENTAILMENT = "entailment"
_COMMIT = re.compile(r"[0-9a-f]{40}")


class CrossEncoderJudge:
    """The quotes are the premise, the claim is the hypothesis.

    A model with several labels gives the softmax of its label `entailment`, one with a single label its score (0 to 1).
    Loads on first use. A long premise is read in windows of whole sentences, and the best window counts: what only two
    windows together would support is not supported.
    """

    def __init__(self, model_name_or_path: str, revision: str | None = None) -> None:
        """Raises ModelError for a model of the hub without a commit: its weights could be others tomorrow."""
        self._path = model_name_or_path
        self._folder = Path(model_name_or_path) if Path(model_name_or_path).is_dir() else None
        self._revision = revision
        if self._folder is None and not _COMMIT.fullmatch(revision or ""):
            raise ModelError(
                f"the judge {model_name_or_path} is no folder here, and for a model of the hub its revision is "
                f"expected as a commit of 40 hexadecimal digits, not {revision or 'none'}.",
                advice='Set judge_revision in settings.toml, or `judge = "none"`.',
            )

    @cached_property
    def name(self) -> str:
        """MODEL@REVISION, or FOLDER@sha256:HASH over the weights and configuration in the folder."""
        if self._folder is None:
            return f"{self._path}@{self._revision}"
        return f"{self._folder.resolve().name}@sha256:{folder_sha256(self._folder)}"

    def support(self, claim: str, quotes: Sequence[str], deadline: float) -> float:
        """See `SupportJudge`. The deadline is looked at before each window: it is passed by one window at most."""
        found = [sentence for quote in quotes for sentence in sentences_of(quote)]
        scores = []
        for premise in windows(found, lambda text: self._tokens(text, claim) <= self._longest):
            if time.monotonic() > deadline:
                raise ModelError(f"the judge {self.name} was not done in time.")
            scores.append(self._score(premise, claim))
        if not scores:
            raise ModelError(
                f"the judge {self.name} has nothing to read: no sentence of the quotes fits, with the claim, its "
                f"{self._longest} tokens."
            )
        return max(scores)

    def _score(self, premise: str, claim: str) -> float:
        from torch.nn import Identity

        several = self._entailment is not None
        try:
            row = self._model.predict(
                [(premise, claim)],
                activation_fn=Identity() if several else None,
                apply_softmax=several,
                show_progress_bar=False,
            ).reshape(-1)
            found = float(row[self._entailment or 0])
        except (RuntimeError, ValueError, IndexError) as error:
            raise ModelError(f"the judge {self.name} failed: {_line(error)}") from error
        if not 0 <= found <= 1 or math.isnan(found):
            raise ModelError(f"the judge {self.name} gave {found}, where a probability from 0 to 1 was expected.")
        return found

    def _tokens(self, premise: str, claim: str) -> int:
        return len(self._model.tokenizer(premise, claim, truncation=False, verbose=False)["input_ids"])

    @cached_property
    def _longest(self) -> int:
        """Tokens of premise and hypothesis together, with what the tokenizer puts around them."""
        bounds = [self._model.tokenizer.model_max_length, getattr(self._model.config, "max_position_embeddings", None)]
        return min(int(bound) for bound in bounds if bound and bound > 0)

    @cached_property
    def _entailment(self) -> int | None:
        """The label's index among the model's, or none where the model has one label. Raises ModelError for others."""
        labels = {int(index): str(label) for index, label in self._model.config.id2label.items()}
        found = [index for index, label in labels.items() if label.casefold() == ENTAILMENT]
        if len(labels) == 1:
            return None
        if len(found) != 1:
            raise ModelError(
                f"the judge {self.name} has the labels {', '.join(labels.values())}; expected one of them to be "
                f"{ENTAILMENT}, or a model with a single label.",
                advice="Name a model for natural language inference in settings.toml.",
            )
        return found[0]

    @cached_property
    def _model(self) -> Any:
        from sentence_transformers import CrossEncoder
        from transformers.utils import logging

        name = self.name  # hashed before loading: of the weights that are loaded
        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            return CrossEncoder(self._path, revision=self._revision, trust_remote_code=False)
        except Exception as error:  # whatever a foreign loader raises, there is no judge
            raise ModelError(
                f"the judge {name} cannot be loaded: {_line(error)}",
                advice='Name another in settings.toml, or set `judge = "none"`.',
            ) from error


def _line(error: Exception) -> str:
    """Other people's errors run over many lines; the first says what happened."""
    return next(iter(str(error).strip().splitlines()), type(error).__name__)
