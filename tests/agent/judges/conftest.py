"""A cross-encoder small enough to be made in a test: random weights, a vocabulary of a few words."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

WORDS = "the plant in leeds stays open closes soon it is we hire forty engineers and nobody may leave was said by ada"
SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
NLI = {0: "contradiction", 1: "entailment", 2: "neutral"}
LONGEST = 32  # tokens


def _make(folder: Path, labels: Mapping[int, str], seed: int = 0) -> str:
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    folder.mkdir(parents=True)
    (folder / "vocab.txt").write_text("\n".join([*SPECIAL, *WORDS.split(), ".", ","]) + "\n", encoding="utf-8")
    tokenizer = BertTokenizerFast.from_pretrained(str(folder))
    config = BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=LONGEST,
        initializer_range=0.4,  # wide, so that another text gives another probability
        id2label=dict(labels),
        label2id={label: index for index, label in labels.items()},
    )
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        BertForSequenceClassification(config).save_pretrained(str(folder))
    tokenizer.save_pretrained(str(folder))
    return str(folder)


@pytest.fixture
def tiny(tmp_path: Path) -> Callable[..., str]:
    """tiny(name, labels, seed) saves a model and gives its folder."""

    def make(name: str = "tiny", labels: Mapping[int, str] = NLI, seed: int = 0) -> str:
        return _make(tmp_path / name, labels, seed)

    return make
