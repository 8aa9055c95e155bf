"""How an encoder is best run here: `python -m bench.encoders FOLDER`, the inaugural addresses' folder.

The same passages through each way in turn, twice; passages a second, the better of the two, and beside it the least
cosine to the way that is the default, where the weights are the same. sentence-transformers sorts by length itself.
"""

import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from bench.speed import embedded
from eval import speeches
from ingest.encoders.onnx import FILES, MAX_TOKENS, OnnxEncoder
from ingest.encoders.port import Vectors
from ingest.encoders.sentence_transformer import SentenceTransformerEncoder
from ingest.onnx import cores
from ingest.run import ingest
from onrecord.parts import Parts
from onrecord.settings import Settings

PASSAGES = 400
BATCH = 32

Way = Callable[[Sequence[str]], Vectors]


def main(data: Path) -> None:
    texts = _texts(data)
    default = OnnxEncoder().passages
    ways: dict[str, tuple[Way, bool]] = {
        f"bge-small int8, one text a thread, {cores()} threads (the default)": (default, True),
        f"bge-small int8, one text at a time on {cores()} threads": (_onnx(batch=1), True),
        f"bge-small int8, batches of {BATCH} in length's order": (_onnx(batch=BATCH), True),
        f"all-MiniLM-L6-v2, torch, batches of {BATCH} in length's order": (_torch(quantised=False), False),
        "the same, torch's dynamic int8": (_torch(quantised=True), False),
    }
    rates: dict[str, float] = {}
    for _ in range(2):
        for name, (way, _same) in ways.items():
            way(texts[:BATCH])
            began = time.perf_counter()
            way(texts)
            rates[name] = max(rates.get(name, 0.0), len(texts) / (time.perf_counter() - began))
    whole = default(texts)
    print(f"{len(texts)} passages of {sum(map(len, texts)) / len(texts):.0f} characters, passages a second:")
    for name, (way, same) in ways.items():
        nearest = f", least cosine {float(np.min(np.sum(way(texts) * whole, axis=1))):.3f}" if same else ""
        print(f"  {name}: {rates[name]:.0f}{nearest}")


def _texts(data: Path) -> list[str]:
    with TemporaryDirectory() as name:
        parts = Parts(workspace=Path(name) / "ws", settings=Settings(encoder="hashing"))
        manifest = speeches.build(data, Path(name))
        with parts.workshop() as workshop:
            ingest(workshop, manifest)
        found = embedded(parts)
    return found[:: max(1, len(found) // PASSAGES)][:PASSAGES]


def _onnx(*, batch: int) -> Way:
    """ONNX Runtime with all cores for one call, texts of a batch padded to its longest."""
    import onnxruntime
    from tokenizers import Tokenizer

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.intra_op_num_threads = cores()
    session = onnxruntime.InferenceSession(FILES.model(), options, providers=["CPUExecutionProvider"])
    tokenizer = Tokenizer.from_str(FILES.tokenizer().decode("utf-8"))
    tokenizer.enable_padding()
    tokenizer.enable_truncation(MAX_TOKENS)

    def passages(texts: Sequence[str]) -> Vectors:
        order = sorted(range(len(texts)), key=lambda i: -len(texts[i]))
        rows = np.zeros((len(texts), OnnxEncoder.size), np.float32)
        for at in range(0, len(order), batch):
            chosen = order[at : at + batch]
            encoded = tokenizer.encode_batch([texts[i] for i in chosen])
            feed = {
                "input_ids": np.array([one.ids for one in encoded], np.int64),
                "attention_mask": np.array([one.attention_mask for one in encoded], np.int64),
                "token_type_ids": np.array([one.type_ids for one in encoded], np.int64),
            }
            rows[chosen] = session.run(None, feed)[0][:, 0]
        unit: Vectors = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        return unit

    return passages


def _torch(*, quantised: bool) -> Way:
    import torch

    encoder = SentenceTransformerEncoder()
    if quantised:
        model: Any = encoder._model
        model[0].auto_model = torch.ao.quantization.quantize_dynamic(
            model[0].auto_model, {torch.nn.Linear}, dtype=torch.qint8
        )
    return encoder.passages


if __name__ == "__main__":
    if len(sys.argv) != 2 or not Path(sys.argv[1]).is_dir():
        sys.exit(
            "usage: python -m bench.encoders FOLDER, the folder with the inaugural addresses (sources.csv, corpus/)"
        )
    main(Path(sys.argv[1]))
